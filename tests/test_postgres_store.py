"""The PostgreSQL store: what it answers, what it refuses, that nothing can be written through it, and what it makes of
servers that stop, cut connections, or do not want it."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from gql.database import locate
from gql.errors import Overloaded, StoreTimeout, StoreUnavailable, TooComplex, TwistgraphError
from gql.postgres import PostgresDatabase
from gql.settings import Settings
from gql.store.postgres import PostgresStore
from tests.places import Place, filled
from tests.postgres import Server, free_port, programs, scratch, started
from tests.rows import WORLD, insert

T = TypeVar("T")
Row = Any
"""What these statements return is rarely text."""

PREPARED = [True, False]
"""With prepared statements, and without, as behind PgBouncer."""


@pytest.fixture(scope="module")
def world(server_place: Place) -> PostgresDatabase:
    """The tiny world."""
    location = filled(server_place())
    insert(location, WORLD)
    assert isinstance(location, PostgresDatabase)
    return location


def told(location: PostgresDatabase, ask: Callable[[PostgresStore], Awaitable[T]], **settings: float) -> T:
    """What *ask* is told by a store that is opened and closed around it."""

    async def run() -> T:
        store = PostgresStore(location, Settings(**settings))  # type: ignore[arg-type]
        try:
            return await ask(store)
        finally:
            await store.close()

    return asyncio.run(run())


def row(location: PostgresDatabase, statement: str, *parameters: str | int | None, **settings: float) -> Row:
    return told(location, lambda store: store.row(statement, parameters), **settings)


def refusal(location: PostgresDatabase, statement: str, **settings: float) -> TwistgraphError:
    with pytest.raises(TwistgraphError) as error:
        row(location, statement, **settings)
    return error.value


def say(location: PostgresDatabase, statement: str) -> Sequence[tuple[object, ...]]:
    """Has another session say this."""
    with psycopg.connect(location.url, autocommit=True) as connection:
        found = connection.execute(statement)
        return found.fetchall() if found.description else []


CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()"""


# --- what it answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prepared", PREPARED)
def test_texts_come_as_bytes(world: PostgresDatabase, prepared: bool) -> None:
    """UTF-8 as the database holds it, and None for what is missing."""
    title = """SELECT convert_to((SELECT "title" FROM "film" WHERE "id" = $1::bigint), 'UTF8'),
      convert_to((SELECT "title" FROM "film" WHERE false), 'UTF8'), convert_to($2::text, 'UTF8')"""
    assert row(world, title, 1, "é", prepared_statements=prepared) == (b"One", None, "é".encode())


@pytest.mark.parametrize("prepared", PREPARED)
def test_statements_at_the_same_time_do_not_mix(world: PostgresDatabase, prepared: bool) -> None:
    """Each gets its own row, however many wait."""

    async def ask(store: PostgresStore) -> list[Row]:
        return await asyncio.gather(*(store.row("SELECT $1::text", (f"{number}",)) for number in range(200)))

    found = told(world, ask, database_connections=3, prepared_statements=prepared)
    assert found == [(f"{number}",) for number in range(200)]


def test_what_others_write_is_read(server_place: Place) -> None:
    """A store that is open reads what has been loaded since."""
    location = filled(server_place())
    assert isinstance(location, PostgresDatabase)

    async def ask(store: PostgresStore) -> list[Row]:
        count = 'SELECT count(*) FROM "film"'
        before = await store.row(count, ())
        insert(location, WORLD)
        return [before, await store.row(count, ())]

    assert told(location, ask) == [(0,), (2,)]


def test_a_plan_is_told_step_by_step(world: PostgresDatabase) -> None:
    """With its parameters, in the database's own words."""
    steps = told(world, lambda store: store.plan('SELECT "title" FROM "film" WHERE "id" = $1::bigint', (1,)))
    assert "film" in steps[0]
    assert len(steps) > 1


