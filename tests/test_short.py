"""Short statements: run at once, and left to a thread when they are not short."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from gql.database import SQLITE, SqliteFile
from gql.errors import StoreTimeout, TooComplex
from gql.line import Line
from gql.store import short
from gql.store.short import Short
from gql.store.sqlite import SqliteStore
from tests.rows import database
from tests.stores import asked, told

T = TypeVar("T")

COUNT = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT max(i) || '' FROM n"
"""Counts to its parameter: short or long, as one likes."""

FEW, MANY = 10, 50_000


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine may do something else in the middle of a short statement: that makes none long here."""
    monkeypatch.setattr(short, "PATIENCE", 60.0)


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were left to a thread so far."""
    found: list[str] = []
    run = Line.run

    async def noted(line: Line, work: Callable[..., T], text: str, *arguments: object) -> T:
        found.append(text)
        return await run(line, work, text, *arguments)

    monkeypatch.setattr(Line, "run", noted)
    return found


@pytest.fixture
def location(tmp_path: Path) -> SqliteFile:
    return database(tmp_path / "world.db")


def test_a_short_statement_is_run_at_once(location: SqliteFile, left: list[str]) -> None:
    """However often."""

    async def ask(store: SqliteStore) -> list[object]:
        return [await asked(store, COUNT, (FEW,)) for _ in range(200)]

    assert told(location, ask) == [(b"10",)] * 200
    assert left == []


def test_who_waits_is_not_tried_at_once(location: SqliteFile, left: list[str]) -> None:
    """That was done before."""
    assert told(location, lambda store: store.row(COUNT, (FEW,))) == (b"10",)
    assert left == [COUNT]


def test_a_long_statement_is_left_to_a_thread(location: SqliteFile, left: list[str]) -> None:
    """Its answer is whole; from then on, it is not begun at once again, be it quick or not; others are."""

    async def ask(store: SqliteStore) -> list[object]:
        return [await asked(store, text, (number,)) for number in (MANY, FEW, MANY) for text in (COUNT, COUNT + " ")]

    assert told(location, ask) == [(b"50000",), (b"50000",), (b"10",), (b"10",), (b"50000",), (b"50000",)]
    assert left == [COUNT, COUNT + " "] * 3


def test_what_was_quick_many_times_is_run_at_once_again(
    location: SqliteFile, left: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a row."""
    monkeypatch.setattr(short, "QUICK", 60.0)
    monkeypatch.setattr(short, "TIMES", 3)

    async def ask(store: SqliteStore) -> list[int]:
        found = []
        for number in (MANY, FEW, FEW, FEW, FEW, MANY):
            await asked(store, COUNT, (number,))
            found.append(len(left))
        return found

    assert told(location, ask) == [1, 2, 3, 3, 3, 4]


def test_quick_times_are_counted_in_a_row() -> None:
    """A slow one begins the count anew; of what was never long, nothing is noted."""
    found = Short(lambda: SQLITE.connect(":memory:"), 10)
    for _ in range(short.TIMES):
        found.took("SELECT 1", 0.0)
    assert found.rows(COUNT, (MANY,)) is None
    for seconds in (*[0.0] * (short.TIMES - 1), 1.0, *[0.0] * (short.TIMES - 1)):
        found.took(COUNT, seconds)
        assert found.rows(COUNT, (FEW,)) is None
    found.took(COUNT, 0.0)
    assert found.rows(COUNT, (FEW,)) == [("10",)]
    found.close()


def test_only_so_many_long_statements_are_remembered() -> None:
    """The one that has been known for longest is tried again."""
    found = Short(lambda: SQLITE.connect(":memory:"), 2)
    texts = [COUNT + " " * number for number in range(3)]
    assert [found.rows(text, (MANY,)) for text in texts] == [None] * 3
    assert [found.rows(text, (FEW,)) for text in texts] == [[("10",)], None, None]
    found.close()


def test_a_long_text_is_not_even_parsed_at_once(location: SqliteFile, left: list[str]) -> None:
    text = COUNT + " " * short.LONGEST

    async def ask(store: SqliteStore) -> object:
        return await asked(store, text, (FEW,))

    assert told(location, ask) == (b"10",)
    assert left == [text]


def test_one_instruction_that_takes_long_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget of instructions alone would let it be."""
    monkeypatch.setattr(short, "PATIENCE", 0.0)
    found = Short(lambda: SQLITE.connect(":memory:"), 2)
    assert found.rows(COUNT, (500,)) is None
    monkeypatch.setattr(short, "PATIENCE", 60.0)
    assert found.rows(COUNT, (500,)) is None
    assert found.rows(COUNT + " ", (500,)) == [("500",)]
    found.close()


def test_what_fails_is_found_out_by_a_thread(location: SqliteFile, left: list[str]) -> None:
    """With the error that it would have had there, and it is not remembered as long."""
    deep = f"SELECT {' || '.join(['1'] * 2_000)}"

    async def ask(store: SqliteStore) -> None:
        for _ in range(2):
            with pytest.raises(TooComplex):
                await asked(store, deep, ())
        with pytest.raises(StoreTimeout):
            await asked(store, COUNT, (2**40,))

    told(location, ask, timeout=0.1)
    assert left == [deep, deep, COUNT]


def test_a_locked_database_does_not_hold_up_the_loop(location: SqliteFile, left: list[str]) -> None:
    """Whoever asks waits in a thread, until it is free."""

    async def ask(store: SqliteStore) -> tuple[object, bool]:
        writer = SQLITE.connect(str(location), isolation_level=None)
        writer.execute("PRAGMA journal_mode = DELETE")
        writer.execute("BEGIN EXCLUSIVE")
        waiting = asyncio.ensure_future(asked(store, "SELECT count(*) || '' FROM film", ()))
        await asyncio.sleep(0.1)
        is_done = waiting.done()
        writer.execute("COMMIT")
        writer.close()
        return await waiting, is_done

    assert told(location, ask) == ((b"2",), False)
    assert left == ["SELECT count(*) || '' FROM film"]
