"""Connections: requests that do not arrive, that are too long, or that are no HTTP; answers that nobody reads."""

import asyncio
import contextlib
import gc
import logging
import socket
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

import orjson
import pytest
import uvicorn
import uvloop
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.server import ServerState

from gql import migrations
from gql.database import SqliteFile
from gql.settings import Settings
from gql.web import connection, writing
from gql.web.connection import Connection
from tests.serving import Server, serving, settings_free

BODY = b'{"query":"{ __typename }"}'
ANSWER = b'{"data":{"__typename":"Query"}}'
INVALID = "Invalid HTTP request received."


def request(*lines: str, body: bytes = BODY) -> bytes:
    """A request for the name of the root type, with more *lines* in its head."""
    head = ("POST /graphql HTTP/1.1", "Host: gateway", "Content-Type: application/json", f"Content-Length: {len(body)}")
    return "".join(f"{line}\r\n" for line in (*head, *lines)).encode() + b"\r\n" + body


LAST = request("Connection: close")
"""One that lets the server close the connection."""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes


def responses(received: bytes) -> list[Response]:
    """The responses that *received* holds, and nothing else."""
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("ascii").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        length = int(headers["content-length"])
        assert len(rest) >= length
        found.append(Response(int(first.split(" ")[1]), headers, rest[:length]))
        received = rest[length:]
    return found


def refusal(status: int, message: str) -> Response:
    """The response to what never reached the application."""
    body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]})
    headers = {
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "connection": "close",
    }
    return Response(status, headers, body)


LATE = refusal(408, "The request did not arrive within 0.5 seconds.")
LONG = refusal(431, "The head of a request has at most 2000 bytes.")
NO_HTTP = refusal(400, INVALID)


# --- a server ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits half a second, and takes heads of two thousand bytes."""
    location = SqliteFile(tmp_path_factory.mktemp("connection") / "films.db")
    migrations.migrate(location)
    limits = {"GQL_RECEIVE_TIMEOUT": "0.5", "GQL_MAX_HEAD_BYTES": "2000"}
    with serving(settings_free() | limits, "--database", str(location), but=INVALID) as running:
        yield running


def everything(client: socket.socket) -> bytes:
    """What is received until the server closes the connection."""
    return b"".join(iter(lambda: client.recv(65_536), b""))


def exchange(server: Server, *pieces: bytes) -> bytes:
    """What the server sends to who sends these *pieces* and no more, until it closes the connection."""
    with socket.create_connection(server.address, timeout=60) as client:
        for piece in pieces:
            client.sendall(piece)
        return everything(client)


