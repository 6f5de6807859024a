"""A waiting line: work for a few threads, of which only so much may wait. Who comes later is told so at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from gql.errors import Overloaded

T = TypeVar("T")


class Line:
    """*threads* that work, and at most *room* pieces of work that wait for them."""

    def __init__(self, name: str, threads: int, room: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + room
        self._inside = 0

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """What *work* returns, done by one of the threads. Raises Overloaded when too much waits already."""
        if self._inside >= self._most:
            raise Overloaded("The server has too much to do.", "Try again later.")
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._inside -= 1

    async def close(self) -> None:
        """Waits for what was begun."""
        await asyncio.to_thread(self._threads.shutdown)
