"""A database of made-up films: of any size, and always the same for the same size.

Scale 1 is 10,000 films, 40,000 people, 120,000 roles, each of a character of its own, and 40,000 reviews; one role in
ten has a twist, which seals the character's full name. Ids are hashes of natural keys, as the loader makes them.
"""

from __future__ import annotations

import itertools
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

TABLES = {
    "company": ("id", "slug", "name", "name_key"),
    "person": ("id", "slug", "name", "name_key"),
    "film": ("id", "slug", "title", "title_key", "released", "year", "runtime", "summary"),
    "film_label": ("id", "film_id", "kind", "position", "text"),
    "twist": ("id", "film_id", "key", "kind", "level", "minute", "revealed_as"),
    "character": ("id", "slug", "name", "name_key", "introduced_as", "full_name", "full_name_twist_id"),
    "twist_character": ("id", "twist_id", "character_id", "position"),
    "role": ("id", "film_id", "person_id", "character_id", "billing", "position"),
    "review": ("id", "film_id", "critic_id", "publication_id", "verdict", "quote", "written"),
}
"""The columns that are filled, of the tables that are."""

BATCH, SORTED = 50_000, 1_000_000
"""Rows that are in memory at once, as they come and while they are sorted."""

Row = tuple[str, tuple[object, ...]]
"""A table's name, and a row's values."""


def film_slug(number: int) -> str:
    return f"film-{number}"


def person_slug(number: int) -> str:
    return f"person-{number}"


def make(path: Path, scale: float, say: Callable[[str], None]) -> SqliteFile:
    """A new database at *path*. Raises FileExistsError when there is a file."""
    if path.exists():
        raise FileExistsError(f"There is a file at {path} already.")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".bench-") as folder:
        draft = SqliteFile(Path(folder) / "draft.db")
        migrations.migrate(draft)
        connection = SQLITE.connect(draft.path, isolation_level=None)
        connection.execute("ATTACH ? AS unsorted", (f"{folder}/unsorted.db",))
        for schema, megabytes in (("main", 500), ("unsorted", 10)):
            for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{megabytes}000"):
                connection.execute(f"PRAGMA {schema}.{pragma}")
        connection.execute("PRAGMA foreign_keys = OFF")
        _fill(connection, scale, say)
        connection.execute("PRAGMA main.journal_mode = WAL")
        connection.close()
        draft.path.rename(path)
    return SqliteFile(path)


def _fill(connection: Any, scale: float, say: Callable[[str], None]) -> None:
    """Rows as they come, then in the order of their ids, which are hashes: each page is then written once."""
    indexes = connection.execute(
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute("BEGIN")
    for name, columns in TABLES.items():
        connection.execute(f'CREATE TABLE unsorted."{name}" ({_quoted(columns)})')
    counts: Counter[str] = Counter()
    rows = _rows(scale)
    while batch := list(itertools.islice(rows, BATCH)):
        for name, columns in TABLES.items():
            of_table = [row for table, row in batch if table == name]
            counts[name] += len(of_table)
            slots = ", ".join("?" * len(columns))
            connection.executemany(f'INSERT INTO unsorted."{name}" VALUES ({slots})', of_table)
    for name, columns in TABLES.items():
        say(f"{counts[name]:>12,} {name}")
        # SQLite may have been built to sort in memory alone.
        parts = counts[name] // SORTED + 1
        for part in range(parts):
            connection.execute(
                f'INSERT INTO main."{name}" ({_quoted(columns)}) SELECT * FROM unsorted."{name}"'
                ' WHERE "id" >= ? AND "id" < ? ORDER BY "id"',
                (part * 2**63 // parts, min((part + 1) * 2**63 // parts, 2**63 - 1)),
            )
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


@dataclass(slots=True)
class _Maker:
    rng: random.Random

    def words(self, number: int) -> str:
        return " ".join(self.rng.choices(WORDS, k=number))

    def name(self) -> str:
        return f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}"


def _rows(scale: float) -> Iterator[Row]:
    films, people = round(FILMS * scale), round(PEOPLE * scale)
    maker = _Maker(random.Random(SEED))
    rng = maker.rng
    person_ids = [row_id("person", person_slug(number)) for number in range(people)]
    film_ids = [row_id("film", film_slug(number)) for number in range(films)]
    company_ids = [row_id("company", f"paper-{number}") for number in range(PUBLICATIONS)]
    for number, company_id in enumerate(company_ids):
        name = f"The {maker.words(2).title()}"
        yield "company", (company_id, f"paper-{number}", name, name.lower())
    for number, person_id in enumerate(person_ids):
        name = maker.name()
        yield "person", (person_id, person_slug(number), name, name.lower())
    for number, film_id in enumerate(film_ids):
        title, year = maker.words(3), 1930 + rng.randrange(95)
        released = f"{year}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        runtime = rng.randrange(70, 190)
        yield "film", (film_id, film_slug(number), title.title(), title, released, year, runtime, maker.words(40))
    for number, film_id in enumerate(film_ids):
        for place, text in enumerate(rng.sample(WORDS, 2), 1):
            key = row_id("film_label", film_slug(number), "GENRE", text)
            yield "film_label", (key, film_id, "GENRE", place, text)
    yield from _cast(maker, film_ids, person_ids)
    for number, film_id in enumerate(film_ids):
        for critic_id, publication_id in zip(
            rng.sample(person_ids, REVIEWS), rng.sample(company_ids, REVIEWS), strict=True
        ):
            key = row_id("review", film_slug(number), critic_id, publication_id, None)
            verdict = rng.choice(("POSITIVE", "MIXED", "NEGATIVE"))
            written = f"{rng.randrange(1990, 2025)}-{rng.randrange(1, 13):02}"
            yield "review", (key, film_id, critic_id, publication_id, verdict, maker.words(20), written)


def _cast(maker: _Maker, film_ids: list[int], person_ids: list[int]) -> Iterator[Row]:
    rng = maker.rng
    for number, film_id in enumerate(film_ids):
        for billing, person_id in enumerate(rng.sample(person_ids, ROLES), 1):
            slug = f"part-{billing}-{film_slug(number)}"
            character_id = row_id("character", slug)
            name, twist_id, full_name = rng.choice(FIRST), None, None
            if rng.random() < 0.1:
                twist_id = row_id("twist", film_slug(number), slug)
                full_name = f"{name} {rng.choice(LAST)}"
                minute = rng.randrange(20, 120)
                yield "twist", (twist_id, film_id, slug, "IDENTITY", "MAJOR", minute, maker.words(8))
                about = row_id("twist_character", twist_id, character_id)
                yield "twist_character", (about, twist_id, character_id, 1)
            introduced = maker.words(6)
            yield "character", (character_id, slug, name, name.lower(), introduced, full_name, twist_id)
            role = row_id("role", film_slug(number), person_id, character_id)
            yield "role", (role, film_id, person_id, character_id, billing, billing)
