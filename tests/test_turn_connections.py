"""Turns, and the connections of those who ask: their order, their ends, and anything that may come on them."""

import asyncio
import random
from asyncio import sleep
from itertools import pairwise

import pytest

from gql.gateway import Answer, Found, Gateway
from gql.settings import Settings
from gql.web import connection, turn
from tests.test_connection import BODY, request
from tests.turns import BAD, LONG, OTHERS, PIPELINED, TITLE, TOLD, Run, Site, Transport, known, like, settled

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


@pytest.mark.parametrize("body", [TITLE, BODY.ljust(len(TITLE))], ids=["in the turn", "in the usual way"])
def test_a_server_that_ends_answers_who_has_asked(run: Run, body: bytes) -> None:
    """Then it closes the connection, as it says, whatever its client sent behind that."""

    async def client(site: Site) -> None:
        await known(site)
        one = site.connect()
        for _ in range(2):
            one.data_received(request(body=body))
        one.shutdown()
        await settled(site)
        transport = one.transport
        assert isinstance(transport, Transport)
        (response,) = transport.responses()
        assert response.status == 200
        assert response.headers["connection"] == "close"
        assert transport.closing

    run(client)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Lets the database answer those in a turn when it is set."""
    opened = asyncio.Event()
    finish = Gateway.finish

    async def wait(self: Gateway, found: Found) -> Answer:
        await opened.wait()
        return await finish(self, found)

    monkeypatch.setattr(Gateway, "told", lambda *_: None)
    monkeypatch.setattr(Gateway, "finish", wait)
    return opened


def test_a_server_that_ends_waits_for_the_database(
    run: Run, gate: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when the client is gone that wants to know."""
    left = []

    async def client(site: Site) -> None:
        await known(site)
        for is_gone in (False, True):
            one = site.connect()
            left.append(one)
            one.data_received(request(body=TITLE))
            await sleep(0)
            if is_gone:
                one.transport.close()
                one.connection_lost(None)
        asyncio.get_running_loop().call_later(0.1, gate.set)

    run(client)
    stays, gone = [each.transport for each in left]
    assert isinstance(stays, Transport)
    assert isinstance(gone, Transport)
    assert [each.body for each in stays.responses()] == [TOLD]
    assert gone.responses() == []
    assert caplog.records == []


@pytest.mark.parametrize("behind", [TITLE, BODY], ids=["a known head", "another"])
def test_who_does_not_wait_is_not_read(run: Run, gate: asyncio.Event, behind: bytes) -> None:
    """Until what it sent before is answered."""

    async def client(site: Site) -> None:
        await known(site)
        one = site.connect()
        transport = one.transport
        assert isinstance(transport, Transport)
        one.data_received(request(body=TITLE))
        await sleep(0.01)
        assert transport.reading
        one.data_received(request(body=behind))
        await sleep(0.01)
        assert (transport.reading, transport.written) == (False, b"")
        gate.set()
        await settled(site)
        assert transport.reading
        assert [each.status for each in await site.ask(one)] == [200, 200]

    run(client)


@pytest.mark.parametrize(("keep_alive", "before"), [(0, 0), (0.3, 0), (0.3, 1)])
def test_who_waits_for_the_database_stays_connected(
    run: Run, gate: asyncio.Event, keep_alive: float, before: int
) -> None:
    """However long, and whether it asked *before*; then no longer than who was answered."""

    async def client(site: Site) -> None:
        await known(site)
        one = site.connect()
        gate.set()
        for _ in range(before):
            assert [each.body for each in await site.ask(one, request(body=TITLE))] == [TOLD]
        gate.clear()
        one.data_received(request(body=TITLE))
        await sleep(0.7)
        gate.set()
        await settled(site)
        assert [each.body for each in await site.ask(one)] == [TOLD]
        await sleep(0.1)
        assert one.transport.is_closing() is (keep_alive == 0)
        await sleep(0.3)
        assert one.transport.is_closing()

    run(client, keep_alive=keep_alive)


def test_who_is_gone_is_told_nothing(run: Run, caplog: pytest.LogCaptureFixture) -> None:
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
    assert caplog.records == []


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