@pytest.mark.parametrize(
    "part",
    [
        b"P",
        b"POST /graphql HTTP/1.1\r\n",
        request()[: -len(BODY) - 2],
        request()[: -len(BODY)],
        request()[:-1],
        b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
    ids=["a letter", "a line", "half a head", "a head", "half a body", "half a chunk"],
)
def test_a_request_that_does_not_arrive_is_answered_for(server: Server, part: bytes) -> None:
    """In JSON, with a code; and its connection is closed."""
    assert responses(exchange(server, part)) == [LATE]


@pytest.mark.parametrize("pieces", [(), (b"\r\n",), (b"\r\n", b"\r\n")], ids=["nothing", "a line", "lines"])
def test_a_silent_connection_is_closed_without_a_word(server: Server, pieces: tuple[bytes, ...]) -> None:
    """There is no request that could be answered; empty lines begin none."""
    assert exchange(server, *pieces) == b""


@pytest.mark.parametrize(
    "pieces",
    [
        (b"GET /graphql?query=" + b"x" * 2_000,),
        (b"GET /graphql HTTP/1.1\r\nX-Long: " + b"x" * 2_000,),
        (b"GET /graphql HTTP/1.1\r\n" + b"X-Short: x\r\n" * 200,),
        (b"GET /graphql HTTP/1.1\r\n", *[b"X-Long: " + b"x" * 900 + b"\r\n"] * 3),
    ],
    ids=["address", "header", "headers", "pieces"],
)
def test_a_head_that_goes_on_too_long_is_refused(server: Server, pieces: tuple[bytes, ...]) -> None:
    """Before the rest of it comes: in JSON, with a code; and its connection is closed."""
    assert responses(exchange(server, *pieces)) == [LONG]


WHOLE = request("X-Long: " + "x" * 2_000)
"""A request that has arrived, and is too long in its head."""


def test_a_head_that_is_too_long_is_refused_when_it_comes_at_once(server: Server) -> None:
    """With all of its request, and whatever comes behind that."""
    assert responses(exchange(server, WHOLE)) == [LONG]
    assert responses(exchange(server, WHOLE + request())) == [LONG]


def test_a_body_does_not_count_as_head(server: Server) -> None:
    """Nor as that of the next request, which began to arrive with its end."""
    long = request(body=BODY + b" " * 3_000)
    with socket.create_connection(server.address, timeout=60) as client:
        client.sendall(long + b"GET /healthz HT")
        assert received(client).body == ANSWER
        client.sendall(b"TP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
        assert [response.body for response in responses(everything(client))] == [b"alive\n"]


def test_headers_that_come_twice_are_counted(server: Server) -> None:
    """A hundred headers are read, one more is too many."""
    head = ["Connection: close", *["X-Twice: x"] * 96]
    answered, refused = (exchange(server, request(*head, *more)) for more in ((), ("X-Twice: x",)))
    assert [response.body for response in responses(answered)] == [ANSWER]
    (response,) = responses(refused)
    assert response.status == 431
    assert orjson.loads(response.body) == {
        "errors": [{"message": "A request has at most 100 headers.", "extensions": {"code": "BAD_REQUEST"}}]
    }


@pytest.mark.parametrize(
    "sent",
    [
        b"hello there\r\n\r\n",
        bytes.fromhex("16030100f8010000f40303"),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: gateway\r\n\r\n",
        b"GET http:// HTTP/1.1\r\nHost: gateway\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
    ],
    ids=["words", "TLS", "HTTP/2", "header", "path", "address", "length", "chunk"],
)
def test_what_is_no_http_is_refused_in_json(server: Server, sent: bytes) -> None:
    """With a code; and its connection is closed."""
    assert responses(exchange(server, sent)) == [NO_HTTP]


def test_a_connection_may_rest_between_requests(server: Server) -> None:
    """For longer than a request may take to arrive: nothing is late that has not been begun."""
    with socket.create_connection(server.address, timeout=60) as client:
        client.sendall(request())
        assert received(client).body == ANSWER
        client.settimeout(1)
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.settimeout(60)
        client.sendall(LAST)
        assert [response.body for response in responses(everything(client))] == [ANSWER]


def received(client: socket.socket) -> Response:
    """The one response that comes next."""
    with client.makefile("rb") as stream:
        head = b"".join(iter(stream.readline, b"\r\n"))
        length = next(int(line[16:]) for line in head.splitlines() if line.startswith(b"content-length: "))
        (response,) = responses(head + b"\r\n" + stream.read(length))
        return response


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (b"POST /graphql HTTP/1.1\r\nHos", LATE),
        (request()[:-1], LATE),
        (b"GET /graphql?query=" + b"x" * 2_000, LONG),
        (WHOLE, LONG),
        (b"hello there\r\n\r\n", NO_HTTP),
        (b"GET http:// HTTP/1.1\r\nHost: gateway\r\n\r\n", NO_HTTP),
    ],
    ids=["half a head", "half a body", "long", "long and whole", "no HTTP", "address"],
)
def test_each_request_of_a_connection_has_the_same_limits(server: Server, part: bytes, expected: Response) -> None:
    """What was answered before changes nothing."""
    with socket.create_connection(server.address, timeout=60) as client:
        client.sendall(request())
        assert received(client).body == ANSWER
        client.sendall(part)
        assert responses(everything(client)) == [expected]


def test_empty_lines_do_not_keep_a_connection(server: Server) -> None:
    """Behind an answered request, either: it is closed like one that says nothing."""
    with socket.create_connection(server.address, timeout=60) as client:
        client.sendall(request())
        assert received(client).status == 200
        client.sendall(b"\r\n")
        assert everything(client) == b""


def test_requests_that_come_at_once_are_all_answered(server: Server) -> None:
    """In their order, each by itself."""
    queries = [b'{"query":"{ a%d: __typename }"}' % number for number in range(5)]
    sent = b"".join(request(body=query) for query in queries) + LAST
    assert [response.body for response in responses(exchange(server, sent))] == [
        *(b'{"data":{"a%d":"Query"}}' % number for number in range(5)),
        ANSWER,
    ]


def test_what_is_answered_before_it_has_arrived_is_answered_once(server: Server) -> None:
    """A request that is refused for its head alone; when the rest does not come, its connection is closed."""
    part = request()[:-1].replace(b"application/json", b"text/plain")
    assert [
        (response.status, response.headers.get("connection")) for response in responses(exchange(server, part))
    ] == [(415, None)]


