"""Which file stands at a path. It may be taken away, or another put in its place: who has it open notices nothing."""

from __future__ import annotations

import os
from time import monotonic
from typing import Final

from gql.database import SqliteFile, check_file
from gql.errors import DatabaseError

EVERY: Final = 1.0
"""Seconds between two looks."""

BESIDE: Final = ("-wal", "-shm")
"""What SQLite keeps beside a database, by its name alone: left there, it would be taken for another file's."""


class Watch:
    """*number*: how often another file has come to stand there. *fault*: why there is none to be read, if so."""

    def __init__(self, location: SqliteFile) -> None:
        self.number = 0
        self.fault: DatabaseError | None = None
        self._location = location
        self._seen = self._standing()
        self._next = 0.0

    def look(self, *, at_once: bool = False) -> None:
        """Brings both up to date, when it is time or *at_once*."""
        now = monotonic()
        if now < self._next and not at_once:
            return
        self._next = now + EVERY
        standing = self._standing()
        self.fault = None
        if standing[0] != self._seen[0]:
            try:
                self._check(standing)
            except DatabaseError as error:
                self.fault = error
                return
            self.number += 1
        self._seen = standing

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