@pytest.mark.parametrize("prepared", PREPARED)
@pytest.mark.parametrize(
    "statement",
    [
        'DELETE FROM "film"',
        'CREATE TABLE "other" ("id" INTEGER)',
        """SELECT set_config('default_transaction_read_only', 'off', false), nextval('none')""",
        'WITH gone AS (DELETE FROM "film" RETURNING 1) SELECT count(*) FROM gone',
    ],
)
def test_nothing_can_be_written(world: PostgresDatabase, statement: str, prepared: bool) -> None:
    """Whatever the statement is, though its user may write."""
    assert type(refusal(world, statement, prepared_statements=prepared)) is StoreUnavailable
    assert say(world, 'SELECT count(*) FROM "film"') == [(2,)]


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [f"SELECT {' + '.join(['1'] * 50_000)}", f"SELECT {', '.join(['1'] * 2_000)}"],
    ids=["depth", "columns"],
)
def test_a_statement_beyond_the_servers_limits_is_too_complex(world: PostgresDatabase, statement: str) -> None:
    """It is the client's fault, and the server's words stay in the cause."""
    error = refusal(world, statement)
    assert type(error) is TooComplex
    assert error.__cause__


@pytest.mark.parametrize("prepared", PREPARED)
def test_a_statement_ends_when_its_time_is_over(world: PostgresDatabase, prepared: bool) -> None:
    """It is a timeout that says how long; the server has ended it, and the store works on, on the same connection."""

    async def ask(store: PostgresStore) -> list[Row]:
        mine = await store.row("SELECT pg_backend_pid()", ())
        for _ in range(3):
            with pytest.raises(StoreTimeout) as error:
                await store.row("SELECT pg_sleep(20)", ())
            assert error.value.message == "The operation took longer than 0.1 seconds."
            assert "statement timeout" in str(error.value.__cause__)
        return [mine, await store.row("SELECT pg_backend_pid()", ())]

    first, last = told(world, ask, timeout=0.1, database_connections=1, prepared_statements=prepared)
    assert first == last


def test_the_time_in_the_line_counts(world: PostgresDatabase) -> None:
    """Who has waited for most of it is answered within it all the same, and what was begun is ended at the server."""

    async def ask(store: PostgresStore) -> float:
        since = asyncio.get_running_loop().time()
        asked = (store.row("SELECT pg_sleep(0.8)", ()) for _ in range(2))
        first, second = await asyncio.gather(*asked, return_exceptions=True)
        assert isinstance(first, tuple)
        assert isinstance(second, StoreTimeout)
        took = asyncio.get_running_loop().time() - since
        again: Row = await store.row("SELECT 1", ())
        assert again == (1,)
        return took

    assert told(world, ask, timeout=1, database_connections=1) < 2
    still = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(0.8)%' AND pid <> pg_backend_pid()"
    assert say(world, still) == []


def test_who_waits_too_long_is_told_so(world: PostgresDatabase) -> None:
    """When no connection is free within the time, the server is overloaded."""

    async def ask(store: PostgresStore) -> list[object]:
        connection = await store._pool.take()
        refused = await asyncio.gather(store.row("SELECT 1", ()), return_exceptions=True)
        store._pool.give(connection)
        return [*refused, await store.row("SELECT 1", ())]

    refused, answered = told(world, ask, timeout=0.1, database_connections=1)
    assert type(refused) is Overloaded
    assert refused.__cause__ is None  # the log says the rest
    assert answered == (1,)


