"""What SQLite and PostgreSQL say differently; nothing else knows. (PostgreSQL is still to come.)

A dialect is a handful of phrases that `sql` puts together, and what its library's parser likes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sqlite:
    """*group*: how many terms stand in one `||` chain.

    A chain of n terms makes an expression n levels deep (SQLite's limit is 1,000); each group makes the parser's
    stack one level higher. See tests/test_assumptions.py::test_nesting.
    """

    group: int

    def slot(self, number: int) -> str:
        """The placeholder of parameter *number*, from 1."""
        return f"?{number}"

    def text(self, value: str) -> str:
        """JSON of a text, escaped; `null` of NULL."""
        return f"json_quote({value})"

    def real(self, value: str) -> str:
        """JSON of a floating-point number; `null` of NULL."""
        return f"json_quote({value})"

    def joined(self, value: str) -> str:
        """All *value*s of a group in the order of its rows, with commas between."""
        return f"group_concat({value}, ',')"

    def hexadecimal(self, value: str) -> str:
        return f"lower(hex({value}))"

    def same(self, left: str, right: str) -> str:
        """Equality in which NULL is NULL's equal."""
        return f"{left} IS {right}"

    def least(self, left: str, right: str) -> str:
        return f"min({left}, {right})"

    def contains(self, text: str, part: str) -> str:
        return f"instr({text}, {part}) > 0"

    def starts(self, text: str, part: str) -> str:
        return f"instr({text}, {part}) = 1"

    def lowered(self, text: str) -> str:
        """*text* with A to Z as a to z, and nothing else changed."""
        return f"lower({text})"

    def unforeseen(self, number: str, more: int = 0) -> str:
        """*number* as a limit, and so many *more*, in such a form that no plan is made for its value.

        SQLite looks at the value of a bare number or parameter when it prepares a statement: for a small limit it
        sorts a whole table rather than read an index in its order.
        See tests/test_assumptions_sqlite.py::test_a_foreseen_limit_sorts_the_table.
        """
        return f"{number}+{more}"

    def member(self, slot: str, name: str) -> str:
        """What a JSON object parameter has under a *name* of digits; NULL when it has none.

        The object is parsed once for a statement, not for each row as `elements` would.
        """
        return f"{slot} ->> ('$.\"' || {name} || '\"')"

    def elements(self, slot: str) -> str:
        """The elements of a JSON array parameter as a table: `value`, and `key` for their order."""
        return f"json_each({slot})"


def sqlite(version: tuple[int, ...]) -> Sqlite:
    """The dialect of this version of the SQLite library."""
    # Until 3.46 the parser's stack held 100 entries, too few for groups in groups; since then it grows as needed.
    return Sqlite(group=16 if version >= (3, 46) else 100)
