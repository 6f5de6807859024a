"""The SQLite store: read-only connections to one file, one for each of a few threads.

A thread of its own for each statement keeps the event loop free while SQLite works. The file is memory-mapped, and
bytes are taken as they are: `text_factory = bytes` leaves out a decoding and an encoding of every answer.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from typing import Any

from gql.database import SQLITE, SqliteFile, check_file, check_sqlite, reading_uri
from gql.errors import DatabaseError, StoreTimeout, StoreUnavailable, TooComplex, Unavailable
from gql.line import Line
from gql.settings import Settings
from gql.store import Row

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

OPCODES = 4_000
"""How often a running statement is asked whether its time is over: every so many instructions, 0.1 ms or so."""

PRAGMAS = (
    "query_only = ON",
    "mmap_size = 1073741824",
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
        self._timeout = settings.timeout
        self._line = Line("sqlite", os.cpu_count() or 1, settings.max_waiting, settings.timeout)
        self._local = threading.local()
        self._open: list[Any] = []
        try:
            _connect(self._location).close()
        except SQLITE.Error as error:
            raise DatabaseError(f"The database {location} cannot be opened: {error}.") from error

    async def row(self, text: str, parameters: Sequence[str | int | None]) -> Row:
        rows = await self._run(text, parameters)
        found: Row = rows[0]
        return found

    async def plan(self, text: str, parameters: Sequence[str | int | None]) -> list[str]:
        levels = {0: 0}
        steps = []
        for step, parent, _, said in await self._run(f"EXPLAIN QUERY PLAN {text}", parameters):
            levels[step] = levels[parent] + 1
            steps.append("  " * levels[parent] + said.decode())
        return steps

    async def ready(self) -> None:
        await self._run('SELECT "version_num" FROM "alembic_version"', ())

    async def close(self) -> None:
        await self._line.close()
        for connection in self._open:
            connection.close()

    async def _run(self, text: str, parameters: Sequence[str | int | None]) -> list[Any]:
        # The time in the line counts: whoever asks is answered within the limit, whatever the others ask.
        return await self._line.run(self._rows, text, parameters, time.monotonic() + self._timeout)

    def _rows(self, text: str, parameters: Sequence[str | int | None], deadline: float) -> list[Any]:
        try:
            connection = self._connection()
            self._local.deadline = deadline
            rows: list[Any] = connection.execute(text, parameters).fetchall()
        except SQLITE.Error as error:
            raise self._fault(error) from error
        return rows

    def _connection(self) -> Any:
        """This thread's connection, opened when the thread first asks."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = _connect(self._location)
            connection.set_progress_handler(lambda: time.monotonic() > self._local.deadline, OPCODES)
            self._open.append(connection)
        return connection

    def _fault(self, error: Exception) -> Unavailable | TooComplex:
        said = str(error)
        if said == "interrupted":
            return self._too_late()
        if any(limit in said for limit in UNPARSABLE):
            return TooComplex("The operation nests more levels of rows than this database can parse; ask for fewer.")
        return StoreUnavailable("The database does not answer.", "Try again later.")

    def _too_late(self) -> StoreTimeout:
        return StoreTimeout(f"The operation took longer than {self._timeout:g} seconds.", "Ask for less at once.")


def _connect(location: SqliteFile) -> Any:
    """A read-only connection. Raises the library's Error when the file cannot be read."""
    connection = SQLITE.connect(
        reading_uri(location),
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
