"""The command, from an empty PostgreSQL to a server that outlives its database's outages."""

import contextlib
import subprocess
from collections.abc import Mapping

import httpx

from tests.conftest import SEED
from tests.postgres import free_port, programs, scratch, started
from tests.serving import GQL, serving, settings_free

SECRET = "never-to-be-seen"
FILM = '{ film(by: {slug: "backtrace-2018"}) { title } }'


def run(environment: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    """The exit code, and all that was said."""
    done = subprocess.run([str(GQL), *arguments], env=environment, capture_output=True, text=True, check=False)
    assert SECRET not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def ask(url: str, path: str = "") -> tuple[int, str | None, bytes]:
    """Status, Retry-After and body of a question, or of another *path*."""
    if path:
        response = httpx.get(url.replace("/graphql", path), trust_env=False)
    else:
        response = httpx.post(url, json={"query": FILM}, trust_env=False)
    return response.status_code, response.headers.get("retry-after"), response.content


def test_a_server_outlives_its_database() -> None:
    """Migrated, loaded, explained, served; away, with 503 and Retry-After; and back. The password is never seen."""
    port = free_port()
    address = f"gql@127.0.0.1:{port}/postgres"
    shown, url = f"postgresql://{address}", f"postgresql://{address}".replace("@", f":{SECRET}@")
    environment = settings_free() | {"GQL_DATABASE_URL": url}
    nothing_there = f"gql: The database {shown} holds no facts. Run: gql migrate\n"
    answer = (200, None, b'{"data":{"film":{"title":"Backtrace"}}}')
    away = b"The database does not answer."
    with scratch() as folder, contextlib.ExitStack() as later:
        found = programs(folder)
        with started(folder, found, port, SECRET):
            assert run(environment, "load", str(SEED)) == (2, nothing_there)
            assert run(environment, "serve", "--port", "0") == (2, nothing_there)
            assert run(environment, "migrate") == (0, f"{shown} is at version 0001.\n")
            assert run(environment, "load", str(SEED))[0] == 0
            code, said = run(environment, "explain", FILM)
            assert code == 0
            assert said.startswith("SELECT convert_to(")
            assert '\n-- $1 = "backtrace-2018"\n-- Result ' in said
            refused = f"STORE_UNAVAILABLE: {shown}: [Errno 111] Connection refused."
            server = later.enter_context(serving(environment, but=refused))
            assert server.said[-1].startswith(f"Serving {shown} at http://")
            assert ask(server.url) == answer
            assert ask(server.url, "/readyz")[0] == 200
        for path in ("", "/readyz"):
            status, retry, body = ask(server.url, path)
            assert (status, retry) == (503, "1")
            assert away in body
        assert ask(server.url, "/healthz")[0] == 200
        code, said = run(environment, "serve", "--port", "0")
        assert code == 2
        assert said.startswith(f"gql: The database {shown} cannot be read: connection failed")
        assert said.count("\n") == 1
        with started(folder, found, port, SECRET):
            assert ask(server.url) == answer
            assert ask(server.url, "/readyz")[0] == 200
            later.close()


def test_requests_are_answered_from_where_they_are_to_be_read() -> None:
    """GQL_READ_DATABASE_URL names a replica; loads and migrations go to GQL_DATABASE_URL."""
    with scratch() as folder, started(folder, programs(folder)) as url:
        environment = settings_free() | {"GQL_DATABASE_URL": url}
        assert run(environment, "migrate")[0] == 0
        assert run(environment, "load", str(SEED))[0] == 0
        apart = environment | {"GQL_DATABASE_URL": str(folder / "none.db"), "GQL_READ_DATABASE_URL": url}
        with serving(apart) as server:
            assert ask(server.url) == (200, None, b'{"data":{"film":{"title":"Backtrace"}}}')
