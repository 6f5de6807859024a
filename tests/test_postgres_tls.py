"""Over TLS: what the URL asks for is so, in sessions that answer and in those that load; another server is refused."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gql.database import locate
from gql.errors import DatabaseError, StoreUnavailable
from gql.postgres import PostgresDatabase, connected
from gql.settings import Settings
from gql.store.postgres import PostgresStore
from tests.conftest import SEED
from tests.places import filled
from tests.postgres import owner, scratch, started
from tests.serving import GQL, settings_free

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
"""Debian's: the wheel's server has no TLS."""

pytestmark = pytest.mark.skipif(not PROGRAMS, reason="no PostgreSQL with TLS here")

SESSION = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


def _openssl(folder: Path, *arguments: str) -> None:
    command = ["openssl", *arguments]
    subprocess.run(command, user=owner(folder), cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def secured() -> Iterator[tuple[str, Path]]:
    """The URL of a server that has a certificate for localhost, and the folder of the certificates of who signed it,
    `ours.pem`, and of somebody else, `other.pem`."""
    with scratch() as folder:
        owner(folder)
        new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        for name in ("ours", "other"):
            made = ["-keyout", f"{name}.key", "-out", f"{name}.pem"]
            _openssl(folder, "req", "-x509", *new, "-subj", f"/CN={name}", *made)
        wanted = "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout server.key -out server.csr"
        _openssl(folder, "req", *new, *wanted.split())
        signed = "-CA ours.pem -CAkey ours.key -CAcreateserial -copy_extensions copy -out server.pem"
        _openssl(folder, "x509", "-req", "-in", "server.csr", *signed.split())
        files = {f"ssl_{kind}_file": f"{folder}/server.{end}" for kind, end in (("cert", "pem"), ("key", "key"))}
        with started(folder, PROGRAMS[-1], more={"ssl": "on", **files}) as url:
            filled(locate(url), SEED)
            yield url, folder


def place(secured: tuple[str, Path], host: str, options: str) -> PostgresDatabase:
    url, folder = secured
    location = locate(f"{url.replace('127.0.0.1', host)}?{options.replace('FOLDER', str(folder))}")
    assert isinstance(location, PostgresDatabase)
    return location


def told(location: PostgresDatabase) -> object:
    """What a session says that answers requests."""

    async def ask() -> object:
        store = PostgresStore(location, Settings())
        try:
            return await store.row(SESSION, ())
        finally:
            await store.close()

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("host", "options", "encrypted"),
    [
        ("127.0.0.1", "sslmode=disable", False),
        ("127.0.0.1", "sslmode=prefer", True),
        ("127.0.0.1", "sslmode=require", True),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert=FOLDER/ours.pem", True),
        ("localhost", "sslmode=verify-full&sslrootcert=FOLDER/ours.pem", True),
    ],
)
def test_sessions_are_as_the_url_asks(secured: tuple[str, Path], host: str, options: str, encrypted: bool) -> None:
    """Those that answer requests, and those that migrate and load."""
    location = place(secured, host, options)
    assert told(location) == (encrypted,)
    with connected(location) as connection:
        assert connection.execute(SESSION).fetchone() == (encrypted,)


@pytest.mark.parametrize(
    ("host", "options", "loading", "serving"),
    [
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert=FOLDER/other.pem", "certificate verify failed", "local issuer"),
        ("127.0.0.1", "sslmode=require&sslrootcert=FOLDER/other.pem", "certificate verify failed", "local issuer"),
        ("127.0.0.1", "sslmode=verify-full&sslrootcert=FOLDER/ours.pem", "does not match host", "IP address mismatch"),
        ("localhost", "sslmode=verify-full&sslrootcert=FOLDER/none.pem", 'none.pem" does not exist', "No such file"),
    ],
)
def test_another_server_is_refused(
    secured: tuple[str, Path], host: str, options: str, loading: str, serving: str
) -> None:
    """In one line that says why and what to look at, at the start of any command; and in the log, if it becomes so."""
    location = place(secured, host, options)
    with pytest.raises(StoreUnavailable) as refused:
        told(location)
    assert serving in str(refused.value.__cause__)
    with pytest.raises(DatabaseError) as error, connected(location):
        pass
    assert loading in str(error.value)
    environment = settings_free() | {"GQL_DATABASE_URL": location.url}
    for command in (["serve", "--port", "0"], ["load", str(SEED)]):
        done = subprocess.run([str(GQL), *command], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"gql: {error.value}\n")
    assert str(error.value).endswith(
        " See that sslrootcert is the file of who signed the server's certificate, and that it is for this host."
    )


def test_the_systems_certificates_are_named_as_a_file() -> None:
    """libpq's word for them is unknown to who answers requests."""
    with pytest.raises(DatabaseError) as error:
        locate("postgresql://gql@localhost/films?sslmode=verify-full&sslrootcert=system")
    assert str(error.value) == (
        "The PostgreSQL URL's sslrootcert must be a file."
        " Name that of the system's certificates, such as /etc/ssl/certs/ca-certificates.crt."
    )
