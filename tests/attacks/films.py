"""A database in which every film leads to all others."""

import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from gql import tables
from gql.database import SQLITE, SqliteFile
from tests.conftest import SEED
from tests.places import filled
from tests.rows import Row, put, row

FILMS, PEOPLE, ROLES = 1_500, 600, 40  # the last of each film
WORDS = ("night", "harbour", "glass", "long", "winter", "mercy", "paper", "silent", "river", "crown", "north", "last")


def world(path: Path) -> SqliteFile:
    """A database at *path*: the seed, and so many films of so few people that each leads to all others."""
    location = filled(SqliteFile(path), SEED)
    connection = SQLITE.connect(path)
    put(connection, _rows(random.Random(1895)))
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()
    return location


def _rows(rng: random.Random) -> Iterator[Row]:
    ids = count(1_000_000)

    def words(number: int) -> str:
        return " ".join(rng.choices(WORDS, k=number))

    for number in range(100):
        name = words(2)
        yield row(tables.Company, id=100_000 + number, slug=f"company-{number}", name=name.title(), name_key=name)
    for number in range(PEOPLE):
        name = words(2)
        yield row(tables.Person, id=200_000 + number, slug=f"person-{number}", name=name.title(), name_key=name)
    for number in range(1, FILMS + 1):
        title, year = words(3), 1950 + number % 70
        yield row(tables.Film, id=number, slug=f"film-{number}", title=title.title(), title_key=title, year=year,
                  released=f"{year}-0{number % 9 + 1}", runtime=60 + number % 100, summary=words(150))  # fmt: skip
        yield row(tables.Twist, id=300_000 + number, film_id=number, key="end", kind="FATE", level="MAJOR",
                  minute=50, revealed_as=words(10))  # fmt: skip
        name = words(2)
        yield row(tables.Character, id=400_000 + number, slug=f"character-{number}", name=name.title(), name_key=name,
                  full_name=words(3).title(), full_name_twist_id=300_000 + number, introduced_as=words(10))  # fmt: skip
    for number in range(1, FILMS + 1):
        for place in range(1, ROLES + 1):
            sealed = {"credited_as": words(2), "credited_as_twist_id": 300_000 + number} if place % 3 == 0 else {}
            yield row(tables.Role, id=next(ids), film_id=number, person_id=200_000 + rng.randrange(PEOPLE),
                      character_id=400_001 + rng.randrange(FILMS), billing=place, position=place, **sealed)  # fmt: skip
        for place in range(1, 6):
            yield row(tables.Review, id=next(ids), film_id=number, publication_id=100_000 + rng.randrange(100),
                      critic_id=200_000 + rng.randrange(PEOPLE), verdict="MIXED", quote=words(30),
                      written=f"2019-01-0{place}", text_twist_id=300_000 + number if place > 3 else None)  # fmt: skip
        for place in (1, 2):
            yield row(tables.FilmLabel, id=next(ids), film_id=number, kind="GENRE", position=place, text=words(1))
            yield row(tables.Figure, id=next(ids), film_id=number, metric="GROSS", territory="WORLD",
                      amount=number * 1_000 + place, currency="USD", derived=False)  # fmt: skip
            yield row(tables.Passage, id=next(ids), film_id=number, topic="PLOT", position=place, text=words(100))
