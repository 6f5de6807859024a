"""What runs a statement: its text and parameters in, the row of JSON texts out. Read-only, within a time limit.

`sqlite` and `postgres` are the two of them.
"""

from collections.abc import Sequence
from typing import Protocol

Row = tuple[bytes | None, ...]
"""One row of a statement: UTF-8 of each root field's JSON, None for a missing object."""


class Store(Protocol):
    is_near: bool
    """Whether there are statements for which nobody has to wait."""

    def at_once(self, text: str, parameters: Sequence[str | int | None]) -> Row | None:
        """What `row` returns, when nobody must wait for it; None when somebody must, or when `row` knows what is wrong.

        Raises StoreUnavailable.
        """
        ...

    async def row(self, text: str, parameters: Sequence[str | int | None]) -> Row:
        """The one row that the statement *text* returns, from one snapshot of the database.

        Raises TooComplex when the database cannot parse the statement, StoreTimeout after settings.timeout seconds,
        StoreUnavailable when the database does not answer; the driver's error stays in __cause__.
        """
        ...

    async def plan(self, text: str, parameters: Sequence[str | int | None]) -> list[str]:
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
