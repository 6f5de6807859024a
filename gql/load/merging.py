"""What a program found about films meets the films that are there. `union` says what becomes of the two."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from gql.load.draft import Row, derive_slug
from gql.load.dumping import read_records
from gql.load.matching import person_slug
from gql.load.records import FilmRecord
from gql.load.shape import RecordFaults
from gql.load.stored import TABLES, select_rows
from gql.load.union import Merged, merge
from gql.tables.keys import fold


def merge_into(connection: Connection, record: FilmRecord) -> tuple[FilmRecord, list[str]]:
    """The record to load in place of *record*, which a program has found, and what an editor should look at.

    It is the film that is there with *record* as one more source; or *record*, when there is none.
    Raises RecordFaults when the films of that name are others.
    """
    (merged,) = merge_all(connection, [record])
    if isinstance(merged, RecordFaults):
        raise merged
    return merged.record, [*merged.conflicts]


def merge_all(connection: Connection, records: Sequence[FilmRecord]) -> list[Merged | RecordFaults]:
    """What `merge_into` makes of each of *records*, which are about different films; for many it asks no more."""
    film = TABLES["film"].c
    rows = select_rows(connection, film.slug, {_slug(record) for record in records})
    rows |= select_rows(connection, film.title_key, {fold(record.title) for record in records})
    alike = [_alike(record, rows) for record in records]
    there = read_records(connection, {film_id: slug for slugs in alike for film_id, slug in slugs.items()})
    return [
        _merge(record, [there[film_id].record for film_id in slugs])
        for record, slugs in zip(records, alike, strict=True)
    ]


def _merge(record: FilmRecord, films: Sequence[FilmRecord]) -> Merged | RecordFaults:
    if not films:
        return Merged(record, [])
    same = [film for film in films if not _differ(film, record)]
    if len(same) != 1:
        slugs = ", ".join(sorted(str(film.slug) for film in films))
        which = "are several films" if same else "is another film, made by and with other people"
        return RecordFaults([f"slug: {slugs} {which}; give this one a slug of its own"])
    merged = merge(same[0], record)
    return Merged(merged.record, [f"{same[0].slug}: {conflict}" for conflict in merged.conflicts])


def _alike(record: FilmRecord, rows: Mapping[int, Row]) -> dict[int, str]:
    """The ids and the slugs of those films of *rows* that *record* may be about.

    It has the slug that *record* says; or else the slug that would be made, or the same title and year; or else the
    same title, and one of the two has no year.
    """
    slug, title, year = _slug(record), fold(record.title), _year(record)
    slugged = [row for row in rows.values() if row["slug"] == slug]
    titled = [row for row in rows.values() if row["title_key"] == title]
    if not (slugged and record.slug):
        slugged += [row for row in titled if row["year"] == year]
    same = slugged or [row for row in titled if None in (row["year"], year)]
    return {row["id"]: row["slug"] for row in same}


def _slug(record: FilmRecord) -> str:
    year = _year(record)
    return record.slug or derive_slug("film", record.title, *([] if year is None else [str(year)]))


def _year(record: FilmRecord) -> int | None:
    return None if record.released is None else int(record.released[:4])


def _differ(one: FilmRecord, other: FilmRecord) -> bool:
    """Whether they are known to be different films: by their ids, or because nobody worked on both."""
    for name in ("imdb_id", "wikidata_id"):
        ids = {getattr(one, name), getattr(other, name)} - {None}
        if len(ids) > 1:
            return True
    people = [
        {
            person_slug(person)
            for entries in (record.cast, record.credits)
            for person in (each.person for each in entries)
        }
        for record in (one, other)
    ]
    return all(people) and not people[0] & people[1]
