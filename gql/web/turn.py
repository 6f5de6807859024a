"""A turn: requests that came together are answered together, each stage of the way for all of them.

Two things cost more than the answer to a small query: to find out what a request's head means, which is the same for
each that its client sends; and to fetch the code of one stage after the other into the processor's caches, for each
request anew. So what a head means is remembered by its bytes (`learn`), and whoever sends it again is answered without
the server's parser, a scope or a task, when the event loop comes to it, with all others who asked meanwhile.

That is for what nobody has to wait for. Any other request goes the usual way from there, from its bytes on, whatever
had been found out about it: one way knows what is wrong, and says it.
"""

from __future__ import annotations

import asyncio
import re
from time import perf_counter, time
from typing import Final, NamedTuple, Protocol

from starlette.types import Scope

from gql.cache import Cache
from gql.gateway import Gateway, Request
from gql.log import Entry, RequestLog
from gql.web import reading
from gql.web.observing import new_id
from gql.web.reading import Refused
from gql.web.writing import Form, Writer

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

SLICE: Final = 0.001
"""Seconds after which what is answered by then is sent, while others of the turn are still asked for."""

END: Final = b"\r\n\r\n"
"""Of a head."""

_ID = re.compile(rb"\r\n[Xx]-[Rr]equest-[Ii][Dd]: ?([\w.-]{1,64})(?=\r\n)")
"""The one line of a head that may be another each time: proxies give each request an id."""


class Head(NamedTuple):
    """What a head means: a query in a body of so many bytes, and how its answer is sent."""

    length: int
    form: Form


class Connection(Protocol):
    """Who asks. Its requests come, and are taken from it, one after the other."""

    def answer(self, response: bytes) -> bool:
        """Sends the response to its first request, from behind the first lines on. False when something before that
        request is not answered."""

    def take_back(self, data: bytes) -> None:
        """Answers its first request, which came as *data*, in the usual way."""


class Asked(NamedTuple):
    """A request. *id*: what it was given. *body*: where in *data* it begins. *since*: by `perf_counter`."""

    connection: Connection
    head: Head
    id: bytes
    data: bytes
    body: int
    since: float


class Turn:
    """Answers the queries at *path*."""

    def __init__(self, gateway: Gateway, writer: Writer, log: RequestLog, path: str) -> None:
        self._gateway = gateway
        self._writer = writer
        self._log = log
        self._path = path
        self._heads: Cache[bytes, Head] = Cache(HEADS, HEADS_BYTES)
        self._once: set[int] = set()
        self._asked: list[Asked] = []

    def take(self, connection: Connection, data: bytes) -> bool:
        """Answers the request in *data* when the event loop comes to it. False when it is none like those before."""
        head, id_, body = _split(data)
        known = self._heads.get(head)
        if known is None or len(data) - body != known.length:
            return False
        if not self._asked:
            asyncio.get_running_loop().call_soon(self.end)
        self._asked.append(Asked(connection, known, id_, data, body, perf_counter()))
        return True

    def learn(self, data: bytes, body: bytes | bytearray, scope: Scope) -> None:
        """Remembers what the head means of a request that came as *data*, and nothing else.

        The server's parser found *scope* and *body* in it, from the end of another request on to the end of this one.
        With the head ending where the body begins, it would find them in these bytes whenever they come.
        """
        head, id_, begin = _split(data)
        if not body or data[begin:] != body or not self._came(head):
            return
        try:
            sent = reading.headers(scope)
            reading.check_content(sent)
            media = reading.negotiate(sent.get(b"accept", b""), reading.offered(scope))
        except Refused:
            return
        is_here = scope["method"] == "POST" and scope["path"].removeprefix(scope.get("root_path", "")) == self._path
        if is_here and OTHERS.isdisjoint(sent) and sent.get(b"x-request-id", b"") == id_:
            form = self._writer.form(media, sent.get(b"origin", b""), sent.get(b"accept-encoding", b""))
            self._heads.put(head, Head(len(body), form), len(head))

    def _came(self, head: bytes) -> bool:
        """Whether *head* came before."""
        number = hash(head)
        if number in self._once:
            return True
        if len(self._once) >= ONCE:
            self._once.clear()
        self._once.add(number)
        return False

    def end(self) -> None:
        """Answers all who have asked."""
        asked, self._asked = self._asked, []
        answered: list[tuple[Asked, bytes | None]] = []
        until = perf_counter() + SLICE
        for each, body in zip(asked, self._gateway.at_once([_request(each) for each in asked]), strict=True):
            answered.append((each, body))
            if perf_counter() > until:
                self._send(answered)
                answered.clear()
                until = perf_counter() + SLICE
        self._send(answered)

    def _send(self, answered: list[tuple[Asked, bytes | None]]) -> None:
        for asked, body in answered:
            id_ = asked.id.decode() or new_id()
            formed = self._writer.formed(asked.head.form, id_, body) if body else None
            if formed and asked.connection.answer(formed.response):
                ms = (perf_counter() - asked.since) * 1000
                self._log.add(Entry(time(), id_, "POST", self._path, 200, formed.length, "", ms))
            else:
                asked.connection.take_back(asked.data)


def _split(data: bytes) -> tuple[bytes, bytes, int]:
    """The head in *data* without its request's id, that id, and where the body begins."""
    end = data.find(END) + len(END)
    head = data[:end]
    if b"equest-" in head and (found := _ID.search(head)):
        return head[: found.start()] + head[found.end() :], found[1], end
    return head, b"", end


def _request(asked: Asked) -> Request | None:
    """What is asked; None for what cannot be understood."""
    try:
        return reading.from_body(memoryview(asked.data)[asked.body :])
    except Refused:
        return None
