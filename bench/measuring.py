"""How something is measured: each thing in turn, in several rounds, of which the best counts."""

from __future__ import annotations

import os
import platform
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles

import orjson

from bench import clients
from bench.data import person_slug
from bench.queries import VARIANTS, Query, queries
from bench.servers import CORE, Server, System, serving
from gql.database import SQLITE


def leave_a_core() -> None:
    """Keeps this process off the servers' core. Exits where that cannot be."""
    if (os.cpu_count() or 1) < 2 or not hasattr(os, "sched_setaffinity"):
        sys.exit("The bench needs Linux and two cores: one for the server, one for its clients.")
    os.sched_setaffinity(0, os.sched_getaffinity(0) - {CORE} or {CORE})


def stored_queries(database: Path, variants: int = VARIANTS) -> tuple[Query, ...]:
    """The queries on *database*, each with so many variables at most as it can be asked with."""
    films, people = count(database, "film"), count(database, "person")
    connection = SQLITE.connect(database)
    # One person in twenty has no role.
    numbers = random.Random(6).sample(range(people), min(people, 2 * variants))
    cast = [number for number in numbers if connection.execute(_PLAYS, (person_slug(number),)).fetchone()]
    connection.close()
    return queries(films, cast[:variants], min(films, variants))


def count(database: Path, table: str) -> int:
    """How many rows *table* has."""
    connection = SQLITE.connect(database)
    (found,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    connection.close()
    return int(found)


_PLAYS = "SELECT 1 FROM role WHERE person_id = (SELECT id FROM person WHERE slug = ?) LIMIT 1"


def requests(system: System, query: Query) -> list[bytes]:
    return [clients.request(system.path, body) for body in query.bodies(system.document(query.document))]


@dataclass(slots=True)
class Measured:
    """The best of the rounds."""

    cpu: float = float("inf")  # seconds of a request
    rate: float = 0.0  # requests a second
    waits: list[float] = field(default_factory=list)  # of the round with the best rate

    def wait(self, hundredth: int) -> float:
        return wait(self.waits, hundredth)


def wait(waits: Sequence[float], hundredth: int) -> float:
    """What so many hundredths of the *waits* do not exceed."""
    return quantiles(waits, n=100)[hundredth - 1] if len(waits) > 1 else waits[0]


def measure(server: Server, asked: Sequence[bytes], connections: int, seconds: float, found: Measured) -> None:
    """Asks for so long, after a fourth of that in which nobody counts; *found* becomes better, or stays."""
    clients.ask(server.port, asked, connections, seconds / 4)
    before = server.cpu()
    waits = clients.ask(server.port, asked, connections, seconds)
    found.cpu = min(found.cpu, (server.cpu() - before) / len(waits))
    if len(waits) / seconds > found.rate:
        found.rate, found.waits = len(waits) / seconds, waits


def check(database: Path, asked: Sequence[tuple[System, str, Sequence[bytes]]]) -> None:
    """Exits when two do not give the same answers to requests of the same name."""
    expected: dict[tuple[str, int], object] = {}
    for system in dict.fromkeys(system for system, *_ in asked):
        with serving(system, database) as server:
            for name, each in ((name, each) for whose, name, each in asked if whose is system):
                for number, answer in enumerate(clients.answers(server.port, each)):
                    read = orjson.loads(answer)
                    if expected.setdefault((name, number), read) != read:
                        sys.exit(f"{system.name} answers {name} in another way: {answer[:300].decode()}")


def surroundings(database: Path) -> str:
    """What was measured on."""
    names = ("strawberry-graphql", "uvicorn", "starlette", "sqlmodel")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{machine}, SQLite {SQLITE.sqlite_version}, {libraries}; {megabytes(database)} MB."


def megabytes(database: Path) -> str:
    return f"{database.stat().st_size / 1e6:,.0f}"
