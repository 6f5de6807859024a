"""Behind PgBouncer: in transaction mode, where each transaction may be another session's, and in session mode."""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import psycopg
import pytest

from gql.database import locate
from gql.errors import StoreTimeout, StoreUnavailable
from gql.gateway import Request, open_gateway
from gql.postgres import PostgresDatabase
from gql.settings import Settings
from gql.store.postgres import PostgresStore
from tests import golden
from tests.conftest import SEED, Asked
from tests.places import Place, filled
from tests.postgres import NOBODY, free_port

BOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
IGNORED = (
    "ignore_startup_parameters = default_transaction_read_only, statement_timeout, jit, max_parallel_workers_per_gather"
)
SETTINGS = Settings(prepared_statements=False)

pytestmark = pytest.mark.skipif(BOUNCER is None, reason="no pgbouncer here")


@contextlib.contextmanager
def bouncing(there: PostgresDatabase, mode: str, user: str) -> Iterator[PostgresDatabase]:
    """*there*, by way of a PgBouncer that has two sessions for all, of this *user*."""
    to, port = urlsplit(there.url), free_port()
    with tempfile.TemporaryDirectory(prefix="gql-bouncer-") as name:
        folder, config = Path(name), Path(name) / "ini"
        config.write_text(
            f"[databases]\n* = host={to.hostname} port={to.port} user={user}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
            f"pool_mode = {mode}\ndefault_pool_size = 2\n{IGNORED if mode == 'session' else ''}\n"
        )
        folder.chmod(0o755)
        owner = NOBODY if os.geteuid() == 0 else None
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen([str(BOUNCER), str(config)], user=owner, stdout=log, stderr=log)
            try:
                url = there.url.replace(f":{to.port}", f":{port}")
                until = monotonic() + 10
                while True:
                    with contextlib.suppress(psycopg.OperationalError):
                        psycopg.connect(url).close()
                        break
                    assert monotonic() < until, (folder / "log").read_text()
                    sleep(0.05)
                found = locate(url)
                assert isinstance(found, PostgresDatabase)
                yield found
            finally:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def bounced(server_place: Place) -> Iterator[PostgresDatabase]:
    """In transaction mode."""
    location = server_place()
    assert isinstance(location, PostgresDatabase)
    with bouncing(location, "transaction", "gql") as found:
        yield filled(found, SEED)


def golden_answers(location: PostgresDatabase, settings: Settings) -> None:
    """Every golden operation, several times over and at once, is answered as it should be."""
    asked = Asked(open_gateway(location, settings), location)
    cases = golden.cases() * 3

    async def all_() -> list[bytes]:
        answers = (asked.gateway.answer(Request(case.document, case.variables)) for case in cases)
        return [answer.body for answer in await asyncio.gather(*answers)]

    for case, body in zip(cases, asked.runner.run(all_()), strict=True):
        assert json.loads(body) == json.loads(case.answer), case.name
    asked.close()


def test_many_at_once_are_answered_as_they_should_be(bounced: PostgresDatabase) -> None:
    """It was migrated and loaded there, too."""
    golden_answers(bounced, SETTINGS)


def test_in_session_mode_statements_are_prepared(server_place: Place) -> None:
    """On as many connections as PgBouncer has sessions; what it may not pass on, the role says."""
    location = server_place()
    assert isinstance(location, PostgresDatabase)
    role = f"{urlsplit(filled(location, SEED).url).path[1:]}_reader"
    with psycopg.connect(location.url) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN IN ROLE pg_read_all_data")
        for setting in ("default_transaction_read_only = on", "statement_timeout = '300ms'"):
            connection.execute(f"ALTER ROLE {role} SET {setting}")

    async def ask(store: PostgresStore) -> list[object]:
        asked = [store.row(statement, ()) for statement in ('DELETE FROM "film"', "SELECT pg_sleep(20)")]
        refused = await asyncio.gather(*asked, return_exceptions=True)
        await store.close()
        return [type(each) for each in refused]

    with bouncing(location, "session", role) as found:
        settings = Settings(database_connections=2)
        golden_answers(found, settings)
        assert asyncio.run(ask(PostgresStore(found, settings))) == [StoreUnavailable, StoreTimeout]
    with psycopg.connect(location.url) as connection:
        connection.execute(f"DROP ROLE {role}")


def test_the_limits_hold(bounced: PostgresDatabase) -> None:
    """A statement ends when its time is over, and nothing is written; whose session it was does not notice."""

    async def ask() -> object:
        store = PostgresStore(bounced, Settings(prepared_statements=False, timeout=0.2))
        with pytest.raises(StoreTimeout):
            await store.row("SELECT pg_sleep(20)", ())
        with pytest.raises(StoreUnavailable):
            await store.row('DELETE FROM "film"', ())
        found = await store.row("SELECT current_setting('statement_timeout'), count(*) FROM film", ())
        await store.close()
        return found

    assert asyncio.run(ask()) == ("200ms", 1)
    with psycopg.connect(bounced.url) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)


def test_prepared_statements_are_refused_with_the_setting_that_mends_it(bounced: PostgresDatabase) -> None:
    """In the log: clients are told no more than ever."""

    async def ask() -> StoreUnavailable:
        store = PostgresStore(bounced, Settings())
        with pytest.raises(StoreUnavailable) as error:
            await store.ready()
        await store.close()
        return error.value

    error = asyncio.run(ask())
    assert "unsupported startup parameter" in str(error.__cause__)
    assert str(error.__cause__).endswith("Behind PgBouncer set GQL_PREPARED_STATEMENTS=0.")
