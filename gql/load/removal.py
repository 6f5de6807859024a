"""Films leave: their own rows go, and with them the people, companies and sources that no other film mentions."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from gql.errors import SetupError
from gql.load.clashes import check_characters
from gql.load.draft import Row, Rows
from gql.load.shape import RecordFaults
from gql.load.stored import PARENTS_FIRST, TABLES, chunks, film_rows, find_films, select_rows
from gql.load.writer import Edits

SHARED = {"person": ("person", "people"), "company": ("company", "companies"), "source": ("source", "sources")}
"""What films share, those first that others of them may be cited for; one of it, and many."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Rows that went, of each film; and how many went with them that films share, by table."""

    films: Sequence[tuple[str, int]]
    shared: Counter[str]

    def lines(self) -> list[str]:
        """One line per film, and one for what they shared with no other."""
        counts = [f"{count:,} {SHARED[name][count > 1]}" for name, count in self.shared.items() if count]
        lines = [f"{slug}: {count:,} rows removed" for slug, count in self.films]
        return (
            [*lines, f"Removed with them, since no other film mentions them: {', '.join(counts)}"] if counts else lines
        )


def remove_films(connection: Connection, slugs: Iterable[str]) -> Removal:
    """Removes the films with these slugs. Raises SetupError, and removes none, when one is not there or must stay."""
    found = find_films(connection, slugs, "Nothing was removed.")
    held = film_rows(connection, found)
    rows: Rows = defaultdict(dict)
    for own in held.values():
        for name, part in own.items():
            rows[name] |= part
    try:
        check_characters(connection, held.keys(), rows, {})
    except RecordFaults as error:
        raise SetupError("\n".join(error.faults), "Remove those as well; nothing was removed.") from None
    _remove(connection, rows)
    counts = [(slug, sum(map(len, held[film_id].values()))) for film_id, slug in found.items()]
    return Removal(counts, Counter(dict(_remove_shared(connection, rows))))


def _remove(connection: Connection, rows: Rows) -> None:
    edits = Edits()
    edits.remove(rows, {})
    edits.run(connection)


def _remove_shared(connection: Connection, removed: Rows) -> Iterator[tuple[str, int]]:
    """Removes what *removed* rows mentioned and nothing mentions any more: how many rows of each table."""
    mentions = dict(removed)
    for name in SHARED:
        table = TABLES[name]
        ids = {row[column] for other, column in _mentions(table) for row in mentions.get(other, {}).values()} - {None}
        gone = dict.fromkeys(_unmentioned(connection, table, ids), Row())
        # Who is gone takes along where that was found, which may have been the last word of a source.
        citations = select_rows(connection, TABLES["citation"].c.subject_id, gone)
        mentions["citation"] = mentions.get("citation", {}) | citations
        _remove(connection, {"citation": citations, name: gone})
        yield name, len(gone)


def _unmentioned(connection: Connection, table: Table, ids: Collection[int]) -> list[int]:
    """Those of the rows *ids* that no row refers to."""
    unused = [
        ~select(TABLES[name].c.id).where(TABLES[name].c[column] == table.c.id).exists()
        for name, column in _mentions(table)
    ]
    return [
        row_id
        for chunk in chunks(ids)
        for row_id in connection.execute(select(table.c.id).where(table.c.id.in_(chunk), *unused)).scalars()
    ]


def _mentions(table: Table) -> list[tuple[str, str]]:
    """The columns that refer to *table*, each with its table before it."""
    return [(other.name, column.name) for other in PARENTS_FIRST for column in other.c if column.references(table.c.id)]
