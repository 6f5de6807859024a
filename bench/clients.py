"""Who asks: connections that each send one request after the other, as fast as they are answered."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Iterator, Sequence

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


def request(path: str, body: bytes) -> bytes:
    """The bytes of a request."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
        f"accept: application/graphql-response+json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Connection(asyncio.Protocol):
    """Asks *requests* until there are no more. *seconds* get how long each took, *answers* its body."""

    def __init__(self, requests: Iterator[bytes], seconds: list[float], answers: list[bytes] | None) -> None:
        self.done = asyncio.get_running_loop().create_future()
        self._requests, self._seconds, self._answers = requests, seconds, answers
        self._got = bytearray()
        self._missing = 0  # bytes of a body, when its head is there
        self._since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._next()

    def _next(self) -> None:
        for one in self._requests:
            self._since = time.perf_counter()
            self._transport.write(one)
            return
        self.done.set_result(None)
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._missing:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._got, 0, end)
            if not self._got.startswith(b"HTTP/1.1 200 ") or not length:
                self._fail(RuntimeError(bytes(self._got[:500]).decode(errors="replace")))
                return
            self._missing = end + 4 + int(length[1])
        if len(self._got) >= self._missing:
            self._seconds.append(time.perf_counter() - self._since)
            if self._answers is not None:
                self._answers.append(bytes(self._got[self._got.find(b"\r\n\r\n") + 4 :]))
            self._got.clear()
            self._missing = 0
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or RuntimeError("The server closed a connection."))

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
            self._transport.close()


def ask(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> list[float]:
    """How long each answer took, in seconds, when so many connections ask for so long. Raises what they met."""
    return uvloop.run(_ask(port, _until(time.perf_counter() + seconds, requests), connections))


Asked = tuple[Sequence[bytes], int]
"""Requests, and how many connections ask them."""


def beside(port: int, some: Asked, others: Asked, seconds: float) -> tuple[list[float], list[float]]:
    """How long each answer took to *some*, and to *others* that are asked at the same time."""

    async def both() -> tuple[list[float], list[float]]:
        until = time.perf_counter() + seconds
        found, besides = (_ask(port, _until(until, requests), number) for requests, number in (some, others))
        return await asyncio.gather(found, besides)

    return uvloop.run(both())


def answers(port: int, requests: Sequence[bytes]) -> list[bytes]:
    """The bodies of the answers, one request after the other."""
    found: list[bytes] = []
    uvloop.run(_ask(port, iter(requests), 1, found))
    return found


def _until(end: float, requests: Sequence[bytes]) -> Iterator[bytes]:
    return itertools.takewhile(lambda _: time.perf_counter() < end, itertools.cycle(requests))


async def _ask(
    port: int, requests: Iterator[bytes], connections: int, answers: list[bytes] | None = None
) -> list[float]:
    loop = asyncio.get_running_loop()
    taken: list[float] = []
    running = [
        (await loop.create_connection(lambda: _Connection(requests, taken, answers), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(each.done for each in running))
    return taken
