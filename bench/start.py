"""How long a server takes from its command to the first answer, on a database that exists."""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import median

from bench import clients
from bench.markdown import row, table
from bench.measuring import requests, stored_queries
from bench.servers import LIMIT, LOADERS, OURS, serving


def start(database: Path, rounds: int) -> None:
    point = next(query for query in stored_queries(database, 1) if query.name == "Q1")
    print("Seconds from the command to the first answer to Q1, with all cores and no settings but the database:\n")
    table(["least", "median", "of a processor"])
    for system in (LIMIT, LOADERS, OURS):
        taken, cpu = [], []
        for _ in range(rounds):
            with serving(system, database, {}, range(os.cpu_count() or 1)) as server:
                since = time.monotonic()
                clients.answers(server.port, requests(system, point))
                taken.append(server.started + time.monotonic() - since)
                cpu.append(server.cpu())
        row([system.name, f"{min(taken):.2f}", f"{median(taken):.2f}", f"{min(cpu):.2f}"])
