"""A PostgreSQL database by its URL: understood, shown without its password, and opened for writing.

Writing and whatever is done once at start goes through psycopg, which is libpq: what its URLs, its environment
variables and its ~/.pgpass say. Requests are answered through asyncpg (see `store.postgres`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode

from sqlalchemy import URL, Engine, create_engine, event

from gql.errors import DatabaseError

if TYPE_CHECKING:
    import psycopg

SCHEMES = {"postgresql", "postgres"}

OLDEST = 15
"""The oldest PostgreSQL that the tests run on."""

WRITERS = 7_201_898_464
"""The advisory lock that every writing transaction holds: one writes at a time, as on SQLite."""

PATIENCE = "10s"
"""How long a writer waits for another, as long as on SQLite."""

OPTIONS = {
    "application_name", "connect_timeout", "options", "passfile", "sslcert", "sslcrl", "sslkey", "sslmode",
    "sslnegotiation", "sslpassword", "sslrootcert", "target_session_attrs",
}  # fmt: skip
"""What a URL may say behind its question mark: what both drivers know."""

REACHED = "See that the server runs, and that the URL names its address, the database, and a user who may read it."
CERTIFICATE = "See that sslrootcert is the file of who signed the server's certificate, and that it is for this host."

TARGET = "target_session_attrs"

_SERVERS = {
    # A session that may not write looks to asyncpg as if its server did not let it.
    "read-write": ("primary",),
    "read-only": ("standby",),
    "prefer-standby": ("standby", "any"),
}
"""What a server is looked for as, to be asked; one after the other."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]/?#@,]*)(:[0-9]{1,5})?")

_INSERT = re.compile(r'INSERT INTO ("?\w+"?) \(([\w", ]+)\) VALUES \((?:%\(\w+\)s(?:::\w+)?(?:, )?)+\)')
"""What SQLAlchemy writes for rows with values and nothing else."""

_FORM = "Write postgresql://user:password@host:5432/database, and in the password %40 for @, %2F for /, %3A for :."


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """*url*: as it was given, its password included. *hosts*: with their ports; None is what the environment says.

    *options*: what stands behind its question mark.
    """

    url: str = field(repr=False)
    shown: str
    hosts: tuple[tuple[str | None, int | None], ...] = field(repr=False)
    password: str = field(repr=False)
    options: Mapping[str, str] = field(repr=False)

    def __str__(self) -> str:
        return self.shown

    def reason(self, error: BaseException) -> str:
        """What *error* says, in one line and without the password."""
        said = " ".join(str(error).split()) or type(error).__name__
        for secret in {self.password, self.options.get("sslpassword", "")} - {""}:
            said = said.replace(secret, "***")
        return said.removesuffix(".")


def parse(url: str) -> PostgresDatabase:
    """The database that *url* names: `postgresql://user:password@host:port,host:port/name?option=value`.

    Raises DatabaseError for one that is not well formed. What it says never repeats a part that may be of a password.
    """
    _, _, rest = url.partition("://")
    before, mark, query = rest.partition("?")
    authority, _, name = before.partition("/")
    who, at, hosts = authority.rpartition("@")
    user, _, password = who.partition(":")
    # A password whose @, /, ? or # was left as it is ends up anywhere.
    if any(sign in part for part, sign in ((who, "@"), (name, "@"), (name, "/"), (query, "@"), (url, "#"))):
        raise DatabaseError("The PostgreSQL URL is not well formed.", _FORM)
    addresses = []
    for host in hosts.split(","):
        found = _HOST.fullmatch(host)
        port = int(found[2][1:]) if found and found[2] else None
        if not found or port == 0 or (port or 0) >= 2**16:
            raise DatabaseError("The PostgreSQL URL names no host and port.", _FORM)
        addresses.append((unquote(found[1].strip("[]")) or None, port))
    try:
        options = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(mark), errors="strict"))
    except ValueError:
        raise DatabaseError("The PostgreSQL URL's options are not written option=value.", _FORM) from None
    unknown = sorted(options.keys() - OPTIONS)
    if unknown:
        raise DatabaseError(
            f"A PostgreSQL URL has no option '{unknown[0]}'.", f"Known are: {', '.join(sorted(OPTIONS))}."
        )
    seconds = options.get("connect_timeout", "0")
    if not (seconds.isascii() and seconds.isdigit()):
        raise DatabaseError("The PostgreSQL URL's connect_timeout is no number of seconds.")
    if options.get("sslrootcert") == "system":  # which asyncpg takes for a file
        raise DatabaseError(
            "The PostgreSQL URL's sslrootcert must be a file.",
            "Name that of the system's certificates, such as /etc/ssl/certs/ca-certificates.crt.",
        )
    shown = f"postgresql://{user}{at}{hosts}/{name}"
    return PostgresDatabase(url, shown, tuple(addresses), unquote(password), options)


