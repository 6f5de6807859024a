"""What a load did: counts and remarks per file, for people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

KEPT = 100
"""Of one kind of remark on one file, so many are kept; the rest is counted."""


class Remarks:
    """Lines about one file, of which the first are kept and all are counted."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._count = 0

    def add(self, place: str, remarks: Iterable[str]) -> None:
        self.add_lines(f"{place}: {remark}" for remark in remarks)

    def add_lines(self, lines: Iterable[str]) -> None:
        """Adds remarks that name their places themselves."""
        for line in lines:
            self._count += 1
            if self._count <= KEPT:
                self._kept.append(line)

    def __bool__(self) -> bool:
        return self._count > 0

    def lines(self, path: object) -> list[str]:
        """The lines kept, and one that counts the rest."""
        rest = self._count - len(self._kept)
        return [*self._kept, f"{path}: and {rest} more"] if rest else list(self._kept)


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows of the database a load touched. Zeros: it held all of this already."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.added + other.added, self.changed + other.changed, self.removed + other.removed)

    def __str__(self) -> str:
        return f"{self.added:,} rows added, {self.changed:,} changed, {self.removed:,} removed"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What the load of one file did."""

    path: str
    films: int
    changes: Changes
    replaced: Sequence[str] = ()  # films that were there already, and have changed
    notes: Sequence[str] = ()  # what was left out, and why
    warnings: Sequence[str] = ()  # open words that may give a twist away
    left_out: Sequence[str] = ()  # pages and parts of pages of which nothing was loaded, and why
    conflicts: Sequence[str] = ()  # where a film that was there says something else, which stands

    def __str__(self) -> str:
        films = "1 film" if self.films == 1 else f"{self.films:,} films"
        return f"{self.path}: {films}; {self.changes}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did, file by file."""

    files: Sequence[FileReport]

    def lines(self) -> list[str]:
        """One line per file, each followed by what was left out, what it has changed, conflicts, notes and warnings."""
        return [
            line
            for file in self.files
            for line in (
                str(file),
                *file.left_out,
                *file.replaced,
                *file.conflicts,
                *file.notes,
                *file.warnings,
            )
        ]
