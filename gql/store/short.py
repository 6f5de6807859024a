"""Short statements: run at once, in the event loop's own thread, since a hop to another thread costs more than they do.

Which are short is found out. Each is run under a budget; one that exceeds it is left to a thread, then and from then
on, until it has been quick many times in a row.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, Final

from gql.database import SQLITE
from gql.store import Parameters

LONGEST: Final = 10_000
"""Characters of a statement that is run at once at most: before it runs, it must be parsed."""

OPCODES: Final = 1_000
"""How often a running statement's budget is looked at: every so many of the database's instructions."""

BUDGET: Final = 50
"""How often it is looked at before the statement is long: after 3 to 5 ms. A thread costs a third of one by itself."""

PATIENCE: Final = 0.02
"""Seconds after which it is long however few they were: one instruction may search a long text. Not fewer, or a
statement would be long whenever the processor did something else meanwhile."""

QUICK: Final = 0.001
"""Seconds that a long statement must stay below to count as quick."""

TIMES: Final = 50
"""How often in a row it must be quick to be run at once again."""

INTERRUPTED: Final = "interrupted"
"""What SQLite says of a statement that it was told to end."""


class Short:
    """Runs short statements on a connection of its own, that *connect* opens. Remembers at most *most* long ones."""

    def __init__(self, connect: Callable[[], Any], most: int) -> None:
        self._connect = connect
        self._connection: Any = None  # opened when it is first needed
        self._most = most
        self._long: dict[str, int] = {}  # how often in a row each was quick
        self._left = 0
        self._until = 0.0

    def rows(self, text: str, parameters: Parameters) -> list[Any] | None:
        """What the statement returns; None when a thread is to run it, which also finds out why it failed."""
        if text in self._long or len(text) > LONGEST:
            return None
        self._left, self._until = BUDGET, perf_counter() + PATIENCE
        try:
            rows: list[Any] = self._opened().execute(text, parameters).fetchall()
        except SQLITE.Error as error:
            if str(error) == INTERRUPTED:
                self._remember(text)
            return None
        return rows

    def took(self, text: str, seconds: float) -> None:
        """Notes how long a thread has taken for a statement."""
        if text in self._long:
            self._long[text] = self._long[text] + 1 if seconds < QUICK else 0
            if self._long[text] >= TIMES:
                del self._long[text]

    def close(self) -> None:
        """The next statement opens another connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _opened(self) -> Any:
        if self._connection is None:
            self._connection = self._connect()
            self._connection.set_progress_handler(self._is_over, OPCODES)
        return self._connection

    def _remember(self, text: str) -> None:
        self._long[text] = 0
        if len(self._long) > self._most:
            del self._long[next(iter(self._long))]

    def _is_over(self) -> bool:
        self._left -= 1
        return self._left < 0 or perf_counter() > self._until
