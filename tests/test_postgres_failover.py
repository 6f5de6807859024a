"""A primary and its standby: what requests are answered while the one fails and the other takes over, and what a
standby does for the sake of recovery."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

import psycopg
import pytest

from bench.postgres import processes
from gql.database import locate
from gql.postgres import PostgresDatabase
from gql.settings import Settings
from gql.store.postgres import PostgresStore
from tests.conftest import SEED, Asked
from tests.places import filled, held
from tests.postgres import follow, programs, scratch, started
from tests.serving import AGAIN, AWAY, FILM, GQL, READY, Answer, asking, serving, settings_free, wait

REPLICATED = {"wal_level": "replica", "max_wal_senders": "4", "max_standby_streaming_delay": "0"}
SURE = {"synchronous_standby_names": "*", "synchronous_commit": "remote_apply"}
"""What is committed can be read on the standby."""


@dataclass
class Pair:
    """URLs of a primary that holds the seed, and of its standby. *fail* ends the primary, without a word."""

    primary: str
    standby: str
    fail: Callable[[], None]

    def url(self, wanted: str) -> str:
        """That of both, for who wants such a server."""
        ends = [url.rpartition("@")[2].partition("/")[0] for url in (self.primary, self.standby)]
        return f"postgresql://gql@{','.join(ends)}/postgres?target_session_attrs={wanted}"


@pytest.fixture
def pair() -> Iterator[Pair]:
    with scratch() as first, scratch() as second, contextlib.ExitStack() as running:
        found = programs(first)
        primary = running.enter_context(started(first, found, more=REPLICATED | SURE))
        follow(primary, second, found)
        with started(second, found, more=REPLICATED) as standby:
            filled(locate(primary), SEED)
            yield Pair(primary, standby, running.close)


@contextlib.contextmanager
def frozen(url: str) -> Iterator[None]:
    """Its server does nothing, and says nothing, not even that a connection is closed."""
    stopped = list(processes(url))
    try:
        for process in stopped:
            with contextlib.suppress(ProcessLookupError):  # some end by themselves
                os.kill(process, signal.SIGSTOP)
        yield
    finally:
        for process in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


def say(url: str, *statements: str) -> list[tuple[object, ...]]:
    """What the last one says, each in a transaction of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            found = connection.execute(statement)
        return found.fetchall() if found.description else []


def test_a_standby_takes_over(pair: Pair, seed: Asked) -> None:
    """Each answer is whole and right, or 503; and who may read anywhere, or wants a standby, is answered throughout.

    Nothing of what was committed is lost, loads go on at the new primary, and no connection is left behind.
    """
    environment = settings_free() | {"GQL_DATABASE_URL": pair.url("read-write")}
    before = held(locate(pair.primary))
    with contextlib.ExitStack() as later:
        clients: dict[str, list[Answer]] = {}
        for wanted in ("any", "prefer-standby", "read-write"):
            reading = environment | {"GQL_READ_DATABASE_URL": pair.url(wanted)}
            # Whatever the servers say is one line of the log, a sentence.
            server = later.enter_context(serving(reading, but="."))
            clients[wanted] = later.enter_context(asking(server.url))

        def all_hear(status: int, *wanted: str) -> Callable[[], bool]:
            since = {name: len(clients[name]) + 2 for name in wanted}  # what is on its way is of before
            return lambda: all({each[1] for each in clients[name][since[name] :][-2:]} == {status} for name in wanted)

        wait(all_hear(200, *clients), 10)
        pair.fail()
        wait(all_hear(503, "read-write"), 10)
        wait(all_hear(200, "any", "prefer-standby"), 10)
        assert say(pair.standby, "SELECT pg_promote()") == [(True,)]
        wait(all_hear(200, *clients), AGAIN)
        subprocess.run([str(GQL), "load", str(SEED)], env=environment, check=True, capture_output=True)
        assert held(locate(pair.standby)) == before
        ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'twistgraph'"
        assert say(pair.standby, ours) == [(len(clients),)]
    right = {("/graphql", 200, None, seed.body(FILM)), READY}
    assert {name: set(heard) for name, heard in clients.items()} == {
        "any": right, "prefer-standby": right, "read-write": right | AWAY,
    }  # fmt: skip
    # Away once, and on both paths: nothing is promised that does not hold.
    statuses = [status for _, status, *_ in clients["read-write"]]
    assert [status for status, _ in groupby(statuses)] == [200, 503, 200]


def test_a_host_that_freezes(pair: Pair, seed: Asked) -> None:
    """Who may ask another is answered by that one, and waits a little; who may not is told to come again, and is
    answered when the host goes on."""
    environment = settings_free() | {"GQL_DATABASE_URL": pair.primary}
    elsewhere, alone = {"GQL_READ_DATABASE_URL": pair.url("any")}, {"GQL_TIMEOUT": "0.5"}
    with contextlib.ExitStack() as later:
        both, one = (
            later.enter_context(asking(later.enter_context(serving(environment | more, but=".")).url))
            for more in (elsewhere, alone)
        )
        wait(lambda: min(len(both), len(one)) > 4, 10)

        def hear(status: int, heard: list[Answer]) -> Callable[[], bool]:
            since = len(heard) + 2  # what is on its way is of before
            return lambda: {each[1] for each in heard[since:][-2:]} == {status}

        with frozen(pair.primary):
            wait(hear(200, both), 2 * AGAIN)  # 1.5 s where nothing else is done
            wait(hear(503, one), 10)
        wait(hear(200, one), AGAIN)
    right = {("/graphql", 200, None, seed.body(FILM)), READY}
    assert set(both) == right
    assert {each for each in one if each[1] == 200} == right
    assert {each[1:3] for each in set(one) - right} == {(503, "1")}


def test_a_statement_that_recovery_cancels_is_asked_again(pair: Pair) -> None:
    """A standby cancels what still reads rows that are gone on the primary; who asked is answered."""
    location = locate(pair.standby)
    assert isinstance(location, PostgresDatabase)
    say(pair.primary, "CREATE TABLE gone AS SELECT 1")

    async def ask() -> object:
        store = PostgresStore(location, Settings())
        try:
            running = asyncio.ensure_future(store.row('SELECT count(*) FROM "film", pg_sleep(0.6)', ()))
            await asyncio.sleep(0.2)
            await asyncio.to_thread(say, pair.primary, "DELETE FROM gone", "VACUUM gone")
            assert not running.done()
            return await running
        finally:
            await store.close()

    assert asyncio.run(ask()) == (1,)
    conflicts = "SELECT confl_snapshot FROM pg_stat_database_conflicts WHERE datname = current_database()"
    assert say(pair.standby, conflicts) == [(1,)]
