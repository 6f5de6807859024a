"""A waiting line: work for a few threads, of which only so much may wait. Who comes later is told so at once."""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TypeVar

from gql.errors import Overloaded

T = TypeVar("T")

NICE = 15
"""How far a thread steps back: it gets a thirtieth of a processor as long as others want the rest."""


class Line:
    """*threads* that work, and at most *room* pieces of work that wait for them, each for *patience* seconds.

    *begin* is the first that each thread does.
    """

    def __init__(
        self, name: str, threads: int, room: int, patience: float, begin: Callable[[], None] = lambda: None
    ) -> None:
        self._patience = patience
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=begin)
        self._most = threads + room
        self._inside = 0

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """What *work* returns, done by one of the threads. Raises Overloaded when too much waits already, or when it
        has waited too long."""
        if self._inside >= self._most:
            raise overloaded()
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._begin, monotonic() + self._patience, work, *arguments
            )
        finally:
            self._inside -= 1

    @staticmethod
    def _begin(latest: float, work: Callable[..., T], *arguments: object) -> T:
        # Who has given up by now is not worked for, and those behind them are reached the sooner.
        if monotonic() > latest:
            raise overloaded()
        return work(*arguments)

    async def close(self) -> None:
        """Waits for what was begun."""
        await asyncio.to_thread(self._threads.shutdown)


def step_back() -> None:
    """Lets other threads go first from now on, where the system can tell threads apart.

    For work that mostly does without Python: others wait for a thread that stepped back while it holds the interpreter.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # it is as far behind already, or must not change its place
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def overloaded() -> Overloaded:
    return Overloaded("The server has too much to do.", "Try again later.")
