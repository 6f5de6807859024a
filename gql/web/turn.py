"""A turn: requests that came together are answered together, each stage of the way for all of them.

Two things cost more than the answer to a small query: to find out what a request's head means, which is the same for
each that its client sends; and to fetch the code of one stage after the other into the processor's caches, for each
request anew. So what a head means is remembered by its bytes (`learn`), and whoever sends it again is answered without
the server's parser or a scope, when the event loop comes to it, with all others who asked meanwhile.

Who has to wait for the database is told by a task when that has answered; the others do not wait for it. What is wrong,
or has not been asked before, goes the usual way from its bytes on, whatever had been found out about it: one way knows
what is wrong with a request, and says it.
"""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from http import HTTPStatus
from time import perf_counter, time
from typing import Final, NamedTuple, Protocol

from starlette.types import Scope

from gql.cache import Cache
from gql.gateway import Answer, Found, Gateway, Request
from gql.log import REQUEST_ID, Entry, RequestLog
from gql.web import reading
from gql.web.endpoint import response
from gql.web.observing import new_id
from gql.web.reading import Refused
from gql.web.writing import Form, Formed, Writer

log = logging.getLogger(__name__)

TURN: Final = "twistgraph.turn"
"""By this name the lifespan's state has it for the server's connections."""

HEADS: Final = 1_000
HEADS_BYTES: Final = 1_000_000
"""How many heads are remembered, and of how many bytes together."""

ONCE: Final = 10_000
"""Of how many heads it is known that they came once. Only what comes again is remembered: where each is another, as
behind a proxy that numbers them, to remember all would be work for nothing."""

OTHERS: Final = frozenset({b"expect", b"upgrade", reading.COST, reading.EXPLAIN})
"""Headers of requests that are not like others, or that want more than an answer."""

LONGEST: Final = 32_000
"""Bytes of a body that is answered so: 800 films seen. Read, it may take twenty times as many, and a group's are read
together."""

GROUP: Final = 64
"""How many requests are worked off together, stage by stage."""

SLICE: Final = 0.001
"""Seconds after which what is answered by then is sent, while others of the group are still asked for."""

END: Final = b"\r\n\r\n"
"""Of a head."""

_ID = re.compile(rb"\r\n[Xx]-[Rr]equest-[Ii][Dd]: ?([\w.-]{1,64})(?=\r\n)")
"""The one line of a head that may be another each time: proxies give each request an id."""


class Head(NamedTuple):
    """What a head means: a query in a body of so many bytes, and how its answer is sent."""

    length: int
    form: Form


USUAL: Final = Head(-1, Form("", b"", gzip=False))
"""What a head means whose requests all go the usual way."""


class Client(Protocol):
    """Who asks, one request at a time."""

    def tell(self, status: HTTPStatus, rest: bytes) -> None:
        """Sends the response to its request: *rest* stands behind the first lines."""

    def take_back(self, data: bytes) -> None:
        """Lets its request, which came as *data*, go the usual way."""

    def drop(self) -> None:
        """Ends the connection: its request cannot be answered."""


class Waiting(NamedTuple):
    """A request. *id*: what it was given. *body*: where in *data* it begins. *since*: by `perf_counter`."""

    client: Client
    head: Head
    id: str
    data: bytes
    body: int
    since: float


