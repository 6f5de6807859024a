"""Places for databases: new ones of either kind, for tests that must hold on both; and all that one of them holds."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from gql.database import Location, locate, writing_engine
from gql.load import load
from gql.migrations import migrate
from gql.tables import METADATA, VIEWS
from tests.postgres import Server

L = TypeVar("L", bound=Location)

Place = Callable[[], Location]
"""Names a database that does not exist, or is empty but for our tables."""


def in_folder(folder: Path) -> Place:
    """Files in *folder*."""
    numbers = iter(range(1_000_000))
    return lambda: locate(str(folder / f"{next(numbers)}.db"))


@contextlib.contextmanager
def on_server(server: Server, more: str = "") -> Iterator[Place]:
    """Databases of *server*, which are dropped at the end; *more* is put behind what creates the first."""
    template = server.create(more=more)
    made = [template]
    migrate(locate(template))

    def place() -> Location:
        made.append(server.create(template.rpartition("/")[2]))
        return locate(made[-1])

    yield place
    for url in reversed(made):
        server.drop(url)


def filled(location: L, *records: Path) -> L:
    """The database at *location*, made when it is not there, once it holds these record files."""
    migrate(location)
    engine = writing_engine(location)
    try:
        load(engine, records)
    finally:
        engine.dispose()
    return location


def copied(source: Location, target: L) -> L:
    """The database at *target*, once it holds what *source* does: in less time than it takes to load that."""
    migrate(target)
    engine = writing_engine(target)
    rows = held(source)
    try:
        with engine.begin() as connection:
            for table in METADATA.sorted_tables:
                if rows[table.name]:
                    connection.execute(table.insert(), rows[table.name])
    finally:
        engine.dispose()
    return target


def held(location: Location) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of all tables and views, by id; what is true in them is 1, as a file has it."""
    engine = writing_engine(location)
    tables = {**METADATA.tables, **VIEWS.tables}
    try:
        with engine.connect() as connection:
            return {
                name: [_plain(row) for row in connection.execute(table.select().order_by(table.c.id)).mappings()]
                for name, table in tables.items()
            }
    finally:
        engine.dispose()


def _plain(row: Any) -> Mapping[str, Any]:
    return {name: int(value) if isinstance(value, bool) else value for name, value in row.items()}
