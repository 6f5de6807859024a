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

SUFFIXES = (".toml", ".jsonl", ".jsonl.gz")
MAX_RECORD = 16 * 2**20
"""Bytes of one record: what is read into memory at a time."""


@dataclass(frozen=True, slots=True)
class Found:
    """The text of one record, and where it stands: seed/backtrace.toml, or films.jsonl:17."""

    place: str
    text: bytes
    parse: Callable[[bytes], object]

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


def read(path: Path) -> Iterator[Found]:
    """The records of one file. Raises RecordFaults where the file cannot be read on."""
    try:
        if path.suffix == ".toml":
            with path.open("rb") as file:
                yield Found(str(path), _bounded(file.read(MAX_RECORD + 1), "it"), _parse_toml)
        elif path.suffix == ".gz":
            with gzip.open(path) as file:
                yield from _lines(path, file)
        else:
            with path.open("rb") as file:
                yield from _lines(path, file)
    except (OSError, EOFError, zlib.error) as error:
        raise RecordFaults([_reason(error)]) from None


def _lines(path: Path, file: BinaryIO | gzip.GzipFile) -> Iterator[Found]:
    number = 0
    while line := file.readline(MAX_RECORD + 1):
        number += 1
        if text := _bounded(line, f"line {number}").strip():
            yield Found(f"{path}:{number}", text, orjson.loads)


def _bounded(text: bytes, what: str) -> bytes:
    if len(text) > MAX_RECORD:
        raise RecordFaults([f"{what} is longer than {MAX_RECORD:,} bytes, too long for a film"])
    return text


def _parse_toml(text: bytes) -> object:
    return tomllib.loads(text.decode())


def _reason(error: Exception) -> str:
    """What the operating system says, without the path, which the fault names anyway."""
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"
