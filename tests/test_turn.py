"""Turns: requests like those before are answered without the server's parser, and as if they had gone the usual way."""

import asyncio
import gzip
import os
import random
import re
from asyncio import sleep
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
import uvicorn
from starlette.types import ASGIApp, Message
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from gql.app import build
from gql.database import SqliteFile
from gql.gateway import Gateway
from gql.settings import Settings
from gql.web import connection, turn
from gql.web.connection import Connection
from gql.web.turn import TURN, Turn
from gql.web.writing import Form, Formed, Writer
from tests.conftest import SEED
from tests.places import filled
from tests.serving import FILM, REQUEST_LINE
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
        pass

    resume_reading = pause_reading

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
    while before != (before := sum(len(each.written) for each in site.transports)) or site.state.tasks:
        for _ in range(PIPELINED):
            await sleep(0)
        if site.state.tasks:
            await asyncio.wait(site.state.tasks)


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
def run(seeded: SqliteFile, parsed: list[bytes]) -> Run:
    """Runs a client of a site on the seed, with some settings."""

    def served(client: Client, keep_alive: float = 60, **settings: Any) -> None:
        chosen = Settings(**{"database_url": str(seeded), **settings})

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


# --- what is answered so ----------------------------------------------------------------------------------------------


def test_who_sends_a_head_again_is_answered_without_the_parser(run: Run) -> None:
    """From the third time on: the second one shows that it is worth remembering. All answers are the same."""

    async def client(site: Site) -> None:
        one = site.connect()
        answers = [(await site.ask(one, request(body=TITLE)))[0] for _ in range(5)]
        assert len(site.parsed) == 2
        assert [like(answer) for answer in answers] == [like(answers[0])] * 5
        assert answers[0].body == TOLD
        assert len({answer.headers["x-request-id"] for answer in answers}) == 5
        assert site.state.total_requests == 5

    run(client)


def test_another_client_gains_by_it(run: Run) -> None:
    """Its first request, too, and whatever it asks in a body of that length."""

    async def client(site: Site) -> None:
        other = TITLE.replace(b"title year", b"year title")
        for body in (TITLE, TITLE, other):
            await site.ask(site.connect(), request(body=body))
        site.parsed.clear()
        for body, told in ((other, b'{"data":{"film":{"year":2018,"title":"Backtrace"}}}'), (TITLE, TOLD)):
            (response,) = await site.ask(site.connect(), request(body=body))
            assert response.body == told
        assert site.parsed == []

    run(client)


@pytest.mark.parametrize(
    "query", ["{ __typename }", '{ __schema { queryType { name } } film(by: {slug: "x"}) { id } }']
)
def test_what_needs_no_database_is_answered_so_too(run: Run, query: str) -> None:
    """And what is said of the schema, when it was worked out before."""

    async def client(site: Site) -> None:
        one = site.connect()
        found = [(await site.ask(one, request(body=orjson.dumps({"query": query}))))[0] for _ in range(4)]
        assert [like(each) for each in found] == [like(found[0])] * 4
        assert (found[0].status, len(site.parsed)) == (200, 2)

    run(client)


LONG = orjson.dumps({"query": FILM})

LIKE: list[tuple[str, ...]] = [
    (),
    ("Accept: application/json",),
    ("Accept: application/graphql-response+json",),
    ("Accept: text/html, */*;q=0.1",),
    ("Origin: https://films.example.org",),
    ("Origin: https://other.example.org",),
    ("Accept-Encoding: gzip, br",),
    ("Accept-Encoding: gzip, br", "Origin: https://films.example.org"),
    ("Accept-Encoding: gzip;q=0",),
    ("X-Request-Id: given",),
    ("x-request-id:given", "Accept: */*"),
    ("Cookie: a=b", "User-Agent: somebody", "Connection: keep-alive"),
]


@pytest.mark.parametrize("origins", ["*", "https://films.example.org"])
@pytest.mark.parametrize("lines", LIKE, ids=["; ".join(lines) for lines in LIKE])
def test_the_answer_is_that_of_the_usual_way(run: Run, lines: tuple[str, ...], origins: str) -> None:
    """To the last header, but for the id of a request that brings none."""

    async def client(site: Site) -> None:
        for body in (TITLE, LONG):
            sent = request(*lines, body=body)
            (expected,) = await site.ask(site.connect(by_turns=False), sent)
            assert expected.status == 200
            for _ in range(2):
                await site.ask(site.connect(), sent)
            site.parsed.clear()
            (response,) = await site.ask(site.connect(), sent)
            assert site.parsed == []
            assert like(response) == like(expected)
            is_given = any("given" in line for line in lines)
            assert (response.headers["x-request-id"] == "given") is is_given

    run(client, cors_origins=origins, compress_from=100)


