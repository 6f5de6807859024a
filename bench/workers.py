"""What a second worker brings: the same requests to a server of one worker and to one of two, on all cores."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.markdown import row, table
from bench.measuring import Measured, check, measure, requests, stored_queries
from bench.servers import System, gql, serving

NAMES = ("Q1", "Q3", "Q4")

WORKERS = (1, 2)

CORES = range(os.cpu_count() or 1)


def workers(database: Path, systems: Sequence[System], seconds: float, rounds: int) -> None:
    """The clients have the same cores: they take their part of both."""
    asked = [query for query in stored_queries(database) if query.name in NAMES]
    check(database, [(system, query.name, requests(system, query)) for system in systems for query in asked])
    keys = [(system, number) for system in systems for number in WORKERS]
    found = {(*key, query.name): Measured() for key in keys for query in asked}
    for _ in range(rounds):
        for system, number in keys:
            several = replace(system, command=gql("--workers", str(number)))
            with serving(several, database, cores=CORES) as server:
                for query in asked:
                    best = found[system, number, query.name]
                    measure(server, requests(system, query), query.connections, seconds, best)
    print(f"Requests a second on {len(CORES)} cores, clients among them; milliseconds of a processor for each:\n")
    table(NAMES)
    for system, number in keys:
        cells = [found[system, number, name] for name in NAMES]
        row([f"{system.name}, --workers {number}", *(f"{each.rate:,.0f}; {each.cpu * 1000:.3g}" for each in cells)])
    for system in systems:
        one, two = ([found[system, number, name].rate for name in NAMES] for number in WORKERS)
        row([f"{system.name}, two to one", *(f"{more / less:.2f}" for less, more in zip(one, two, strict=True))])
