"""A server for the clients, and where their environments are kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gql.database import SqliteFile
from tests.serving import serving, settings_free

MALFORMED = "WARNING uvicorn.error [-] Invalid HTTP request received."
"""What the server says of a request that is not HTTP: schemathesis tries one with a NUL in a header."""


@pytest.fixture(scope="session")
def gateway(seeded: SqliteFile) -> Iterator[str]:
    """The URL of `gql serve` on the seed. When it ends it must have had nothing to complain of but its clients."""
    with serving(settings_free(), "--database", str(seeded), but=MALFORMED) as server:
        yield server.url
        server.process.terminate()
        assert server.process.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def kept(pytestconfig: pytest.Config) -> Path:
    """A folder that outlives the run: a part of pytest's cache, which `--cache-clear` empties."""
    return pytestconfig.cache.mkdir("pyclients")
