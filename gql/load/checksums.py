"""Which records the database was made of. One that would be made into the same rows again is left alone."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pydantic
from sqlalchemy import Column, Connection, MetaData, String, Table, insert, select

from gql.load.shape import RecordFaults
from gql.load.stored import TABLES, chunks
from gql.tables.keys import digest

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
    """The films that one file has held so far. The database keeps them, because a file may hold any number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._table = Table(
            "seen",
            MetaData(),
            Column("slug", String, primary_key=True),
            Column("place", String),
            Column("checksum", String),
            prefixes=["TEMPORARY"],
        )
        self._table.create(connection)

    def find(self, slugs: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Place and checksum of the record of each of these films that was seen."""
        slug = self._table.c.slug
        return {
            found: (place, check)
            for chunk in chunks(slugs)
            for found, place, check in self._connection.execute(select(self._table).where(slug.in_(chunk)))
        }

    def add(self, films: Mapping[str, tuple[str, str]]) -> None:
        """Takes down place and checksum of the record of each of these films."""
        rows = [{"slug": slug, "place": place, "checksum": check} for slug, (place, check) in films.items()]
        if rows:
            self._connection.execute(insert(self._table), rows)

    def forget(self) -> None:
        self._table.drop(self._connection)
