"""What the seal costs: beside the same SQL without one, and as the list of films seen grows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bench.markdown import row, table
from bench.measuring import Measured, check, count, measure, requests, stored_queries
from bench.queries import Query, seen_films
from bench.servers import LIMIT, OURS, Pair, System, serving

SEEN = (0, 10, 500)
"""How many films."""

TOLD = "told all"
"""Q2 without a seal in its SQL: every spoiler is allowed, and told."""

Measurements = dict[tuple[System, str], Measured]
"""By the system, and the label of what was asked."""


def seal(database: Path, seconds: float, rounds: int, systems: Pair = (LIMIT, OURS)) -> None:
    limit, ours = systems
    stored = {query.name: query for query in stored_queries(database)}
    asked: list[tuple[System, str, Query]] = []
    for name in ("Q3", "Q4"):
        # Neither is told anything sealed: both answer alike.
        allowed = stored[name].document.replace("{", "@viewer(allow: ALL) {", 1)
        asked += [(ours, f"{name} open", replace(stored[name], document=allowed)), (ours, name, stored[name])]
    films = count(database, "film")
    for number in SEEN:
        seen = seen_films(films, min(number, films))
        query = replace(stored["Q2"], variants=tuple(each | {"seen": seen} for each in stored["Q2"].variants))
        asked += [(ours, f"{number}", query if number else _without_viewer(query)), (limit, f"{number}", query)]
    told = _without_viewer(stored["Q2"])
    asked.append((ours, TOLD, replace(told, document=told.document.replace("{", "@viewer(allow: ALL) {", 1))))
    check(
        database,
        [
            (system, label.removesuffix(" open"), requests(system, query))
            for system, label, query in asked
            if label != TOLD  # nobody else answers it
        ],
    )
    found: Measurements = {(system, label): Measured() for system, label, _ in asked}
    for _ in range(rounds):
        for serves in (ours, limit):
            with serving(serves, database) as server:
                for system, label, query in asked:
                    if system is serves:
                        measure(server, requests(system, query), query.connections, seconds, found[system, label])
    report(found, limit, ours)


def _without_viewer(query: Query) -> Query:
    document = query.document.replace(", $seen: [Seen!]", "").replace("@viewer(seen: $seen) ", "")
    return replace(query, document=document, variants=tuple({"slug": each["slug"]} for each in query.variants))


def report(found: Measurements, limit: System, ours: System) -> None:
    def cpu(system: System, label: str) -> float:
        return found[system, label].cpu * 1000

    print("What nobody has sealed, in milliseconds of a processor for one request:\n")
    table(["Q3", "Q4"])
    pairs = [(cpu(ours, f"{name} open"), cpu(ours, name)) for name in ("Q3", "Q4")]
    row(["with every spoiler allowed: no seal in the SQL", *(f"{unsealed:.3g}" for unsealed, _ in pairs)])
    row(["**without a viewer**", *(f"{sealed:.3g} ({sealed / unsealed:.2f})" for unsealed, sealed in pairs)])
    print("\nQ2, and how many times that without a viewer:\n")
    table(["without a viewer", *(f"{number} films seen" for number in SEEN[1:])])
    for system in (limit, ours):
        costs = [cpu(system, f"{number}") for number in SEEN]
        row([system.name, *(f"{cost:.3g} ({cost / costs[0]:.2f})" for cost in costs)])
    row(["more than the limit", *(f"{cpu(ours, f'{number}') - cpu(limit, f'{number}'):.3f}" for number in SEEN)])
    told, ten = cpu(ours, TOLD), cpu(ours, f"{SEEN[1]}")
    print(f"\nWith every spoiler allowed Q2 is told all, and takes {told:.3g};", end=" ")
    print(f"with {SEEN[1]} films seen it takes {ten / told:.2f} times that.")
