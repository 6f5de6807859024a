"""What a program found about a film meets the film that is there. `union` says what becomes of the two."""

from sqlalchemy import Connection, or_, select

from gql.load.draft import derive_slug
from gql.load.dumping import read_records
from gql.load.matching import person_slug
from gql.load.records import FilmRecord
from gql.load.shape import RecordFaults
from gql.load.stored import TABLES
from gql.load.union import merge
from gql.tables.keys import fold


def merge_into(connection: Connection, record: FilmRecord) -> tuple[FilmRecord, list[str]]:
    """The record to load in place of *record*, which a program has found, and what an editor should look at.

    It is the film that is there with *record* as one more source; or *record*, when there is none.
    Raises RecordFaults when the film of that name is another one.
    """
    slugs = find_films(connection, record)
    existing = {film_id: dumped.record for film_id, dumped in read_records(connection, slugs).items()} if slugs else {}
    same = [other for other in existing.values() if not _differ(other, record)]
    if not existing:
        return record, []
    if len(same) != 1:
        which = "are several films" if same else "is another film, made by and with other people"
        raise RecordFaults([f"slug: {', '.join(sorted(slugs.values()))} {which}; give this one a slug of its own"])
    merged = merge(same[0], record)
    return merged.record, [f"{same[0].slug}: {conflict}" for conflict in merged.conflicts]


def find_films(connection: Connection, record: FilmRecord) -> dict[int, str]:
    """The ids and the slugs of the films that *record* may be about.

    They have the same slug, or the same title and year; or else the same title, and one of the two has no year.
    """
    film = TABLES["film"].c
    year = None if record.released is None else int(record.released[:4])
    slug = record.slug or derive_slug("film", record.title, *([] if year is None else [str(year)]))
    alike = select(film.id, film.slug, film.year).where(or_(film.slug == slug, film.title_key == fold(record.title)))
    rows = connection.execute(alike).all()
    same = [row for row in rows if row.slug == slug or row.year == year]
    return {row.id: row.slug for row in same or [row for row in rows if None in (row.year, year)]}


def _differ(one: FilmRecord, other: FilmRecord) -> bool:
    """Whether they are known to be different films: by their ids, or because nobody worked on both."""
    for name in ("imdb_id", "wikidata_id"):
        ids = {getattr(one, name), getattr(other, name)} - {None}
        if len(ids) > 1:
            return True
    people = [
        {
            person_slug(person)
            for person in (*(each.person for each in record.cast), *(each.person for each in record.credits))
        }
        for record in (one, other)
    ]
    return all(people) and not people[0] & people[1]
