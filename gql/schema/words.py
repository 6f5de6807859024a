"""The words that types are made of: scalars, enums with each value described, and how a type names its table."""

from collections.abc import Callable
from enum import StrEnum
from typing import NewType, TypeVar, dataclass_transform

import strawberry
from strawberry.types.scalar import ScalarDefinition

from gql.schema.fields import SEALED_TYPE, Field, Sealed, Table
from gql.settings import Spoilers
from gql.tables import kinds
from gql.tables.keys import is_partial_date

PartialDate = NewType("PartialDate", str)
Amount = NewType("Amount", int)
Currency = NewType("Currency", str)


def _partial_date(value: object) -> str:
    """A date that a client gives. Raises ValueError for one that does not exist."""
    if isinstance(value, str) and is_partial_date(value):
        return value
    raise ValueError(f"{value!r:.40} is not a date like 2018, 2018-11 or 2018-12-14.")


SCALARS: dict[object, ScalarDefinition] = {
    PartialDate: strawberry.scalar(
        name="PartialDate",
        description="Reduced-precision ISO 8601 date: 2018, 2018-11 or 2018-12-14.",
        specified_by_url="https://www.iso.org/iso-8601-date-and-time-format.html",
        serialize=str,
        parse_value=_partial_date,
    ),
    Amount: strawberry.scalar(
        name="Amount",
        description="Whole currency units, exact to 2^53-1 (box office overflows Int).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259#section-6",
        serialize=int,
        parse_value=int,
    ),
    Currency: strawberry.scalar(
        name="Currency",
        description="ISO 4217 code of a currency, such as USD.",
        specified_by_url="https://www.iso.org/iso-4217-currency-codes.html",
        serialize=str,
        parse_value=str,
    ),
}


def describe(enum: type[StrEnum], description: str, **values: str) -> None:
    """Gives *enum* its place in the schema; *values* are its members' descriptions."""
    strawberry.enum(enum, description=description)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values.pop(value.name)
    assert not values, f"{enum.__name__} has no members {values}"


describe(
    Spoilers,
    "How much to unseal whatever the viewer has seen.",
    NONE="Only what the films in `seen` unlock.",
    MINOR="Minor spoilers of every film as well.",
    ALL="Everything.",
)
describe(
    kinds.TwistKind,
    "What a twist is about.",
    KINSHIP="Two characters turn out to be family.",
    IDENTITY="A character turns out to be somebody else.",
    ALLEGIANCE="A character turns out to serve another side.",
    FATE="What becomes of somebody.",
    OTHER="Anything else.",
)
describe(
    kinds.TwistLevel,
    "How much a twist gives away.",
    MINOR="Later events that many would not mind knowing.",
    MAJOR="What the film works to hide.",
)
describe(
    kinds.RelationKind,
    "What one character is to another.",
    FAMILY="By blood or marriage.",
    PROFESSIONAL="By their work.",
    ADVERSARY="Against each other.",
    ROMANTIC="By love.",
    OTHER="In another way.",
)
describe(
    kinds.Job,
    "What somebody did behind the camera.",
    DIRECTOR="Directed it.",
    PRODUCER="Produced it.",
    EXECUTIVE_PRODUCER="Was its executive producer.",
    WRITER="Wrote the screenplay.",
    MUSIC="Composed the music.",
    CINEMATOGRAPHY="Was its director of photography.",
    EDITOR="Edited it.",
    OTHER="Another job.",
)
describe(
    kinds.CompanyPart, "A company's part in a film.", STUDIO="Produced it.", DISTRIBUTOR="Brought it to the public."
)
describe(
    kinds.Medium,
    "Where a film was released.",
    THEATRICAL="In cinemas.",
    VOD="As video on demand.",
    HOME_VIDEO="On disc or tape.",
    TV="On television.",
)
describe(
    kinds.Scope, "How widely a film was released.", LIMITED="In a few places.", WIDE="Everywhere in the territory."
)
describe(
    kinds.Metric,
    "What a figure measures.",
    BUDGET="What the film cost.",
    GROSS="What its tickets brought.",
    HOME_VIDEO_SALES="What its sales on disc and the like brought.",
)
describe(
    kinds.Verdict,
    "What a review makes of a film.",
    POSITIVE="For it.",
    MIXED="Both for and against.",
    NEGATIVE="Against it.",
)
describe(
    kinds.Topic,
    "What a passage is about.",
    PLOT="What happens in the film.",
    ABOUT="Who a character is.",
    ANNOUNCEMENT="How the film was announced.",
    SCRIPT="How it was written.",
    CASTING="How its actors were found.",
    FILMING="Where and how it was shot.",
    RELEASE="How it reached the public.",
    DIRECTION="What its director says.",
    RECEPTION="How critics and public took it.",
    OTHER="Anything else.",
)

T = TypeVar("T", bound=type)

TABLE = "__twistgraph_table__"
"""The attribute of a schema class that names the table behind it."""


@dataclass_transform(kw_only_default=True, field_specifiers=(Field,))
def entity(table: Table | None, description: str, *, sealed: bool = False) -> Callable[[T], T]:
    """Declares an object type; *table* holds its rows, or None when it is a part of another type's row."""

    def wrap(cls: T) -> T:
        setattr(cls, TABLE, table)
        text = f"{description} {SEALED_TYPE}" if sealed else description
        return strawberry.type(cls, description=text, directives=[Sealed()] if sealed else [])

    return wrap
