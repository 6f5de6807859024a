"""Who answers: each system is served alone, by one process on one core. Linux alone tells what that costs."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CORE = 0
"""The server's; clients have the others."""

SETTINGS = {"GQL_MAX_PAGE": "1000"}

BY_HAND = "limit: the statement by hand"

PATIENCE = 30.0  # seconds for a server to start


def _same(document: str) -> str:
    return document


def _argument(document: str) -> str:
    """Who has no directive for the viewer takes what was seen as an argument."""
    given = document.replace("@viewer(seen: $seen) ", "")
    return document if given == document else given.replace("(by: {slug: $slug})", "(by: {slug: $slug}, seen: $seen)")


@dataclass(frozen=True, slots=True)
class System:
    """*command*: what serves at a port. *path*: where. *document*: a query as this system writes it.

    *limit*: whom it is compared with. *url*: of the database that it asks, when that is not the file of all others.
    *beside*: seconds of a processor that what works for it has taken.
    """

    name: str
    command: Callable[[str], list[str]]
    path: str = "/"
    document: Callable[[str], str] = _same
    limit: str = BY_HAND
    url: str = ""
    beside: Callable[[], float] = float


def uvicorn(*app: str) -> Callable[[str], list[str]]:
    quiet = ["--log-level", "critical", "--no-access-log", "--host", "127.0.0.1", "--port"]
    return lambda port: [sys.executable, "-m", "uvicorn", *app, *quiet, port]


def gql(*arguments: str) -> Callable[[str], list[str]]:
    program = shutil.which("gql", path=str(Path(sys.executable).parent))
    assert program, "the bench runs where the project is installed"
    return lambda port: [program, "serve", *arguments, "--port", port]


OURS = System("**twistgraph**", gql(), "/graphql")
LIMIT = System(BY_HAND, uvicorn("bench.limits:by_hand"))
READY = System("limit: ready-made bytes", uvicorn("bench.limits:ready_made"))
LOADERS = System("Strawberry with DataLoaders", uvicorn("--factory", "bench.loaders:App"), document=_argument)

Pair = tuple[System, System]
"""A limit, and ourselves beside it."""

SYSTEMS = (READY, LIMIT, OURS, LOADERS)


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    started: float  # seconds from the command to the first answer
    beside: Callable[[], float]

    def cpu(self) -> float:
        """Seconds of processor time that it, its threads and its workers have taken, and what works for it *beside*."""
        workers = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii").split()
        processes = [self.process.pid, *map(int, workers)]
        # The clock of a process, as clock_getcpuclockid(3) makes it of an id.
        return sum(time.clock_gettime(~process << 3 | 2) for process in processes) + self.beside()

    def memory(self, kind: str) -> int:
        """Megabytes of one kind, as proc(5) calls them: VmHWM, RssAnon, RssFile."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) // 1024


@contextlib.contextmanager
def serving(
    system: System, database: Path, settings: Mapping[str, str] = SETTINGS, cores: Iterable[int] = (CORE,)
) -> Iterator[Server]:
    """*system* on *database*. Raises RuntimeError when it does not start."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    since = time.monotonic()
    process = subprocess.Popen(
        system.command(str(port)),
        env={**os.environ, **settings, "GQL_DATABASE_URL": system.url or str(database)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        os.sched_setaffinity(process.pid, cores)  # before it has threads, which inherit it
        _wait(process, port, system.name)
        yield Server(process, port, time.monotonic() - since, system.beside)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as probe:
            probe.request("GET", "/healthz")
            probe.getresponse()
            return
        time.sleep(0.01)
    raise RuntimeError(f"{name} does not start.")
