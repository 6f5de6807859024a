"""The orders that a client may choose for a list: an enum for each, and the columns behind its members."""

from enum import StrEnum

from gql.schema.fields import Order, Orders
from gql.schema.words import describe


class FilmOrder(StrEnum):
    TITLE_ASC = "TITLE_ASC"
    TITLE_DESC = "TITLE_DESC"
    RELEASED_ASC = "RELEASED_ASC"
    RELEASED_DESC = "RELEASED_DESC"
    RUNTIME_ASC = "RUNTIME_ASC"
    RUNTIME_DESC = "RUNTIME_DESC"


class PersonOrder(StrEnum):
    NAME_ASC = "NAME_ASC"
    NAME_DESC = "NAME_DESC"


class CharacterOrder(StrEnum):
    NAME_ASC = "NAME_ASC"
    NAME_DESC = "NAME_DESC"


class RoleOrder(StrEnum):
    BILLING_ASC = "BILLING_ASC"
    RELEASED_ASC = "RELEASED_ASC"
    RELEASED_DESC = "RELEASED_DESC"


class ReviewOrder(StrEnum):
    WRITTEN_ASC = "WRITTEN_ASC"
    WRITTEN_DESC = "WRITTEN_DESC"


describe(
    FilmOrder,
    "What films are ordered by. Unknown comes last, in both directions.",
    TITLE_ASC="By title, from A to Z, whatever its case and accents.",
    TITLE_DESC="By title, from Z to A, whatever its case and accents.",
    RELEASED_ASC="By the day of their first release, the first one first.",
    RELEASED_DESC="By the day of their first release, the latest first.",
    RUNTIME_ASC="By their length, the shortest first.",
    RUNTIME_DESC="By their length, the longest first.",
)
describe(
    PersonOrder,
    "What people are ordered by.",
    NAME_ASC="By name, from A to Z, whatever its case and accents.",
    NAME_DESC="By name, from Z to A, whatever its case and accents.",
)
describe(
    CharacterOrder,
    "What characters are ordered by: what is safe for everyone, and nothing else.",
    NAME_ASC="By their safe name, from A to Z, whatever its case and accents.",
    NAME_DESC="By their safe name, from Z to A, whatever its case and accents.",
)
describe(
    RoleOrder,
    "What roles are ordered by. Unknown comes last, in both directions.",
    BILLING_ASC="By their place in the billing; then the unbilled, as the source lists them.",
    RELEASED_ASC="By the day of their film's first release, the first one first.",
    RELEASED_DESC="By the day of their film's first release, the latest first.",
)
describe(
    ReviewOrder,
    "What reviews are ordered by. Unknown comes last, in both directions.",
    WRITTEN_ASC="By when they were written, the first one first.",
    WRITTEN_DESC="By when they were written, the latest first.",
)


def _orders(enum: type[StrEnum], **columns: tuple[str, ...]) -> Orders:
    """The orders of *enum*: each of its members is named for what has these *columns*, and a direction."""
    found = {}
    for member in enum:
        by, _, direction = member.rpartition("_")
        found[member.value] = Order(member.value, columns[by], descending=direction == "DESC")
    return Orders(enum, found)


FILMS = _orders(FilmOrder, TITLE=("title_key",), RELEASED=("released",), RUNTIME=("runtime",))
PEOPLE = _orders(PersonOrder, NAME=("name_key",))
CHARACTERS = _orders(CharacterOrder, NAME=("name_key",))
ROLES = _orders(RoleOrder, BILLING=("billing", "position"), RELEASED=("film.released",))
REVIEWS = _orders(ReviewOrder, WRITTEN=("written",))
BY_NAME = PEOPLE.default

ENUMS = frozenset(orders.enum.__name__ for orders in (FILMS, PEOPLE, CHARACTERS, ROLES, REVIEWS))
"""The enums whose members change the SQL: what a plan assumes of their variables is their very values."""
