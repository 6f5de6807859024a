"""Behind PgBouncer in transaction mode, where each transaction may be another server session's."""

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
SETTINGS = Settings(prepared_statements=False)

pytestmark = pytest.mark.skipif(BOUNCER is None, reason="no pgbouncer here")


@pytest.fixture(scope="module")
def bounced(server_place: Place) -> Iterator[PostgresDatabase]:
    """An empty database behind a PgBouncer that shares two sessions among all."""
    location = server_place()
    assert isinstance(location, PostgresDatabase)
    there, port = urlsplit(location.url), free_port()
    with tempfile.TemporaryDirectory(prefix="gql-bouncer-") as name:
        folder, config = Path(name), Path(name) / "ini"
        config.write_text(
            f"[databases]\n* = host={there.hostname} port={there.port} user={there.username}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
            "pool_mode = transaction\ndefault_pool_size = 2\n"
        )
        folder.chmod(0o755)
        user = NOBODY if os.geteuid() == 0 else None
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen([str(BOUNCER), str(config)], user=user, stdout=log, stderr=log)
            try:
                url = location.url.replace(f":{there.port}", f":{port}")
                until = monotonic() + 10
                while True:
                    with contextlib.suppress(psycopg.OperationalError):
                        psycopg.connect(url).close()
                        break
                    assert monotonic() < until, (folder / "log").read_text()
                    sleep(0.05)
                found = locate(url)
                assert isinstance(found, PostgresDatabase)
                yield filled(found, SEED)
            finally:
                process.kill()
                process.wait()


def test_many_at_once_are_answered_as_they_should_be(bounced: PostgresDatabase) -> None:
    """Every golden operation, several times over; it was migrated and loaded there, too."""
    asked = Asked(open_gateway(bounced, SETTINGS), bounced)
    cases = golden.cases() * 3

    async def all_() -> list[bytes]:
        answers = (asked.gateway.answer(Request(case.document, case.variables)) for case in cases)
        return [answer.body for answer in await asyncio.gather(*answers)]

    for case, body in zip(cases, asked.runner.run(all_()), strict=True):
        assert json.loads(body) == json.loads(case.answer), case.name
    asked.close()


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
