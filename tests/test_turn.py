"""Turns: requests like those before are answered without the server's parser, and as if they had gone the usual way."""

import asyncio
import gzip
import hashlib
import re
import threading
import time
from asyncio import sleep
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.types import ASGIApp, Message

from gql.app import build
from gql.database import SqliteFile
from gql.gateway import MANY, Answer, Found, Gateway, Outcome
from gql.settings import Settings
from gql.web import turn
from gql.web.turn import TURN
from tests.serving import FILM, REQUEST_LINE
from tests.test_connection import request
from tests.turns import BAD, LONG, OTHERS, TITLE, TOLD, Run, Site, known, like, settled

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


def test_what_is_ready_does_not_wait_for_what_takes_long(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which was found out before, or is given back."""
    seen = []

    async def client(site: Site) -> None:
        await known(site)
        clients = [site.connect() for _ in range(3)]
        ready = iter([Answer(TOLD, Outcome.ANSWERED)])

        def tell(_: Gateway, _found: Found) -> Answer | None:
            seen.append(len(site.transports[-3].written) > 0)
            if answer := next(ready, None):
                return answer
            time.sleep(0.01)
            return None

        monkeypatch.setattr(Gateway, "told", tell)
        for each in clients:
            each.data_received(request(body=TITLE))
        await settled(site)
        assert [(await site.ask(each))[0].body for each in clients] == [TOLD] * 3

    monkeypatch.setattr(turn, "SLICE", 0.005)
    run(client)
    assert seen == [False, False, True]


def test_who_brings_a_hash_is_remembered(run: Run) -> None:
    """Though its document was known."""
    document = orjson.loads(TITLE)["query"]
    extension = {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(document.encode()).hexdigest()}}
    full = orjson.dumps({"query": document, "extensions": extension})
    plain, alone = TITLE.ljust(len(full)), orjson.dumps({"extensions": extension}).ljust(len(full))

    async def client(site: Site) -> None:
        for body in (plain, plain, plain, full, alone):
            (response,) = await site.ask(site.connect(), request(body=body))
            assert response.body == TOLD

    run(client)


# --- what is not ------------------------------------------------------------------------------------------------------


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


def test_what_takes_long_is_answered_behind_what_does_not(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """But what its client sent behind it is answered behind it."""
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
        assert site.parsed == []

    run(client)


def test_a_long_answer_is_compressed_by_a_thread(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is as good."""
    sent = request("Accept-Encoding: gzip", body=LONG)
    threads = set()
    compressed = gzip.compress

    def watch(*arguments: Any, **named: Any) -> bytes:
        threads.add(threading.current_thread())
        return compressed(*arguments, **named)

    monkeypatch.setattr("gzip.compress", watch)

    async def client(site: Site) -> None:
        one = site.connect()
        answers = [(await site.ask(one, sent))[0] for _ in range(4)]
        assert [like(each) for each in answers] == [like(answers[0])] * 4
        assert answers[0].headers["content-encoding"] == "gzip"
        assert len(site.parsed) == 2
        assert threads
        assert threading.main_thread() not in threads

    monkeypatch.setattr("gql.web.writing.LONG", 100)
    run(client, compress_from=100)


@pytest.mark.parametrize("settings", [{"dev": True}, {"timeout": 1}], ids=["in development", "otherwise"])
def test_in_development_each_stage_is_timed(run: Run, settings: dict[str, Any]) -> None:
    """There are no turns; nowhere else is it told."""

    async def client(site: Site) -> None:
        assert (TURN in site.app_state) is ("dev" not in settings)
        for _ in range(3):
            (response,) = await site.ask(site.connect(), request(body=TITLE))
            assert ("server-timing" in response.headers) is ("dev" in settings)

    run(client, **settings)


def test_many_values_are_left_to_a_thread(run: Run) -> None:
    """In the usual way."""
    query = "query ($all: [String!]) { films(where: {title: {in: $all}}) { nodes { title } } }"
    few, many = [orjson.dumps({"query": query, "variables": {"all": ["none"] * n}}) for n in (1, MANY + 1)]

    async def client(site: Site) -> None:
        one = site.connect()
        for body in (few.ljust(len(many)), many) * 4:
            site.parsed.clear()
            (response,) = await site.ask(one, request(body=body))
            assert response.status == 200
            assert orjson.loads(response.body)["data"] == {"films": {"nodes": []}}
        assert site.parsed == [request(body=many)]

    run(client)


def test_what_is_too_long_is_refused_however_often_it_comes(run: Run) -> None:
    """A head that was refused teaches nothing."""

    async def client(site: Site) -> None:
        for _ in range(4):
            assert [each.status for each in await site.ask(site.connect(), request(body=TITLE))] == [413]

    run(client, max_body_bytes=50)


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
