"""Turns in which something fails: what is said of it is what the usual way says, and the others are answered."""

import logging
import os
import re
from asyncio import sleep
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.database import SqliteFile
from gql.errors import Overloaded, StoreTimeout, StoreUnavailable, TooComplex
from gql.gateway import Gateway
from gql.log import REQUEST_ID
from gql.store import Row
from gql.store.postgres import PostgresStore
from gql.store.sqlite import SqliteStore
from gql.web.writing import Answered, Form, Formed, Writer
from tests.conftest import SEED
from tests.places import filled
from tests.test_connection import request
from tests.turns import TITLE, TOLD, Run, Site, known, like, settled


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


FAULTS: list[Exception] = [
    StoreTimeout("The operation took longer than 10 seconds.", "Ask for less at once."),
    StoreUnavailable("The database does not answer.", "Try again later."),
    Overloaded("The server has too much to do.", "Try again later."),
    TooComplex("The operation nests more levels of rows than this database can parse; ask for fewer."),
    ZeroDivisionError("not to be told"),
]


@pytest.mark.parametrize("case", list(product(FAULTS, ["json", "graphql-response+json"])), ids=str)
def test_a_database_that_fails_is_asked_once(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    case: tuple[Exception, str],
) -> None:
    """What is said of it is what the usual way says: in the answer, and in the log, each with the request's id."""
    fault, media = case
    sent = request(f"Accept: application/{media}", "X-Request-Id: given", body=TITLE)
    asked = 0
    ids: list[str] = []

    async def fail(*_: Any) -> Row:
        nonlocal asked
        asked += 1
        raise fault

    def note(record: logging.LogRecord) -> bool:
        ids.append(REQUEST_ID.get())
        return True

    async def client(site: Site) -> None:
        for _ in range(2):
            await site.ask(site.connect(), sent)
        for store in (SqliteStore, PostgresStore):
            monkeypatch.setattr(store, "row", fail)
            monkeypatch.setattr(store, "at_once", lambda *_: None)
        (expected,) = await site.ask(site.connect(by_turns=False), sent)
        assert site.parsed.pop() == sent
        site.parsed.clear()
        one = site.connect()
        (response,) = await site.ask(one, sent)
        assert (site.parsed, asked) == ([], 2)
        assert like(response) == like(expected)
        assert response.headers["x-request-id"] == "given"
        assert b"errors" in response.body
        assert b"not to be told" not in response.body
        monkeypatch.undo()
        await sleep(0.1)
        assert [each.body for each in await site.ask(one, sent)] == [TOLD]

    caplog.handler.addFilter(note)
    run(client)
    lines = [re.sub(r"^\S+|\S+ ms", "", line) for line in capsys.readouterr().err.splitlines()]
    assert len(lines) == 5
    assert lines[2] == lines[3] != lines[4]
    assert len({record.getMessage() for record in caplog.records}) <= 1
    assert set(ids) <= {"given"}


def test_one_that_cannot_be_answered_is_dropped(
    run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are answered."""
    formed = Writer.formed
    ids: list[str] = []

    def fail(self: Writer, form: Form, id_: str, answered: Answered) -> Formed:
        if id_ == "bad":
            raise ZeroDivisionError
        return formed(self, form, id_, answered)

    def note(_: logging.LogRecord) -> bool:
        ids.append(REQUEST_ID.get())
        return True

    async def client(site: Site) -> None:
        await known(site)
        clients = [site.connect() for _ in range(3)]
        for each, id_ in zip(clients, ("good", "bad", "fine"), strict=True):
            each.data_received(request(f"X-Request-Id: {id_}", body=TITLE))
        await settled(site)
        assert [[response.body for response in await site.ask(each)] for each in clients] == [[TOLD], [], [TOLD]]
        assert [each.transport.is_closing() for each in clients] == [False, True, False]

    monkeypatch.setattr(Writer, "formed", fail)
    caplog.handler.addFilter(note)
    run(client)
    assert [record.getMessage() for record in caplog.records] == ["A request could not be answered."]
    assert ids == ["bad"]


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
