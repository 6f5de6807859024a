"""What the database holds now: a film's own rows, rows that films share, characters of other films. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy import Column, Connection, func, select

from gql.errors import SetupError
from gql.load.draft import Face, Row, Rows
from gql.tables import METADATA

TABLES: Final = METADATA.tables
PARENTS_FIRST: Final = METADATA.sorted_tables
"""The tables, each after those that it refers to."""

CHUNK = 500
"""Values looked up at a time: SQLite binds 32,766 at most, and prepares a statement anew for each number of them."""

LENGTHS = 5
"""Of a slug that is unknown, the closest is looked for among those that are so many letters longer or shorter."""


def select_rows(connection: Connection, column: Column[Any], values: Iterable[object]) -> dict[int, Row]:
    """The rows of *column*'s table that hold one of *values* in it, by id."""
    table = column.table
    names = table.c.keys()
    rows = (
        dict(zip(names, row, strict=True))
        for chunk in chunks(values)
        for row in connection.execute(select(table).where(column.in_(chunk)))
    )
    return {row["id"]: row for row in rows}


def find_films(connection: Connection, slugs: Iterable[str], hint: str = "") -> dict[int, str]:
    """The films with these slugs, by id. Raises SetupError with *hint* when one is not there."""
    wanted = list(dict.fromkeys(slugs))
    found = {row["slug"]: row_id for row_id, row in select_rows(connection, TABLES["film"].c.slug, wanted).items()}
    unknown = [_unknown(connection, slug) for slug in wanted if slug not in found]
    if unknown:
        raise SetupError("\n".join(unknown), hint)
    return {found[slug]: slug for slug in wanted}


def _unknown(connection: Connection, slug: str) -> str:
    """Says which slugs are like *slug*, of which there is no film."""
    there = TABLES["film"].c.slug
    alike = func.length(there).between(len(slug) - LENGTHS, len(slug) + LENGTHS)
    closest = get_close_matches(slug, connection.execute(select(there).where(alike)).scalars().all())
    listed = ", ".join(closest)
    return f"No film has the slug '{slug}'; {f'like it are: {listed}' if listed else 'none is like it'}."


def find_faces(connection: Connection, slugs: Collection[str]) -> dict[str, Face]:
    """Those of the characters with these slugs that exist, by slug."""
    rows = select_rows(connection, TABLES["character"].c.slug, slugs).values()
    return {row["slug"]: Face(row["slug"], row["name"], row["twist_id"]) for row in rows}


def film_rows(connection: Connection, slugs: Mapping[int, str]) -> dict[int, Rows]:
    """All rows that the records of these films have put there, their characters' included, by film.

    *slugs* are the films' own, by id. A film that is not there is left out.
    """
    films = select_rows(connection, TABLES["film"].c.id, slugs)
    held: dict[int, Rows] = {film_id: {"film": {film_id: row}} for film_id, row in films.items()}
    owners = {film_id: film_id for film_id in held}  # the film of each row
    if not held:
        return {}

    def keep(column: Column[Any], values: Iterable[object]) -> None:
        """Keeps the rows that hold one of *values*, ids of rows that are kept, in *column*."""
        for row_id, row in select_rows(connection, column, values).items():
            owner = owners[row_id] = owners[row[column.name]]
            held[owner].setdefault(column.table.name, {})[row_id] = row

    for table in PARENTS_FIRST:
        if "film_id" in table.c:
            keep(table.c.film_id, held)
    twists = [twist for rows in held.values() for twist in rows.get("twist", ())]
    for name in ("clue", "twist_character"):
        keep(TABLES[name].c.twist_id, twists)
    characters: list[int] = []
    for film_id, own in _own_characters(connection, held, slugs).items():
        held[film_id]["character"] = own
        owners |= dict.fromkeys(own, film_id)
        characters += own
    keep(TABLES["relation"].c.from_character_id, characters)
    keep(TABLES["passage"].c.character_id, characters)
    keep(TABLES["citation"].c.subject_id, list(owners))
    return held


def used_elsewhere(
    connection: Connection, films: Collection[int], own: Collection[int], characters: Iterable[int]
) -> dict[int, set[str]]:
    """Those of *characters* whom others than *films* use, with the slugs of who does: films, or related characters.

    *own* are all characters of *films*, whose relations to each other are their own affair.
    """
    role, twist, revealed, relation = (TABLES[name] for name in ("role", "twist", "twist_character", "relation"))
    film, character = TABLES["film"], TABLES["character"]
    uses: dict[int, set[str]] = {}
    for chunk in chunks(characters):
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
                if user not in films and user not in own:
                    uses.setdefault(used, set()).add(slug)
    return uses


def _own_characters(
    connection: Connection, held: Mapping[int, Rows], slugs: Mapping[int, str]
) -> dict[int, dict[int, Row]]:
    """The films' characters: in a film's roles or twists or related to one who is, with slugs that end with its own."""
    relation = TABLES["relation"].c
    found: dict[int, set[int]] = {  # by film, those who play a part
        film_id: {row["character_id"] for name in ("role", "twist_character") for row in rows.get(name, {}).values()}
        - {None}
        for film_id, rows in held.items()
    }
    leading = set().union(*found.values())
    if not leading:
        return {}
    related: defaultdict[int, set[int]] = defaultdict(set)
    for column in (relation.from_character_id, relation.to_character_id):
        for row in select_rows(connection, column, leading).values():
            start, end = row["from_character_id"], row["to_character_id"]
            related[start].add(end)
            related[end].add(start)
    for film_id, parts in found.items():
        found[film_id] = parts.union(*(related[part] for part in parts if part in related))
    rows = select_rows(connection, TABLES["character"].c.id, set().union(*found.values()))
    own = {
        film_id: {part: rows[part] for part in parts if rows[part]["slug"].endswith(f"-{slugs[film_id]}")}
        for film_id, parts in found.items()
    }
    # "ann-the-heat" ends with "heat" as well; it is a character of "the-heat" when there is such a film.
    longer = {
        (film_id, part): [end for end in endings(row["slug"]) if len(end) > len(slugs[film_id])]
        for film_id, kept in own.items()
        for part, row in kept.items()
    }
    films = select_rows(connection, TABLES["film"].c.slug, set().union(*longer.values()))
    others = {row["slug"] for row in films.values()}
    return {
        film_id: {part: row for part, row in kept.items() if others.isdisjoint(longer[film_id, part])}
        for film_id, kept in own.items()
    }


def endings(slug: str) -> list[str]:
    """What follows the hyphens of *slug*, a character's, the longest first: one of it is the slug of their film."""
    words = slug.split("-")
    return ["-".join(words[start:]) for start in range(1, len(words))]


def chunks(values: Iterable[object]) -> Iterator[list[object]]:
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
