"""What the database holds now: a film's own rows, rows that films share, characters of other films. Reads only."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Column, Connection, select

from gql.load.draft import Face, Row, Rows
from gql.tables import METADATA

TABLES: Final = METADATA.tables
PARENTS_FIRST: Final = METADATA.sorted_tables
"""The tables, each after those that it refers to."""

CHUNK = 500
"""Values looked up at a time: SQLite binds 32,766 at most, and prepares a statement anew for each number of them."""


def select_rows(connection: Connection, column: Column[Any], values: Iterable[object]) -> dict[int, Row]:
    """The rows of *column*'s table that hold one of *values* in it, by id."""
    table = column.table
    return {
        row["id"]: dict(row)
        for chunk in _chunks(values)
        for row in connection.execute(select(table).where(column.in_(chunk))).mappings()
    }


def find_faces(connection: Connection, slugs: Collection[str]) -> dict[str, Face]:
    """Those of the characters with these slugs that exist, by slug."""
    rows = select_rows(connection, TABLES["character"].c.slug, slugs).values()
    return {row["slug"]: Face(row["slug"], row["name"], row["twist_id"]) for row in rows}


def film_rows(connection: Connection, film_id: int, slug: str) -> Rows:
    """All rows that a record of the film has put there, its characters' included; empty for a new film."""
    rows: Rows = {"film": select_rows(connection, TABLES["film"].c.id, [film_id])}
    if not rows["film"]:
        return {}
    for table in PARENTS_FIRST:
        if "film_id" in table.c:
            rows[table.name] = select_rows(connection, table.c.film_id, [film_id])
    for name in ("clue", "twist_character"):
        rows[name] = select_rows(connection, TABLES[name].c.twist_id, rows["twist"])
    characters = rows["character"] = _own_characters(connection, rows, slug)
    rows["relation"] = select_rows(connection, TABLES["relation"].c.from_character_id, characters)
    rows["passage"] |= select_rows(connection, TABLES["passage"].c.character_id, characters)
    subjects = [row_id for table_rows in rows.values() for row_id in table_rows]
    rows["citation"] = select_rows(connection, TABLES["citation"].c.subject_id, subjects)
    return rows


def used_elsewhere(
    connection: Connection, film_id: int, own: Collection[int], characters: Iterable[int]
) -> dict[int, set[str]]:
    """Those of *characters* whom other films use, with the slugs of the films, or of their characters related to them.

    *own* are all characters of the film, whose relations to each other are its own affair.
    """
    role, twist, revealed, relation = (TABLES[name] for name in ("role", "twist", "twist_character", "relation"))
    film, character = TABLES["film"], TABLES["character"]
    uses: dict[int, set[str]] = {}
    for chunk in _chunks(characters):
        played = (
            select(role.c.character_id, film.c.id, film.c.slug)
            .join(film, film.c.id == role.c.film_id)
            .where(role.c.character_id.in_(chunk))
        )
        twisted = (
            select(revealed.c.character_id, film.c.id, film.c.slug)
            .join(twist, twist.c.id == revealed.c.twist_id)
            .join(film, film.c.id == twist.c.film_id)
            .where(revealed.c.character_id.in_(chunk))
        )
        related = (
            select(relation.c.to_character_id, character.c.id, character.c.slug)
            .join(character, character.c.id == relation.c.from_character_id)
            .where(relation.c.to_character_id.in_(chunk))
        )
        for statement in (played, twisted, related):
            for used, user, slug in connection.execute(statement):
                if user != film_id and user not in own:
                    uses.setdefault(used, set()).add(slug)
    return uses


def _own_characters(connection: Connection, rows: Rows, slug: str) -> dict[int, Row]:
    """The film's characters: in its roles or twists or related to one who is, with slugs that end with the film's."""
    character, relation = TABLES["character"], TABLES["relation"]
    leading = {row["character_id"] for name in ("role", "twist_character") for row in rows[name].values()} - {None}
    found = set(leading)
    for column in (relation.c.from_character_id, relation.c.to_character_id):
        for row in select_rows(connection, column, leading).values():
            found |= {row["from_character_id"], row["to_character_id"]}
    own = {
        row_id: row
        for row_id, row in select_rows(connection, character.c.id, found).items()
        if row["slug"].endswith(f"-{slug}")
    }
    # "ann-the-heat" ends with "heat" as well; it is a character of "the-heat" when there is such a film.
    endings = {row_id: _longer_endings(row["slug"], slug) for row_id, row in own.items()}
    films = select_rows(connection, TABLES["film"].c.slug, set().union(*endings.values()))
    others = {row["slug"] for row in films.values()}
    return {row_id: row for row_id, row in own.items() if others.isdisjoint(endings[row_id])}


def _longer_endings(slug: str, ending: str) -> set[str]:
    """Where else *slug*, a character's, could be divided: what follows its hyphens, and is longer than *ending*."""
    words = slug.removesuffix(f"-{ending}").split("-")
    return {"-".join([*words[start:], ending]) for start in range(1, len(words))}


def _chunks(values: Iterable[object]) -> Iterator[list[object]]:
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
