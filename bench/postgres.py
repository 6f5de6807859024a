"""PostgreSQL: the facts of a file in a database, the limit's statements in its words, and what its processes take.

    uvicorn bench.postgres:by_hand     GQL_DATABASE_URL names the database

The database is on this machine, whose processes are then the bench's to move and to count.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Boolean
from starlette.types import Receive, Scope, Send

from bench import limits, servers
from bench.servers import CORE, Pair, System
from gql import migrations
from gql.database import SQLITE, locate
from gql.postgres import driver
from gql.tables import METADATA

CONNECTIONS = 10

SESSION = {"jit": "off", "max_parallel_workers_per_gather": "0"}

_pools: list[Any] = []


def _in_its_words(statement: str) -> str:
    """The limit's *statement* for SQLite as PostgreSQL says it."""
    quoted = re.sub(r"json_quote\(([^()]+)\)", r"coalesce(to_json(\1)::text, 'null')", statement)
    words = quoted.replace("group_concat(", "string_agg(").replace("instr(", "strpos(")
    return f"SELECT convert_to(t, 'UTF8') FROM ({words.replace('?', '$')}) AS answer (t)"


STATEMENTS = {name: _in_its_words(statement) for name, statement in limits.STATEMENTS.items()}


async def _as_it_is(_: object) -> None:
    """A connection that has answered needs no other statement before the next."""


async def by_hand(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        sizes = {"min_size": CONNECTIONS, "max_size": CONNECTIONS}
        url = os.environ["GQL_DATABASE_URL"]
        pool = driver("asyncpg").create_pool(url, **sizes, server_settings=SESSION, reset=_as_it_is)
        _pools.append(await pool)
        await send({"type": "lifespan.startup.complete"})
        return
    name, parameters = limits.asked(await limits.read(receive))
    await limits.write(send, await _pools[0].fetchval(STATEMENTS[name], *parameters))


def systems(url: str, cores: Iterable[int] = (CORE,)) -> Pair:
    """The limit and ourselves on the database at *url*, whose processes are moved to *cores*."""
    try:
        for process in processes(url):
            with contextlib.suppress(ProcessLookupError):  # it has ended
                os.sched_setaffinity(process, cores)
    except PermissionError:
        sys.exit("The bench moves PostgreSQL's processes to one core: run it as who runs them, or as root.")
    name, beside = "limit: the statement by hand, PostgreSQL", partial(cpu, url)
    limit = System(name, servers.uvicorn("bench.postgres:by_hand"), limit=name, url=url, beside=beside)
    return limit, replace(servers.OURS, name="**twistgraph on PostgreSQL**", limit=name, url=url, beside=beside)


def fill(database: Path, url: str) -> None:
    """Makes the database at *url* hold what the file *database* does, unless it holds films already."""
    migrations.migrate(locate(url))
    source = SQLITE.connect(database)
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT 1 FROM film LIMIT 1").fetchone():
            return
        for table in METADATA.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            flags = [number for number, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
            with connection.cursor().copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for row in source.execute(f'SELECT {columns} FROM "{table.name}"'):
                    copy.write_row([bool(value) if number in flags else value for number, value in enumerate(row)])
    source.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@cache
def postmaster(url: str) -> int:
    """The process that all others of the server at *url* were started by. Exits when it is not on this machine."""
    with psycopg.connect(url) as connection:
        (backend,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
        if stat := _stat(backend):
            return int(stat[1])
    sys.exit("The bench needs a PostgreSQL on this machine: its processes are counted.")


def processes(url: str) -> dict[int, list[str]]:
    """What proc(5) says of each process of the server at *url*, from its state on."""
    parent = postmaster(url)
    found = {int(path.name): _stat(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    return {number: stat for number, stat in found.items() if stat and parent in {number, int(stat[1])}}


def _stat(process: int) -> list[str]:
    """Empty when there is no such process any more."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(") ")[2].split()
    return []


def cpu(url: str) -> float:
    """Seconds of processor time that these have taken."""
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in processes(url).values())
    return ticks / os.sysconf("SC_CLK_TCK")
