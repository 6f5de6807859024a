"""A database to load into, and a folder to write records in."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from gql.database import Location, writing_engine
from gql.errors import LoadError
from gql.load import Report, load
from gql.tables import METADATA
from tests.places import Place, filled


@dataclass
class Library:
    """A database and a folder."""

    engine: Engine
    folder: Path

    def write(self, text: str, name: str = "film.toml") -> Path:
        """A file that holds *text*."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def load(self, text: str, name: str = "film.toml") -> Report:
        """What the load of a file with *text* did."""
        return load(self.engine, [self.write(text, name)])

    def warnings(self, text: str) -> list[str]:
        """The warnings of loading *text*, without the path."""
        (report,) = self.load(text).files
        return [warning.removeprefix(f"{report.path}: ") for warning in report.warnings]

    def faults(self, text: str, name: str = "film.toml") -> list[str]:
        """The faults of loading *text*, without the folder's path, and for film.toml without its name."""
        with pytest.raises(LoadError) as caught:
            self.load(text, name)
        return [fault.removeprefix(f"{self.folder}/").removeprefix("film.toml: ") for fault in caught.value.faults]

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """What *columns* of all rows of *table* hold, sorted."""
        chosen = [METADATA.tables[table].c[column] for column in columns]
        with self.engine.connect() as connection:
            return sorted((tuple(row) for row in connection.execute(select(*chosen))), key=repr)

    def export(self) -> str:
        """Every row of the database, as lines of JSON, by table and id."""
        lines = []
        with self.engine.connect() as connection:
            for name, table in sorted(METADATA.tables.items()):
                rows = connection.execute(select(table).order_by(table.c.id)).mappings()
                lines += [f"{name} {json.dumps(dict(row), ensure_ascii=False)}" for row in rows]
        return "\n".join(lines)


@contextlib.contextmanager
def opened(location: Location, folder: Path) -> Iterator[Library]:
    """A library in a new database there, whose records are written into *folder*."""
    engine = writing_engine(filled(location))
    records = folder / "records"
    records.mkdir()
    yield Library(engine, records)
    engine.dispose()


@pytest.fixture
def library(place: Place, tmp_path: Path) -> Iterator[Library]:
    """One in a file, and one in PostgreSQL."""
    with opened(place(), tmp_path) as library:
        yield library