def test_each_request_may_bring_an_id(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """As those of a proxy do. It stands in the answer and in the log, with the length of what was sent."""

    async def client(site: Site) -> None:
        one = site.connect()
        ids = [f"id-{number}" for number in range(12)]
        found = [
            response
            for id_ in ids
            for response in await site.ask(one, request(f"X-Request-Id: {id_}", "Accept-Encoding: gzip", body=LONG))
        ]
        assert [response.headers["x-request-id"] for response in found] == ids
        assert len(site.parsed) == 2  # whatever the length of the id
        await sleep(0.2)
        lines = capsys.readouterr().err.splitlines()
        assert all(REQUEST_LINE.fullmatch(line) for line in lines)
        assert [line.split()[-1] for line in lines] == [f"[{id_}]" for id_ in ids]
        lengths = [int(length) for line in lines for length in re.findall(r"(\d+) bytes", line)]
        assert lengths == [len(response.body) for response in found]

    run(client, compress_from=100)


def test_those_who_come_together_are_answered_together(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each the right thing, also when what is ready is sent before the others are."""

    async def client(site: Site) -> None:
        bodies = [b'{"query":"{ film(by: {slug: \\"backtrace-2018\\"}) { a%02d: title } }"}' % n for n in range(40)]
        for body in (*bodies, *bodies):
            await site.ask(site.connect(), request(body=body))
        site.parsed.clear()
        clients = [site.connect() for _ in bodies]
        for each, body in zip(clients, bodies, strict=True):
            each.data_received(request(body=body))
        await settled(site)
        told = [(await site.ask(each))[0].body for each in clients]
        assert told == [b'{"data":{"film":{"a%02d":"Backtrace"}}}' % number for number in range(40)]
        assert site.parsed == []

    run(client)
    monkeypatch.setattr(turn, "SLICE", 0)
    run(client)


# --- what is not ------------------------------------------------------------------------------------------------------

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


@pytest.mark.parametrize("sent", OTHERS.values(), ids=OTHERS)
def test_what_is_not_as_usual_is_left_to_the_server(run: Run, sent: bytes) -> None:
    """However often it comes; it is answered as on a connection without turns."""

    async def client(site: Site) -> None:
        expected = await site.ask(site.connect(by_turns=False), sent)
        for _ in range(4):
            site.parsed.clear()
            found = await site.ask(site.connect(), sent)
            assert site.parsed == [sent]
            assert [like(each) for each in found] == [like(each) for each in expected]

    run(client)


BAD = {
    "no JSON": b"{" * len(TITLE),
    "no query": b'{"variables":{}}'.ljust(len(TITLE)),
    "a fault": TITLE.replace(b"title", b"titel"),
    "introspection": b'{"query":"{ __schema { queryType { name } } }"}'.ljust(len(TITLE)),
    "no statement": BODY.ljust(len(TITLE)),
    "a persisted query": b'{"documentId":"nobody"}'.ljust(len(TITLE)),
    "no UTF-8": TITLE.replace(b"title", b"\xff\xfftle"),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_head_like_others_before_another_body_is_answered_as_usual(run: Run, body: bytes) -> None:
    """And nobody who came with it notices."""
    assert len(body) == len(TITLE)

    async def client(site: Site) -> None:
        (expected,) = await site.ask(site.connect(by_turns=False), request(body=body))
        for _ in range(3):
            await site.ask(site.connect(), request(body=TITLE))
        for _ in range(3):
            clients = [site.connect() for _ in range(3)]
            for each, sent in zip(clients, (TITLE, body, TITLE), strict=True):
                each.data_received(request(body=sent))
            await settled(site)
            before, odd, behind = [(await site.ask(each))[0] for each in clients]
            assert (before.body, behind.body) == (TOLD, TOLD)
            assert like(odd) == like(expected)

    run(client)


def test_what_takes_long_goes_the_usual_way(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its client sent behind it is answered behind it."""
    monkeypatch.setattr("gql.store.short.BUDGET", 0)
    monkeypatch.setattr("gql.store.short.OPCODES", 200)
    body = orjson.dumps({"query": FILM})
    short = TITLE.ljust(len(body))

    async def client(site: Site) -> None:
        for sent in (short, short, body):
            await site.ask(site.connect(), request(body=sent))
        site.parsed.clear()
        one, other = site.connect(), site.connect()
        for sent in (body, short, body, short):
            one.data_received(request(body=sent))
        other.data_received(request(body=short))
        await settled(site)
        assert [len(each.body) > len(TOLD) for each in await site.ask(one)] == [True, False, True, False]
        assert [each.body for each in await site.ask(other)] == [TOLD]
        assert site.parsed == [request(body=sent) for sent in (body, short, body, short)]

    run(client)


def test_a_long_answer_is_compressed_by_a_thread(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the usual way."""
    sent = request("Accept-Encoding: gzip", body=LONG)

    async def client(site: Site) -> None:
        one = site.connect()
        answers = [(await site.ask(one, sent))[0] for _ in range(4)]
        assert [like(each) for each in answers] == [like(answers[0])] * 4
        assert answers[0].headers["content-encoding"] == "gzip"
        assert len(site.parsed) == 4

    monkeypatch.setattr("gql.web.writing.LONG", 100)
    run(client, compress_from=100)


def test_a_gateway_that_fails_says_so_in_the_usual_way(
    run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are answered."""
    filled = Gateway._filled

    def fail(self: Gateway, ready: Any, variables: Any, viewer: Any) -> Any:
        if "a" in variables:
            raise ZeroDivisionError
        return filled(self, ready, variables, viewer)

    body = b'{"query":"query ($a: String!) { film(by: {slug: $a}) { title } }","variables":{"a":"x"}}'
    fine = TITLE.ljust(len(body))

    async def client(site: Site) -> None:
        for _ in range(3):
            await site.ask(site.connect(), request(body=fine))
        clients = [site.connect() for _ in range(3)]
        for each, sent in zip(clients, (fine, body, fine), strict=True):
            each.data_received(request(body=sent))
        await settled(site)
        told = [(await site.ask(each))[0] for each in clients]
        assert [each.status for each in told] == [200, 500, 200]
        assert orjson.loads(told[1].body)["errors"][0]["extensions"]["code"] == "INTERNAL"

    monkeypatch.setattr(Gateway, "_filled", fail)
    run(client)
    assert {record.getMessage() for record in caplog.records} <= {"INTERNAL"}


@pytest.mark.parametrize("settings", [{"dev": True}, {"timeout": 1}], ids=["in development", "otherwise"])
def test_in_development_each_stage_is_timed(run: Run, settings: dict[str, Any]) -> None:
    """There are no turns."""

    async def client(site: Site) -> None:
        assert (TURN in site.app_state) is ("dev" not in settings)

    run(client, **settings)


def test_what_is_too_long_is_refused_however_often_it_comes(run: Run) -> None:
    """A head that was refused teaches nothing."""

    async def client(site: Site) -> None:
        for _ in range(4):
            assert [each.status for each in await site.ask(site.connect(), request(body=TITLE))] == [413]

    run(client, max_body_bytes=50)


def test_one_that_cannot_be_answered_is_dropped(
    run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are answered."""
    formed = Writer.formed

    def fail(self: Writer, form: Form, id_: str, body: bytes) -> Formed | None:
        if id_ == "bad":
            raise ZeroDivisionError
        return formed(self, form, id_, body)

    async def client(site: Site) -> None:
        await known(site)
        clients = [site.connect() for _ in range(3)]
        for each, id_ in zip(clients, ("good", "bad", "fine"), strict=True):
            each.data_received(request(f"X-Request-Id: {id_}", body=TITLE))
        await settled(site)
        assert [[response.body for response in await site.ask(each)] for each in clients] == [[TOLD], [], [TOLD]]
        assert [each.transport.is_closing() for each in clients] == [False, True, False]

    monkeypatch.setattr(Writer, "formed", fail)
    run(client)
    assert [record.getMessage() for record in caplog.records] == ["A request could not be answered."]


async def state_of(app: ASGIApp, scope: dict[str, Any]) -> list[str]:
    """What *app* says when it is begun and ended with the lifespan's *scope*."""
    said: list[str] = []
    messages = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Message:
        return {"type": next(messages)}

    async def send(message: Message) -> None:
        said.append(message["type"])

    await app({"type": "lifespan", "asgi": {"version": "3.0"}, **scope}, receive, send)
    return said


def test_a_server_may_know_nothing_of_turns(seeded: SqliteFile) -> None:
    """Nor of what a lifespan leaves."""
    settings = Settings(database_url=str(seeded))
    state: dict[str, Any] = {}
    for scope in ({}, {"state": state}):
        assert asyncio.run(state_of(build(settings), scope)) == [
            "lifespan.startup.complete",
            "lifespan.shutdown.complete",
        ]
    assert list(state) == [TURN]


def test_only_trusted_documents_are_answered(run: Run, tmp_path: Path) -> None:
    """By turns, too."""
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(orjson.dumps({"film": orjson.loads(TITLE)["query"]}))
    named = b'{"documentId":"film"}'.ljust(len(TITLE))
    other = TITLE.replace(b"title year", b"year title")

    async def client(site: Site) -> None:
        one = site.connect()
        for _ in range(4):
            assert [(await site.ask(one, request(body=body)))[0].status for body in (named, other)] == [200, 200]
        site.parsed.clear()
        (trusted,), (refused,) = await site.ask(one, request(body=named)), await site.ask(one, request(body=other))
        assert trusted.body == TOLD
        assert orjson.loads(refused.body)["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_SUPPORTED"
        assert site.parsed == [request(body=other)]

    run(client, documents=str(manifest), only_trusted=True)


def test_a_database_that_is_taken_away_is_missed(run: Run, tmp_path: Path) -> None:
    """By who asks as others did before."""
    location = filled(SqliteFile(tmp_path / "films.db"), SEED)

    async def client(site: Site) -> None:
        one = site.connect()
        for _ in range(3):
            (response,) = await site.ask(one, request(body=TITLE))
            assert response.body == TOLD
        os.rename(location.path, tmp_path / "away.db")
        await sleep(1.1)
        assert [each.status for each in await site.ask(one, request(body=TITLE))] == [503]
        os.rename(tmp_path / "away.db", location.path)
        await sleep(1.1)
        assert [each.body for each in await site.ask(one, request(body=TITLE))] == [TOLD]

    run(client, database_url=str(location))


# --- connections ------------------------------------------------------------------------------------------------------


def test_a_request_within_another_is_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is cut: a body that looks like what came before, and what is only the begin of a body."""
    inner = request(body=TITLE)
    chunked = request("Transfer-Encoding: chunked").replace(b"Content-Length: 26\r\n", b"").removesuffix(BODY)
    padded = request(body=TITLE + b"    ")
    streams = [
        (request(body=inner).removesuffix(inner), inner, inner),
        (chunked, inner, inner),
        (chunked + TITLE, inner),
        (padded[:-2], padded[-2:], padded[:-4], padded[-4:], inner),
        (padded + padded[:-1], padded[-1:] + inner),
        (b"POST /graphql HTTP/1.1\r\nX-Cost: ", inner),
    ]
    monkeypatch.setattr(connection, "_settings", lambda: Settings(receive_timeout=0.3))

    async def client(site: Site) -> None:
        await known(site)
        for _ in range(2):
            await site.ask(site.connect(), padded)
            await site.ask(site.connect(), chunked + b"%x\r\n%b\r\n0\r\n\r\n" % (len(TITLE), TITLE))
        for stream in streams:
            expected, found = [
                [like(each) for each in await site.ask(site.connect(by_turns=by_turns), *stream)]
                for by_turns in (False, True)
            ]
            assert found == expected

    run(client)


async def known(site: Site) -> None:
    """Lets the head of `request(body=TITLE)` be remembered."""
    for _ in range(2):
        await site.ask(site.connect(), request(body=TITLE))
    site.parsed.clear()


def test_a_server_that_ends_answers_who_has_asked(run: Run) -> None:
    """Then it closes the connection."""

    async def client(site: Site) -> None:
        await known(site)
        one = site.connect()
        one.data_received(request(body=TITLE))
        one.shutdown()
        transport = one.transport
        assert isinstance(transport, Transport)
        assert [each.body for each in transport.responses()] == [TOLD]
        assert transport.closing

    run(client)


def test_who_is_gone_is_told_nothing(run: Run) -> None:
    """Whether its answer was ready or was to go the usual way."""

    async def client(site: Site) -> None:
        await known(site)
        for body in (TITLE, b"{" * len(TITLE)):
            one = site.connect()
            one.data_received(request(body=body))
            one.transport.close()
            one.connection_lost(None)
            await settled(site)
            assert await site.ask(one) == []
        assert site.parsed == []

    run(client)


def test_what_comes_behind_is_answered_behind(run: Run) -> None:
    """Also when it is half a request, or a last one."""
    last = request("Connection: close", body=TITLE)

    async def client(site: Site) -> None:
        await known(site)
        one = site.connect()
        for piece in (request(body=TITLE), request(body=TITLE), request()[:50], request()[50:], request(body=TITLE)):
            one.data_received(piece)
        one.data_received(last)
        await settled(site)
        found = await site.ask(one)
        assert [each.body for each in found] == [TOLD, TOLD, b'{"data":{"__typename":"Query"}}', TOLD, TOLD]
        assert [each.headers.get("connection") for each in found] == [None] * 4 + ["close"]

    run(client)


def test_a_connection_that_is_used_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not it ever went the usual way; and closed when it was not used for so long."""
    monkeypatch.setattr(connection, "_settings", lambda: Settings(receive_timeout=0.5))

    async def client(site: Site) -> None:
        await known(site)
        one = site.connect()
        transport = one.transport
        for _ in range(8):
            await sleep(0.2)
            assert [each.body for each in await site.ask(one, request(body=TITLE))] == [TOLD]
        assert site.parsed == []
        await sleep(0.3)
        assert not transport.is_closing()
        await sleep(0.6)
        assert transport.is_closing()

    run(client, keep_alive=0.6)


def test_who_does_not_read_is_answered_in_the_usual_way(run: Run) -> None:
    """Which waits until it does."""

    async def client(site: Site) -> None:
        await known(site)
        one = site.connect()
        one.pause_writing()
        one.data_received(request(body=TITLE))
        for _ in range(PIPELINED):
            await sleep(0)
        assert site.transports[-1].written == b""
        one.resume_writing()
        await settled(site)
        assert [each.body for each in await site.ask(one)] == [TOLD]
        assert site.parsed == [request(body=TITLE)]

    run(client)


def test_what_is_remembered_has_bounds(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of heads that come once nothing but that they did."""
    monkeypatch.setattr(turn, "ONCE", 50)
    monkeypatch.setattr(turn, "HEADS", 10)

    async def client(site: Site) -> None:
        one = site.connect()
        for number in range(120):
            for _ in range(1 + number % 2):
                await site.ask(one, request(f"User-Agent: {number}", body=TITLE))
        assert len(site.turn._heads) == 10
        assert len(site.turn._once) <= 50

    run(client)


# --- anything ---------------------------------------------------------------------------------------------------------

POOL = [
    *[request(body=TITLE)] * 6,
    *[request("X-Request-Id: given", body=TITLE)] * 2,
    request(body=BODY),
    request(body=LONG),
    request("Accept-Encoding: gzip", body=LONG),
    *(OTHERS[name] for name in ("chunks", "GET", "cost", "PUT", "two ids", "no body", "another path")),
    *(request(body=body) for body in BAD.values()),
]


def pieces(stream: bytes, random_: random.Random) -> list[bytes]:
    """*stream* in reads, as a network might cut it."""
    places = sorted({0, len(stream), *(random_.randrange(len(stream)) for _ in range(random_.randrange(4)))})
    return [stream[begin:end] for begin, end in pairwise(places)]


@pytest.mark.parametrize("seed", range(8))
def test_any_requests_in_any_reads_are_answered_as_without_turns(run: Run, seed: int) -> None:
    """In their order, on each of several connections at once."""
    random_ = random.Random(seed)

    async def client(site: Site) -> None:
        await known(site)
        taken = 0
        for _ in range(40):
            streams = [random_.choices(POOL, k=random_.randint(1, 5)) for _ in range(4)]
            expected = [
                [like(each) for each in await site.ask(site.connect(by_turns=False), b"".join(stream))]
                for stream in streams
            ]
            site.parsed.clear()
            clients = [site.connect() for _ in streams]
            rest = [
                (each, list(stream) if random_.random() < 0.5 else pieces(b"".join(stream), random_))
                for each, stream in zip(clients, streams, strict=True)
            ]
            sent = sum(len(read) for _, read in rest)
            while rest := [(each, reads) for each, reads in rest if reads]:
                each, reads = random_.choice(rest)
                if not each.transport.is_closing():
                    each.data_received(reads[0])
                del reads[0]
                for _ in range(random_.choice([0, 0, 1, 5, 50])):
                    await sleep(0)
            await settled(site)
            found = [[like(response) for response in await site.ask(each)] for each in clients]
            assert found == expected
            taken += sent - len(site.parsed)
        assert taken > 40

    run(client)
