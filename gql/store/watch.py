"""Which file stands at a path. It may be taken away, or another put in its place: who has it open notices nothing."""

from __future__ import annotations

import os
from threading import Lock
from time import monotonic
from typing import Final

from gql.database import SqliteFile, check_file
from gql.errors import DatabaseError

EVERY: Final = 1.0
"""Seconds between two looks."""

BESIDE: Final = ("-wal", "-shm")
"""What SQLite keeps beside a database, by its name alone: left there, it would be taken for another file's."""


class Watch:
    """Any thread may ask it."""

    def __init__(self, location: SqliteFile) -> None:
        self._location = location
        self._seen = self._standing()
        self._number = 0
        self._fault: DatabaseError | None = None
        self._next = 0.0
        self._looking = Lock()

    def number(self, *, at_once: bool = False) -> int:
        """How often another file has come to stand there, as it was seen when it was last time to, or *at_once*.

        Raises DatabaseError while there is none that can be read.
        """
        if at_once or monotonic() >= self._next:
            with self._looking:
                self._fault = self._look()
                self._next = monotonic() + EVERY
        if fault := self._fault:
            raise fault.with_traceback(None)
        return self._number

    def _look(self) -> DatabaseError | None:
        standing = self._standing()
        if standing[0] != self._seen[0]:
            try:
                self._check(standing)
            except DatabaseError as error:
                return error
            self._number += 1
        self._seen = standing
        return None

    def _standing(self) -> list[tuple[int, int] | None]:
        """What tells apart the file, and each of those beside it, from others."""
        return [_identity(f"{self._location}{end}") for end in ("", *BESIDE)]

    def _check(self, standing: list[tuple[int, int] | None]) -> None:
        check_file(self._location)
        for end, now, before in zip(BESIDE, standing[1:], self._seen[1:], strict=True):
            if now and now == before:
                raise DatabaseError(
                    f"{self._location}{end} is of the file that stood there before.", f"Remove {self._location}{end}"
                )


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
