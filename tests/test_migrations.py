"""The database's shape: what migrations make, and which databases are refused."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from gql import migrations
from gql.database import SQLITE, SqliteFile, writing_engine
from gql.errors import DatabaseError
from gql.tables import DEFINITIONS, METADATA

MIGRATE = "import sys; from gql import database, migrations; migrations.migrate(database.locate(sys.argv[1]))"


@pytest.fixture
def location(tmp_path: Path) -> SqliteFile:
    return SqliteFile(tmp_path / "films.db")


def run(location: SqliteFile, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(SQLITE.connect(str(location))) as connection:
        rows: list[tuple[object, ...]] = connection.execute(statement).fetchall()
        connection.commit()
        return rows


def shape(location: SqliteFile) -> dict[str, list[str]]:
    """The text that made each table, index and view: white space aside, and in no order of a table's constraints."""
    rows = run(location, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    constraint = re.compile(r", (?=CONSTRAINT |FOREIGN KEY|PRIMARY KEY|UNIQUE )")
    return {
        str(name): sorted(constraint.split(re.sub(r"\s+", " ", str(sql)).strip().removesuffix(" )")))
        for name, sql in rows
    }


def test_a_migrated_database_has_the_shape_of_the_tables(location: SqliteFile, tmp_path: Path) -> None:
    migrations.migrate(location)
    declared = SqliteFile(tmp_path / "declared.db")
    engine = writing_engine(declared)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        for view in DEFINITIONS.values():
            connection.exec_driver_sql(view)
    engine.dispose()
    assert shape(location) == shape(declared)


def test_migrating_again_changes_nothing(location: SqliteFile) -> None:
    migrations.migrate(location)
    first = location.path.read_bytes()
    migrations.migrate(location)
    assert location.path.read_bytes() == first


def test_an_empty_file_becomes_a_database(location: SqliteFile) -> None:
    location.path.touch()
    migrations.migrate(location)
    migrations.check(location)


def test_processes_that_start_at_once_do_not_collide(location: SqliteFile) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, str(location)], stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 4
    migrations.check(location)


def test_head_is_the_last_step() -> None:
    config = Config()
    config.set_main_option("script_location", "gql:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_checking_imports_no_alembic(location: SqliteFile) -> None:
    migrations.migrate(location)
    check = MIGRATE.replace("migrations.migrate(", "migrations.check(") + "; assert 'alembic' not in sys.modules"
    subprocess.run([sys.executable, "-c", check, str(location)], check=True)


def test_a_missing_database_is_refused_with_the_command_that_makes_it(location: SqliteFile) -> None:
    with pytest.raises(DatabaseError, match=re.escape(f"Run: gql migrate --database {location}")):
        migrations.check(location)


def test_an_older_database_is_refused_with_the_command_that_mends_it(location: SqliteFile) -> None:
    migrations.migrate(location)
    run(location, "UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(DatabaseError, match=rf"of an older twistgraph\. Run: gql migrate --database {location}"):
        migrations.check(location)


@pytest.mark.parametrize("act", [migrations.check, migrations.migrate])
def test_a_newer_database_is_refused(location: SqliteFile, act: Callable[[SqliteFile], None]) -> None:
    migrations.migrate(location)
    run(location, "UPDATE alembic_version SET version_num = '9999'")
    before = location.path.read_bytes()
    with pytest.raises(DatabaseError, match=r"newer twistgraph \(version 9999; .*\)\. Upgrade twistgraph\."):
        act(location)
    assert location.path.read_bytes() == before


@pytest.mark.parametrize("act", [migrations.check, migrations.migrate])
def test_the_database_of_another_program_is_left_alone(location: SqliteFile, act: Callable[[SqliteFile], None]) -> None:
    run(location, "CREATE TABLE bookmark (url TEXT)")
    before = location.path.read_bytes()
    with pytest.raises(DatabaseError, match="made by another program"):
        act(location)
    assert location.path.read_bytes() == before


@pytest.mark.parametrize("act", [migrations.check, migrations.migrate])
def test_a_file_that_is_no_database_is_left_alone(location: SqliteFile, act: Callable[[SqliteFile], None]) -> None:
    location.path.write_text("title,year\nBacktrace,2018\n")
    with pytest.raises(DatabaseError, match="is not a SQLite database"):
        act(location)
    assert location.path.read_text() == "title,year\nBacktrace,2018\n"


@pytest.mark.parametrize("act", [migrations.check, migrations.migrate])
def test_a_broken_database_is_a_clear_error(location: SqliteFile, act: Callable[[SqliteFile], None]) -> None:
    migrations.migrate(location)
    location.path.write_bytes(location.path.read_bytes()[:100] + b"\xff" * 8000)
    with pytest.raises(DatabaseError, match="cannot be read: "):
        act(location)


def test_a_database_in_a_folder_that_cannot_be_written_is_read(
    location: SqliteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations.migrate(location)
    # Permission bits do not bind every user that runs tests, so the question itself is answered.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    migrations.check(location)
    assert os.listdir(location.path.parent) == ["films.db"]


def test_a_step_that_fails_leaves_nothing(location: SqliteFile) -> None:
    run(location, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    run(location, 'CREATE VIEW "estimate" AS SELECT 1')
    with pytest.raises(DatabaseError, match="cannot be migrated: view"):
        migrations.migrate(location)
    assert set(shape(location)) == {"estimate"}
