"""The lines of a table in, its cast out: "Actor as Character". Of a table without actors and characters, nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_ACTOR = re.compile(r"(?:lead |voice )?(?:actors?|actress|cast|performers?|played by|portrayed by|artists?|star|voice)"
                    r"(?: member)?(?:/actress| / actress| name)?", re.I)  # fmt: skip

_CHARACTER = re.compile(r"(?:character|role|part)s?(?: name)?", re.I)

_TEXT = re.compile(r"notes?|description|remarks?|about|background", re.I)


@dataclass(slots=True)
class _Row:
    line: int
    cells: list[str] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)  # how many rows a cell goes on for


def cast_of(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The entries of a cast, each with its line. *lines* are those between {| and |}, as shown."""
    columns: tuple[int, int, int] | None = None
    for row in _without_spans(_rows(lines)):
        cells = [cell.strip() for cell in row.cells]
        if columns is None:
            columns = _columns(cells)
            continue
        actor, character, text = ("".join(cells[column : column + 1]) if column >= 0 else "" for column in columns)
        if actor:
            said = f"{actor} as {character}" if character else actor
            yield row.line, f"{said}: {text}" if text else said


def _columns(cells: Sequence[str]) -> tuple[int, int, int] | None:
    """Where the actor, the character and what is told of it stand; None when this is not the head of a cast."""
    actor, character, text = (
        next((column for column, cell in enumerate(cells) if kind.fullmatch(cell)), -1)
        for kind in (_ACTOR, _CHARACTER, _TEXT)
    )
    return (actor, character, text) if actor >= 0 and character >= 0 else None


def _rows(lines: Iterable[tuple[int, str]]) -> Iterator[_Row]:
    row: _Row | None = None
    for number, line in lines:
        if line.startswith(("|-", "|+")):
            if row is not None:
                yield row
            row = None
        elif line.startswith(("|", "!")):
            row = row or _Row(number)
            for cell in re.split(r"\|\||!!" if line[0] == "!" else r"\|\|", line[1:]):
                looks, bar, words = cell.partition("|")
                if span := re.search(r"rowspan\s*=\s*\"?\s*(\d{1,3})", looks if bar else ""):
                    row.spans[len(row.cells)] = int(span[1]) - 1
                row.cells.append(words if bar else looks)
        elif row is not None and row.cells:
            row.cells[-1] += f" {line}"
    if row is not None:
        yield row


def _without_spans(rows: Iterable[_Row]) -> Iterator[_Row]:
    """The rows, with each cell in all of those that it stands in."""
    going_on: dict[int, tuple[str, int]] = {}
    for row in rows:
        cells: list[str] = []
        own = iter(enumerate(row.cells))
        left = len(row.cells) + sum(count > 0 for _, count in going_on.values())
        for column in range(left):
            cell, count = going_on.pop(column, ("", 0))
            if count > 0:
                going_on[column] = (cell, count - 1)
            else:
                number, cell = next(own, (-1, ""))
                if row.spans.get(number, 0) > 0:
                    going_on[column] = (cell, row.spans[number])
            cells.append(cell)
        yield _Row(row.line, cells)
