"""Every golden file is answered as it says, by the SQL that it shows, in bytes that hold no needless space."""

import asyncio
import os

import orjson
import pytest

from gql.database import SqliteFile
from gql.gateway import Request
from gql.sql import readable as readable_sql
from gql.store import Row
from tests import golden
from tests.conftest import Asked

WRITE = os.environ.get("GQL_GOLDEN") == "write"


class Overheard:
    """A store that keeps what it was asked, and lets another one answer."""

    def __init__(self, store: object) -> None:
        self.store = store
        self.texts: list[str] = []

    def at_once(self, _text: str, _parameters: object) -> None:
        """All is asked in one way."""

    async def row(self, text: str, *others: object) -> Row:
        self.texts.append(text)
        row: Row = await self.store.row(text, *others)  # type: ignore[attr-defined]
        return row


@pytest.fixture
def overheard(both: Asked, monkeypatch: pytest.MonkeyPatch) -> Overheard:
    return overhearing(both, monkeypatch)


def overhearing(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> Overheard:
    """Puts itself between a gateway and its store."""
    store = Overheard(asked.gateway._store)
    monkeypatch.setattr(asked.gateway, "_store", store)
    return store


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_golden(case: golden.Case, both: Asked, overheard: Overheard) -> None:
    """One statement answers the document, with the JSON that the file shows."""
    body = both.body(case.document, case.variables)
    (text,) = overheard.texts
    database = "sqlite" if isinstance(both.location, SqliteFile) else "postgresql"
    sql, answer = readable_sql(text) + "\n", golden.readable(body)
    if WRITE:
        golden.write(case, database, sql, answer)
    else:
        assert (answer, sql) == (case.answer, case.sql[database])
    assert body == orjson.dumps(orjson.loads(body))


def test_eight_root_fields_are_one_statement(both: Asked, overheard: Overheard) -> None:
    """However many root fields an operation has, the database is asked once."""
    fields = " ".join(f'f{n}: film(by: {{slug: "backtrace-2018"}}) {{ title }}' for n in range(8))
    assert both.data(f"{{ {fields} }}") == {f"f{n}": {"title": "Backtrace"} for n in range(8)}
    assert len(overheard.texts) == 1


def test_typename_alone_needs_no_statement(both: Asked, overheard: Overheard) -> None:
    """What is known without the database does not ask it."""
    assert both.data("{ __typename }") == {"__typename": "Query"}
    assert both.data("{ __schema { queryType { name } } }") == {"__schema": {"queryType": {"name": "Query"}}}
    assert overheard.texts == []


def test_answers_at_the_same_time_do_not_mix(both: Asked) -> None:
    """Operations that run side by side each get their own answer."""

    async def ask() -> list[bytes]:
        documents = [f'{{ a{n}: film(by: {{slug: "backtrace-2018"}}) {{ year }} }}' for n in range(50)]
        answers = await asyncio.gather(*(both.gateway.answer(Request(document, {})) for document in documents))
        return [answer.body for answer in answers]

    assert both.runner.run(ask()) == [f'{{"data":{{"a{n}":{{"year":2018}}}}}}'.encode() for n in range(50)]
