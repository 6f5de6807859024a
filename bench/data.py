"""A database of made-up films: of any size, and always the same for the same size.

Scale 1 is 10,000 films, 40,000 people, 120,000 roles, each of a character of its own, and 40,000 reviews; one role in
ten has a twist, which seals the character's full name. Ids are hashes of natural keys, as the loader makes them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gql import migrations
from gql.database import SQLITE, SqliteFile
from gql.tables.keys import row_id

FILMS, PEOPLE, ROLES, REVIEWS = 10_000, 40_000, 12, 4  # at scale 1; the last two of each film
PUBLICATIONS = 100
SEED = 1895

WORDS = (
    "amber harbour glass winter mercy paper silent river crown north last copper orchard signal velvet hollow"
    " meridian lantern salt quiet iron garden mirror station early summer distant border second thunder"
).split()
FIRST = "Ada Bela Carl Dora Emil Fay Gus Hana Ivo Jana Karl Lena Milo Nora Otto Pia Quin Rosa Sven Tess".split()
LAST = "Abel Berg Cole Dahl Endo Faro Gale Holm Ives Jung Katz Lund Mora Nash Okai Penn Quist Rhee Sato Tran".split()

Table = tuple[str, tuple[str, ...], list[tuple[object, ...]]]
"""A table's name, its columns, and its rows."""


def film_slug(number: int) -> str:
    return f"film-{number}"


def person_slug(number: int) -> str:
    return f"person-{number}"


def make(path: Path, scale: float, say: Callable[[str], None]) -> SqliteFile:
    """A new database at *path*. Raises FileExistsError when there is a file."""
    if path.exists():
        raise FileExistsError(f"There is a file at {path} already.")
    location = SqliteFile(path)
    migrations.migrate(location)
    connection = SQLITE.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute("BEGIN")
    for name, columns, rows in _tables(scale):
        say(f"{len(rows):>12,} {name}")
        # In the order of their ids, which are hashes: each page is then written once.
        rows.sort(key=lambda row: row[0])  # type: ignore[arg-type,return-value]
        slots = ", ".join("?" * len(columns))
        named = ", ".join(f'"{column}"' for column in columns)
        connection.executemany(f'INSERT INTO "{name}" ({named}) VALUES ({slots})', rows)
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return location


@dataclass(slots=True)
class _Maker:
    rng: random.Random

    def words(self, number: int) -> str:
        return " ".join(self.rng.choices(WORDS, k=number))

    def name(self) -> str:
        return f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}"


def _tables(scale: float) -> Iterator[Table]:
    films, people = round(FILMS * scale), round(PEOPLE * scale)
    maker = _Maker(random.Random(SEED))
    rng = maker.rng
    person_ids = [row_id("person", person_slug(number)) for number in range(people)]
    film_ids = [row_id("film", film_slug(number)) for number in range(films)]
    company_ids = [row_id("company", f"paper-{number}") for number in range(PUBLICATIONS)]
    yield _named("company", company_ids, "paper", [f"The {maker.words(2).title()}" for _ in company_ids])
    yield _named("person", person_ids, "person", [maker.name() for _ in person_ids])
    rows: list[tuple[object, ...]] = []
    for number, film_id in enumerate(film_ids):
        title, year = maker.words(3), 1930 + rng.randrange(95)
        released = f"{year}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        runtime = rng.randrange(70, 190)
        rows.append((film_id, film_slug(number), title.title(), title, released, year, runtime, maker.words(40)))
    yield "film", ("id", "slug", "title", "title_key", "released", "year", "runtime", "summary"), rows
    rows = [
        (row_id("film_label", film_id, "GENRE", text), film_id, "GENRE", place, text)
        for film_id in film_ids
        for place, text in enumerate(rng.sample(WORDS, 2), 1)
    ]
    yield "film_label", ("id", "film_id", "kind", "position", "text"), rows
    yield from _cast(maker, film_ids, person_ids)
    rows = []
    for film_id in film_ids:
        for critic_id, publication_id in zip(
            rng.sample(person_ids, REVIEWS), rng.sample(company_ids, REVIEWS), strict=True
        ):
            key = row_id("review", film_id, critic_id, publication_id, None)
            verdict = rng.choice(("POSITIVE", "MIXED", "NEGATIVE"))
            written = f"{rng.randrange(1990, 2025)}-{rng.randrange(1, 13):02}"
            rows.append((key, film_id, critic_id, publication_id, verdict, maker.words(20), written))
    yield "review", ("id", "film_id", "critic_id", "publication_id", "verdict", "quote", "written"), rows


def _named(table: str, ids: Iterable[int], prefix: str, names: Iterable[str]) -> Table:
    rows: list[tuple[object, ...]] = [
        (each, f"{prefix}-{number}", name, name.lower())
        for number, (each, name) in enumerate(zip(ids, names, strict=True))
    ]
    return table, ("id", "slug", "name", "name_key"), rows


def _cast(maker: _Maker, film_ids: list[int], person_ids: list[int]) -> Iterator[Table]:
    rng = maker.rng
    characters: list[tuple[object, ...]] = []
    roles: list[tuple[object, ...]] = []
    twists: list[tuple[object, ...]] = []
    abouts: list[tuple[object, ...]] = []
    for number, film_id in enumerate(film_ids):
        for billing, person_id in enumerate(rng.sample(person_ids, ROLES), 1):
            slug = f"{film_slug(number)}-{billing}"
            character_id = row_id("character", slug)
            name, twist_id, full_name = rng.choice(FIRST), None, None
            if rng.random() < 0.1:
                twist_id = row_id("twist", film_id, slug)
                full_name = f"{name} {rng.choice(LAST)}"
                minute = rng.randrange(20, 120)
                twists.append((twist_id, film_id, slug, "IDENTITY", "MAJOR", minute, maker.words(8)))
                abouts.append((row_id("twist_character", twist_id, character_id), twist_id, character_id, 1))
            introduced = maker.words(6)
            characters.append((character_id, slug, name, name.lower(), introduced, full_name, twist_id))
            role = row_id("role", film_id, person_id, character_id)
            roles.append((role, film_id, person_id, character_id, billing, billing))
    yield "twist", ("id", "film_id", "key", "kind", "level", "minute", "revealed_as"), twists
    columns = ("id", "slug", "name", "name_key", "introduced_as", "full_name", "full_name_twist_id")
    yield "character", columns, characters
    yield "twist_character", ("id", "twist_id", "character_id", "position"), abouts
    yield "role", ("id", "film_id", "person_id", "character_id", "billing", "position"), roles
