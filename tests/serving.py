"""`gql serve` as a real process, for tests that ask it over HTTP."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import httpx

GQL = Path(sys.executable).with_name("gql")

REQUEST_LINE = re.compile(r"\S+Z [A-Z]+ '/[^']*' \d{3}( [A-Z_]+)? \d+ bytes [\d.]+ ms \[[\w.-]+\]")
"""What the log says of a request."""

FILM = '{ film(by: {slug: "backtrace-2018"}) { title roles(first: 20) { nodes { billing person { name } } } } }'

Answer = tuple[str, int, str | None, bytes]
"""Path, status, Retry-After and body."""

READY = ("/readyz", 200, None, b"ready\n")

_FAULT = b'{"errors":[{"message":"The database does not answer.%s","extensions":{"code":"STORE_UNAVAILABLE"}}]}'
AWAY = {("/graphql", 503, "1", _FAULT % b" Try again later."), ("/readyz", 503, "1", _FAULT % b"")}
"""What is heard while the database is away."""

AGAIN = 2.0
"""Seconds after which everybody is answered again."""


@dataclass(frozen=True, slots=True)
class Server:
    """*said*: up to the line that names the address."""

    process: subprocess.Popen[str]
    said: list[str]
    url: str

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    def ask(self, query: str = "{ __typename }") -> bytes:
        return httpx.post(self.url, json={"query": query}, trust_env=False).content


def settings_free() -> dict[str, str]:
    """This process's environment without settings of the gateway."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GQL_")}


@contextlib.contextmanager
def serving(environment: Mapping[str, str], *arguments: str, but: str = "") -> Iterator[Server]:
    """A server on a free port. When it ends, its log must hold nothing but requests, and lines that end with *but*."""
    with tempfile.TemporaryFile("w+") as log:
        command = [str(GQL), "serve", "--port", "0", *arguments]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout
        try:
            said = []
            for line in process.stdout:
                said.append(line.rstrip())
                if address := re.search(r"^Serving .* at (http://\S+)$", said[-1]):
                    yield Server(process, said, address[1])
                    break
        finally:
            process.kill()
            process.communicate()
            log.seek(0)
            lines = [line.rstrip() for line in log]
        assert [line for line in lines if not REQUEST_LINE.fullmatch(line) and not (but and line.endswith(but))] == []


@contextlib.contextmanager
def asking(url: str) -> Iterator[list[Answer]]:
    """All that somebody hears who asks the server for a film and for /readyz, in turn, until the end."""
    heard: list[Answer] = []
    enough = threading.Event()

    def ask() -> None:
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not enough.wait(0.01):
                film = client.post(url, json={"query": FILM})
                ready = client.get(url.replace("/graphql", "/readyz"))
                for response in (film, ready):
                    retry = response.headers.get("retry-after")
                    heard.append((response.url.path, response.status_code, retry, response.content))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield heard
    finally:
        enough.set()
        thread.join()


def wait(met: Callable[[], bool], seconds: float) -> None:
    until = monotonic() + seconds
    while not met():
        assert monotonic() < until, "it takes too long"
        sleep(0.01)
