"""The command: `python -m bench data` makes a database, `python -m bench run` measures on it."""

from __future__ import annotations

import os
import platform
import sys
import zlib
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import orjson
import typer

from bench import clients
from bench.data import make
from bench.queries import Query, queries
from bench.servers import CORE, LIMIT, OURS, READY, SYSTEMS, Server, System, serving
from bench.wikipedia import convert
from gql.database import SQLITE

SETTINGS = {"GQL_MAX_PAGE": "1000"}

program = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)


@program.command()
def data(path: Path, scale: Annotated[float, typer.Option(help="1 is 10,000 films.")] = 1) -> None:
    """Makes a database of made-up films at PATH."""
    try:
        make(path, scale, lambda line: print(line, flush=True))
    except FileExistsError as error:
        sys.exit(str(error))


@program.command()
def wikipedia(source: Path, target: Path) -> None:
    """Makes film records (TARGET.jsonl.gz) of a list of Wikipedia's films (SOURCE.jsonl.gz)."""
    try:
        convert(source, target, lambda line: print(line, file=sys.stderr))
    except (OSError, EOFError, zlib.error) as error:
        sys.exit(f"{source} cannot be converted into {target}: {error}")


@dataclass(slots=True)
class Measured:
    """Of one system and one query: the best of the rounds."""

    cpu: float = float("inf")  # seconds of a request
    rate: float = 0.0  # requests a second
    waits: list[float] = field(default_factory=list)  # of the round with the best rate


@program.command()
def run(
    database: Path,
    only: Annotated[str, typer.Option(help="Queries, as in Q1,Q6.")] = "Q1,Q2,Q3,Q4,Q5,Q6",
    systems: Annotated[str, typer.Option(help="Parts of names, with commas between.")] = "",
    seconds: Annotated[float, typer.Option(help="Of one measurement.")] = 2,
    rounds: Annotated[int, typer.Option(help="Of which the best counts.")] = 3,
) -> None:
    """Measures all systems on the DATABASE, one at a time, and prints tables in Markdown."""
    if (os.cpu_count() or 1) < 2 or not hasattr(os, "sched_setaffinity"):
        sys.exit("The bench needs Linux and two cores: one for the server, one for its clients.")
    os.sched_setaffinity(0, os.sched_getaffinity(0) - {CORE})
    asked = [query for query in stored_queries(database) if query.name in only.split(",")]
    chosen = [system for system in SYSTEMS if any(part in system.name for part in systems.split(","))]
    check(database, asked, chosen)
    found: dict[tuple[str, str], Measured] = {}
    starts: dict[str, float] = {}
    for _ in range(rounds):
        for system in chosen:
            with serving(system, database, **SETTINGS) as server:
                starts[system.name] = min(starts.get(system.name, server.started), server.started)
                for query in asked:
                    measure(server, system, query, seconds, found.setdefault((system.name, query.name), Measured()))
    report(database, asked, chosen, found, starts)


def stored_queries(database: Path) -> tuple[Query, ...]:
    connection = SQLITE.connect(database)
    (films,) = connection.execute("SELECT count(*) FROM film").fetchone()
    slugs = connection.execute(
        "SELECT slug FROM person WHERE id IN (SELECT person_id FROM role) LIMIT 10000"
    ).fetchall()
    connection.close()
    return queries(films, [int(slug.removeprefix("person-")) for (slug,) in slugs])


def _requests(system: System, query: Query) -> list[bytes]:
    return [clients.request(system.path, body) for body in query.bodies(system.document(query.document))]


def check(database: Path, asked: list[Query], systems: list[System]) -> None:
    """Exits when two systems do not give the same answers."""
    expected: dict[tuple[str, int], object] = {}
    for system in systems:
        with serving(system, database, **SETTINGS) as server:
            for query in asked:
                for number, request in enumerate(_requests(system, query)):
                    answer = orjson.loads(clients.once(server.port, request))
                    if expected.setdefault((query.name, number), answer) != answer:
                        sys.exit(f"{system.name} answers {query.name} in another way: {str(answer)[:300]}")


def measure(server: Server, system: System, query: Query, seconds: float, found: Measured) -> None:
    requests = _requests(system, query)
    clients.ask(server.port, requests, query.connections, seconds / 4)
    before = server.cpu()
    waits = clients.ask(server.port, requests, query.connections, seconds)
    found.cpu = min(found.cpu, (server.cpu() - before) / len(waits))
    if len(waits) / seconds > found.rate:
        found.rate, found.waits = len(waits) / seconds, waits


def report(
    database: Path,
    asked: list[Query],
    systems: list[System],
    found: dict[tuple[str, str], Measured],
    starts: dict[str, float],
) -> None:
    names = [query.name for query in asked]
    for query in asked:
        print(f"* {query.name}: {query.says}; {query.connections} connections")
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("strawberry-graphql", "uvicorn", "starlette", "sqlmodel")
    )
    print(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, SQLite", end=" ")
    print(f"{SQLITE.sqlite_version}, {libraries}; {database.stat().st_size / 1e6:,.0f} MB.\n")
    print("Milliseconds of a processor for one request, and how many times the limit that is:\n")
    _table(["", *names])
    for system in systems:
        cells = []
        for query in asked:
            one, limit = found[system.name, query.name], found.get((LIMIT.name, query.name))
            ratio = f" ({one.cpu / limit.cpu:.2f})" if limit and system not in {LIMIT, READY} else ""
            cells.append(f"{one.cpu * 1000:.3g}{ratio}")
        _row([f"**{system.name}**" if system is OURS else system.name, *cells])
    print("\nRequests a second; the wait of the median and of the slowest hundredth in milliseconds:\n")
    _table(["", *names, "start, s"])
    for system in systems:
        cells = []
        for query in asked:
            one = found[system.name, query.name]
            parts = quantiles(one.waits, n=100) if len(one.waits) > 1 else [*one.waits * 99]
            cells.append(f"{one.rate:,.0f}; {parts[49] * 1000:.3g}; {parts[98] * 1000:.3g}")
        _row([system.name, *cells, f"{starts[system.name]:.2f}"])


def _table(headings: list[str]) -> None:
    _row(headings)
    _row(["---", *["---:"] * (len(headings) - 1)])


def _row(cells: list[str]) -> None:
    print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    program()
