"""Which records the database was made of. One that would be made into the same rows again is left alone."""

import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pydantic
from sqlalchemy import Connection, select

from gql.load.shape import RecordFaults
from gql.load.stored import TABLES, chunks
from gql.tables.keys import digest, row_id

PACKAGE = Path(__file__).parents[1]


@cache
def maker() -> str:
    """A fingerprint of what makes rows of records: this program's part in it, the letters' tables, and pydantic.

    After an upgrade of any of them the first load makes all rows anew, and finds which of them differ.
    """
    files = [file for name in ("load", "tables") for file in sorted((PACKAGE / name).glob("*.py"))]
    sources = [file.read_text(encoding="utf-8") for file in files]
    return digest("\0".join([*sources, unicodedata.unidata_version, pydantic.VERSION]))


def checksum(fields: object) -> str:
    """The checksum of a record, as parsed: the same however the record is written down. Raises RecordFaults."""
    try:
        return digest(maker() + json.dumps(fields, sort_keys=True, default=repr, separators=(",", ":")))
    except RecursionError:
        raise RecordFaults(["is nested too deeply"]) from None


def unchanged(connection: Connection, checksums: Iterable[str]) -> dict[str, str]:
    """The slugs of the films that were made of records with one of these checksums, by checksum."""
    film = TABLES["film"].c
    return {
        found: slug
        for chunk in chunks(checksums)
        for found, slug in connection.execute(select(film.checksum, film.slug).where(film.checksum.in_(chunk)))
    }


class Seen:
    """The records that one file has held so far: about 120 bytes for each film, which is all that grows with a file."""

    def __init__(self) -> None:
        self._films: dict[int, int] = {}  # by id, half of the checksum and the line in one number

    def first(self, slug: str, line: int, check: str) -> tuple[int, bool]:
        """The line of the film's first record, which may be this one, and whether that is the same as this one."""
        this = int(check[:16], 16) << 32 | line
        first = self._films.setdefault(row_id("film", slug), this)
        return first & 0xFFFFFFFF, first >> 32 == this >> 32