# --- an application that is watched -----------------------------------------------------------------------------------

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def connected(app: ASGIApp) -> AsyncIterator[Stream]:
    """A connection to *app*, served in this process."""
    config = uvicorn.Config(app, lifespan="off", ws="none", log_config=None, access_log=False)
    state = ServerState()
    listener = await asyncio.get_running_loop().create_server(
        lambda: Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with listener:
        reader, writer = await asyncio.open_connection(*listener.sockets[0].getsockname())
        yield reader, writer
        writer.close()
        await writer.wait_closed()
        await asyncio.gather(*state.tasks)


def served(
    monkeypatch: pytest.MonkeyPatch, app: ASGIApp, client: Callable[[Stream], Awaitable[None]], seconds: float
) -> list[Response]:
    """What *client* receives of *app*, on a connection that waits so many *seconds* for a request."""
    monkeypatch.setattr(connection, "_settings", lambda: Settings(receive_timeout=seconds, max_head_bytes=2_000))

    async def run() -> bytes:
        async with connected(app) as stream:
            await client(stream)
            return await stream[0].read()

    return responses(asyncio.run(run()))


def sending(*pieces: bytes) -> Callable[[Stream], Awaitable[None]]:
    async def client(stream: Stream) -> None:
        for piece in pieces:
            stream[1].write(piece)
            await stream[1].drain()
            await asyncio.sleep(0.001)

    return client


async def said(send: Send, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def test_a_request_may_come_in_many_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as all of it comes in time, be they single bytes."""
    bodies: list[bytes] = []

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        bodies.append(body)
        await said(send, b"told")

    pieces = [LAST[place : place + 1] for place in range(len(LAST))]
    (response,) = served(monkeypatch, app, sending(*pieces), 60)
    assert (response.body, bodies) == (b"told", [BODY])


def test_a_request_is_forgotten_when_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the garbage collector: nothing of it refers to itself."""
    answered: list[weakref.ref[object]] = []
    forgotten: list[bool] = []

    async def app(scope: Scope, receive: Receive, _: Send) -> None:
        forgotten.extend(each() is None for each in answered)
        answered.append(weakref.ref(receive.__self__))  # type: ignore[attr-defined]  # the server's own
        assert scope["extensions"][writing.WHOLE]["send"](HTTPStatus.OK, ((b"content-length", b"4"),), b"told")

    async def client(stream: Stream) -> None:
        stream[1].write(request())
        await stream[0].readuntil(b"told")
        stream[1].write(LAST)

    gc.disable()
    try:
        (response,) = served(monkeypatch, app, client, 60)
    finally:
        gc.enable()
    assert (response.body, forgotten) == (b"told", [True])


def test_an_answer_may_take_longer_than_its_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has arrived is not late, however long it is worked on."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await asyncio.sleep(0.6)
        await said(send, b"told")

    (response,) = served(monkeypatch, app, sending(LAST), 0.3)
    assert response.body == b"told"


@pytest.mark.parametrize(
    ("part", "status"), [(b"", None), (b"POST /gr", 408), (b"GET /" + b"x" * 2_000, 431), (b"hello\r\n\r\n", 400)]
)
def test_an_application_does_not_hear_of_what_has_no_head(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: bytes, status: int | None
) -> None:
    """It is answered in its place."""
    asked: list[Scope] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        asked.append(scope)

    found = served(monkeypatch, app, sending(part), 0.3)
    assert [response.status for response in found] == ([status] if status else [])
    assert asked == []
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == (
        [(logging.WARNING, INVALID)] if status == 400 else []
    )


def test_an_application_that_waits_for_the_rest_is_told_that_the_client_left(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It need not answer any more, and nothing that it says is sent."""
    messages: list[str] = []

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        while not messages or messages[-1] != "http.disconnect":
            messages.append((await receive())["type"])
        await said(send, b"too late")

    (response,) = served(monkeypatch, app, sending(request()[:-1]), 0.3)
    assert (response.status, messages) == (408, ["http.request", "http.disconnect"])
    assert caplog.records == []


def test_an_application_that_answers_early_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of its request may be late: nothing is added to the answer."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await said(send, b"told")

    (response,) = served(monkeypatch, app, sending(request()[:-1]), 0.3)
    assert response.body == b"told"


def test_a_connection_waits_for_each_of_its_requests_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is late by itself."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await said(send, b"told")

    async def client(stream: Stream) -> None:
        await sending(request())(stream)
        assert (await stream[0].readuntil(b"told")).startswith(b"HTTP/1.1 200 OK\r\n")
        await sending(request()[:10])(stream)

    (response,) = served(monkeypatch, app, client, 0.3)
    assert response.status == 408


@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize(
    "part",
    [b"GET /hea", request()[:-3], b"GET /" + b"x" * 2_000, WHOLE, b"hello\r\n\r\n"],
    ids=["half a head", "half a body", "long", "long and whole", "no HTTP"],
)
def test_what_is_being_answered_is_answered_whatever_comes_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: bytes, *, is_begun: bool
) -> None:
    """Whole, be its answer begun or not; then the connection is closed, and nobody hears of the rest."""
    asked: list[Scope] = []

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        asked.append(scope)
        begin: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]}
        if is_begun:
            await send(begin)
            await send({"type": "http.response.body", "body": b"to", "more_body": True})
        await asyncio.sleep(0.6)
        if not is_begun:
            await send(begin)
        await send({"type": "http.response.body", "body": b"ld" if is_begun else b"told"})

    for pieces in ((request() + part,), (request(), part)):
        asked.clear()
        (response,) = served(monkeypatch, app, sending(*pieces), 0.3)
        assert (response.status, response.body, len(asked)) == (200, b"told", 1)
    assert {(record.levelno, record.getMessage()) for record in caplog.records} == (
        {(logging.WARNING, INVALID)} if part.startswith(b"hello") else set()
    )


def test_each_request_has_a_time_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it begins to arrive with the end of another: together they may take longer."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await said(send, b"told")

    half, rest = request()[:40], request()[40:]

    async def client(stream: Stream) -> None:
        for piece in (request() + half, rest + half, rest + half, rest + half, rest + LAST):
            await sending(piece)(stream)
            await asyncio.sleep(0.4)

    assert [response.body for response in served(monkeypatch, app, client, 1)] == [b"told"] * 6


CHUNK = b"1\r\n \r\n"


def test_a_body_in_ever_so_many_chunks_is_refused(server: Server) -> None:
    """Each of a byte, they come to six times what a body may have."""
    head = b"POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    most = 2_000 + 2 * 1_000_000
    assert responses(exchange(server, head + CHUNK * (most // len(CHUNK)))) == [
        refusal(413, f"A request has at most {most} bytes, with its chunks.")
    ]
    assert responses(exchange(server, head + CHUNK * 100_000 + b"0\r\n\r\n"))[0].status == 400


def test_who_is_refused_for_a_stated_length_is_heard_out(server: Server) -> None:
    """Closing at once would cost the client the answer, which it reads when all is sent."""
    large = request(body=b" " * 10_000_000)
    for _ in range(5):
        assert [response.status for response in responses(exchange(server, large + LAST))] == [413, 200]


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_another_protocol_may_be_offered(server: Server, protocol: str) -> None:
    """It is not taken, and the log, which may hold nothing but lines of requests, says no word of it."""
    offer = ("Connection: Upgrade", f"Upgrade: {protocol}")
    get = "".join(f"{line}\r\n" for line in ("GET /graphql?query={__typename} HTTP/1.1", *offer, "")).encode()
    assert responses(exchange(server, get))[0].body == ANSWER
    (response,) = responses(exchange(server, request(*offer)))
    assert (response.status, b"another protocol has no body" in response.body) == (400, True)


# --- answers that nobody reads ----------------------------------------------------------------------------------------

LARGE = b"x" * 40_000_000


@pytest.mark.parametrize(("seconds", "is_whole"), [(0.3, False), (60, True)])
def test_an_answer_is_kept_for_so_long(monkeypatch: pytest.MonkeyPatch, seconds: float, *, is_whole: bool) -> None:
    """Who has not read it by then is let go, also when the connection was to be closed behind it."""
    limits = Settings(send_timeout=seconds)
    monkeypatch.setattr(connection, "_settings", lambda: limits)

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await said(send, LARGE)

    async def run() -> int:
        received = 0
        async with connected(app) as (reader, writer):
            writer.write(LAST)
            await asyncio.sleep(1)
            with contextlib.suppress(ConnectionResetError):
                while piece := await reader.read(1_000_000):
                    received += len(piece)
        return received

    assert (asyncio.run(run()) > len(LARGE)) is is_whole


def test_who_does_not_read_is_let_go_without_a_word(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when it has sent more requests behind the one that is being answered."""
    monkeypatch.setattr(connection, "_settings", lambda: Settings(send_timeout=0.3))

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        await receive()
        begin: Message = {"type": "http.response.start", "status": 200, "headers": []}
        await send(begin)
        for _number in range(3):
            await send({"type": "http.response.body", "body": LARGE, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def run() -> None:
        async with connected(app) as (_, writer):
            writer.write(request() * 3)
            await asyncio.sleep(1)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # which minds what is written to who is gone
        runner.run(run())
    assert caplog.records == []


def test_the_limits_are_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is told nothing else."""
    monkeypatch.setenv("GQL_RECEIVE_TIMEOUT", "3")
    connection._settings.cache_clear()
    try:
        assert connection._settings() == Settings(receive_timeout=3)
    finally:
        connection._settings.cache_clear()
