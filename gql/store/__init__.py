"""What runs a statement: its text and parameters in, the row of JSON texts out. Read-only, within a time limit.

`sqlite` and `postgres` are the two of them.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

Parameters = Sequence[str | int | float | None]

Row = tuple[bytes | None, ...]
"""One row of a statement: UTF-8 of each root field's JSON, None for a missing object."""


class Heavy(NamedTuple):
    """What is known of a statement that takes long: how many *rows* its outermost lists are of, by its cost, and the
    *seconds* that it works. At *place* in its parameters stands how probable a pause is before each of these rows."""

    place: int
    rows: int
    seconds: float


class Store(Protocol):
    def at_once(self, text: str, parameters: Parameters) -> Row | None:
        """What `row` returns, when nobody must wait for it; None when somebody must, or when `row` will say what is
        wrong.

        Raises StoreUnavailable.
        """
        ...

    async def row(self, text: str, parameters: Parameters, heavy: Heavy | None = None, /) -> Row:
        """The one row that the statement *text* returns, from one snapshot of the database. *heavy*: where others are
        not in its way.

        Raises TooComplex when the database cannot parse the statement, StoreTimeout after settings.timeout seconds,
        StoreUnavailable when the database does not answer; the driver's error stays in __cause__.
        """
        ...

    async def plan(self, text: str, parameters: Parameters) -> list[str]:
        """How the database would run the statement, step by step; what belongs to a step is indented below it.

        Raises what `row` raises.
        """
        ...

    async def ready(self) -> None:
        """Returns when the database answers. Raises Unavailable when it does not."""
        ...

    async def close(self) -> None:
        """Waits for what runs, then lets the database go."""
        ...
