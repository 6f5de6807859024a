"""PostgreSQL as a place for facts: its URL, the shape that migrations make there, and which databases are refused.

Whatever is said of a database, its password is never part of it.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence

import psycopg
import pytest
from sqlalchemy import Table, create_engine, insert

from gql import migrations, postgres
from gql.database import Location, locate, writing_engine
from gql.errors import DatabaseError, TwistgraphError
from gql.load import load
from gql.postgres import PostgresDatabase, asyncpg_url, servers
from gql.tables import DEFINITIONS, METADATA
from tests.conftest import SEED
from tests.places import Place, held
from tests.postgres import Server, free_port, programs, scratch, started

SECRET = "s3cret/@:?#%"
WRITTEN = "s3cret%2F%40%3A%3F%23%25"


# --- the URL ----------------------------------------------------------------------------------------------------------


def test_a_url_is_shown_without_its_password() -> None:
    """Nor without its options, which may hold others."""
    location = locate(f"postgres://ann:{WRITTEN}@one:5433,[::1]/films?sslmode=disable&sslpassword=other")
    assert isinstance(location, PostgresDatabase)
    assert str(location) == "postgresql://ann@one:5433,[::1]/films"
    assert repr(location) == "PostgresDatabase(shown='postgresql://ann@one:5433,[::1]/films')"
    assert location.reason(ValueError(f"no {SECRET}\n and no other.")) == "no *** and no ***"


@pytest.mark.parametrize("url", ["postgresql://", "postgresql:///films", "postgresql://%2Frun%2Fpostgresql/films"])
def test_a_url_may_leave_to_the_environment_what_it_does_not_say(url: str) -> None:
    """Host, port, user and database."""
    assert str(locate(url)).startswith("postgresql://")


def test_what_asyncpg_would_misunderstand_is_told_otherwise() -> None:
    """It knows no connect_timeout; and a session that may not write is to it one with a server that does not."""
    location = locate("postgresql://a@b/c?connect_timeout=3&sslmode=disable&target_session_attrs=read-write")
    assert isinstance(location, PostgresDatabase)
    assert asyncpg_url(location) == "postgresql://a@b/c?sslmode=disable"
    assert servers(location) == [("b", None, "primary")]


def test_servers_are_tried_in_the_order_of_the_url() -> None:
    """A standby is preferred by asking for one of each of them first."""
    location = locate("postgresql://one:5433,[::1],%2Frun%2Fpg/c?target_session_attrs=prefer-standby")
    assert isinstance(location, PostgresDatabase)
    hosts = [("one", 5433), ("::1", None), ("/run/pg", None)]
    assert servers(location) == [(*host, kind) for kind in ("standby", "any") for host in hosts]
    nowhere = locate("postgresql:///c")
    assert isinstance(nowhere, PostgresDatabase)
    assert servers(nowhere) == [(None, None, None)]


WRONG = {
    # a URL, and what is said of it
    "mysql://a:s3cret@b/c": "No database of kind 'mysql' is known",
    "postgresql://a:s3cret@x@b/c": "not well formed",
    "postgresql://a:s3/cret@b/c": "not well formed",
    "postgresql://a:s3?cret@b/c": "not well formed",
    "postgresql://a:s3#cret@b/c": "not well formed",
    "postgresql://a:s3:cret@b:x/c": "names no host and port",
    "postgresql://a:s3cret@b:70000/c": "names no host and port",
    "postgresql://a:s3cret@b,c:0/c": "names no host and port",
    "postgresql://a:s3cret@b/c/d": "not well formed",
    "postgresql://a:s3cret@b/c?sslmod=disable": "has no option 'sslmod'. Known are: .*sslmode",
    "postgresql://a:s3cret@b/c?sslmode": "not written option=value",
    "postgresql://a:s3cret@b/c?connect_timeout=s3": "no number of seconds",
}


@pytest.mark.parametrize("url", WRONG)
def test_a_url_that_is_wrong_is_refused(url: str) -> None:
    """In one line that says what, and nothing that may be of its password."""
    with pytest.raises(DatabaseError, match=WRONG[url]) as error:
        locate(url)
    said = str(error.value)
    assert "s3" not in said
    assert "cret" not in said
    assert "\n" not in said


# --- the shape --------------------------------------------------------------------------------------------------------

SHAPE = (
    """SELECT table_name || '.' || column_name, data_type, character_maximum_length, collation_name, is_nullable
      FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2""",
    """SELECT indexname, replace(indexdef, '''', '') FROM pg_indexes
      WHERE schemaname = 'public' AND indexname NOT LIKE '%descending' ORDER BY 1""",
    "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'",
)


def shape(location: Location) -> list[object]:
    """All that describes the tables and views; but what is ours alone, the version's table and backward indexes."""
    found: list[object] = []
    for question in SHAPE:
        found += [row for row in say(location, question) if "alembic_version" not in str(row)]
    return found


def say(location: Location, statement: str) -> Sequence[tuple[object, ...]]:
    assert isinstance(location, PostgresDatabase)
    with psycopg.connect(location.url, autocommit=True) as connection:
        found = connection.execute(statement)
        return found.fetchall() if found.description else []


@pytest.fixture
def empty(server: Server) -> Iterator[Location]:
    """A database without a table."""
    url = server.create()
    yield locate(url)
    server.drop(url)


@pytest.fixture
def migrated(server_place: Place) -> Location:
    return server_place()


def test_a_migrated_database_has_the_shape_of_the_tables(migrated: Location, empty: Location) -> None:
    engine = writing_engine(empty)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        for view in DEFINITIONS.values():
            connection.exec_driver_sql(view)
    engine.dispose()
    assert len(shape(migrated)) > 200
    assert shape(migrated) == shape(empty)


def test_every_text_is_ordered_by_its_code_points(migrated: Location) -> None:
    """Whatever the database's own order is."""
    texts = """SELECT DISTINCT collation_name FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type = 'character varying' AND table_name <> 'alembic_version'"""
    assert say(migrated, texts) == [("C",)]


MIGRATE = "import sys; from gql import database, migrations; migrations.migrate(database.locate(sys.argv[1]))"


def test_processes_that_start_at_once_do_not_collide(empty: Location) -> None:
    """One migrates; the others wait, and find nothing left to do."""
    assert isinstance(empty, PostgresDatabase)
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, empty.url], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [(process.communicate()[1], process.returncode) for process in started] == [("", 0)] * 3
    migrations.check(empty)


def test_who_writes_waits_for_who_writes(migrated: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    """But not for ever; then one line says so, and nothing of the file is loaded."""
    assert isinstance(migrated, PostgresDatabase)
    monkeypatch.setattr(postgres, "PATIENCE", "50ms")
    engine = writing_engine(migrated)
    with psycopg.connect(migrated.url) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({postgres.WRITERS})")
        with pytest.raises(DatabaseError, match="lock timeout") as error:
            load(engine, [SEED])
        assert "\n" not in str(error.value)
    assert held(migrated)["film"] == []
    load(engine, [SEED])
    engine.dispose()
    assert len(held(migrated)["film"]) == 1


def test_a_step_that_fails_leaves_nothing(empty: Location) -> None:
    """Nor a table of those that were made before it."""
    say(empty, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    say(empty, 'CREATE VIEW "estimate" AS SELECT 1')
    with pytest.raises(DatabaseError, match='cannot be migrated: relation "estimate" already exists'):
        migrations.migrate(empty)
    assert say(empty, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("alembic_version",)]


# --- what is refused --------------------------------------------------------------------------------------------------

ACTS = [migrations.check, migrations.migrate]


def refusal(act: Callable[[Location], None], location: Location) -> str:
    with pytest.raises(TwistgraphError) as error:
        act(location)
    said = str(error.value)
    assert "\n" not in said
    assert "s3cret" not in said
    return said


def test_an_empty_database_is_refused_with_the_command_that_fills_it(empty: Location) -> None:
    assert refusal(migrations.check, empty) == f"The database {empty} holds no facts. Run: gql migrate"


def test_an_older_database_is_refused_with_the_command_that_mends_it(migrated: Location) -> None:
    say(migrated, "UPDATE alembic_version SET version_num = '0000'")
    assert refusal(migrations.check, migrated) == f"The database {migrated} is of an older twistgraph. Run: gql migrate"


@pytest.mark.parametrize("act", ACTS)
def test_a_newer_database_is_refused(migrated: Location, act: Callable[[Location], None]) -> None:
    say(migrated, "UPDATE alembic_version SET version_num = '9999'")
    assert refusal(act, migrated).endswith("(version 9999; this one reads 0001). Upgrade twistgraph.")


@pytest.mark.parametrize("act", ACTS)
def test_the_database_of_another_program_is_left_alone(empty: Location, act: Callable[[Location], None]) -> None:
    say(empty, "CREATE TABLE bookmark (url TEXT)")
    assert "was made by another program" in refusal(act, empty)
    assert say(empty, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("bookmark",)]


@pytest.mark.parametrize("act", ACTS)
def test_a_database_of_other_text_is_refused(server: Server, act: Callable[[Location], None]) -> None:
    """Its text could not hold every name."""
    url = server.create(more="ENCODING 'LATIN1' LOCALE 'C'")
    assert "holds text as LATIN1. Make one with: createdb --encoding=UTF8" in refusal(act, locate(url))
    server.drop(url)


def test_an_old_server_is_refused(migrated: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words that say which one would do."""
    monkeypatch.setattr(postgres, "OLDEST", 99)
    assert refusal(migrations.check, migrated).endswith("Use 99 or later.")


def test_who_may_not_read_is_told_so(server: Server, migrated: Location) -> None:
    """By the server's own words."""
    name = f"nobody_{server.url.rpartition(':')[2].partition('/')[0]}"
    server.say(f"CREATE ROLE {name} LOGIN PASSWORD 's3cret'")
    assert isinstance(migrated, PostgresDatabase)
    other = locate(migrated.url.replace("//gql@", f"//{name}:s3cret@"))
    said = refusal(migrations.check, other)
    assert f"The database {other} cannot be read: permission denied for table alembic_version. See that" in said
    server.say(f"DROP ROLE {name}")


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The URL of a server that asks for a password."""
    with scratch() as folder, started(folder, programs(folder), password=SECRET) as url:
        yield url


@pytest.mark.parametrize("act", ACTS)
def test_what_a_server_does_not_know_is_said_in_one_line(guarded: str, act: Callable[[Location], None]) -> None:
    """A wrong password, a database or a server that is not there; and the right password opens."""
    assert WRITTEN in guarded
    if act is migrations.migrate:
        act(locate(guarded))
    wrong = locate(guarded.replace(WRITTEN, "s3cret"))
    assert 'password authentication failed for user "gql"' in refusal(act, wrong)
    assert 'database "none" does not exist' in refusal(act, locate(guarded.replace("/postgres", "/none")))
    nowhere = guarded.rpartition(":")[0] + f":{free_port()}/postgres"
    assert "Connection refused" in refusal(act, locate(nowhere))
    assert refusal(act, locate(nowhere)).endswith("the database, and a user who may read it.")


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=str)
def test_rows_are_copied(table: Table) -> None:
    """What SQLAlchemy writes for new rows of any table is understood; what does more than that is left as it is."""
    said = str(insert(table).compile(dialect=create_engine("postgresql+psycopg://").dialect))
    found = postgres._INSERT.fullmatch(said)
    assert found
    assert (found[1].strip('"'), found[2].replace('"', "").split(", ")) == (table.name, table.c.keys())
    assert not postgres._INSERT.fullmatch(f"{said} RETURNING id")


def test_drivers_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs them."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    location = locate("postgresql://a@b/c")
    said = refusal(migrations.check, location)
    assert said == "PostgreSQL needs psycopg, which is not installed. Run: pip install 'twistgraph[postgres]'"
