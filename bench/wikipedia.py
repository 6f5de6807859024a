"""Real films: a list of Wikipedia's American films in, film records out, and what was left out on the way.

    {"title": "Heat", "year": 1995, "cast": ["Al Pacino", "("], "genres": ["Crime"], "article": "Heat_(1995_film)"}

One film a line. Such lists are dirty. What can be told of a film is kept: a line is left out only when it is no film.
"""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from gql.load.draft import derive_slug
from gql.load.shape import RecordFaults, check_shape
from gql.tables.keys import slugify

STYLE = re.compile(r"\.mw-parser-output[^{]*\{[^}]*\}")
"""A style sheet that a template left in a text."""


class Film(BaseModel):
    """A line."""

    model_config = ConfigDict(strict=True)

    title: str
    year: int
    cast: list[str] = []
    genres: list[str] = []
    article: str | None = None


@dataclass(slots=True)
class Converter:
    """Makes records of lines. *say* is told of each thing that is left out; *left_out* counts them by kind."""

    say: Callable[[str], None]
    left_out: Counter[str] = field(default_factory=Counter)
    films: int = 0
    _slugs: set[str] = field(default_factory=set)

    def records(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """A record, as JSON with its line feed, for each line that holds a film."""
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = self._record(number, Film.model_validate(orjson.loads(line)))
                check_shape(record)
            except orjson.JSONDecodeError as error:
                self._leave_out(number, "lines", f"is not JSON: {error}")
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                self._leave_out(number, "lines", f"{'.'.join(map(str, fault['loc'])) or 'the line'}: {fault['msg']}")
            except RecordFaults as error:
                self._leave_out(number, "lines", "; ".join(error.faults))
            else:
                self.films += 1
                self._slugs.add(record["slug"])
                yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)

    def _record(self, number: int, film: Film) -> dict[str, Any]:
        """The slug of a title and a year that stood before gets a number, from 2, in the order of the lines."""
        title = self._without_style(number, film.title)
        slug = first = derive_slug("film", title, str(film.year))
        if not slug:
            raise RecordFaults(["title: it has no letters, or too many"])
        count = 1
        while slug in self._slugs:
            count += 1
            slug = f"{first}-{count}"
        record: dict[str, Any] = {
            "slug": slug,
            "title": title,
            "released": str(film.year),
            "genres": list(self._genres(number, film.genres)),
            "cast": [{"person": name} for name in self._names(number, film.cast)],
        }
        if film.article:
            url = f"https://en.wikipedia.org/wiki/{quote(film.article)}"
            record["sources"] = {"article": {"title": film.article.replace("_", " "), "url": url}}
            record["cites"] = [{"source": "article"}]
        return record

    def _without_style(self, number: int, text: str) -> str:
        mended = " ".join(STYLE.sub("", text).split())
        if mended != " ".join(text.split()):
            self._leave_out(number, "style sheets", f"a style sheet in '{mended}'")
        return mended

    def _names(self, number: int, names: list[str]) -> Iterator[str]:
        """Those that have letters. Whoever is listed twice is left to the loader, which makes one role of the two."""
        for name in names:
            if slugify(name):
                yield name
            else:
                self._leave_out(number, "names", f"the actor '{name}', who has no letters")

    def _genres(self, number: int, genres: list[str]) -> Iterator[str]:
        for index, genre in enumerate(genres):
            if genre.strip() and genre not in genres[:index]:
                yield genre
            else:
                self._leave_out(number, "genres", f"the genre '{genre}', blank or stated before")

    def _leave_out(self, number: int, kind: str, what: str) -> None:
        self.left_out[kind] += 1
        self.say(f"line {number}: {what}")


def convert(source: Path, target: Path, say: Callable[[str], None]) -> None:
    """Writes the records of *source* (JSON lines, compressed) to *target* (likewise), all or none.

    Raises OSError and EOFError when one of the two cannot be read or written.
    """
    converter = Converter(say)
    draft = target.with_name(f".{target.name}.draft")
    try:
        # Without a name and a time in it, the same films are the same bytes.
        with gzip.open(source) as lines, draft.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as file:
            for record in converter.records(lines):
                file.write(record)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    left_out = ", ".join(f"{kind}: {count:,}" for kind, count in sorted(converter.left_out.items()))
    say(f"{source}: {converter.films:,} films. Left out: {left_out or 'nothing'}")
