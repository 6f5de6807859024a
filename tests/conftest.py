"""What every test may ask for: the seed in a database of its own, and a gateway on it; and places for others."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench.wikipedia import convert
from gql.database import Location, SqliteFile, writing_engine
from gql.gateway import Gateway, Request, open_gateway
from gql.load import FileReport, load
from gql.migrations import migrate
from gql.settings import Settings
from tests import places, postgres
from tests.places import Place, filled
from tests.turns import parsed, run

__all__ = ["parsed", "run"]  # fixtures

SEED = Path(__file__).parent.parent / "seed"


@dataclass
class Asked:
    """A gateway, asked from tests that are not asynchronous."""

    gateway: Gateway
    location: Location
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def body(self, document: str, variables: Mapping[str, object] | None = None, operation: str | None = None) -> bytes:
        """The response's bytes, which are the same when nobody has to wait for them."""
        request = Request(document, variables or {}, operation)
        body = self.runner.run(self.gateway.answer(request)).body
        if (found := self.gateway.found(request)) and (answer := self.gateway.told(found)):
            assert answer.body == body
        return body

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


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    """A database that holds the seed. Shared: do not write to it."""
    return filled(SqliteFile(tmp_path_factory.mktemp("seeded") / "seed.db"), SEED)


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


@dataclass
class RealFilms:
    """The films of Wikipedia's list, as records and in a database, and what was said on the way."""

    records: Path
    said: list[str]
    location: Location
    report: FileReport


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> RealFilms:
    """All real films. Shared: do not write to its database."""
    path = os.environ.get("GQL_TEST_FILMS")
    if not path:
        pytest.skip("GQL_TEST_FILMS names no file")
    folder = tmp_path_factory.mktemp("real")
    records, said, location = folder / "records.jsonl.gz", list[str](), SqliteFile(folder / "films.db")
    convert(Path(path), records, said.append)
    migrate(location)
    engine = writing_engine(location)
    (report,) = load(engine, [records]).files
    engine.dispose()
    return RealFilms(records, said, location, report)


# --- both kinds of database -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL."""
    with postgres.running() as running:
        yield running


@pytest.fixture(scope="session")
def file_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where new files are made."""
    return places.in_folder(tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="session")
def server_place(server: postgres.Server) -> Iterator[Place]:
    """Where new databases of a server are made."""
    with places.on_server(server) as place:
        yield place


@pytest.fixture(scope="session", params=["file_place", "server_place"], ids=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """Where new databases are made: of one kind, then of the other."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def both(place: Place) -> Iterator[Asked]:
    """A gateway on the seed, in a database of either kind. Shared: do not write to it."""
    location = filled(place(), SEED)
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked
    asked.close()
