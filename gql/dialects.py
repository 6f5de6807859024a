"""What SQLite and PostgreSQL say differently; nothing else knows.

A dialect is a handful of phrases that `sql` puts together, and what its library's parser likes. One plan is two texts,
whose parameters are the same but for a pause's: lists are JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from gql import plan

PAUSE = 0.005
"""Seconds of one pause."""


class Pause(Enum):
    """How a heavy statement leaves room for others: it pauses before some of the rows of its outermost lists."""

    CHANCE = auto()  # how probable that is before one: 0 to 1. See gql/store/pace.py


Slot = plan.Value | Pause
"""What a parameter of a statement holds."""


@dataclass(frozen=True, slots=True)
class Sqlite:
    """*group*: how many terms stand in one `||` chain.

    A chain of n terms makes an expression n levels deep (SQLite's limit is 1,000); each group makes the parser's
    stack one level higher. See tests/test_assumptions.py::test_nesting.
    """

    group: int

    mark = "?"
    """What a placeholder begins with."""

    keeps_order = True
    """Whether a join keeps the order of what stands at its left."""

    joins = True
    """Whether the one row that another refers to is joined to it, or asked for in a SELECT of its own: the faster."""

    found_first = ""
    """Put behind a SELECT inside IN: its rows are found first, once, and not looked for row by row."""

    pause = ""
    """An empty text, at which a statement pauses with the probability {chance}; nothing where threads step back."""

    def slot(self, number: int, value: Slot) -> str:
        """The placeholder of parameter *number*, from 1, which holds *value*.

        A plus before it hides from SQLite what it is: compared with a column of which there are statistics, a bare one
        is looked at, and the statement is prepared anew each time that its value changes.
        See tests/test_assumptions_sqlite.py::test_a_bare_parameter_is_looked_at.
        """
        hidden = isinstance(value, plan.Text | plan.Number | plan.RowId | plan.CursorKey)
        return f"{'+' if hidden else ''}{self.mark}{number}"

    def column(self, text: str) -> str:
        """A column of the statement, out of JSON text."""
        return text

    def text(self, value: str) -> str:
        """JSON of a text, escaped; `null` of NULL."""
        return f"json_quote({value})"

    def real(self, value: str) -> str:
        """JSON of a floating-point number; `null` of NULL."""
        return f"json_quote({value})"

    def number(self, value: str) -> str:
        """The digits of an integer; NULL of NULL."""
        return value

    def joined(self, value: str) -> str:
        """All *value*s of a group in the order of its rows, with commas between."""
        return f"group_concat({value}, ',')"

    def hexadecimal(self, value: str) -> str:
        return f"lower(hex({value}))"

    def same(self, left: str, right: str) -> str:
        """Equality in which NULL is NULL's equal."""
        return f"{left} IS {right}"

    def alike(self, left: str, right: str) -> Sequence[str]:
        """The same in cases, one of which is true at most, and each of which an index is searched by."""
        return (self.same(left, right),)

    def least(self, left: str, right: str) -> str:
        return f"min({left}, {right})"

    def contains(self, text: str, part: str) -> str:
        return f"instr({text}, {part}) > 0"

    def starts(self, text: str, part: str) -> str:
        return f"instr({text}, {part}) = 1"

    def lowered(self, text: str) -> str:
        """*text* with A to Z as a to z, and nothing else changed."""
        return f"lower({text})"

    def limited(self, select: str, number: str, more: int = 0, *, one: bool = False) -> str:
        """The first rows of *select*, as many as a page's size says, and so many *more*; *one* when it is 1 at most.

        In such a form that no plan is made for the number: SQLite looks at the value of a bare number or parameter when
        it prepares a statement: for a small limit it sorts a whole table rather than read an index in its order.
        See tests/test_assumptions_sqlite.py::test_a_foreseen_limit_sorts_the_table.
        """
        return f"{select} LIMIT {number}+{more}"

    def member(self, slot: str, name: str) -> str:
        """The number that a JSON object parameter has under a *name* of digits; NULL when it has none.

        The object is parsed once for a statement, not for each row as a table of its members would be.
        """
        return f"{slot} ->> ('$.\"' || {name} || '\"')"

    def among(self, operand: str, slot: str, number: bool) -> str:
        """Whether *operand*, a *number* or a text, is an element of a JSON array parameter."""
        return f'{operand} IN (SELECT "value" FROM json_each({slot}))'

    def pairs(self, slot: str) -> str:
        """`SELECT`: the pairs in a JSON array parameter as `type` and `id`, in their order."""
        return f'SELECT "value"->>0 AS "type", "value"->>1 AS "id" FROM json_each({slot}) ORDER BY "key"'


@dataclass(frozen=True, slots=True)
class Postgres:
    """*most*: rows that a page holds at most. What its phrases mean is said above, of SQLite's."""

    most: int

    group = 16
    mark = "$"
    keeps_order = False
    joins = False
    found_first = " OFFSET 0"
    pause = f"CASE WHEN random() < {{chance}} THEN pg_sleep({PAUSE})::text ELSE '' END"

    def slot(self, number: int, value: Slot) -> str:
        return f"{self.mark}{number}::{_type(value)}"

    def column(self, text: str) -> str:
        # Bytes: text would be decoded by the driver, and encoded again.
        return f"convert_to({text}, 'UTF8')"

    def text(self, value: str) -> str:
        return f"coalesce(to_json({value})::text, 'null')"

    def real(self, value: str) -> str:
        return f"coalesce(to_json({value})::text, 'null')"

    def number(self, value: str) -> str:
        return f"{value}::text"

    def joined(self, value: str) -> str:
        return f"string_agg({value}, ',')"

    def hexadecimal(self, value: str) -> str:
        return f"encode(convert_to({value}, 'UTF8'), 'hex')"

    def same(self, left: str, right: str) -> str:
        return f"{left} IS NOT DISTINCT FROM {right}"

    def alike(self, left: str, right: str) -> Sequence[str]:
        # No index is searched by IS NOT DISTINCT FROM.
        return (f"{left} = {right}", f"{left} IS NULL AND {right} IS NULL")

    def least(self, left: str, right: str) -> str:
        return f"least({left}, {right})"

    def contains(self, text: str, part: str) -> str:
        return f"strpos({text}, {part}) > 0"

    def starts(self, text: str, part: str) -> str:
        return f"starts_with({text}, {part})"

    def lowered(self, text: str) -> str:
        # Of columns, whose collation is "C": no other letters have cases there.
        return f"lower({text})"

    def limited(self, select: str, number: str, more: int = 0, *, one: bool = False) -> str:
        # A plan for any number supposes a tenth of all rows, and reads whole tables for them. That there are never more
        # than a page's is said inside.
        most = 1 if one else self.most + more
        return f'SELECT * FROM ({select} LIMIT {most}) AS "most" LIMIT {number}' + (f"+{more}" if more else "")

    def member(self, slot: str, name: str) -> str:
        return f"({slot} ->> {name}::text)::bigint"

    def among(self, operand: str, slot: str, number: bool) -> str:
        elements = f"jsonb_array_elements_text({slot})" + ("::bigint" if number else "")
        return f"{operand} = ANY (ARRAY(SELECT {elements}))"

    def pairs(self, slot: str) -> str:
        elements = f'jsonb_array_elements({slot}) WITH ORDINALITY AS "element" ("value", "key")'
        return f'SELECT "value"->>0 AS "type", ("value"->>1)::bigint AS "id" FROM {elements} ORDER BY "key"'


def _type(value: Slot) -> str:
    """The type of the parameter that holds *value*."""
    match value:
        case plan.Text() | plan.Seen.WHOLE:
            return "text"
        case Pause.CHANCE:
            return "double precision"
        case plan.CursorKey(order=order, index=index):
            return "bigint" if order.keys[index].number else "text"
        case plan.Number() | plan.RowId() | plan.PageSize():
            return "bigint"
        case plan.Listed() | plan.RowIds() | plan.Ids() | plan.Seen.UNTIL:
            return "jsonb"


Dialect = Sqlite | Postgres


def sqlite(version: tuple[int, ...]) -> Sqlite:
    """The dialect of this version of the SQLite library."""
    # Until 3.46 the parser's stack held 100 entries, too few for groups in groups; since then it grows as needed.
    return Sqlite(group=16 if version >= (3, 46) else 100)
