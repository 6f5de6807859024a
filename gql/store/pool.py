"""A few connections, lent to one statement each: opened when they are needed, and handed on to who waits longest.

asyncpg's own pool takes two to three times what a small statement does, for what nothing here asks of it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from gql.line import overloaded

CLOSING = 2.0
"""Seconds in which a connection is closed in good order; then it is cut."""


class Pool:
    """At most *size* connections that *connect* opens, and at most *room* who wait for one.

    *is_full*: whether an error of *connect* says that the server has no more; who asks then waits for what there is.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[Any]], is_full: Callable[[Exception], bool], size: int, room: int
    ) -> None:
        self._connect = connect
        self._is_full = is_full
        self._size = size
        self._room = room
        self._idle: list[Any] = []
        self._open = 0  # connections that are idle, lent, or being opened
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._closing: set[asyncio.Task[None]] = set()

    async def take(self) -> Any:
        """A connection, to be given back or dropped. Raises Overloaded when too many wait, or what `connect` raises."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._open -= 1
        if self._open < self._size:
            self._open += 1
        elif connection := await self._turn():
            return connection
        while True:
            try:
                return await self._connect()
            except Exception as error:
                if self._open == 1 or not self._is_full(error):
                    self._leave()
                    raise
            except asyncio.CancelledError:
                self._leave()
                raise
            self._open -= 1  # and nobody may open one instead: the server has no more
            if connection := await self._turn():
                return connection

    async def _turn(self) -> Any:
        """A connection that somebody gave back, or None when there is room to open one instead."""
        if len(self._waiting) >= self._room:
            raise overloaded()
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif turn.result() is None:
                self._leave()
            else:
                self.give(turn.result())
            raise

    def give(self, connection: Any) -> None:
        """Takes *connection* back, fit for the next statement."""
        if connection.is_closed():
            self._leave()
        elif not self._hand(connection):
            self._idle.append(connection)

    def drop(self, connection: Any) -> None:
        """Takes *connection* back, which nobody shall have again: whatever it was at is ended."""
        closing = asyncio.get_running_loop().create_task(_close(connection))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._leave()

    def drop_idle(self) -> None:
        """Drops all that are not lent: the server that they led to is another by now."""
        for connection in self._idle:
            connection.terminate()
        self._open -= len(self._idle)
        self._idle.clear()

    async def close(self) -> None:
        """Waits until all is given back, then closes it."""
        while self._open > len(self._idle):
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            if connection := await turn:
                await _close(connection)
            self._leave()
        for connection in list(self._idle):
            await _close(connection)
        self._idle.clear()
        self._open = 0
        await asyncio.gather(*self._closing)

    def _leave(self) -> None:
        """There is one fewer: who waits may open another."""
        if not self._hand(None):
            self._open -= 1

    def _hand(self, connection: Any) -> bool:
        """Hands *connection*, or the leave to open one, to who waits longest. False when nobody does."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return True
        return False


async def _close(connection: Any) -> None:
    try:
        await connection.close(timeout=CLOSING)
    except Exception:  # it was cut already, or does not answer: then it is cut now
        connection.terminate()
