"""What a request costs, beside the limits and beside Strawberry with DataLoaders."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from bench.markdown import row, table
from bench.measuring import Measured, check, measure, requests, stored_queries, surroundings
from bench.queries import Query
from bench.servers import READY, System, serving

Found = dict[tuple[str, str], Measured]
"""By the names of the system and of the query."""


def peers(database: Path, names: list[str], systems: list[System], seconds: float, rounds: int) -> None:
    asked = [query for query in stored_queries(database) if query.name in names]
    check(database, [(system, query.name, requests(system, query)) for system in systems for query in asked])
    found: Found = {}
    for _ in range(rounds):
        with ExitStack() as stack:
            # Who is compared is asked one right after the other: a machine that others use has slow minutes.
            servers = [stack.enter_context(serving(system, database)) for system in systems]
            for query in asked:
                for system, server in zip(systems, servers, strict=True):
                    best = found.setdefault((system.name, query.name), Measured())
                    measure(server, requests(system, query), query.connections, seconds, best)
    report(database, asked, systems, found)


def report(database: Path, asked: list[Query], systems: list[System], found: Found) -> None:
    names = [query.name for query in asked]
    for query in asked:
        print(f"* {query.name}: {query.says}; {query.connections} connections")
    print(f"\n{surroundings(database)}\n")
    print("Milliseconds of a processor for one request, and how many times the limit that is:\n")
    table(names)
    for system in systems:
        cells = []
        for query in asked:
            one, limit = found[system.name, query.name], found.get((system.limit, query.name))
            is_compared = system is not READY and system.name != system.limit
            ratio = f" ({one.cpu / limit.cpu:.2f})" if limit and is_compared else ""
            cells.append(f"{one.cpu * 1000:.3g}{ratio}")
        row([system.name, *cells])
    print("\nRequests a second; the wait of the median and of the slowest hundredth in milliseconds:\n")
    table(names)
    for system in systems:
        cells = []
        for query in asked:
            one = found[system.name, query.name]
            cells.append(f"{one.rate:,.0f}; {one.wait(50) * 1000:.3g}; {one.wait(99) * 1000:.3g}")
        row([system.name, *cells])
