"""What an operation reads: a frozen tree. No SQL, no dialect; of client values only where each will come from.

    Plan
    └── fields: response key -> Expression
            Fixed      text known now (`__typename`)
            Scalar     a column of the current row
            Embedded   an object of columns of the current row
            One        an object of one other row, or null
            Many       a list of objects or scalars of other rows
            Page       a connection: one page of other rows
            Count      how many other rows are sealed
            ById          objects of whatever type their ids say

"The current row" is a row of the enclosing One, Many or Page. `Rows` says which other rows: how they are tied to the
current one, what they must satisfy, their order, and the seal on them. Every reference to something that a twist may
seal carries its Seal here; the compiler puts it there, and nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from graphql import FieldNode

# --- orders -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Via:
    """The one row of *table* that *column* of the current row refers to."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Key:
    """One column that rows are ordered by, unknown last. *linked*: of the link; *via*: of a row that this refers to."""

    column: str
    number: bool
    optional: bool = False
    descending: bool = False
    linked: bool = False
    via: Via | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order that no two rows share a place in: its last key is the id. Cursors carry its name."""

    name: str
    keys: tuple[Key, ...]

    @classmethod
    def by(cls, name: str, keys: tuple[Key, ...]) -> Order:
        """The order by *keys*, then by the id: in the last one's direction, so that one index serves both ways."""
        descending = keys[-1].descending if keys else False
        return cls(name, (*keys, Key("id", number=True, descending=descending)))


# --- values: where what the client gives will come from ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A value written in the document or fixed by the schema. Two literals are never one slot (True == 1)."""

    value: object


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of a variable, or of a key or an item inside it."""

    name: str
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list written in the document, with variables in it."""

    origins: tuple[Origin, ...]


Origin = Literal | Variable | Items


class Folding(Enum):
    """What of a text does not count when it is compared."""

    NOTHING = auto()  # every character counts
    CASE = auto()  # the case of A to Z does not, as in the column itself, lowered by the database
    KEY = auto()  # nor do accents: it is compared with a column of text keys


@dataclass(frozen=True, slots=True)
class Text:
    """A text, folded; *end* is put behind it: the end of the range that begins with it."""

    origin: Origin
    folding: Folding = Folding.NOTHING
    end: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, as given."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of texts, folded, or of *number*s or enum members' names, as a JSON array."""

    origin: Origin
    folding: Folding = Folding.NOTHING
    number: bool = False


@dataclass(frozen=True, slots=True)
class RowId:
    """The number in a global id of *type*; null when it is none."""

    origin: Origin
    type: str


@dataclass(frozen=True, slots=True)
class RowIds:
    """The numbers in global ids of *type*, as a JSON array; others are left out."""

    origin: Origin
    type: str


@dataclass(frozen=True, slots=True)
class Ids:
    """Global ids, as a JSON array of [type, number]; unknown forms are [null, null]."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class PageSize:
    """How many rows a page of *field* holds, within the limit."""

    origin: Origin
    field: str


@dataclass(frozen=True, slots=True)
class CursorKey:
    """Entry *index* of a cursor of *order*."""

    origin: Origin
    field: str
    order: Order
    index: int


class Seen(Enum):
    """What of the viewer's `seen` a seal asks for."""

    WHOLE = auto()  # ids of films wholly seen, as text: ",12,77,"
    UNTIL = auto()  # films seen in part, as a JSON object: {"77": 60}


Value = Text | Number | Listed | RowId | RowIds | Ids | PageSize | CursorKey | Seen


# --- rows -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seal:
    """Hides what a twist gives away. *column* of the row refers to the twist; `id` is the twist's own row.

    Without a twist (*optional*, and null) there is nothing to hide.
    """

    column: str
    optional: bool


class Unlocked(NamedTuple):
    """What unlocks a twist for the viewers of this plan: what the seals of one operation have in common."""

    minor: bool = False  # every minor twist is open
    whole: bool = False  # some films are wholly seen
    until: bool = False  # some films are seen in part

    @property
    def nothing(self) -> bool:
        return not (self.minor or self.whole or self.until)


@dataclass(frozen=True, slots=True)
class Operand:
    """A column of the row, as this viewer sees it: unknown while it is sealed."""

    column: str
    seal: Seal | None = None
    folding: Folding = Folding.NOTHING


