"""What every test may ask for: the seed in a database of its own, and a gateway on it."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.database import SqliteFile, writing_engine
from gql.gateway import Gateway, Request, open_gateway
from gql.load import load
from gql.migrations import migrate
from gql.settings import Settings

SEED = Path(__file__).parent.parent / "seed"


@dataclass
class Asked:
    """A gateway, asked from tests that are not asynchronous."""

    gateway: Gateway
    location: SqliteFile
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def body(self, document: str, variables: Mapping[str, object] | None = None, operation: str | None = None) -> bytes:
        """The response's bytes."""
        return self.runner.run(self.gateway.answer(Request(document, variables or {}, operation))).body

    def data(self, document: str, variables: Mapping[str, object] | None = None) -> Any:
        """The response's data; fails when it has errors."""
        response = orjson.loads(self.body(document, variables))
        assert "errors" not in response, response
        return response["data"]

    def code(self, document: str, variables: Mapping[str, object] | None = None) -> str:
        """The code that all of the response's errors have."""
        response = orjson.loads(self.body(document, variables))
        assert "data" not in response
        (code,) = {error["extensions"]["code"] for error in response["errors"]}
        return str(code)

    def close(self) -> None:
        self.runner.run(self.gateway.close())
        self.runner.close()


def filled(path: Path, *records: Path) -> SqliteFile:
    """A database at *path* that holds these record files."""
    location = SqliteFile(path)
    migrate(location)
    engine = writing_engine(location)
    try:
        load(engine, records)
    finally:
        engine.dispose()
    return location


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    """A database that holds the seed. Shared: do not write to it."""
    return filled(tmp_path_factory.mktemp("seeded") / "seed.db", SEED)


@pytest.fixture(scope="session")
def seed(seeded: SqliteFile) -> Iterator[Asked]:
    """A gateway on the seed."""
    asked = Asked(open_gateway(seeded, Settings()), seeded)
    yield asked
    asked.close()


@pytest.fixture(scope="session")
def backtrace(seed: Asked) -> dict[str, object]:
    """Variables of a viewer who has seen Backtrace."""
    return {"seen": [{"film": seed.data('{ film(by: {slug: "backtrace-2018"}) { id } }')["film"]["id"]}]}
