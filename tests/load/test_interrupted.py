"""Loads that end in the middle: killed, on a full disk, while others write. What readers see is whole files."""

import json
import random
import resource
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from gql import migrations
from gql.database import SqliteFile, writing_engine
from gql.errors import DatabaseError
from gql.load import load, remove
from tests.load.conftest import Library
from tests.serving import GQL, serving, settings_free

FILMS = 1500
ASKED = '{ films(first: 1) { totalCount } person(by: {slug: "ann"}) { roles(first: 1) { totalCount } } }'


def films(number: int) -> str:
    """Made-up films, Ann in all of them, as lines."""
    return "\n".join(
        json.dumps({"title": f"Film {number} {each}", "cast": [{"person": name} for name in ("Ann", f"Bob {each}")]})
        for each in range(FILMS)
    )


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A database that was migrated, so that it can be served."""
    location = SqliteFile(tmp_path / "films.db")
    migrations.migrate(location)
    (tmp_path / "records").mkdir()
    engine = writing_engine(location)
    yield Library(engine, tmp_path / "records")
    engine.dispose()


def test_a_load_that_is_killed_leaves_whole_files(library: Library, tmp_path: Path) -> None:
    """Killed at any moment, while a server is asked: it tells of whole files; the next load makes what is missing."""
    paths = [library.write(films(number), f"{number}.jsonl") for number in (1, 2)]
    database = SqliteFile(tmp_path / "served.db")
    migrations.migrate(database)
    command = [str(GQL), "load", "--database", str(database), *map(str, paths)]
    began = time.monotonic()
    load(library.engine, paths)
    duration = time.monotonic() - began + 2  # of the start of a process
    chance = random.Random(0)
    ends: list[int] = []
    seen: set[bytes] = set()
    with serving(settings_free(), "--database", str(database)) as server:
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                seen.add(server.ask(ASKED))

        reader = threading.Thread(target=look)
        reader.start()
        for _ in range(5):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, duration))
            process.kill()
            ends.append(process.wait())
        ends.append(subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode)
        seen.add(server.ask(ASKED))
        done.set()
        reader.join()
    assert ends[-1] == 0
    assert -9 in ends
    whole = {
        b'{"data":{"films":{"totalCount":0},"person":null}}',
        *(
            b'{"data":{"films":{"totalCount":%d},"person":{"roles":{"totalCount":%d}}}}' % (count, count)
            for count in (FILMS, 2 * FILMS)
        ),
    }
    assert seen <= whole
    assert len(seen) >= 2
    killed = Library(writing_engine(database), library.folder)
    assert killed.export() == library.export()
    killed.engine.dispose()


def test_a_database_that_may_not_grow_is_as_it_was(library: Library) -> None:
    """A full database is an error that says so and what to do; nothing is half done, and films can be removed."""
    load(library.engine, [library.write(films(1), "1.jsonl")])
    before = library.export()
    with library.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    library.engine.dispose()
    limit = f"PRAGMA max_page_count = {pages + 20}"
    event.listen(library.engine, "connect", lambda connection, _: connection.execute(limit))
    path = library.write(films(2), "2.jsonl")
    with pytest.raises(DatabaseError) as caught:
        load(library.engine, [path])
    assert str(caught.value) == (
        f"The database {library.engine.url.database} cannot be written: database or disk is full."
        f" Nothing of {path} was loaded; make room on its disk, then try again."
    )
    assert library.export() == before
    assert remove(library.engine, ["film-1-0"]).films == [("film-1-0", 3)]


def test_a_disk_that_takes_no_more_is_an_error(library: Library, tmp_path: Path) -> None:
    """The command ends with code 2 and one message; the next one, with room, loads everything."""
    path = library.write(films(1), "1.jsonl")
    database = SqliteFile(tmp_path / "small.db")
    migrations.migrate(database)
    room = database.path.stat().st_size + 200_000
    ended = subprocess.run(
        [GQL, "load", "--database", str(database), str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"gql: The database {database} cannot be written: disk I/O error.")
    assert ended.stderr.endswith(f"Nothing of {path} was loaded; try again when that is mended.\n")
    engine = writing_engine(database)
    assert Library(engine, library.folder).rows("film", "id") == []
    load(engine, [path])
    assert len(Library(engine, library.folder).rows("film", "id")) == FILMS
    engine.dispose()


@pytest.mark.parametrize("act", ["load", "remove"])
def test_a_database_that_another_writes_is_waited_for(library: Library, act: str) -> None:
    """The command goes on when the other has finished."""
    path = library.write(films(1), "1.jsonl")
    load(library.engine, [path])
    words = [str(library.write('title = "A"'))] if act == "load" else ["film-1-0"]
    with library.engine.begin():
        process = subprocess.Popen(
            [GQL, act, "--database", str(library.engine.url.database), *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=3)
    said, _ = process.communicate()
    assert process.returncode == 0
    assert ("1 film; 1 rows added" if act == "load" else "film-1-0: 3 rows removed") in said
