"""A site with turns that is served in this process, and what is asked of it."""

import asyncio
import gzip
from asyncio import sleep
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from gql.app import build
from gql.settings import Settings
from gql.web import turn
from gql.web.connection import Connection
from gql.web.turn import TURN, Turn
from tests.serving import FILM
from tests.test_connection import BODY, Response, request

TITLE = b'{"query":"{ film(by: {slug: \\"backtrace-2018\\"}) { title year } }"}'
TOLD = b'{"data":{"film":{"title":"Backtrace","year":2018}}}'

PIPELINED = 30
"""Turns of the loop after which whatever was begun is answered, threads excepted."""


class Transport(asyncio.Transport):
    """What a connection writes to."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closing = False
        self.reading = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closing, "who is gone is told nothing"
        self.written += data

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    abort = close

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)}.get(name, default)

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def responses(self) -> list[Response]:
        """What was answered since this was last asked."""
        found = []
        self.written = self.written.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
        while self.written:
            head, _, rest = self.written.partition(b"\r\n\r\n")
            first, *lines = head.decode("ascii").split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines)
            length = int(headers["content-length"])
            assert len(rest) >= length
            found.append(Response(int(first.split(" ")[1]), headers, rest[:length]))
            self.written = rest[length:]
        return found


@dataclass
class Site:
    """An application that is served in this process."""

    config: uvicorn.Config
    state: ServerState
    app_state: dict[str, Any]
    parsed: list[bytes]  # what reached the server's parser
    transports: list[Transport] = field(default_factory=list)

    @property
    def turn(self) -> Turn:
        found: Turn = self.app_state[TURN]
        return found

    @property
    def tasks(self) -> set[asyncio.Task[None]]:
        """Of whoever waits for an answer."""
        turn: Turn | None = self.app_state.get(TURN)
        return self.state.tasks | (turn._tasks if turn else set())

    def connect(self, *, by_turns: bool = True) -> Connection:
        made = Connection(config=self.config, server_state=self.state, app_state=self.app_state if by_turns else {})
        self.transports.append(Transport())
        made.connection_made(self.transports[-1])
        return made

    async def ask(self, client: Connection, *pieces: bytes) -> list[Response]:
        """What is answered to *pieces*, each of which comes when all before is answered."""
        for piece in pieces:
            client.data_received(piece)
            await settled(self)
        transport = client.transport
        assert isinstance(transport, Transport)
        return transport.responses()


async def settled(site: Site) -> None:
    """Waits until nothing more is written."""
    before = -1
    while before != (before := sum(len(each.written) for each in site.transports)) or site.tasks:
        for _ in range(PIPELINED):
            await sleep(0)
        if site.tasks:
            await asyncio.wait(site.tasks)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What reaches the server's parser."""
    reached: list[bytes] = []
    receive = HttpToolsProtocol.data_received

    def watch(self: HttpToolsProtocol, data: bytes) -> None:
        reached.append(data)
        receive(self, data)

    monkeypatch.setattr(HttpToolsProtocol, "data_received", watch)
    return reached


Client = Callable[[Site], Coroutine[Any, Any, None]]
Run = Callable[..., None]


@pytest.fixture
def run(both: Any, parsed: list[bytes]) -> Run:
    """Runs a client of a site on the seed, in a database of either kind, with some settings."""

    def served(client: Client, keep_alive: float = 60, **settings: Any) -> None:
        chosen = Settings(**{"database_url": str(both.location), **settings})

        async def live() -> None:
            config = uvicorn.Config(
                build(chosen),
                ws="none",
                log_config=None,
                access_log=False,
                timeout_keep_alive=keep_alive,  # type: ignore[arg-type]
            )
            config.load()
            lifespan = config.lifespan_class(config)
            await lifespan.startup()
            state = ServerState()
            state.default_headers = [(b"date", b"today")]
            await client(Site(config, state, lifespan.state, parsed))
            await lifespan.shutdown()

        asyncio.run(live())

    return served


def like(response: Response) -> tuple[int, dict[str, str], bytes]:
    """*response* without what is another each time, unzipped."""
    headers = {name: value for name, value in response.headers.items() if name != "x-request-id"}
    packed = headers.get("content-encoding") == "gzip"
    return response.status, headers, gzip.decompress(response.body) if packed else response.body


async def known(site: Site) -> None:
    """Lets the head of `request(body=TITLE)` be remembered."""
    for _ in range(2):
        await site.ask(site.connect(), request(body=TITLE))
    site.parsed.clear()


LONG = orjson.dumps({"query": FILM})

OTHERS = {
    "other bytes behind": request(body=TITLE) + b"\r\n",
    "chunks": request(body=b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    + b"%x\r\n%b\r\n0\r\n\r\n" % (len(TITLE), TITLE),
    "no end of a line": request(body=TITLE).replace(b"\r\n", b"\n"),
    "version 1.0": request(body=TITLE).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "close": request("Connection: close", body=TITLE),
    "expectation": request("Expect: 100-continue", body=TITLE),
    "another protocol": request("Connection: Upgrade", "Upgrade: h2c", body=TITLE),
    "cost": request("X-Cost: 1", body=TITLE),
    "explanation": request("X-Explain: 1", body=TITLE),
    "two ids": request("X-Request-Id: a", "X-Request-Id: b", body=TITLE),
    "an odd id": request("X-Request-Id: a b", body=TITLE),
    "a long id": request(f"X-Request-Id: {'a' * 65}", body=TITLE),
    "another type": request(body=TITLE).replace(b"application/json", b"text/plain"),
    "another charset": request(body=TITLE).replace(b"application/json", b"application/json; charset=latin-1"),
    "compression": request("Content-Encoding: gzip", body=gzip.compress(TITLE)),
    "nothing that is accepted": request("Accept: image/png", body=TITLE),
    "another path": request(body=TITLE).replace(b"/graphql", b"/readyz"),
    "no body": request(body=b""),
    "a long body": request(body=TITLE.ljust(turn.LONGEST + 1)),
    "an id before the rest": b"\r\nX-Request-Id: a\r\n" + request(body=TITLE),
    "a line before the rest": b"\r\n" + request(body=TITLE),
    "GET": b"GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: gateway\r\n\r\n",
    "PUT": request(body=TITLE).replace(b"POST", b"PUT"),
}

BAD = {
    "no JSON": b"{" * len(TITLE),
    "no query": b'{"variables":{}}'.ljust(len(TITLE)),
    "a fault": TITLE.replace(b"title", b"titel"),
    "introspection": b'{"query":"{ __schema { queryType { name } } }"}'.ljust(len(TITLE)),
    "no statement": BODY.ljust(len(TITLE)),
    "a persisted query": b'{"documentId":"nobody"}'.ljust(len(TITLE)),
    "no UTF-8": TITLE.replace(b"title", b"\xff\xfftle"),
}
