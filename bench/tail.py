"""Whether one heavy query delays light ones: how long Q1 waits while others ask for Q6."""

from __future__ import annotations

from pathlib import Path

from bench import clients
from bench.markdown import row, table
from bench.measuring import check, requests, stored_queries, wait
from bench.servers import LIMIT, OURS, Pair, serving

LIGHT = (1, 8)
"""So many clients ask for Q1 at once."""

HEAVY = 4
"""So many for Q6."""


def tail(database: Path, seconds: float, rounds: int, systems: Pair = (LIMIT, OURS)) -> None:
    stored = {query.name: query for query in stored_queries(database)}
    check(database, [(each, name, requests(each, stored[name])) for each in systems for name in ("Q1", "Q6")])
    print(f"Milliseconds that the slowest hundredth of Q1 waits, quiet and while {HEAVY} clients ask for Q6:\n")
    table(["quiet", "beside Q6", "times", "Q1 a second then", "Q6 a second then"])
    for system in systems:
        light, heavy = requests(system, stored["Q1"]), requests(system, stored["Q6"])
        quiet: dict[int, list[float]] = {number: [] for number in LIGHT}
        beside: dict[int, list[tuple[float, float, float]]] = {number: [] for number in LIGHT}
        for _ in range(rounds):
            with serving(system, database) as server:
                for number in LIGHT:
                    clients.beside(server.port, (light, number), (heavy, HEAVY), seconds / 4)
                    quiet[number].append(wait(clients.ask(server.port, light, number, seconds), 99))
                    delayed, others = clients.beside(server.port, (light, number), (heavy, HEAVY), seconds)
                    beside[number].append((wait(delayed, 99), len(delayed) / seconds, len(others) / seconds))
        for number in LIGHT:
            before, (after, rate, others_rate) = min(quiet[number]), min(beside[number])
            waits = (f"{before * 1000:.3g}", f"{after * 1000:.3g}", f"{after / before:.1f}")
            row([f"{system.name}, Q1 from {number}", *waits, f"{rate:,.0f}", f"{others_rate:.0f}"])