@dataclass(frozen=True, slots=True)
class Is:
    """*column* of the row holds this word of the schema's own."""

    column: str
    word: str


class How(Enum):
    """How a column is compared with a value. Unknown compares with nothing."""

    EQUAL = auto()
    LESS = auto()
    LESS_OR_EQUAL = auto()
    GREATER = auto()
    GREATER_OR_EQUAL = auto()
    CONTAINS = auto()
    STARTS_WITH = auto()


@dataclass(frozen=True, slots=True)
class Compare:
    operand: Operand
    how: How
    value: Value


@dataclass(frozen=True, slots=True)
class Among:
    """It is in this list."""

    operand: Operand
    value: Value


@dataclass(frozen=True, slots=True)
class Known:
    """It is known, or is not."""

    operand: Operand
    known: bool


@dataclass(frozen=True, slots=True)
class Holds:
    """*column* of the row, a Boolean, is so."""

    column: str
    true: bool


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the rows is there."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class All:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Any:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Its test is not passed: false, or neither true nor false."""

    test: Test


Test = Is | Compare | Among | Known | Holds | Some | All | Any | Not


@dataclass(frozen=True, slots=True)
class Link:
    """A row that ties this one to the current one, by its two references."""

    table: str
    to_row: str
    to_current: str
    seal: Seal | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of *table*. *ties*: columns of theirs that equal columns of the current row."""

    table: str
    ties: tuple[tuple[str, str], ...] = ()
    link: Link | None = None
    tests: tuple[Test, ...] = ()
    seal: Seal | None = None
    order: Order | None = None


# --- expressions ------------------------------------------------------------------------------------------------------


class Form(Enum):
    """How a column's value is written in JSON."""

    TEXT = auto()  # any text, escaped
    NAME = auto()  # letters, digits and hyphens only: quoted as it is
    NUMBER = auto()
    REAL = auto()
    BOOLEAN = auto()


@dataclass(frozen=True, slots=True)
class Fixed:
    """JSON text that is known when the plan is made."""

    text: str


@dataclass(frozen=True, slots=True)
class Scalar:
    """A column of the current row. *prefix* stands before its value inside the quotes: the type, in global ids."""

    column: str
    form: Form
    optional: bool
    prefix: str = ""
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """Response keys and what stands behind them, in the client's order."""

    fields: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object of the current row; null when any of *needs* is."""

    object: Object
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class One:
    """An object of the one row; null when there is none, unless it is *required*."""

    rows: Rows
    object: Object
    required: bool


@dataclass(frozen=True, slots=True)
class Many:
    rows: Rows
    item: Object | Scalar


class PagePart(Enum):
    """What of `pageInfo` is asked for."""

    NEXT = auto()
    PREVIOUS = auto()
    START = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Nodes:
    """The items alone."""

    object: Object


@dataclass(frozen=True, slots=True)
class Edges:
    """The items with their cursors: what stands behind each key of an edge; True is the cursor."""

    fields: tuple[tuple[str, Fixed | Object | bool], ...]


@dataclass(frozen=True, slots=True)
class Info:
    fields: tuple[tuple[str, Fixed | PagePart], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many items the whole list has."""


Part = Fixed | Nodes | Edges | Info | Total


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows: *size* of them, behind the cursor when there is one (a value for each key of the order)."""

    rows: Rows
    size: Value
    after: tuple[Value, ...]
    fields: tuple[tuple[str, Part], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of *rows* are sealed."""

    rows: Rows
    seal: Seal


@dataclass(frozen=True, slots=True)
class ById:
    """The rows behind global ids: what of each type that an id may name. A list, or one object."""

    ids: Value
    branches: tuple[tuple[str, One], ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Introspected:
    """A root field about the schema itself: graphql-core's to answer, from its nodes in the document."""

    nodes: tuple[FieldNode, ...]


Expression = Fixed | Scalar | Embedded | One | Many | Page | Count | ById | Introspected


@dataclass(frozen=True, slots=True)
class Plan:
    """What one operation reads: its root fields, in the client's order."""

    fields: tuple[tuple[str, Expression], ...]
    unlocked: Unlocked
