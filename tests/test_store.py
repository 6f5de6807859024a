"""The SQLite store: what it answers, what it refuses, and that nothing can be written through it."""

import asyncio
import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gql.database import HEADER, SQLITE, SqliteFile
from gql.errors import DatabaseError, StoreTimeout, StoreUnavailable, TooComplex, TwistgraphError
from gql.settings import Settings
from gql.store import Row
from gql.store.sqlite import SqliteStore
from tests.rows import database
from tests.stores import asked, told

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture
def location(tmp_path: Path) -> SqliteFile:
    return database(tmp_path / "world.db")


def rows(location: SqliteFile, *statements: str, parameters: Sequence[str | int | None] = ()) -> list[Row]:
    """The row of each statement, one after the other."""

    async def ask(store: SqliteStore) -> list[Row]:
        return [await asked(store, statement, parameters) for statement in statements]

    return told(location, ask)


def refusal(location: SqliteFile, statement: str) -> TwistgraphError:
    with pytest.raises(TwistgraphError) as error:
        rows(location, statement)
    return error.value


# --- what it answers --------------------------------------------------------------------------------------------------


def test_texts_come_as_bytes(location: SqliteFile) -> None:
    """UTF-8 as the database holds it, and None for what is missing."""
    title = 'SELECT (SELECT "title" FROM "film" WHERE "id" = ?1), (SELECT "title" FROM "film" WHERE 0), ?2'
    assert rows(location, title, parameters=(1, "é")) == [(b"One", None, "é".encode())]


def test_statements_at_the_same_time_do_not_mix(location: SqliteFile) -> None:
    """Each gets its own row, however many wait."""

    async def ask(store: SqliteStore) -> list[Row]:
        return await asyncio.gather(*(asked(store, "SELECT ?1", (f"{number}",)) for number in range(200)))

    assert told(location, ask) == [(f"{number}".encode(),) for number in range(200)]


def test_what_others_write_is_read(location: SqliteFile) -> None:
    """A store that is open reads what has been loaded since."""

    async def ask(store: SqliteStore) -> list[Row]:
        count = "SELECT count(*) || '' FROM \"film\""
        before = await asked(store, count, ())
        with contextlib.closing(SQLITE.connect(str(location))) as writer:
            writer.execute("INSERT INTO film (id, slug, title, title_key) VALUES (99, 'new', 'New', 'new')")
            writer.commit()
        return [before, await asked(store, count, ())]

    assert told(location, ask) == [(b"2",), (b"3",)]


@pytest.mark.parametrize("name", ["with space.db", "ünï.db", "a?b#c%20.db", 'it\'s "quoted".db', "mode=rw&x.db"])
def test_a_path_may_hold_any_character(tmp_path: Path, name: str) -> None:
    """Also those that mean something in a URI."""
    assert rows(database(tmp_path / name), 'SELECT "title" FROM "film" WHERE "id" = 2') == [(b"Two",)]


def test_a_relative_path_is_found(location: SqliteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder in which the process was started."""
    monkeypatch.chdir(location.path.parent)
    assert rows(SqliteFile(Path("world.db")), "SELECT '1'") == [(b"1",)]


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [f"SELECT {' || '.join(['1'] * 2_000)}", f"SELECT {', '.join(['1'] * 3_000)}"],
    ids=["depth", "columns"],
)
def test_a_statement_beyond_the_librarys_limits_is_too_complex(location: SqliteFile, statement: str) -> None:
    """It is the client's fault, and the driver's words stay in the cause."""
    error = refusal(location, statement)
    assert type(error) is TooComplex
    assert isinstance(error.__cause__, SQLITE.Error)


def test_a_statement_ends_when_its_time_is_over(location: SqliteFile) -> None:
    """It is a timeout that says how long; the store works on, and in the same thread."""

    async def ask(store: SqliteStore) -> list[Row]:
        for _ in range(3):
            with pytest.raises(StoreTimeout) as error:
                await asked(store, ENDLESS, ())
            assert error.value.message == "The operation took longer than 0.05 seconds."
            assert str(error.value.__cause__) == "interrupted"
        return [await asked(store, "SELECT '1'", ())]

    assert told(location, ask, timeout=0.05) == [(b"1",)]


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """It is not made, and the message says how to make it."""
    with pytest.raises(DatabaseError, match=r"There is no database at .*none\.db\. Run: gql migrate"):
        SqliteStore(SqliteFile(tmp_path / "none.db"), Settings())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"title,year\n", HEADER[:-1], b"\0" * 4096])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    """It is left as it was."""
    path = tmp_path / "films.csv"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match="is not a SQLite database"):
        SqliteStore(SqliteFile(path), Settings())
    assert path.read_bytes() == content


@pytest.mark.parametrize("length", [len(HEADER), 5_000])
def test_a_broken_database_is_refused(location: SqliteFile, length: int) -> None:
    """One that begins like a database and is none, or of which the rest is missing."""
    location.path.write_bytes(location.path.read_bytes()[:length])
    with pytest.raises(DatabaseError, match=r"world\.db cannot be opened: .+\."):
        SqliteStore(location, Settings())


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """It is no file that could be read."""
    with pytest.raises(DatabaseError, match=r"cannot be read: Is a directory\."):
        SqliteStore(SqliteFile(tmp_path), Settings())


def test_a_statement_that_fails_is_unavailable(location: SqliteFile) -> None:
    """Nothing of the statement or the driver is in what a client sees."""
    error = refusal(location, 'SELECT "secret" FROM "nowhere"')
    assert (type(error), str(error)) == (StoreUnavailable, "The database does not answer. Try again later.")
    assert str(error.__cause__) == "no such table: nowhere"


def test_ready_means_migrated(location: SqliteFile) -> None:
    """It asks the database for its version: one that has none is not ready."""

    async def ask(store: SqliteStore) -> list[Row]:
        with pytest.raises(StoreUnavailable):
            await store.ready()
        with contextlib.closing(SQLITE.connect(str(location))) as writer:
            writer.execute("CREATE TABLE alembic_version (version_num TEXT)")
        await store.ready()
        return []

    assert told(location, ask) == []


# --- only reading -----------------------------------------------------------------------------------------------------


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    return ((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(folder.glob("*.db")))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO film (id, slug, title, title_key) VALUES (99, 'new', 'New', 'new')",
        "UPDATE film SET title = 'x'",
        "DELETE FROM film RETURNING id",
        "DROP TABLE film",
        "CREATE TABLE mine (id INTEGER)",
        "CREATE TEMP TABLE mine (id INTEGER)",
        "PRAGMA user_version = 7",
    ],
)
def test_nothing_can_be_written(location: SqliteFile, statement: str) -> None:
    """Whatever the statement, the file is the same afterwards."""
    before = list(contents(location.path.parent))
    assert type(refusal(location, statement)) is StoreUnavailable
    assert list(contents(location.path.parent)) == before


# --- closing ----------------------------------------------------------------------------------------------------------


def test_closing_waits_for_what_runs(location: SqliteFile) -> None:
    """A statement that was begun is answered."""

    async def ask() -> Row:
        store = SqliteStore(location, Settings())
        counting = (
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT max(i) || '' FROM n"
        )
        running = asyncio.ensure_future(asked(store, counting, ()))
        await asyncio.sleep(0)
        await store.close()
        assert running.done()
        return await running

    assert asyncio.run(ask()) == (b"300000",)


def test_closing_an_idle_store_is_quiet(location: SqliteFile) -> None:
    """A store that was never asked has nothing to close."""
    assert rows(location) == []
