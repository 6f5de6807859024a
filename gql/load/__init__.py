"""The loading wing: film records in files -> rows in the database. It shares only ground and facts with the serving
side, so a load can never break a request.

    paths ─files─▶ text ─shape─▶ FilmRecord ─rows─▶ FilmRows ─writer─▶ database ─▶ Report
            │            │                    │                 │
            └────────────┴────── faults, each with its place ───┴─▶ LoadError, and nothing of that file is loaded
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from gql.errors import DatabaseError, LoadError
from gql.load.articles.forms import article_files
from gql.load.articles.pages import Pages, Tell
from gql.load.articles.understanding import Understood
from gql.load.dumping import all_records, some_records
from gql.load.file import BATCH, BATCH_BYTES, FileLoad
from gql.load.files import batches, file_size, is_path, read, record_files
from gql.load.lint import SourceText, lint
from gql.load.output import writer
from gql.load.records import schema_text
from gql.load.removal import Removal, remove_films
from gql.load.report import FileReport, Report
from gql.load.seed import seed_folder
from gql.load.shape import RecordFaults, check_shape
from gql.load.stored import find_films

__all__ = [
    "FileReport", "Progress", "Removal", "Report", "SourceText", "Watch", "dump", "is_path", "lint_files", "lint_films",
    "load", "load_articles", "load_seed", "read_articles", "remove", "schema_text", "seed_folder", "unused",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the load of a file is."""

    path: Path
    films: int  # read so far
    seconds: float  # since it began
    position: int  # bytes of the file, read so far
    size: int  # of the file; 0 when it is not known


Watch = Callable[[Progress], None]


def load(engine: Engine, paths: Iterable[Path], watch: Watch = lambda _: None) -> Report:
    """Loads the record files that *paths* name, each in one transaction: a film whose record has changed is replaced.

    *watch* is told now and then how far it is.
    Raises LoadError with the faults of all files when there are any; the files without faults are loaded even then.
    Raises DatabaseError when the database cannot be written; the file that was being loaded is then not in it.
    """
    return _each_file(paths, record_files, lambda file: _load_file(engine, file, watch))


def load_articles(
    engine: Engine,
    paths: Iterable[Path],
    watch: Watch = lambda _: None,
    tell: Tell = lambda _: None,
    *,
    strict: bool = False,
) -> Report:
    """Loads the films of the articles in the files that *paths* name, each file in one transaction.

    What an article says of a film that is there already is merged into it: nothing curated is overwritten or unsealed.
    Pages that are faulty or about no film are left out, and the report says so; when they are all that a file has, and
    with *strict* when it has any, they are its faults. *tell* is told what became of each page.
    Raises LoadError with the faults of all files, and what `load` raises.
    """

    def load_file(file: Path) -> FileReport:
        pages = Pages(file, tell, strict=strict)
        return replace(_load_file(engine, file, watch, pages), left_out=pages.left_out_lines())

    return _each_file(paths, article_files, load_file)


def read_articles(paths: Iterable[Path], tell: Tell = lambda _: None, *, strict: bool = False) -> Iterator[Understood]:
    """The films of the articles in the files that *paths* name, as `load_articles` would load them.

    Raises LoadError, once all are read, as that does.
    """
    faults: list[str] = []
    for path in paths:
        try:
            for file in article_files(path):
                pages = Pages(file, tell, strict=strict)
                yield from pages.read()
                faults += pages.faults()
        except RecordFaults as error:
            faults += [f"{path}: {fault}" for fault in error.faults]
    if faults:
        raise LoadError(faults)


def _each_file(
    paths: Iterable[Path], files_of: Callable[[Path], list[Path]], load_file: Callable[[Path], FileReport]
) -> Report:
    """What loading each file did. Raises LoadError, once all are loaded, with the faults of all."""
    reports: list[FileReport] = []
    faults: list[str] = []
    for path in paths:
        try:
            files = files_of(path)
        except RecordFaults as error:
            faults += [f"{path}: {fault}" for fault in error.faults]
            continue
        for file in files:
            try:
                reports.append(load_file(file))
            except LoadError as error:
                faults += error.faults
    report = Report(reports)
    if faults:
        raise LoadError(faults, report.lines())
    return report


def load_seed(engine: Engine) -> Report:
    """Loads the films that come with the program. Raises what `load` raises, and SetupError when they are missing."""
    return load(engine, [seed_folder()])


