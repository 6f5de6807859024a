"""The loading wing: film records in files -> rows in the database. It shares only ground and facts with the serving
side, so a load can never break a request.

    paths ─files─▶ text ─shape─▶ FilmRecord ─rows─▶ FilmRows ─writer─▶ database ─▶ Report
            │            │                    │                 │
            └────────────┴────── faults, each with its place ───┴─▶ LoadError, and nothing of that file is loaded
"""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from gql.errors import DatabaseError, LoadError
from gql.load.files import read, record_files
from gql.load.records import schema_text
from gql.load.report import Changes, FileReport, Remarks, Report
from gql.load.rows import make_rows
from gql.load.seed import seed_folder
from gql.load.shape import RecordFaults, check_shape
from gql.load.stored import find_faces
from gql.load.story import other_characters
from gql.load.writer import write
from gql.tables.keys import digest

__all__ = ["FileReport", "Report", "load", "load_seed", "schema_text", "seed_folder"]


def load(engine: Engine, paths: Iterable[Path]) -> Report:
    """Loads the record files that *paths* name, each in one transaction: a film whose record has changed is replaced.

    Raises LoadError with the faults of all files when there are any; the files without faults are loaded even then.
    Raises DatabaseError when the database cannot be written; the file that was being loaded is then not in it.
    """
    reports: list[FileReport] = []
    faults: list[str] = []
    for path in paths:
        try:
            files = record_files(path)
        except RecordFaults as error:
            faults += [f"{path}: {fault}" for fault in error.faults]
            continue
        for file in files:
            try:
                reports.append(_load_file(engine, file))
            except LoadError as error:
                faults += error.faults
    report = Report(reports)
    if faults:
        raise LoadError(faults, report.lines())
    return report


def load_seed(engine: Engine) -> Report:
    """Loads the films that come with the program. Raises what `load` raises, and SetupError when they are missing."""
    return load(engine, [seed_folder()])


def _load_file(engine: Engine, path: Path) -> FileReport:
    try:
        with engine.begin() as connection:
            return _load_records(connection, path)
    except DBAPIError as error:
        reason = f"The database {engine.url.database} cannot be written: {' '.join(str(error.orig).split())}."
        raise DatabaseError(reason, f"Nothing of {path} was loaded.") from error


def _load_records(connection: Connection, path: Path) -> FileReport:
    """Writes the films of one file, one by one. Raises LoadError, once all are read, with the faults of all."""
    faults, notes, warnings = Remarks(), Remarks(), Remarks()
    changes = Changes()
    films: dict[str, tuple[str, str]] = {}  # slug to place and digest
    try:
        for found in read(path):
            try:
                record = check_shape(found.fields())
                film = make_rows(record, find_faces(connection, other_characters(record)))
                fingerprint = digest(record.model_dump_json())
                first_place, first = films.setdefault(film.slug, (found.place, fingerprint))
                if first_place == found.place:
                    written, left_out = write(connection, film)
                    changes += written
                    notes.add(found.place, [*film.notes, *left_out])
                    warnings.add(found.place, film.warnings)
                elif first == fingerprint:
                    notes.add(found.place, [f"the same record as {first_place}; left out"])
                else:
                    raise RecordFaults([f"slug: '{film.slug}' is the slug of another record already, {first_place}"])
            except RecordFaults as error:
                faults.add(found.place, error.faults)
    except RecordFaults as error:
        faults.add(str(path), error.faults)
    if faults:
        raise LoadError(faults.lines(path))
    return FileReport(str(path), len(films), changes, notes.lines(path), warnings.lines(path))
