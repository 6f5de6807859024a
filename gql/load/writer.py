"""Films' rows into the database: what is missing is added, what differs is changed, what a record dropped removed.

Loading what is there already changes nothing. Rows that films share are only added to: the first to name a person
stands, and what is unknown is filled in. Films are written many at a time, with the outcome that they had one by one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from sqlalchemy import Connection, Table, bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError

from gql.load.clashes import check_characters, check_identities, explain
from gql.load.draft import Row, Rows, differences, fill
from gql.load.report import Changes
from gql.load.rows import FilmRows
from gql.load.shape import RecordFaults
from gql.load.stored import PARENTS_FIRST, TABLES, film_rows, select_rows


@dataclass(frozen=True, slots=True)
class Written:
    """What it took to make the database hold a film, and notes on what was left out."""

    changes: Changes
    notes: Sequence[str]
    was_there: bool


def write(connection: Connection, films: Sequence[FilmRows]) -> list[Written | RecordFaults]:
    """What became of each of *films*, which are different ones, in their order.

    A film that does not agree with what other films have put there, or with one before it, has faults, and none of it
    is written. Films that refer to each other's characters are not written together.
    """
    if not films:
        return []
    try:
        # What fails is undone before it is explained.
        with connection.begin_nested():
            return list(_write(connection, films))
    except (RecordFaults, IntegrityError) as error:
        if len(films) > 1:
            return [outcome for film in films for outcome in write(connection, [film])]
        if isinstance(error, IntegrityError):
            return [RecordFaults(explain(connection, films[0]) or [f"refused by the database: {error.orig}"])]
        return [error]


@dataclass(frozen=True, slots=True)
class Edits:
    """Rows to add and to change, and ids of rows to remove, by table."""

    added: Rows = field(default_factory=lambda: defaultdict(dict))
    changed: Rows = field(default_factory=lambda: defaultdict(dict))
    removed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def put(self, name: str, held: dict[int, Row], wanted: dict[int, Row]) -> Changes:
        """Adds and changes what makes *held* rows *wanted* ones."""
        added = changed = 0
        for row_id, row in wanted.items():
            there = held.get(row_id)
            if there is None:
                if row_id in self.added[name]:
                    raise RecordFaults(["another film of the same batch has this row"])
                self.added[name][row_id] = row
                added += 1
            elif row != there:
                rows = self.added if row_id in self.added[name] else self.changed
                rows[name][row_id] = row
                # What differs in the record's checksum alone says nothing else of the film.
                changed += row | {"checksum": None} != there | {"checksum": None}
        return Changes(added, changed)

    def remove(self, held: Rows, wanted: Rows) -> Changes:
        """Removes what is held and no longer wanted."""
        removed = 0
        for name, rows in held.items():
            gone = sorted(rows.keys() - wanted.get(name, {}).keys())
            self.removed[name] += gone
            removed += len(gone)
        return Changes(removed=removed)

    def run(self, connection: Connection) -> None:
        """Adds and changes first those rows that others refer to, and removes them last."""
        for table in PARENTS_FIRST:
            this = table.c.id == bindparam("this")
            # In the order of their ids, which are hashes, rows next to each other are written together.
            if added := sorted(self.added[table.name].items()):
                _insert(connection, table, [row for _, row in added])
            if changed := self.changed[table.name]:
                connection.execute(update(table).where(this), [{**row, "this": row["id"]} for row in changed.values()])
        for table in reversed(PARENTS_FIRST):
            if removed := self.removed[table.name]:
                this = table.c.id == bindparam("this")
                connection.execute(delete(table).where(this), [{"this": row_id} for row_id in removed])


def _write(connection: Connection, films: Sequence[FilmRows]) -> list[Written | RecordFaults]:
    """Raises RecordFaults and IntegrityError: then some of the films cannot be written, at least not together."""
    known = _shared_rows(connection, films)
    held_by_film = film_rows(connection, {film.id: film.slug for film in films})
    edits = Edits()
    outcomes: list[Written | RecordFaults] = []
    for film in films:
        held = held_by_film.get(film.id, {})
        check_identities(known, film.shared, film.places)
        check_identities(held, film.rows, film.places)
        check_characters(connection, {film.id}, held, film.rows)
        changes, notes = Changes(), list[str]()
        for name, rows in film.shared.items():
            shared = {}
            for row_id, row in rows.items():
                first = known[name].get(row_id, row)
                if first == row:
                    shared[row_id] = row
                else:
                    shared[row_id] = fill(first, row)
                    notes += differences(film.places[row_id], first, row)
            changes += edits.put(name, known[name], shared)
            known[name] |= shared
        for name, rows in film.rows.items():
            changes += edits.put(name, held.get(name, {}), rows)
        changes += edits.remove(held, film.rows)
        outcomes.append(Written(changes, notes, was_there=bool(held)))
    edits.run(connection)
    return outcomes


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts *rows*, each with all columns. SQLAlchemy writes the statement; the rows need no word of its own."""
    statement = insert(table).compile(dialect=connection.dialect)
    names = statement.positiontup
    connection.exec_driver_sql(str(statement), [*map(itemgetter(*names), rows)] if names else list(rows))


def _shared_rows(connection: Connection, films: Sequence[FilmRows]) -> Rows:
    """What the database holds of the rows that *films* share."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for film in films:
        for name, rows in film.shared.items():
            wanted[name] |= rows.keys()
    return {name: select_rows(connection, TABLES[name].c.id, ids) for name, ids in wanted.items()}
