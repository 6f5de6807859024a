"""Where a film's record does not agree with what other films have put into the database, in words for its editor."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection

from gql.load.draft import Row, Rows
from gql.load.rows import FilmRows
from gql.load.shape import RecordFaults, shorten
from gql.load.stored import TABLES, film_rows, select_rows, used_elsewhere


def check_identities(held: Rows, wanted: Rows, places: Mapping[int, str]) -> None:
    """Refuses two rows of one id that are not the same thing: the hashes of their natural keys collide."""
    faults = [
        _collision(places[row_id], name, there[row_id])
        for name, rows in wanted.items()
        if (there := held.get(name))
        for row_id, row in rows.items()
        if row_id in there and _identity(row) != _identity(there[row_id])
    ]
    if faults:
        raise RecordFaults(faults)


def check_characters(connection: Connection, films: Collection[int], held: Rows, wanted_rows: Rows) -> None:
    """Refuses to drop, seal or unseal a character whom others than *films* use: what they hold rests on it.

    *held* is what the films have put there, *wanted_rows* what they shall hold.
    """
    own, wanted = held.get("character", {}), wanted_rows.get("character", {})
    gone = own.keys() - wanted.keys()
    resealed = {
        row_id for row_id in own.keys() & wanted.keys() if own[row_id]["twist_id"] != wanted[row_id]["twist_id"]
    }
    uses = used_elsewhere(connection, films, own, gone | resealed)
    if uses:
        raise RecordFaults(sorted(_used(own[row_id], row_id in gone, users) for row_id, users in uses.items()))


def explain(connection: Connection, film: FilmRows) -> list[str]:
    """Why the database refuses *film*, as far as other films' rows are the reason."""
    held = film_rows(connection, {film.id: film.slug}).get(film.id, {})
    return [*_taken_ids(connection, film, held), *_taken_values(connection, film)]


def _taken_ids(connection: Connection, film: FilmRows, held: Rows) -> Iterator[str]:
    """Rows that are not this film's, and have the ids of its rows."""
    for name, rows in film.rows.items():
        others = select_rows(connection, TABLES[name].c.id, rows.keys() - held.get(name, {}).keys())
        for row_id, row in sorted(others.items()):
            if name == "character" and row["slug"] == rows[row_id]["slug"]:
                what = f"'{row['slug']}' is a character of another film already; refer to it by this slug"
                yield f"{film.places[row_id]}.slug: {what}"
            else:
                yield _collision(film.places[row_id], name, row)


def _taken_values(connection: Connection, film: FilmRows) -> Iterator[str]:
    """Values that only one row may have, and another has: an IMDb id that is somebody else's."""
    for name, rows in (film.rows | film.shared).items():
        for column in TABLES[name].c:
            if column.unique:
                ours = {row[column.name]: row_id for row_id, row in rows.items() if row[column.name] is not None}
                for row_id, row in sorted(select_rows(connection, column, ours).items()):
                    value = row[column.name]
                    if row_id != ours[value]:
                        place = f"{film.places[ours[value]]}.{column.name}".removeprefix(".")
                        yield f"{place}: '{value}' is that of the {name} '{row['slug']}' already"


def _used(row: Row, is_gone: bool, users: Collection[str]) -> str:
    what = "cannot go" if is_gone else "cannot be sealed or unsealed"
    return f"characters: '{row['slug']}' {what} while others use it: {', '.join(sorted(users))}"


def _collision(place: str, name: str, row: Row) -> str:
    what = f"has by chance the id of another {name}, {shorten(repr(_identity(row) or row))}"
    return f"{place or 'the film'}: {what}; change a letter of its slug, key or text"


def _identity(row: Row) -> str | None:
    """The natural key of *row*, where one column holds it."""
    return row.get("slug") or row.get("url") or row.get("title")