def asyncpg_url(location: PostgresDatabase) -> str:
    """The URL for asyncpg, which takes an option that it does not know for a setting of the server."""
    options = {name: value for name, value in location.options.items() if name not in {"connect_timeout", TARGET}}
    return location.url.partition("?")[0] + (f"?{urlencode(options)}" if options else "")


def servers(location: PostgresDatabase) -> list[tuple[str | None, int | None, str | None]]:
    """Host, port and kind of each server to be tried, in their order."""
    wanted = location.options.get(TARGET)
    kinds = _SERVERS.get(wanted, (wanted,)) if wanted else (None,)
    return [(*address, kind) for kind in kinds for address in location.hosts]


def driver(name: str) -> Any:
    """The driver of this name. Raises DatabaseError when it is not installed."""
    try:
        return __import__(name)
    except ImportError:
        raise DatabaseError(
            f"PostgreSQL needs {name}, which is not installed.", "Run: pip install 'twistgraph[postgres]'"
        ) from None


@contextmanager
def connected(location: PostgresDatabase, **more: Any) -> Iterator["psycopg.Connection[Any]"]:
    """A connection for a few questions at start. Raises DatabaseError when there is none, or when one fails."""
    psycopg = driver("psycopg")
    try:
        with _connect(location, **more) as connection:
            yield connection
    except psycopg.Error as error:
        raise DatabaseError(
            f"The database {location} cannot be read: {location.reason(error)}.",
            CERTIFICATE if "certificate" in str(error) else REACHED,
        ) from None


def writing_engine(location: PostgresDatabase) -> Engine:
    """An SQLAlchemy engine that may write: for migrations and loads, never for requests.

    A writer waits for another with PATIENCE.
    """
    driver("psycopg")
    several = {TARGET: "read-write"} if len(location.hosts) > 1 else {}

    def connect() -> Any:
        with_default = {name: value for name, value in several.items() if name not in location.options}
        return _connect(location, **with_default)

    # The URL is for messages; `connect` has the other one.
    engine = create_engine(URL.create("postgresql+psycopg", database=str(location)), creator=connect)

    @event.listens_for(engine, "begin")
    def _wait(connection: Any) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")

    event.listen(engine, "do_executemany", _copy)
    return engine


def _copy(cursor: Any, statement: str, rows: Sequence[Mapping[str, object]], _context: object) -> bool:
    """Copies the *rows* that *statement* inserts, where it does nothing else: in a tenth of the time.

    SQLAlchemy is told whether it is done, and tells of failures as it does of others.
    """
    inserting = _INSERT.fullmatch(statement)
    if not inserting:
        return False
    names = [name.strip('"') for name in inserting[2].split(", ")]
    with cursor.copy(f"COPY {inserting[1]} ({inserting[2]}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
    return True


def reading_engine(location: PostgresDatabase) -> Engine:
    """An SQLAlchemy engine that only reads: for dumps, never for requests. A transaction sees one state of all."""
    driver("psycopg")
    return create_engine(
        URL.create("postgresql+psycopg", database=str(location)),
        creator=lambda: _connect(location),
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    )


def _connect(location: PostgresDatabase, **more: Any) -> "psycopg.Connection[Any]":
    defaults = {"connect_timeout": 10, "application_name": "twistgraph"}
    more |= {name: value for name, value in defaults.items() if name not in location.options}
    # Prepared statements would outlive a transaction, behind which PgBouncer may choose another server.
    connection: psycopg.Connection[Any] = driver("psycopg").connect(location.url, prepare_threshold=None, **more)
    return connection


def version(location: PostgresDatabase) -> str | None:
    """The version of our tables there, or None when there are none of anybody's.

    Raises DatabaseError when it is not ours, or of a server that is too old, or holds other text than UTF-8.
    """
    with connected(location) as connection:
        major = connection.info.server_version // 10_000
        if major < OLDEST:
            raise DatabaseError(f"{location} is served by PostgreSQL {major}.", f"Use {OLDEST} or later.")
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise DatabaseError(
                f"The database {location} holds text as {encoding}.", "Make one with: createdb --encoding=UTF8"
            )
        names = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
        tables = {name for (name,) in connection.execute(names)}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise DatabaseError(f"The database {location} was made by another program.", "Name another one.")
        row = connection.execute('SELECT "version_num" FROM "alembic_version"').fetchone()
        return str(row[0]) if row else None
