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
from gql.load.file import BATCH, BATCH_BYTES, FileLoad
from gql.load.files import batches, read, record_files
from gql.load.records import schema_text
from gql.load.report import FileReport, Report
from gql.load.seed import seed_folder
from gql.load.shape import RecordFaults

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
        reason = f"The database {engine.url.database} cannot be written: {error.orig}."
        raise DatabaseError(reason, f"Nothing of {path} was loaded.") from error


def _load_records(connection: Connection, path: Path) -> FileReport:
    """Writes the films of one file. Raises LoadError, once all are read, with the faults of all."""
    file = FileLoad(connection, path)
    try:
        for batch in batches(read(path), BATCH, BATCH_BYTES):
            file.add(batch)
    except RecordFaults as error:
        file.faults.add(str(path), error.faults)
    if file.faults:
        raise LoadError(file.faults.lines(path))
    return file.finish()
