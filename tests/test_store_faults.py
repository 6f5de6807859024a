"""A file that is taken away, replaced, or locked under an open SQLite store: never a wrong answer, and right by itself
again within two seconds."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from time import monotonic

import pytest

from gql.database import SQLITE, SqliteFile
from gql.errors import StoreUnavailable
from gql.store.sqlite import SqliteStore
from tests.conftest import SEED, Asked
from tests.places import filled
from tests.rows import database
from tests.serving import AGAIN, AWAY, FILM, READY, asking, serving, settings_free, wait
from tests.stores import asked, told

TITLE = 'SELECT "title" FROM "film" WHERE "id" = 1'
IN_A_THREAD = f"{TITLE} -- {'long ' * 2_000}"
"""The same, too long to be run at once."""


@pytest.fixture
def location(tmp_path: Path) -> SqliteFile:
    made = database(tmp_path / "world.db")
    say(made.path, "CREATE TABLE alembic_version (version_num TEXT)")
    return made


def say(path: Path, *statements: str) -> None:
    with contextlib.closing(SQLITE.connect(str(path))) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def another(location: SqliteFile, title: str) -> Path:
    """A file like it, whose film has this *title*."""
    path = location.path.with_name("other.db")
    say(location.path, f"VACUUM INTO '{path}'")
    say(path, f"UPDATE film SET title = '{title}' WHERE id = 1")
    return path


def remove(location: SqliteFile, *ends: str) -> None:
    for end in ends:
        Path(f"{location}{end}").unlink(missing_ok=True)


async def answers(store: SqliteStore) -> list[object]:
    """The film's title, told at once and by a thread; or the faults instead."""
    found = await asyncio.gather(asked(store, TITLE, ()), asked(store, IN_A_THREAD, ()), return_exceptions=True)
    return [each[0] if isinstance(each, tuple) else type(each) for each in found]


async def answers_until(store: SqliteStore, last: object) -> list[list[object]]:
    """All that it answers, until it answers *last* both times."""
    until = monotonic() + AGAIN
    found = [await answers(store)]
    while set(found[-1]) != {last}:
        assert monotonic() < until, found[-1]
        await asyncio.sleep(0.02)
        found.append(await answers(store))
    return found


async def reason(store: SqliteStore) -> str:
    """Why it is not ready."""
    with pytest.raises(StoreUnavailable) as error:
        await store.ready()
    assert str(error.value) == "The database does not answer. Try again later."
    return str(error.value.__cause__)


def in_turn(found: list[list[object]]) -> list[list[object]]:
    """What was told at once, and what by a thread, without what was told before."""
    return [[answer for answer, _ in groupby(each)] for each in zip(*found, strict=True)]


def test_a_file_in_anothers_place_is_read(location: SqliteFile) -> None:
    """By every connection, those that have read the old one too; until then each answer is the old file's."""

    async def ask(store: SqliteStore) -> list[list[object]]:
        found = [await answers(store)]
        for title in ("Another", "A third"):
            new = another(location, title)
            remove(location, "-wal", "-shm")
            new.replace(location.path)
            found += await answers_until(store, title.encode())
            await store.ready()
        return found

    assert in_turn(told(location, ask)) == [[b"One", b"Another", b"A third"]] * 2


def test_what_was_beside_the_old_file_is_not_taken_for_the_new_ones(location: SqliteFile) -> None:
    """Its -wal would spoil every answer: so there is none until that is removed, and the log says what to remove."""

    async def ask(store: SqliteStore) -> list[list[object]]:
        found = [await answers(store)]
        say(location.path, "UPDATE film SET title = 'One, in the -wal' WHERE id = 1")
        found.append(await answers(store))
        await store.ready()
        another(location, "Another").replace(location.path)
        for end in ("-wal", "-shm"):
            beside = f"{location}{end}"
            assert await reason(store) == f"{beside} is of the file that stood there before. Remove {beside}"
            found += await answers_until(store, StoreUnavailable)
            remove(location, end)
        return found + await answers_until(store, b"Another")

    told_then = [b"One", b"One, in the -wal", StoreUnavailable, b"Another"]
    assert in_turn(told(location, ask)) == [told_then] * 2


def test_a_file_that_is_taken_away_is_unavailable(location: SqliteFile) -> None:
    """Though it is open, nobody is told that all is well; and when it is back, it is read."""

    async def ask(store: SqliteStore) -> list[list[object]]:
        found = [await answers(store)]
        for path in location.path.parent.iterdir():
            path.rename(path.with_name(f"away-{path.name}"))
        assert await reason(store) == f"There is no database at {location}. Run: gql migrate --database {location}"
        found += await answers_until(store, StoreUnavailable)
        for path in location.path.parent.iterdir():
            path.rename(path.with_name(path.name.removeprefix("away-")))
        found += await answers_until(store, b"One")
        await store.ready()
        return found

    assert in_turn(told(location, ask)) == [[b"One", StoreUnavailable, b"One"]] * 2


LOCK = """import sys
from gql.database import SQLITE
connection = SQLITE.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()"""


@contextlib.contextmanager
def locked(location: SqliteFile) -> Iterator[None]:
    """Another process keeps everybody out."""
    command = [sys.executable, "-c", LOCK, str(location)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"locked\n"
        yield
        process.kill()


def test_a_file_that_somebody_locks_is_unavailable(location: SqliteFile) -> None:
    """One that is not in WAL mode, whose writer keeps readers out: they are told so in time."""
    say(location.path, "PRAGMA journal_mode = DELETE")

    async def ask(store: SqliteStore) -> list[list[object]]:
        found = [await answers(store)]
        with locked(location):
            found.append(await answers(store))
            assert await reason(store) == "database is locked"
        found += await answers_until(store, b"One")
        await store.ready()
        return found

    assert in_turn(told(location, ask, timeout=0.2)) == [[b"One", StoreUnavailable, b"One"]] * 2


def test_a_server_tells_what_becomes_of_its_file(tmp_path: Path, seed: Asked) -> None:
    """503 with Retry-After while it is gone, and /readyz as well; then what is in the one that is put there."""
    location = filled(SqliteFile(tmp_path / "films.db"), SEED)
    new = tmp_path / "new.db"
    say(location.path, f"VACUUM INTO '{new}'")
    say(new, "UPDATE film SET title = 'Another'")
    environment = settings_free() | {"GQL_DATABASE_URL": str(location)}
    why = f"There is no database at {location}. Run: gql migrate --database {location}"
    with serving(environment, but=why) as server, asking(server.url) as heard:
        wait(lambda: len(heard) > 2, 10)
        remove(location, "", "-wal", "-shm")
        wait(lambda: set(heard[-2:]) == AWAY, AGAIN)
        new.replace(location.path)
        wait(lambda: {status for _, status, *_ in heard[-2:]} == {200}, AGAIN)
    old = seed.body(FILM)
    told = {("/graphql", 200, None, body) for body in (old, old.replace(b'"Backtrace"', b'"Another"'))}
    assert set(heard) == told | AWAY | {READY}
    assert in_turn([[each[1]] for each in heard if each[0] == "/graphql"]) == [[200, 503, 200]]
