"""Paths in, the texts of film records out, one by one, each with its place. Nothing is kept of what was read before."""

import codecs
import gzip
import tomllib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from gql.load.shape import RecordFaults
from gql.tables.keys import slugify

SUFFIXES = (".toml", ".jsonl", ".jsonl.gz")
MAX_RECORD = 16 * 2**20
"""Bytes of one record: what is read into memory at a time."""


@dataclass(frozen=True, slots=True)
class Found:
    """The text of one record, and where it stands.

    *position* is up to where the file was read for it, in bytes of the file, which may be compressed.
    """

    path: Path
    line: int  # 0 when the file is one record
    text: bytes
    parse: Callable[[bytes], object]
    position: int

    @property
    def place(self) -> str:
        """As in seed/backtrace.toml, or films.jsonl:17."""
        return f"{self.path}:{self.line}" if self.line else str(self.path)

    def fields(self) -> object:
        """Tables, lists and values. Raises RecordFaults when the text is not well formed."""
        try:
            return self.parse(self.text.removeprefix(codecs.BOM_UTF8))
        except UnicodeDecodeError as error:
            raise RecordFaults([f"byte {error.start + 1} is not UTF-8"]) from None
        except orjson.JSONDecodeError as error:
            raise RecordFaults([f"is not JSON: {error.msg} (at column {error.colno})"]) from None
        except ValueError as error:
            raise RecordFaults([f"is not TOML: {error}"]) from None
        except RecursionError:
            raise RecordFaults(["is nested too deeply"]) from None


def is_path(text: str) -> bool:
    """Whether *text* names record files, or a folder, and not a film: a slug has neither a dot nor a slash."""
    return text != slugify(text)


def record_files(path: Path) -> list[Path]:
    """The files that *path* names: itself, or the record files of a folder, sorted. Raises RecordFaults for none."""
    endings = ", ".join(f"*{suffix}" for suffix in SUFFIXES)
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.name.endswith(SUFFIXES))
            if not files:
                raise RecordFaults([f"holds no record file ({endings})"])
            return files
    except OSError as error:
        raise RecordFaults([_reason(error)]) from None
    if not path.name.endswith(SUFFIXES):
        raise RecordFaults([f"is not named like a record file ({endings})"])
    return [path]


def file_size(path: Path) -> int:
    """Bytes; 0 when nobody can know, as of a pipe. Raises RecordFaults when there is no such file."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise RecordFaults([_reason(error)]) from None


def read(path: Path) -> Iterator[Found]:
    """The records of one file. Raises RecordFaults where the file cannot be read on."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".toml":
                text = _bounded(file.read(MAX_RECORD + 1), "it")
                yield Found(path, 0, text, _parse_toml, len(text))
            elif path.suffix == ".gz":
                with gzip.open(file) as lines:
                    yield from _lines(path, lines, file)
            else:
                yield from _lines(path, file, file)
    except (OSError, EOFError, zlib.error) as error:
        raise RecordFaults([_reason(error)]) from None


def batches(found: Iterator[Found], number: int, size: int) -> Iterator[list[Found]]:
    """At most *number* records at a time, or as many as have *size* bytes. Raises what *found* raises."""
    batch: list[Found] = []
    read = 0
    try:
        for each in found:
            batch.append(each)
            read += len(each.text)
            if len(batch) >= number or read >= size:
                yield batch
                batch, read = [], 0
    except RecordFaults:
        yield batch
        raise
    yield batch


def _lines(path: Path, lines: BinaryIO | gzip.GzipFile, file: BinaryIO) -> Iterator[Found]:
    """*file* is what *lines* are read from."""
    number = 0
    while line := lines.readline(MAX_RECORD + 1):
        number += 1
        if text := _bounded(line, f"line {number}").strip():
            yield Found(path, number, text, orjson.loads, file.tell())


def _bounded(text: bytes, what: str) -> bytes:
    if len(text) > MAX_RECORD:
        raise RecordFaults([f"{what} is longer than {MAX_RECORD:,} bytes, too long for a film"])
    return text


def _parse_toml(text: bytes) -> object:
    return tomllib.loads(text.decode())


def _reason(error: Exception) -> str:
    """What the operating system says, without the path, which the fault names anyway."""
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"
