"""Films out of the database, as the records that would put them there again. Some hundred are in memory at a time.

Films come in the order of their slugs, but for one whose characters another film uses: it comes before that film, so
that the records can be loaded one after the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, select

from gql.load.draft import Row, Rows
from gql.load.records import FilmRecord
from gql.load.restored import Shared, other_characters, restore
from gql.load.stored import TABLES, endings, film_rows, select_rows

BATCH = 200
"""Films that are read together."""


@dataclass(frozen=True, slots=True)
class Dumped:
    """A film's record, and the ids of those films whose characters it uses."""

    record: FilmRecord
    needs: Collection[int]


def read_records(connection: Connection, slugs: Mapping[int, str]) -> dict[int, Dumped]:
    """The records of these films, which are there, by id."""
    held = film_rows(connection, slugs)
    strangers = {film_id: other_characters(rows) for film_id, rows in held.items()}
    characters = select_rows(connection, TABLES["character"].c.id, set().union(*strangers.values()))
    owners = _owners(connection, characters)
    shared = _shared(connection, held.values(), characters)
    return {
        film_id: Dumped(restore(held[film_id], shared), {owners[each] for each in strangers[film_id] if each in owners})
        for film_id in slugs
    }


def all_records(connection: Connection) -> Iterator[FilmRecord]:
    """The records of all films."""
    film = TABLES["film"].c
    dump = _Dump(connection, None)
    last = ""
    while page := connection.execute(
        select(film.id, film.slug).where(film.slug > last).order_by(film.slug).limit(BATCH)
    ).all():
        last = page[-1].slug
        yield from dump.records({row.id: row.slug for row in page})


def some_records(connection: Connection, slugs: Mapping[int, str]) -> Iterator[FilmRecord]:
    """The records of these films, which are there."""
    dump = _Dump(connection, slugs.keys())
    wanted = list(slugs.items())
    for start in range(0, len(wanted), BATCH):
        yield from dump.records(dict(wanted[start : start + BATCH]))


class _Dump:
    """What a dump has come to. Of each film that is done its id is kept; *wanted* is None for all films."""

    def __init__(self, connection: Connection, wanted: Collection[int] | None) -> None:
        self._connection = connection
        self._wanted = wanted
        self._done: set[int] = set()

    def records(self, slugs: Mapping[int, str]) -> Iterator[FilmRecord]:
        """The records of these films that are not done yet, and before each those that it needs."""
        ahead = {film_id: slug for film_id, slug in slugs.items() if film_id not in self._done}
        read = read_records(self._connection, ahead) if ahead else {}
        for film_id in ahead:
            waiting = {film_id: None}  # each for the next one; as a dict, in which an id is found at once
            while waiting:
                film = next(reversed(waiting))
                if film not in read and film not in self._done:
                    read |= read_records(self._connection, self._named(film))
                needed = [] if film in self._done else self._missing(read[film].needs, waiting)
                if needed:
                    waiting[needed[0]] = None
                    continue
                del waiting[film]
                if film not in self._done:
                    self._done.add(film)
                    yield read.pop(film).record

    def _missing(self, needs: Iterable[int], waiting: Collection[int]) -> list[int]:
        """Those of *needs* that are to come. Films that need each other have no order, and none is waited for."""
        return [
            each
            for each in sorted(needs)
            if each not in self._done and each not in waiting and (self._wanted is None or each in self._wanted)
        ]

    def _named(self, film_id: int) -> dict[int, str]:
        rows = select_rows(self._connection, TABLES["film"].c.id, [film_id])
        return {film_id: rows[film_id]["slug"]}


def _owners(connection: Connection, characters: Mapping[int, Row]) -> dict[int, int]:
    """The films of these characters: of those whose slugs end theirs, the one with the longest."""
    ends = {row_id: endings(row["slug"]) for row_id, row in characters.items()}
    films = select_rows(connection, TABLES["film"].c.slug, set(chain.from_iterable(ends.values())))
    ids = {row["slug"]: film_id for film_id, row in films.items()}
    return {
        row_id: next(ids[end] for end in found if end in ids)
        for row_id, found in ends.items()
        if not ids.keys().isdisjoint(found)
    }


def _shared(connection: Connection, held: Collection[Rows], characters: Mapping[int, Row]) -> Shared:
    """What the films with these rows share."""

    def mentioned(column: str, *tables: str) -> set[int]:
        found = {row[column] for rows in held for table in tables for row in rows.get(table, {}).values()}
        return found - {None}

    people = mentioned("person_id", "role", "credit") | mentioned("critic_id", "review")
    companies = (
        mentioned("company_id", "involvement")
        | mentioned("distributor_id", "release")
        | mentioned("publication_id", "review")
        | mentioned("aggregator_id", "score")
    )
    citations: defaultdict[int, list[Row]] = defaultdict(list)
    cites = select_rows(connection, TABLES["citation"].c.subject_id, people).values()
    for row in sorted(cites, key=lambda row: (row["position"], row["id"])):
        citations[row["subject_id"]].append(row)
    sources = mentioned("source_id", "citation") | {row["source_id"] for row in cites}
    return Shared(
        select_rows(connection, TABLES["person"].c.id, people),
        select_rows(connection, TABLES["company"].c.id, companies),
        select_rows(connection, TABLES["source"].c.id, sources),
        characters,
        citations,
    )