def test_who_comes_when_too_many_wait_is_told_at_once(world: PostgresDatabase) -> None:
    """So many run and so many wait; one more is refused, and the others are answered."""

    async def ask(store: PostgresStore) -> list[object]:
        asked = (store.row("SELECT 1 FROM pg_sleep(0.1)", ()) for _ in range(5))
        return await asyncio.gather(*asked, return_exceptions=True)

    found = told(world, ask, database_connections=1, max_waiting=3)
    assert [type(each) for each in found] == [tuple, tuple, tuple, tuple, Overloaded]


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_who_gives_up_leaves_nothing_behind(world: PostgresDatabase) -> None:
    """What was asked and is not wanted any more, or was waiting, takes nobody's connection."""

    async def ask(store: PostgresStore) -> Row:
        running, waiting = (asyncio.ensure_future(store.row("SELECT pg_sleep(20)", ())) for _ in range(2))
        await asyncio.sleep(0.2)
        waiting.cancel()
        running.cancel()
        await asyncio.gather(running, waiting, return_exceptions=True)
        return await store.row("SELECT 1", ())

    assert told(world, ask, database_connections=1) == (1,)


def test_a_cut_connection_is_another_one_the_next_time(world: PostgresDatabase) -> None:
    """Nobody notices: those that were idle, and one in the middle of a statement, which only reads."""

    async def ask(store: PostgresStore) -> list[Row]:
        await asyncio.gather(*(store.row("SELECT 1 FROM pg_sleep(0.05)", ()) for _ in range(3)))
        await asyncio.to_thread(say, world, CUT)
        found = [await store.row("SELECT 2", ())]
        running = asyncio.ensure_future(store.row("SELECT 3 FROM pg_sleep(0.5)", ()))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(say, world, CUT)
        return [*found, await running]

    assert told(world, ask, database_connections=3) == [(2,), (3,)]


def test_a_table_that_is_not_there_is_unavailable(world: PostgresDatabase) -> None:
    """The client is told that much, and the log the server's words."""
    error = refusal(world, 'SELECT * FROM "none"')
    assert type(error) is StoreUnavailable
    assert str(error) == "The database does not answer. Try again later."
    assert "none" in str(error.__cause__)


def test_tables_that_change_meanwhile_do_no_harm(server_place: Place) -> None:
    """What was prepared is prepared again."""
    location = filled(server_place())
    assert isinstance(location, PostgresDatabase)

    async def ask(store: PostgresStore) -> list[Row]:
        text = 'SELECT * FROM (SELECT count(*) FROM "film") AS "films", "alembic_version"'
        before = await store.row(text, ())
        await asyncio.to_thread(say, location, 'ALTER TABLE "alembic_version" ADD COLUMN "more" INTEGER')
        return [before, await store.row(text, ())]

    assert told(location, ask, database_connections=1) == [(0, "0001"), (0, "0001", None)]


@pytest.fixture(scope="module")
def cluster(server: Server) -> Iterator[Path]:
    """The folder of a server that may be stopped."""
    if not server.ours:
        pytest.skip("the server is somebody else's")
    with scratch() as folder:
        yield folder


def test_a_server_that_stops_and_comes_back(cluster: Path) -> None:
    """Meanwhile the database is unavailable, at once; then it answers again."""
    port, found = free_port(), programs(cluster)

    async def ask(store: PostgresStore) -> list[object]:
        answers: list[object] = []
        for _ in range(2):
            with started(cluster, found, port):
                answers.append(await store.row("SELECT 1", ()))
            answers += await asyncio.gather(store.ready(), return_exceptions=True)
        return answers

    location = locate(f"postgresql://gql@127.0.0.1:{port}/postgres")
    assert isinstance(location, PostgresDatabase)
    answers = told(location, ask)
    assert [answer if isinstance(answer, tuple) else type(answer) for answer in answers] == [
        (1,), StoreUnavailable, (1,), StoreUnavailable,
    ]  # fmt: skip


