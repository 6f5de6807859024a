"""The SQLite store: read-only connections to one file: the event loop's own, and one for each of a few threads.

Short statements are run at once; a thread for each other one keeps the loop free while SQLite works. The file is
memory-mapped, and bytes are taken as they are: `text_factory = bytes` leaves out a decoding and an encoding of every
answer.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from gql.database import SQLITE, SqliteFile, check_file, check_sqlite, reading_uri
from gql.errors import DatabaseError, StoreTimeout, StoreUnavailable, TooComplex, Unavailable
from gql.line import Line, step_back
from gql.settings import Settings
from gql.store import Heavy, Parameters, Row
from gql.store.short import INTERRUPTED, Short
from gql.store.watch import Watch

UNPARSABLE = (
    "parser stack overflow",
    "Expression tree is too large",
    "query string is too large",
    "too many columns",
    "too many SQL variables",
    "variable number must be",
    "Recursion limit",
)
"""What SQLite says of a statement beyond its limits. See tests/test_assumptions.py::test_nesting."""

OPCODES = 20_000
"""How often a running statement is asked whether its time is over: every so many instructions, 0.6 ms or so. Each time
it needs the interpreter, and whoever else needs that waits."""

PATIENCE = 5.0
"""Seconds in which a thread waits for a lock at most, however long a statement may take."""

PRAGMAS = (
    "query_only = ON",
    "mmap_size = 1099511627776",  # all of any file that one machine serves: what is read from it is not copied
    "cache_size = -65536",  # KiB
    "temp_store = MEMORY",
    "trusted_schema = OFF",
)


class SqliteStore:
    """Raises DatabaseError when *location* cannot be opened for reading."""

    def __init__(self, location: SqliteFile, settings: Settings) -> None:
        check_sqlite(SQLITE.sqlite_version_info)
        check_file(location)
        self._location = location
        self._watch = Watch(location)
        self._timeout = settings.timeout
        self._patience = min(settings.timeout, PATIENCE)
        self._line = Line("sqlite", os.cpu_count() or 1, settings.max_waiting, settings.timeout, step_back)
        self._local = threading.local()
        self._open: list[Any] = []
        self._short = Short(self._connect_short, settings.cached_plans)
        self._short_number = 0
        try:
            _connect(location, self._patience).close()
        except SQLITE.Error as error:
            raise DatabaseError(f"The database {location} cannot be opened: {error}.") from error

    def at_once(self, text: str, parameters: Parameters) -> Row | None:
        if self._number() != self._short_number:
            self._short.close()
        rows = self._short.rows(text, parameters)
        return rows[0] if rows else None

    async def row(self, text: str, parameters: Parameters, _: Heavy | None = None) -> Row:
        rows, seconds = await self._run(text, parameters)
        self._short.took(text, seconds)
        row: Row = rows[0]
        return row

    async def plan(self, text: str, parameters: Parameters) -> list[str]:
        levels = {0: 0}
        steps = []
        rows, _ = await self._run(f"EXPLAIN QUERY PLAN {text}", parameters)
        for step, parent, _, said in rows:
            levels[step] = levels[parent] + 1
            steps.append("  " * levels[parent] + said.decode())
        return steps

    async def ready(self) -> None:
        self._number(at_once=True)
        await self._run('SELECT "version_num" FROM "alembic_version"', ())

    async def close(self) -> None:
        await self._line.close()
        self._short.close()
        for connection in self._open:
            connection.close()

    def _number(self, *, at_once: bool = False) -> int:
        """Which file is to be asked. Raises StoreUnavailable."""
        try:
            return self._watch.number(at_once=at_once)
        except DatabaseError as error:
            raise _unavailable() from error

    async def _run(self, text: str, parameters: Parameters) -> tuple[list[Any], float]:
        """What a thread is told, and the seconds that it took."""
        # The time in the line counts: whoever asks is answered within the limit, whatever the others ask.
        return await self._line.run(self._rows, text, parameters, time.monotonic() + self._timeout)

    def _rows(self, text: str, parameters: Parameters, deadline: float) -> tuple[list[Any], float]:
        since = time.monotonic()
        try:
            connection = self._connection()
            self._local.deadline = deadline
            rows: list[Any] = connection.execute(text, parameters).fetchall()
        except SQLITE.Error as error:
            raise self._fault(error) from error
        return rows, time.monotonic() - since

    def _connection(self) -> Any:
        """This thread's connection, opened when the thread first asks of this file."""
        connection = getattr(self._local, "connection", None)
        if connection and self._local.number != self._number():
            self._open.remove(connection)
            connection.close()
            connection = self._local.connection = None
        if connection is None:
            connection, self._local.number = self._connect(self._patience)
            connection.set_progress_handler(lambda: time.monotonic() > self._local.deadline, OPCODES)
            self._open.append(connection)
            self._local.connection = connection
        return connection

    def _connect(self, patience: float) -> tuple[Any, int]:
        """A connection and the number of its file. Nobody is told of an older one after that."""
        number = self._number(at_once=True)
        return _connect(self._location, patience), number

    def _connect_short(self) -> Any:
        # Who waits for a lock keeps nobody else waiting: not the event loop.
        connection, self._short_number = self._connect(patience=0)
        return connection

    def _fault(self, error: Exception) -> Unavailable | TooComplex:
        said = str(error)
        if said == INTERRUPTED:
            return self._too_late()
        if any(limit in said for limit in UNPARSABLE):
            return TooComplex("The operation nests more levels of rows than this database can parse; ask for fewer.")
        return _unavailable()

    def _too_late(self) -> StoreTimeout:
        return StoreTimeout(f"The operation took longer than {self._timeout:g} seconds.", "Ask for less at once.")


def _unavailable() -> StoreUnavailable:
    return StoreUnavailable("The database does not answer.", "Try again later.")


def _connect(location: SqliteFile, patience: float) -> Any:
    """A read-only connection, which waits for a lock with *patience*, in seconds.

    Raises the library's Error when the file cannot be read.
    """
    connection = SQLITE.connect(
        reading_uri(location),
        timeout=patience,
        uri=True,
        isolation_level=None,
        check_same_thread=False,  # used by one thread, closed by another
        cached_statements=256,
    )
    try:
        connection.text_factory = bytes
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection
