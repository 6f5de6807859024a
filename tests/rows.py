"""A tiny world of rows, for tests that need a database and none of a film's story.

Two films. The first has a major twist at minute 60 and a minor one without a minute; the major one seals a character,
the full name of another, what ties the two, a role, and words of a review. The second film has a twist of its own.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from gql import tables
from gql.database import SQLITE, Location, SqliteFile, writing_engine

Row = tuple[type[SQLModel], Mapping[str, object]]

LIBRARIES = (SQLITE,) if SQLITE is sqlite3 else (SQLITE, sqlite3)
"""Every SQLite library at hand: the process's own first."""


def row(model: type[SQLModel], **values: object) -> Row:
    return model, values


def film(number: int, title: str, **values: object) -> Row:
    return row(tables.Film, id=number, slug=f"film-{number}", title=title, title_key=title.lower() or "-", **values)


def person(number: int, name: str) -> Row:
    return row(tables.Person, id=number, slug=f"person-{number}", name=name, name_key=name.lower())


def character(number: int, name: str, **values: object) -> Row:
    return row(tables.Character, id=number, slug=f"role-{number}", name=name, name_key=name.lower(), **values)


WORLD: tuple[Row, ...] = (
    film(1, "One", released="2018-12-14", year=2018, runtime=87),
    film(2, "Two"),
    person(3, "Ann"),
    person(4, "Bob"),
    row(tables.Twist, id=5, film_id=1, key="son", kind="KINSHIP", level="MAJOR", minute=60, revealed_as="His own son."),
    row(tables.Twist, id=6, film_id=1, key="end", kind="FATE", level="MINOR", revealed_as="There is a last act."),
    row(tables.Twist, id=7, film_id=2, key="spy", kind="IDENTITY", level="MAJOR", minute=5, revealed_as="A spy."),
    character(8, "Lucas", full_name="Lucas Long", full_name_twist_id=5),
    character(9, "Mac"),
    character(10, "Ghost", twist_id=5),
    row(tables.Role, id=11, film_id=1, person_id=3, character_id=8, billing=2, position=1),
    row(tables.Role, id=12, film_id=1, person_id=4, character_id=9, billing=1, position=2),
    row(tables.Role, id=13, film_id=1, person_id=4, character_id=10, position=3),
    row(tables.Role, id=14, film_id=2, person_id=4, position=1),
    row(tables.Role, id=15, film_id=1, person_id=3, position=3, twist_id=5),
    row(tables.TwistCharacter, id=16, twist_id=5, character_id=8, position=1),
    row(tables.TwistCharacter, id=17, twist_id=5, character_id=10, position=2),
    row(tables.Clue, id=18, twist_id=5, position=1, minute=20, text="A scar."),
    row(tables.Relation, id=19, from_character_id=8, to_character_id=9, kind="FAMILY", label="son of", twist_id=5),
    row(tables.Relation, id=20, from_character_id=9, to_character_id=8, kind="ADVERSARY", label="guards"),
    row(tables.Company, id=21, slug="paper", name="The Paper", name_key="the paper"),
    row(tables.Review, id=22, film_id=1, publication_id=21, verdict="MIXED", quote="Her ghost", text_twist_id=5),
    row(tables.Review, id=23, film_id=2, publication_id=21, quote="Long", written="2019"),
    row(tables.Figure, id=24, film_id=1, metric="GROSS", territory="WORLD", amount=5, currency="USD", derived=False),
    row(tables.Figure, id=25, film_id=1, metric="GROSS", territory="WORLD", amount=7, currency="USD", derived=True),
    row(tables.Score, id=26, film_id=1, aggregator_id=21, approval=0.1, average=7.35, scale=10, count=3),
    row(tables.FilmLabel, id=27, film_id=1, kind="GENRE", position=2, text="drama"),
    row(tables.FilmLabel, id=28, film_id=1, kind="GENRE", position=1, text="action"),
)


def database(path: Path, rows: Iterable[Row] = WORLD) -> SqliteFile:
    """A database at *path* that holds *rows*."""
    location = SqliteFile(path)
    engine = writing_engine(location)
    with engine.begin() as connection:
        for statement in _shape():
            connection.exec_driver_sql(statement)
    engine.dispose()
    insert(location, rows)
    return location


def insert(location: Location, rows: Iterable[Row]) -> None:
    """Puts *rows* into the tables that are there."""
    engine = writing_engine(location)
    with engine.begin() as connection:
        for model, values in rows:
            connection.execute(model.__table__.insert(), values)  # type: ignore[attr-defined]
    engine.dispose()


def in_memory(library: ModuleType = SQLITE, rows: Iterable[Row] = ()) -> Any:
    """A connection of *library* to a database in memory that holds *rows*. The caller closes it."""
    connection = library.connect(":memory:", isolation_level=None)
    for statement in _shape():
        connection.execute(statement)
    put(connection, rows)
    return connection


def put(connection: Any, rows: Iterable[Row]) -> None:
    for model, values in rows:
        columns = ", ".join(f'"{name}"' for name in values)
        slots = ", ".join("?" * len(values))
        connection.execute(f'INSERT INTO "{model.__tablename__}" ({columns}) VALUES ({slots})', tuple(values.values()))


def _shape() -> list[str]:
    """The statements that make our tables, indexes and views, as SQLite reads them."""
    found = list(tables.METADATA.sorted_tables)
    made: list[CreateTable | CreateIndex] = [CreateTable(table) for table in found]
    made += [CreateIndex(index) for table in found for index in sorted(table.indexes, key=str)]
    return [*(str(each.compile(dialect=sqlite.dialect())) for each in made), *tables.DEFINITIONS.values()]
