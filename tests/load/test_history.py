"""What the database holds is what the records say now, whatever they said before."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from gql.database import SqliteFile, writing_engine
from gql.errors import LoadError
from gql.load import load
from gql.tables import METADATA
from tests.load.conftest import Library

TITLES = ("One", "Two", "The One")
SHARED = ("company ", "person ", "source ")


class Author:
    """Writes random records of three films whose characters meet."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def some(self, chance: float, *values: str) -> list[str]:
        return [value for value in values if self.random.random() < chance]

    def maybe(self, chance: float, key: str, values: Sequence[str]) -> dict[str, str]:
        return {key: self.random.choice(values)} if values and self.random.random() < chance else {}

    def record(self, title: str) -> dict[str, Any]:
        """A record that is mostly right, and sometimes clashes with itself or with another film."""
        twists = self.some(0.6, "t", "u")
        own = self.some(0.7, "ann", "bob", "cyd")
        others = [f"{key}-{film.lower().replace(' ', '-')}" for film in TITLES if film != title for key in own]
        people = [*own, *self.some(0.15, *others)]

        def cites() -> list[dict[str, str]]:
            entry = {"source": "s", **self.maybe(1, "quote", "pqr"), **self.maybe(0.3, "twist", twists)}
            return [entry] if self.random.random() < 0.5 else []

        def entry(**fields: str) -> dict[str, Any]:
            return {**fields, **self.maybe(0.2, "twist", twists), "cites": cites()}

        return {
            "title": title,
            "sources": {"s": {"title": "S"}},
            "twists": [
                {
                    "key": key,
                    "kind": "OTHER",
                    "revealed_as": "R",
                    "characters": self.some(0.3, *people),
                    "cites": cites(),
                }
                for key in twists
            ],
            "characters": [
                {**entry(key=key, name=key), "passages": [entry(text=self.random.choice("xyz"))]} for key in own
            ],
            "cast": [entry(person=self.random.choice("PQR"), character=key) for key in people],
            "relations": [
                {**entry(kind="OTHER", label=self.random.choice("kl")), "from": key, "to": self.random.choice(people)}
                for key in self.some(0.4, *own)
            ],
            "passages": [entry(topic="PLOT", text=self.random.choice("xy"))],
        }


def own_rows(library: Library) -> list[str]:
    """All rows but those that films share, which stay when the films go."""
    return [line for line in library.export().splitlines() if not line.startswith(SHARED)]


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Library]:
    """Another database, empty."""
    engine: Engine = writing_engine(SqliteFile(tmp_path / "second.db"))
    METADATA.create_all(engine)
    yield Library(engine, tmp_path)
    engine.dispose()


@pytest.mark.parametrize("seed", range(20))
def test_records_alone_decide(library: Library, second: Library, seed: int) -> None:
    """After any history of loads, refused ones among them, the rows are those of the last good records alone."""
    author = Author(seed)
    last: dict[str, str] = {}
    for _ in range(10):
        title = author.random.choice(TITLES)
        text = json.dumps(author.record(title))
        before = library.export()
        try:
            library.load(text, "film.jsonl")
        except LoadError:
            assert library.export() == before
        else:
            last[title] = text
    assert last
    # Films that refer to each other's characters load in some order.
    for _ in TITLES:
        for text in last.values():
            path = second.write(text, "film.jsonl")
            try:
                load(second.engine, [path])
            except LoadError:
                continue
    # Only a history can make films that refer to each other in a circle; none of these seeds does.
    assert len(second.rows("film", "id")) == len(last)
    assert own_rows(second) == own_rows(library)