def remove(engine: Engine, slugs: Iterable[str]) -> Removal:
    """Removes the films with these slugs, in one transaction, and what of people, companies and sources only they had.

    Raises SetupError, and removes none, when a film is not there, or has a character whom other films use.
    Raises DatabaseError when the database cannot be written.
    """
    with _transaction(engine, "Nothing was removed") as connection:
        return remove_films(connection, slugs)


def dump(engine: Engine, slugs: Sequence[str], output: Path | None, out: BinaryIO) -> int:
    """Writes the records of the films with these slugs, or of all, to *output* or else *out*: how many they were.

    Raises SetupError when a film is not there, or *output* cannot be written; DatabaseError when the database cannot
    be read.
    """
    write = writer(output, out, len(set(slugs)))
    with _reading(engine) as connection:
        return write(some_records(connection, find_films(connection, slugs)) if slugs else all_records(connection))


def lint_films(engine: Engine, slugs: Sequence[str], sources: Sequence[SourceText] = ()) -> Iterator[str]:
    """The findings on the films with these slugs, or on all, each with its film. Raises what `dump` raises."""
    with _reading(engine) as connection:
        films = some_records(connection, find_films(connection, slugs)) if slugs else all_records(connection)
        for record in films:
            yield from (f"{record.slug}: {finding}" for finding in lint(record, sources))


def lint_files(paths: Iterable[Path], sources: Sequence[SourceText] = ()) -> Iterator[str]:
    """The findings on the records in the files that *paths* name, each with its place; what cannot be read is one."""
    for path in paths:
        try:
            for found in (found for file in record_files(path) for found in read(file)):
                try:
                    record = check_shape(found.fields())
                    yield from (f"{found.place}: {finding}" for finding in lint(record, sources))
                except RecordFaults as error:
                    yield from (f"{found.place}: {fault}" for fault in error.faults)
        except RecordFaults as error:
            yield from (f"{path}: {fault}" for fault in error.faults)


def unused(sources: Iterable[SourceText]) -> Iterator[str]:
    """A finding for each of *sources* that no film was found to cite, once all are looked at."""
    for source in sources:
        if not source.is_used:
            what = f"no film has a source with the SHA-256 {source.sha256}, or no other source"
            yield f"{source.name}: {what}; write it into the source of which this is the text"


@contextlib.contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """One state of the database, whoever changes it meanwhile."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise DatabaseError(f"The database {engine.url.database} cannot be read: {reason}.") from error


@contextlib.contextmanager
def _transaction(engine: Engine, undone: str) -> Iterator[Connection]:
    """All of it or nothing. *undone* says so, when it is nothing because the database cannot be written."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        reason = _reason(error).orig
        cure = CURES.get(getattr(reason, "sqlite_errorname", ""), "try again when that is mended")
        raise DatabaseError(
            f"The database {engine.url.database} cannot be written: {' '.join(str(reason).split())}.",
            f"{undone}; {cure}.",
        ) from error


def _reason(error: DBAPIError) -> DBAPIError:
    """The first failure that led to *error*: on a full disk steps cannot be undone one by one."""
    reason, link = error, error.__context__
    while link is not None:
        if isinstance(link, OperationalError):
            reason = link
        link = link.__context__
    return reason


CURES = {
    "SQLITE_BUSY": "try again when the other process that is writing has finished",
    "SQLITE_FULL": "make room on its disk, then try again",
}
"""What to do, by the reason that SQLite gives."""


def _load_file(engine: Engine, file: Path, watch: Watch, pages: Pages | None = None) -> FileReport:
    """Writes the films of one file, all in one transaction. Raises LoadError, once all are read, with all faults.

    They are those of its *pages*, or those of the records that it holds.
    """
    found = pages.found() if pages else read(file)
    with _transaction(engine, f"Nothing of {file} was loaded") as connection:
        load = FileLoad(connection, file, merging=pages is not None)
        records, began = 0, time.monotonic()
        try:
            size = file_size(file)
            for batch in batches(found, BATCH, BATCH_BYTES):
                load.add(batch)
                records += len(batch)
                if batch:
                    watch(Progress(file, records, time.monotonic() - began, batch[-1].position, size))
        except RecordFaults as error:
            load.faults.add(str(file), error.faults)
        if not (pages.excuse(load) if pages else not load.faults):
            raise LoadError(load.faults.lines(file))
        return load.finish()