def test_several_hosts_are_tried_one_after_the_other(world: PostgresDatabase) -> None:
    """The first one that answers, and is what the URL asks for."""
    here = world.url.partition("@")[2].partition("/")[0]
    before, _, name = world.url.rpartition("/")
    nowhere = f"127.0.0.1:{free_port()}"
    several = before.replace(here, f"{nowhere},{here}") + f"/{name}"
    for attributes, answer in (("any", (1,)), ("read-write", (1,)), ("prefer-standby", (1,))):
        location = locate(f"{several}?target_session_attrs={attributes}")
        assert isinstance(location, PostgresDatabase)
        assert row(location, "SELECT 1") == answer
    location = locate(f"{several}?target_session_attrs=standby")
    assert isinstance(location, PostgresDatabase)
    assert type(refusal(location, "SELECT 1")) is StoreUnavailable


def test_a_server_that_is_mute_is_passed_over(world: PostgresDatabase) -> None:
    """One that takes a connection and says nothing; when there is no other, that is said in time."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = f"127.0.0.1:{mute.getsockname()[1]}"
        here = world.url.partition("@")[2].partition("/")[0]
        both, alone = (locate(world.url.replace(here, hosts)) for hosts in (f"{silent},{here}", silent))
        assert isinstance(both, PostgresDatabase)
        assert isinstance(alone, PostgresDatabase)
        assert row(both, "SELECT 1", timeout=1) == (1,)
        error = refusal(alone, "SELECT 1", timeout=0.3)
        assert type(error) is StoreUnavailable
        assert str(error.__cause__) == f"{alone}: 127.0.0.1 does not answer."


def test_a_server_that_hangs_up_is_passed_over(world: PostgresDatabase) -> None:
    """One that ends while it is asked for a connection; when there is no other, that is said."""
    with socket.create_server(("127.0.0.1", 0)) as ending:

        def hang_up() -> None:
            for _ in range(3):  # the second try of the last question is the third
                connection, _ = ending.accept()
                with connection:
                    connection.recv(1_000)

        here = world.url.partition("@")[2].partition("/")[0]
        ends = f"127.0.0.1:{ending.getsockname()[1]}"
        both, alone = (
            locate(f"{world.url.replace(here, hosts)}?sslmode=disable") for hosts in (f"{ends},{here}", ends)
        )
        assert isinstance(both, PostgresDatabase)
        assert isinstance(alone, PostgresDatabase)
        thread = threading.Thread(target=hang_up)
        thread.start()
        assert row(both, "SELECT 1") == (1,)
        assert type(refusal(alone, "SELECT 1")) is StoreUnavailable
        thread.join()


def test_a_server_that_falls_silent_is_left_at_once(server: Server, world: PostgresDatabase) -> None:
    """Connections that lead to a machine that is gone say nothing, not even that: the first tells of them all."""
    if not server.ours:
        pytest.skip("the server's processes are somebody else's")

    async def ask(store: PostgresStore) -> list[Row]:
        asked = (store.row("SELECT pg_backend_pid() FROM pg_sleep(0.05)", ()) for _ in range(3))
        mine: list[Row] = await asyncio.gather(*asked)
        for (process,) in mine:
            os.kill(process, signal.SIGSTOP)
        try:
            with pytest.raises(StoreTimeout) as error:
                await store.row("SELECT 1", ())
            assert str(error.value.__cause__) == f"{world} did not answer in time."
            return [await store.row("SELECT 2", ())]
        finally:
            for (process,) in mine:
                os.kill(process, signal.SIGCONT)

    assert told(world, ask, timeout=0.3) == [(2,)]


def test_a_locked_row_is_read_and_a_locked_table_is_not(server_place: Place) -> None:
    """Who changes rows keeps no reader waiting; who changes the table does, until the time is over."""
    location = filled(server_place())
    insert(location, WORLD)
    assert isinstance(location, PostgresDatabase)

    async def ask(store: PostgresStore) -> list[object]:
        answers: list[object] = []
        asked = ('SELECT "title" FROM "film" WHERE "id" = 1', ())
        with psycopg.connect(location.url) as other:
            for statement in ("UPDATE film SET title = 'Other'", "ALTER TABLE film ADD COLUMN more INTEGER"):
                other.execute(statement)
                answers += await asyncio.gather(store.row(*asked), return_exceptions=True)
            other.rollback()
        return [*answers, await store.row(*asked)]

    answered, late, again = told(location, ask, timeout=0.2, database_connections=1)
    assert answered == again == ("One",)
    assert type(late) is StoreTimeout


def test_a_full_disk_is_unavailable(world: PostgresDatabase) -> None:
    """What does not fit there is not answered, and what fits is, on the same connection."""
    name = world.url.rpartition("_")[0].rpartition("/")[2] + "_little"
    say(world, f"CREATE ROLE {name} LOGIN")
    for setting in ("temp_file_limit = '1MB'", "work_mem = '64kB'"):
        say(world, f"ALTER ROLE {name} SET {setting}")
    little = locate(world.url.replace("//gql@", f"//{name}@"))
    assert isinstance(little, PostgresDatabase)
    sorting = "SELECT max(i) FROM (SELECT i FROM generate_series(1, {}) AS i ORDER BY -i OFFSET 1) AS sorted"

    async def ask(store: PostgresStore) -> list[object]:
        mine = await store.row("SELECT pg_backend_pid()", ())
        with pytest.raises(StoreUnavailable) as error:
            await store.row(sorting.format(1_000_000), ())
        assert "temporary file size exceeds" in str(error.value.__cause__)
        return [await store.row(sorting.format(10), ()), mine == await store.row("SELECT pg_backend_pid()", ())]

    assert told(little, ask) == [(9,), True]
    say(world, f"DROP ROLE {name}")


def test_a_server_with_no_more_connections_is_asked_on_those_there_are(world: PostgresDatabase) -> None:
    """Who may have two waits for them, however many the settings allow; who may have none is told."""
    name = world.url.rpartition("_")[0].rpartition("/")[2] + "_limited"
    say(world, f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 2")
    limited = locate(world.url.replace("//gql@", f"//{name}@"))
    assert isinstance(limited, PostgresDatabase)

    async def ask(store: PostgresStore) -> list[object]:
        asked = (store.row("SELECT 1 FROM pg_sleep(0.05)", ()) for _ in range(8))
        return await asyncio.gather(*asked, return_exceptions=True)

    assert told(limited, ask, database_connections=8) == [(1,)] * 8
    with psycopg.connect(limited.url), psycopg.connect(limited.url):
        assert [type(each) for each in told(limited, ask, database_connections=3)] == [StoreUnavailable] * 8
    say(world, f"DROP ROLE {name}")


# --- closing ----------------------------------------------------------------------------------------------------------


def test_closing_waits_for_what_runs(world: PostgresDatabase) -> None:
    """A statement that was begun is answered; then no connection is left."""

    async def ask() -> Row:
        store = PostgresStore(world, Settings())
        running = asyncio.ensure_future(store.row("SELECT 1 FROM pg_sleep(0.3)", ()))
        await asyncio.sleep(0.1)
        await store.close()
        assert running.done()
        return await running

    assert asyncio.run(ask()) == (1,)
    assert say(world, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == [(1,)]


def test_closing_waits_for_who_waits_and_for_what_fails(world: PostgresDatabase) -> None:
    """Also where nobody else may wait: what was asked for before is answered, in whatever way."""

    async def ask() -> list[object]:
        store = PostgresStore(world, Settings(timeout=0.5, max_waiting=1, database_connections=1))
        asked = [asyncio.ensure_future(store.row(f"SELECT 1 FROM pg_sleep({time})", ())) for time in (0.4, 20)]
        await asyncio.sleep(0.1)
        await store.close()
        return await asyncio.gather(*asked, return_exceptions=True)

    answered, late = asyncio.run(ask())
    assert answered == (1,)
    assert type(late) is StoreTimeout


def test_closing_an_idle_store_is_quiet(world: PostgresDatabase) -> None:
    """A store that was never asked has nothing to close."""

    async def ask(_: PostgresStore) -> None: ...

    told(world, ask)
