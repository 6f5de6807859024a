"""Which database holds the facts: a location understood, and opened for writing. PostgreSQL's part is in `postgres`.

The whole process uses one SQLite library: two copies of it on one file break each other's POSIX locks.
"""

import os
import shlex
import sqlite3 as stdlib_sqlite
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import platformdirs
from sqlalchemy import URL, Engine, create_engine, event

from gql import postgres
from gql.errors import DatabaseError
from gql.postgres import PostgresDatabase

try:
    import pysqlite3
except ImportError:  # no wheel for this platform
    pysqlite3 = None

SQLITE: Final[ModuleType] = pysqlite3 or stdlib_sqlite
"""The SQLite library of this process. Its nesting limit is `dialects.sqlite(...)`'s to know."""

HEADER = b"SQLite format 3\x00"


def check_sqlite(version: tuple[int, ...]) -> None:
    """Refuses a SQLite that is too old, or answers nested EXISTS wrongly.

    See tests/test_assumptions.py::test_nested_exists.
    """
    if version < (3, 38):
        raise DatabaseError(
            f"SQLite {'.'.join(map(str, version))} is too old: it has no operator ->>.",
            "Use a Python with SQLite 3.38 or later, or one that pysqlite3 has a wheel for.",
        )
    if version in {(3, 51, 0), (3, 51, 1)}:
        raise DatabaseError(
            f"SQLite {'.'.join(map(str, version))} gives wrong answers to nested EXISTS.",
            "Install pysqlite3 0.6.1 or later (not pysqlite3-binary).",
        )


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite database by its path."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


Location = SqliteFile | PostgresDatabase
"""Where the facts are."""


def default_path() -> Path:
    """The file in the platform's data directory, for who names no other."""
    return Path(platformdirs.user_data_dir("twistgraph", appauthor=False)) / "twistgraph.db"


def locate(text: str) -> Location:
    """The location that *text* names: a path, a `sqlite:///` or `postgresql://` URL, or the default file.

    Raises DatabaseError for anything else; the message never repeats a password.
    """
    if not text:
        return SqliteFile(default_path())
    if "://" not in text:
        return SqliteFile(Path(text).expanduser())
    scheme = text.partition("://")[0]
    if scheme in postgres.SCHEMES:
        return postgres.parse(text)
    if scheme != "sqlite":
        raise DatabaseError(
            f"No database of kind '{scheme}' is known.",
            "Name a file, or a URL like sqlite:///films.db or postgresql://user@host/films.",
        )
    url = urlsplit(text)
    # sqlite:///relative.db and sqlite:////absolute.db, as SQLAlchemy writes them.
    path = unquote(url.path).removeprefix("/")
    if url.netloc or not path or url.query or url.fragment:
        raise DatabaseError(
            "A SQLite URL holds a path and nothing else.", "Write sqlite:///films.db or sqlite:////srv/films.db."
        )
    return SqliteFile(Path(path).expanduser())


def check_file(location: SqliteFile) -> None:
    """Raises DatabaseError unless *location* is a readable SQLite file."""
    path = location.path
    try:
        with path.open("rb") as file:
            header = file.read(len(HEADER))
    except FileNotFoundError:
        raise DatabaseError(
            f"There is no database at {path}.", f"Run: gql migrate --database {shlex.quote(str(path))}"
        ) from None
    except OSError as error:
        raise DatabaseError(f"The database {path} cannot be read: {error.strerror}.") from error
    if header != HEADER:
        raise DatabaseError(f"The file {path} is not a SQLite database.", "Name another one with --database.")


def reading_uri(location: SqliteFile) -> str:
    """The URI that opens *location* for reading alone, also where SQLite may put no file beside it."""
    path = location.path.absolute()
    # A reader of a WAL database makes a -shm file. Where it cannot, nobody else can write either.
    unchanging = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return f"{path.as_uri()}?{'immutable=1' if unchanging else 'mode=ro'}"


def writing_engine(location: Location) -> Engine:
    """An SQLAlchemy engine that may write: for migrations and loads, never for requests.

    The file's folder is made when missing; the file itself at the first connection. Foreign keys are enforced,
    readers work on during a write (WAL), and a writer waits up to 10 seconds for another.
    """
    if isinstance(location, PostgresDatabase):
        return postgres.writing_engine(location)
    check_sqlite(SQLITE.sqlite_version_info)
    path = location.path
    if path.exists() and path.stat().st_size:
        check_file(location)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writable = os.access(path if path.exists() else path.parent, os.W_OK) and os.access(path.parent, os.W_OK)
    except OSError as error:
        raise DatabaseError(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    if not writable:
        raise DatabaseError(f"The database {path} cannot be written.", "Name another one with --database.")
    url = URL.create("sqlite", database=str(path))  # a path may hold what a URL's text would have to escape
    engine = create_engine(url, module=SQLITE, connect_args={"timeout": 10, "isolation_level": None})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def reading_engine(location: Location) -> Engine:
    """An SQLAlchemy engine that only reads: for dumps, never for requests.

    A transaction sees one state of all, while writers work on.
    """
    if isinstance(location, PostgresDatabase):
        return postgres.reading_engine(location)
    check_sqlite(SQLITE.sqlite_version_info)
    check_file(location)
    engine = create_engine(
        URL.create("sqlite", database=str(location.path)),
        module=SQLITE,
        creator=lambda: SQLITE.connect(reading_uri(location), uri=True, timeout=10, isolation_level=None),
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _prepare(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
