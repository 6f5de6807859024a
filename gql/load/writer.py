"""A film's rows into the database: what is missing is added, what differs is changed, what the record dropped removed.

Loading what is there already changes nothing. Rows that films share are only added to: the first to name a person
stands, and what is unknown is filled in.
"""

from collections import Counter

from sqlalchemy import Connection, bindparam, delete, insert, update
from sqlalchemy.exc import IntegrityError

from gql.load.clashes import check_characters, check_identities, explain
from gql.load.draft import Rows, differences, fill
from gql.load.report import Changes
from gql.load.rows import FilmRows
from gql.load.shape import RecordFaults
from gql.load.stored import PARENTS_FIRST, TABLES, film_rows, select_rows


def write(connection: Connection, film: FilmRows) -> tuple[Changes, list[str]]:
    """What it took to make the database hold *film*, and notes on what was left out.

    Raises RecordFaults, and writes nothing, when *film* does not agree with what other films have put there.
    """
    try:
        # What fails is undone before it is explained.
        with connection.begin_nested():
            return _write(connection, film)
    except IntegrityError as error:
        raise RecordFaults(explain(connection, film) or [f"refused by the database: {error.orig}"]) from error


def _write(connection: Connection, film: FilmRows) -> tuple[Changes, list[str]]:
    known = {name: select_rows(connection, TABLES[name].c.id, rows) for name, rows in film.shared.items()}
    shared, notes = _fill_in(known, film)
    held = film_rows(connection, film.id, film.slug)
    check_identities(known, film.shared, film.places)
    check_identities(held, film.rows, film.places)
    check_characters(connection, held, film)
    changes = _put(connection, known, shared) + _put(connection, held, film.rows)
    return changes + _remove(connection, held, film.rows), notes


def _fill_in(known: Rows, film: FilmRows) -> tuple[Rows, list[str]]:
    """The shared rows of *film* as they shall be, where some are *known*; and notes on what they leave out."""
    shared: Rows = {name: {} for name in film.shared}
    notes: list[str] = []
    for name, rows in film.shared.items():
        for row_id, row in rows.items():
            first = known[name].get(row_id, row)
            shared[name][row_id] = fill(first, row)
            notes += differences(film.places[row_id], first, row)
    return shared, notes


def _put(connection: Connection, held: Rows, wanted: Rows) -> Changes:
    """Adds and changes rows, those first that others refer to."""
    counts = Counter[str]()
    for table in PARENTS_FIRST:
        there, rows = held.get(table.name, {}), wanted.get(table.name, {})
        added = [row for row_id, row in rows.items() if row_id not in there]
        changed = [row for row_id, row in rows.items() if row_id in there and row != there[row_id]]
        if added:
            connection.execute(insert(table), added)
        if changed:
            this = table.c.id == bindparam("this")
            connection.execute(update(table).where(this), [{**row, "this": row["id"]} for row in changed])
        counts.update(added=len(added), changed=len(changed))
    return Changes(**counts)


def _remove(connection: Connection, held: Rows, wanted: Rows) -> Changes:
    """Removes the rows that are held and no longer wanted, those last that others refer to."""
    removed = 0
    for table in reversed(PARENTS_FIRST):
        gone = sorted(held.get(table.name, {}).keys() - wanted.get(table.name, {}).keys())
        removed += len(gone)
        if gone:
            connection.execute(delete(table).where(table.c.id == bindparam("this")), [{"this": row} for row in gone])
    return Changes(removed=removed)
