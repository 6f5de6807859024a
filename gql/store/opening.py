"""The store of a location, and the dialect that it is asked in."""

from gql.database import SQLITE, Location, SqliteFile
from gql.dialects import Dialect, Postgres, sqlite
from gql.settings import Settings
from gql.store import Store


def dialect_of(location: Location, settings: Settings) -> Dialect:
    if isinstance(location, SqliteFile):
        return sqlite(SQLITE.sqlite_version_info)
    return Postgres(settings.max_page)


def open_store(location: Location, settings: Settings) -> Store:
    """The store at *location*. Raises DatabaseError when it cannot be opened.

    Each is imported where it is needed: neither pays for the other's driver.
    """
    if isinstance(location, SqliteFile):
        from gql.store.sqlite import SqliteStore  # noqa: PLC0415

        return SqliteStore(location, settings)
    from gql.store.postgres import PostgresStore  # noqa: PLC0415

    return PostgresStore(location, settings)