class Turn:
    """Answers the queries at *path*, with bodies of *longest* bytes at most."""

    def __init__(self, gateway: Gateway, writer: Writer, requests: RequestLog, path: str, longest: int) -> None:
        self._gateway = gateway
        self._writer = writer
        self._requests = requests
        self._path = path
        self._longest = min(longest, LONGEST)
        self._heads: Cache[bytes, Head] = Cache(HEADS, HEADS_BYTES)
        self._once: set[int] = set()
        self._waiting: list[Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()  # of those who wait for more than their turn

    def take(self, client: Client, data: bytes) -> bool:
        """Answers the request in *data* when the event loop comes to it. False when it is none like those before."""
        head, id_, body = _split(data)
        known = self._heads.get(head)
        if known is None or len(data) - body != known.length:
            return False
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._end)
        self._waiting.append(Waiting(client, known, id_.decode() or new_id(), data, body, perf_counter()))
        return True

    def learn(self, data: bytes, body: bytes | bytearray, scope: Scope) -> None:
        """Remembers what the head means of a request that came as *data*, in which the server found *scope* and *body*.

        The server's parser was at its start before *data* and is there again; the body is what stands behind the first
        empty line, and nothing else does. So the head ended there, and its parser finds the same in it whenever it is
        at its start: with or without the one line about an id, which says nothing of where things end.
        """
        head, id_, begin = _split(data)
        if not head.startswith(b"POST ") or data[begin:] != body or not self._came(head) or self._heads.get(head):
            return
        self._heads.put(head, self._meaning(id_, len(body), scope), len(head))

    def _meaning(self, id_: bytes, length: int, scope: Scope) -> Head:
        try:
            sent = reading.headers(scope)
            reading.check_content(sent)
            media = reading.negotiate(sent.get(b"accept", b""), reading.offered(scope))
        except Refused:
            return USUAL
        is_here = scope["path"].removeprefix(scope.get("root_path", "")) == self._path
        is_like_others = OTHERS.isdisjoint(sent) and sent.get(b"x-request-id", b"") == id_
        if not (is_here and is_like_others and 0 < length <= self._longest):
            return USUAL
        return Head(length, self._writer.form(media, sent.get(b"origin", b""), sent.get(b"accept-encoding", b"")))

    def _came(self, head: bytes) -> bool:
        """Whether *head* came before."""
        number = hash(head)
        if number in self._once:
            return True
        if len(self._once) >= ONCE:
            self._once.clear()
        self._once.add(number)
        return False

    async def close(self) -> None:
        """Waits until all are answered that wait for more than their turn."""
        await asyncio.gather(*self._tasks)

    def _end(self) -> None:
        """Answers all who wait."""
        waiting, self._waiting = self._waiting, []
        for begin in range(0, len(waiting), GROUP):
            self._answer(waiting[begin : begin + GROUP])

    def _answer(self, group: list[Waiting]) -> None:
        """Each stage is worked off for all of them: a processor has the code of one in its caches, not that of all."""
        requests = [_request(each) for each in group]
        found = [request and self._gateway.found(request) for request in requests]
        answered: list[tuple[Waiting, Answer]] = []
        until = perf_counter() + SLICE
        for each, known in zip(group, found, strict=True):
            if known is None:
                self._give_back(each)
            elif (answer := self._gateway.told(known)) and not self._writer.takes_long(each.head.form, answer.body):
                answered.append((each, answer))
            else:
                self._wait(each, known, answer)
            if perf_counter() > until:
                self._send(answered)
                answered.clear()
                until = perf_counter() + SLICE
        self._send(answered)

    def _wait(self, each: Waiting, found: Found, answer: Answer | None) -> None:
        task = asyncio.get_running_loop().create_task(self._finish(each, found, answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(self, each: Waiting, found: Found, answer: Answer | None) -> None:
        """Answers who has to wait: for the database, or, when *answer* is there, for a thread."""
        REQUEST_ID.set(each.id)
        try:
            if answer is None:
                answer = await self._gateway.finish(found)
            if self._writer.takes_long(each.head.form, answer.body):
                formed = await asyncio.to_thread(self._formed, each, answer)
            else:
                formed = self._formed(each, answer)
            self._tell(each, formed, answer.code)
        except Exception:
            _fail(each)

    def _send(self, answered: list[tuple[Waiting, Answer]]) -> None:
        for each, answer in answered:
            try:
                self._tell(each, self._formed(each, answer), answer.code)
            except Exception:  # the others wait for their answers
                _fail(each)

    def _give_back(self, each: Waiting) -> None:
        try:
            each.client.take_back(each.data)
        except Exception:
            _fail(each)

    def _formed(self, each: Waiting, answer: Answer) -> Formed:
        form = each.head.form
        return self._writer.formed(form, each.id, response(answer, form.media))

    def _tell(self, each: Waiting, formed: Formed, code: str) -> None:
        each.client.tell(formed.status, formed.rest)
        ms = (perf_counter() - each.since) * 1000
        self._requests.add(Entry(time(), each.id, "POST", self._path, formed.status, formed.length, code, ms))


def _fail(each: Waiting) -> None:
    REQUEST_ID.set(each.id)
    log.exception("A request could not be answered.")
    each.client.drop()


def _split(data: bytes) -> tuple[bytes, bytes, int]:
    """The head in *data* without its request's id, that id, and where the body begins."""
    end = data.find(END) + len(END)  # which is no head's, when there is no end: none begins with a part of a line
    head = data[:end]
    if b"equest-" in head and (found := _ID.search(head)):
        return head[: found.start()] + head[found.end() :], found[1], end
    return head, b"", end


def _request(waiting: Waiting) -> Request | None:
    """What is asked; None for what cannot be understood."""
    with suppress(Exception):  # which is met again on the usual way
        return reading.from_body(memoryview(waiting.data)[waiting.body :])
    return None
