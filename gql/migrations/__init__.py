"""The database's shape: it comes in of whatever age, and leaves with the tables that this twistgraph reads.

`versions/` holds the steps, numbered; nothing else changes a table. Serving only asks whether the version fits, which
costs one row and no Alembic. There is no configuration file: what Alembic needs to know is said here.
"""

import contextlib
import shlex
from typing import Final

from sqlalchemy.exc import DBAPIError

from gql import postgres
from gql.database import SQLITE, Location, SqliteFile, check_file, reading_uri, writing_engine
from gql.errors import DatabaseError

HEAD: Final = "0001"
"""The newest version. See tests/test_migrations.py::test_head_is_the_last_step."""


def check(location: Location) -> None:
    """Raises DatabaseError unless the database at *location* has exactly this twistgraph's version."""
    version = _version(location)
    _refuse_newer(location, version)
    if version != HEAD:
        age = "is of an older twistgraph" if version else "holds no facts"
        # A shown URL lacks its password.
        named = f" --database {shlex.quote(str(location))}" if isinstance(location, SqliteFile) else ""
        raise DatabaseError(f"The database {location} {age}.", f"Run: gql migrate{named}")


def migrate(location: Location) -> None:
    """Brings the database at *location* to this twistgraph's version; makes it when there is none.

    One transaction: all steps or none. A process that comes second waits, then finds nothing left to do.
    Raises DatabaseError for a newer database and for one that another program made.
    """
    # Alembic takes longer to import than the whole check.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if not isinstance(location, SqliteFile) or (location.path.exists() and location.path.stat().st_size):
        version = _version(location)
        _refuse_newer(location, version)
        if version == HEAD:
            return
    engine = writing_engine(location)
    config = Config()
    config.set_main_option("script_location", "gql:migrations")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise DatabaseError(f"The database {location} cannot be migrated: {_said(location, error)}.") from error
    finally:
        engine.dispose()


def _version(location: Location) -> str | None:
    """The version of the database at *location*, or None when it is empty. Raises DatabaseError when it is not ours."""
    if not isinstance(location, SqliteFile):
        return postgres.version(location)
    check_file(location)
    try:
        with contextlib.closing(SQLITE.connect(reading_uri(location), uri=True)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables:
                return None
            if "alembic_version" not in tables:
                raise DatabaseError(
                    f"The database {location} was made by another program.", "Name another one with --database."
                )
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else None
    except SQLITE.Error as error:
        raise DatabaseError(f"The database {location} cannot be read: {error}.") from error


def _said(location: Location, error: DBAPIError) -> str:
    cause = error.orig or error
    return str(cause) if isinstance(location, SqliteFile) else location.reason(cause)


def _refuse_newer(location: Location, version: str | None) -> None:
    if version is not None and version > HEAD:
        raise DatabaseError(
            f"The database {location} was made by a newer twistgraph (version {version}; this one reads {HEAD}).",
            "Upgrade twistgraph.",
        )
