"""Pace: heavy statements leave room for light ones, in a server that runs both and knows no priorities.

PostgreSQL gives each connection a process, and the system gives each process its turn: a look-up of 0.3 milliseconds
waits for those of all heavy statements, at each of its steps. As the server's own vacuum does when others would wait
for it, a heavy statement therefore pauses between its rows, as long as light ones are late, and not otherwise: where
there are processors enough for both, nobody waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Final

from gql.dialects import PAUSE
from gql.line import overloaded
from gql.store import Heavy, Parameters

LATE: Final = 2.0
"""A light statement is late that takes so many times as long as at least, and GRACE more."""

GRACE: Final = 0.0005
"""Seconds. What is later by less is so for other reasons."""

MOST: Final = 40.0
"""A heavy statement pauses at most so many times as long as it works."""

STEP: Final = 5.0
"""So many times more with each light one that is late."""

EASE: Final = 1.0
"""And so many times less with each second in which none is."""

LULL: Final = 1.0
"""Seconds without a light statement after which nobody has to be waited for."""

SHARE: Final = 0.25
"""Of the time that a statement may take, what it pauses at most."""

FORGET: Final = 1.001
"""By how much the least that a light statement took is taken to be more, each time that it takes more."""


class Pace:
    """At most *most* heavy statements run at a time, and at most *room* wait for it. None takes longer than *timeout*.

    What so many light ones took is remembered as *known* says.
    """

    def __init__(self, most: int, room: int, timeout: float, known: int) -> None:
        self._most = most
        self._room = room
        self._timeout = timeout
        self._known = known
        self._turns = asyncio.Semaphore(most)
        self._inside = 0  # heavy statements that run, and that wait
        self._least: dict[str, float] = {}  # seconds that a light statement took
        self._times = 0.0  # how many times as long as it works a heavy statement pauses
        self._eased = 0.0  # when that was last so
        self._light = -LULL  # when a light statement was last answered

    @asynccontextmanager
    async def turn(self, until: float) -> AsyncIterator[None]:
        """The turn of a heavy statement, which comes *until* that time of the loop, or Overloaded is raised."""
        if self._inside >= self._most + self._room:
            raise overloaded()
        self._inside += 1
        try:
            try:
                async with asyncio.timeout_at(until):
                    await self._turns.acquire()
            except TimeoutError:
                raise overloaded() from None
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._inside -= 1

    async def close(self) -> None:
        """Waits for the heavy statements that run and that wait."""
        for _ in range(self._most):
            await self._turns.acquire()
        for _ in range(self._most):
            self._turns.release()

    def paced(self, heavy: Heavy, parameters: Parameters) -> Parameters:
        """The *parameters* with which a *heavy* statement pauses as long as it should."""
        now = monotonic()
        self._ease(now)
        times = self._times if now - self._light < LULL else 0.0
        seconds = min(times * heavy.seconds, SHARE * self._timeout)
        given = list(parameters)
        given[heavy.place] = seconds / PAUSE / max(heavy.rows, 1)
        return given

    def took(self, text: str, since: float) -> None:
        """Notes that a light statement was answered that was asked *since* then."""
        now = self._light = monotonic()
        seconds = now - since
        least = self._least.get(text, seconds)
        if self._inside and seconds > LATE * least + GRACE:
            self._ease(now)
            self._times = min(self._times + STEP, MOST)
            return
        if text not in self._least and len(self._least) >= self._known:
            del self._least[next(iter(self._least))]
        self._least[text] = min(seconds, least * FORGET)

    def _ease(self, now: float) -> None:
        self._times = max(self._times - EASE * (now - self._eased), 0.0)
        self._eased = now
