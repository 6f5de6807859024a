"""The command: `python -m bench data` makes a database, the others measure on it and print tables in Markdown."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import Annotated

import typer

from bench import measuring
from bench.articles import articles as measure_articles
from bench.cold import cold as measure_cold
from bench.data import make
from bench.dump import make as make_dump
from bench.growth import growth as measure_growth
from bench.peers import peers
from bench.seal import seal as measure_seal
from bench.servers import OURS, SYSTEMS
from bench.start import start as measure_start
from bench.tail import tail as measure_tail
from bench.wikipedia import convert
from bench.workers import CORES
from bench.workers import workers as measure_workers

Seconds = Annotated[float, typer.Option(help="Of one measurement.")]
Rounds = Annotated[int, typer.Option(min=1, help="Of which the best counts.")]

Only = Annotated[str, typer.Option(help="Queries, as in Q1,Q6.")]

QUERIES = "Q1,Q2,Q3,Q4,Q5,Q6"

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


@program.command()
def dump(path: Path, films: Annotated[int, typer.Option(min=0)] = 10_000) -> None:
    """Makes a dump of a made-up wiki at PATH: .xml, .xml.bz2 or .xml.gz."""
    try:
        make_dump(path, films, print)
    except FileExistsError:
        sys.exit(f"There is a file at {path} already.")


@program.command()
def articles(path: Path) -> None:
    """How fast the articles in PATH are read, and in how much memory."""
    measure_articles(path)


@program.command()
def run(
    database: Path,
    only: Only = QUERIES,
    systems: Annotated[str, typer.Option(help="Parts of names, with commas between.")] = "",
    seconds: Seconds = 2,
    rounds: Rounds = 3,
) -> None:
    """What a request costs, beside the limits and Strawberry with DataLoaders."""
    measuring.leave_a_core()
    chosen = [system for system in SYSTEMS if any(part in system.name for part in systems.split(","))]
    peers(database, only.split(","), chosen, seconds, rounds)


@program.command()
def postgresql(database: Path, url: str, only: Only = QUERIES, seconds: Seconds = 2, rounds: Rounds = 3) -> None:
    """The same on PostgreSQL, with the seal and the tail: at URL, on this machine, with the facts of the file DATABASE;
    filled when it is empty."""
    from bench import postgres  # noqa: PLC0415 its drivers are an extra

    measuring.leave_a_core()
    postgres.fill(database, url)
    systems = postgres.systems(url)
    peers(database, only.split(","), list(systems), seconds, rounds)
    print("\n### Seal\n")
    measure_seal(database, seconds, rounds, systems)
    print("\n### Tail\n")
    measure_tail(database, seconds, rounds, systems)


@program.command()
def postgresql_growth(
    small: tuple[Path, str], large: tuple[Path, str], seconds: Seconds = 2, rounds: Rounds = 3
) -> None:
    """Growth on PostgreSQL: each a file and the URL that has its facts, of one server; filled when it is empty."""
    from bench import postgres  # noqa: PLC0415 its drivers are an extra

    measuring.leave_a_core()
    for database, url in (small, large):
        postgres.fill(database, url)
    pairs = postgres.systems(small[1]), postgres.systems(large[1])
    measure_growth(small[0], large[0], seconds, rounds, pairs)


@program.command()
def workers(
    database: Path,
    url: Annotated[str, typer.Argument(help="A PostgreSQL of this machine; without it the file alone.")] = "",
    seconds: Seconds = 2,
    rounds: Rounds = 3,
) -> None:
    """What a second worker brings."""
    systems = [OURS]
    if url:
        from bench import postgres  # noqa: PLC0415 its drivers are an extra

        postgres.fill(database, url)
        systems.append(postgres.systems(url, CORES)[1])
    measure_workers(database, systems, seconds, rounds)


@program.command()
def cold(
    documents: Annotated[int, typer.Option(min=1, help="Of each query, each asked once a round.")] = 100,
    rounds: Rounds = 3,
) -> None:
    """What an operation costs that is new, beside graphql-core's parsing and validating."""
    measure_cold(documents, rounds)


@program.command()
def seal(database: Path, seconds: Seconds = 2, rounds: Rounds = 3) -> None:
    """What the seal costs."""
    measuring.leave_a_core()
    measure_seal(database, seconds, rounds)


@program.command()
def tail(database: Path, seconds: Seconds = 2, rounds: Rounds = 3) -> None:
    """How long light queries wait beside heavy ones."""
    measuring.leave_a_core()
    measure_tail(database, seconds, rounds)


@program.command()
def start(database: Path, rounds: Rounds = 5) -> None:
    """How long a server takes to start."""
    measure_start(database, rounds)


@program.command()
def goals(database: Path, seconds: Seconds = 2, rounds: Rounds = 3) -> None:
    """All of these on one DATABASE, one after the other."""
    measuring.leave_a_core()
    print("### Beside the limits and a peer\n")
    peers(database, QUERIES.split(","), list(SYSTEMS), seconds, rounds)
    print("\n### Cold\n")
    measure_cold(100, rounds)
    print("\n### Seal\n")
    measure_seal(database, seconds, rounds)
    print("\n### Tail\n")
    measure_tail(database, seconds, rounds)
    print("\n### Start\n")
    measure_start(database, rounds)


@program.command()
def growth(small: Path, large: Path, seconds: Seconds = 2, rounds: Rounds = 3) -> None:
    """What requests cost on a LARGE database beside a SMALL one, far pages, and the server's memory."""
    measuring.leave_a_core()
    measure_growth(small, large, seconds, rounds)


if __name__ == "__main__":
    program()
