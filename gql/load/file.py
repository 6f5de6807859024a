"""The records of one file into the database, some hundred at a time, in the transaction that is given.

A record that is unchanged since the last load of it is recognized by its checksum, and left alone. The others become
rows, and are written together; only one that refers to characters of other films waits for all before it, and is
written alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from gql.load.checksums import Seen, checksum, unchanged
from gql.load.draft import Face
from gql.load.files import Found
from gql.load.merging import merge_all
from gql.load.report import Changes, FileReport, Remarks
from gql.load.rows import FilmRows, make_rows
from gql.load.shape import RecordFaults, check_shape
from gql.load.stored import find_faces
from gql.load.story import other_characters
from gql.load.union import Merged
from gql.load.writer import Written, write

BATCH = 500
"""Records that are written together, at most."""

BATCH_BYTES = 4 * 2**20
"""Bytes of records that are written together, but for the last one."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a record: rows; or nothing, because it is unchanged or faulty.

    *slug* is the film's, and empty when the record is faulty.
    """

    found: Found
    checksum: str = ""
    slug: str = ""
    film: FilmRows | None = None
    faults: Sequence[str] = ()


class FileLoad:
    """The load of one file, from its transaction's begin to its end."""

    def __init__(self, connection: Connection, path: Path, *, merging: bool = False) -> None:
        """With *merging* a record does not replace the film that is there: it is what a program found about it."""
        self.faults = Remarks()
        self.films = 0
        self._path = path
        self._connection = connection
        self._seen = Seen()
        self._changes = Changes()
        self._merging = merging
        self._replaced, self._conflicts, self._notes, self._warnings = Remarks(), Remarks(), Remarks(), Remarks()
        self._made: list[Made] = []

    def add(self, batch: Sequence[Found]) -> None:
        """Writes these records, as far as they have no faults."""
        parsed = [_parse(found, merging=self._merging) for found in batch]
        known = unchanged(self._connection, [each.checksum for each, _ in parsed if not each.faults])
        is_new = [not each.faults and each.checksum not in known for each, _ in parsed]
        records = iter(self._records([fields for (_, fields), new in zip(parsed, is_new, strict=True) if new]))
        for (each, _), new in zip(parsed, is_new, strict=True):
            if new:
                self._make(each, next(records))
            elif each.faults:
                self._made.append(each)
            else:
                self._made.append(Made(each.found, each.checksum, known[each.checksum]))
        self._flush()

    def finish(self) -> FileReport:
        """What was done."""
        replaced, conflicts, notes, warnings = (
            remarks.lines(self._path) for remarks in (self._replaced, self._conflicts, self._notes, self._warnings)
        )
        return FileReport(str(self._path), self.films, self._changes, replaced, notes, warnings, conflicts)

    def _records(self, parsed: Iterable[object]) -> Iterator[Merged | RecordFaults]:
        """The records of what was *parsed*, merged into the films that are there if they are to be."""
        shaped = [_shape(fields) for fields in parsed]
        if not self._merging:
            yield from shaped
            return
        merged = iter(merge_all(self._connection, [each.record for each in shaped if isinstance(each, Merged)]))
        yield from (next(merged) if isinstance(each, Merged) else each for each in shaped)

    def _make(self, parsed: Made, merged: Merged | RecordFaults) -> None:
        try:
            if isinstance(merged, RecordFaults):
                raise merged
            record = merged.record
            self._conflicts.add(parsed.found.place, merged.conflicts)
            others = other_characters(record)
            faces: dict[str, Face] = {}
            if others:
                self._flush()
                faces = find_faces(self._connection, others)
            film = make_rows(record, faces, parsed.checksum)
            self._made.append(Made(parsed.found, parsed.checksum, film.slug, film))
            if others:
                self._flush()
        except RecordFaults as error:
            self._made.append(Made(parsed.found, faults=error.faults))

    def _flush(self) -> None:
        """Writes what was made so far, and takes down what is to be said of it, in the order of the file."""
        made = list(self._first_ones(self._made))
        self._made = []
        outcomes = iter(write(self._connection, [each.film for each in made if each.film is not None]))
        for each in made:
            self.faults.add(each.found.place, each.faults)
            self.films += not each.faults
            if each.film is not None:
                self._say(each.found.place, each.film, next(outcomes))

    def _say(self, place: str, film: FilmRows, outcome: Written | RecordFaults) -> None:
        if isinstance(outcome, RecordFaults):
            self.faults.add(place, outcome.faults)
            return
        self._changes += outcome.changes
        if outcome.was_there and outcome.changes != Changes():
            self._replaced.add(place, [f"{film.slug} was there, and has changed: {outcome.changes}"])
        self._notes.add(place, [*film.notes, *outcome.notes])
        self._warnings.add(place, film.warnings)

    def _first_ones(self, made: Iterable[Made]) -> Iterator[Made]:
        """*made*, without the records of films that the file has held before."""
        for each in made:
            if not each.slug:
                yield each
                continue
            line, is_same = self._seen.first(each.slug, each.found.line, each.checksum)
            if line == each.found.line:
                yield each
            elif is_same:
                self._notes.add(each.found.place, [f"the same record as {self._path}:{line}; left out"])
            else:
                fault = f"slug: '{each.slug}' is the slug of another record already, {self._path}:{line}"
                yield Made(each.found, faults=[fault])


def _shape(fields: object) -> Merged | RecordFaults:
    """The record that *fields* are, merged with nothing yet, or its faults."""
    try:
        return Merged(check_shape(fields), [])
    except RecordFaults as error:
        return error


def _parse(found: Found, *, merging: bool) -> tuple[Made, object]:
    """The record's checksum and what it holds, or its faults.

    A film that it was merged into was not made of it alone: loaded as a record, it would make other rows.
    """
    try:
        fields = found.fields()
        return Made(found, checksum({"merged": fields} if merging else fields)), fields
    except RecordFaults as error:
        return Made(found, faults=error.faults), None
