"""Film records out of the program: JSON lines, a TOML text, or a folder of TOML files. A file is whole or not there."""

import contextlib
import gzip
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import orjson

from gql.errors import SetupError
from gql.load.records import FilmRecord, fields
from gql.load.toml import toml_text
from gql.tables.keys import digest

Write = Callable[[Iterable[FilmRecord]], int]
"""Writes records, and says how many they were. Raises SetupError when it cannot."""

LONGEST_NAME = 200
"""Bytes of a file's name: what every file system takes, with a few to spare."""


def writer(output: Path | None, out: BinaryIO, films: int) -> Write:
    """What writes to *output*, as its name says: *.toml, *.jsonl, *.jsonl.gz, or else a folder; without, to *out*.

    *films* is how many were asked for by name: one is written to *out* as TOML, and a TOML file holds no more.
    Raises SetupError for a name that is none of these.
    """
    if output is None:
        return lambda records: _write_one(out, records) if films == 1 else _write_lines(out, records)
    if output.is_dir() or not output.suffix:
        return lambda records: _write_folder(output, records)
    if output.name.endswith((".jsonl", ".jsonl.gz")):
        return lambda records: _write_file(output, records, _write_lines)
    if output.suffix != ".toml":
        raise SetupError(f"{output} is not named like a record file: *.toml, *.jsonl or *.jsonl.gz, or else a folder.")
    if films != 1:
        raise SetupError(f"{output} can hold one film.", "Name one film, or write a folder or a *.jsonl file.")
    return lambda records: _write_file(output, records, _write_one)


def _write_one(out: BinaryIO, records: Iterable[FilmRecord]) -> int:
    (record,) = records
    out.write(toml_text(record).encode())
    return 1


def _write_lines(out: BinaryIO, records: Iterable[FilmRecord]) -> int:
    count = 0
    for record in records:
        out.write(orjson.dumps(fields(record), option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count


def _write_file(
    path: Path, records: Iterable[FilmRecord], write: Callable[[BinaryIO, Iterable[FilmRecord]], int]
) -> int:
    with _draft(path) as file:
        if path.suffix != ".gz":
            return write(file, records)
        # Without a name and a time in it, the same films are the same bytes.
        with gzip.GzipFile("", "wb", 6, file, 0) as lines:
            return write(lines, records)  # type: ignore[arg-type]


def _write_folder(folder: Path, records: Iterable[FilmRecord]) -> int:
    count = 0
    for record in records:
        assert record.slug, "a record from the database has its slug"
        with _draft(folder / _name(record.slug)) as file:
            count += _write_one(file, [record])
    return count


def _name(slug: str) -> str:
    """The file of the film with this *slug*. Long ones are cut, and told from others by a number made of all of it."""
    name = slug.encode()
    if len(name) > LONGEST_NAME:
        return f"{name[:150].decode(errors='ignore')}-{digest(slug)}.toml"
    return f"{slug}.toml"


@contextlib.contextmanager
def _draft(path: Path) -> Iterator[BinaryIO]:
    """A file that becomes *path*, in place of what was there, when all of it is written."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            yield file
        os.replace(draft, path)
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
