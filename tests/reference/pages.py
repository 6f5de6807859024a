"""Orders, cursors, pages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from tests.reference.world import Row, Viewed

Value = str | int | None


@dataclass(frozen=True)
class Key:
    """A column to order by. *kind*: of its values."""

    column: str
    kind: type
    optional: bool = False
    descending: bool = False


_COLUMNS = {
    "TITLE": (Key("title_key", str),),
    "RELEASED": (Key("released", str, optional=True),),
    "RUNTIME": (Key("runtime", int, optional=True),),
    "NAME": (Key("name_key", str),),
    "BILLING": (Key("billing", int, optional=True), Key("position", int)),
    "WRITTEN": (Key("written", str, optional=True),),
    "PART": (Key("part", str), Key("position", int)),
}
DEFAULTS = {
    "film": "TITLE_ASC", "person": "NAME_ASC", "character": "NAME_ASC", "company": "NAME_ASC", "role": "BILLING_ASC",
    "review": "WRITTEN_ASC", "involvement": "PART_ASC",
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What *table*'s rows are ordered by: the keys, the id last."""

    name: str
    keys: tuple[Key, ...]

    @classmethod
    def of(cls, table: str, members: Sequence[str] | None) -> "Order":
        chosen = members or [DEFAULTS[table]]
        keys: dict[str, Key] = {}
        descending = False
        for member in chosen:
            by, _, direction = member.rpartition("_")
            for key in _COLUMNS[by]:
                if key.column not in keys:
                    descending = direction == "DESC"
                    keys[key.column] = Key(key.column, key.kind, key.optional, descending)
        return cls(",".join(chosen), (*keys.values(), Key("id", int, descending=descending)))

    def place(self, viewed: Viewed, row: Row) -> list[Value]:
        """Where the row stands: its value for each key."""
        return [_value(viewed, row, key.column) for key in self.keys]

    def compare(self, one: Sequence[Value], other: Sequence[Value]) -> int:
        """Less than 0 when the first place comes before the second."""
        for key, left, right in zip(self.keys, one, other, strict=True):
            if left == right:
                continue
            if left is None or right is None:
                return 1 if left is None else -1  # unknown last, in both directions
            less = left < right  # type: ignore[operator]
            return -1 if less is not key.descending else 1
        return 0

    def sorted(self, viewed: Viewed, rows: Iterable[Row]) -> list[Row]:
        def compared(one: Row, other: Row) -> int:
            return self.compare(self.place(viewed, one), self.place(viewed, other))

        return sorted(rows, key=cmp_to_key(compared))

    def cursor(self, viewed: Viewed, row: Row) -> str:
        place = [self.name, *self.place(viewed, row)]
        return json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode().hex()

    def read(self, cursor: str) -> list[Value]:
        """The place in a cursor. Raises ValueError when it is none in this order."""
        parts = json.loads(bytes.fromhex(cursor))
        if not isinstance(parts, list) or len(parts) != len(self.keys) + 1 or parts[0] != self.name:
            raise ValueError("not of this order")
        for key, value in zip(self.keys, parts[1:], strict=True):
            fits = key.optional if value is None else type(value) is key.kind
            if not fits or (isinstance(value, int) and not -(2**63) <= value < 2**63):
                raise ValueError("not a place")
        return parts[1:]


def _value(viewed: Viewed, row: Row, column: str) -> Any:
    if row.table == "role" and column == "released":
        (film,) = viewed.world.where("film", "id", row["film_id"])
        return film["released"]
    return row[column]


@dataclass(frozen=True)
class Page:
    """A connection's page: *rows* of *kept*, which are all that pass."""

    type: str
    order: Order
    kept: list[Row]
    rows: list[Row]
    before: bool
    behind: bool


def page(viewed: Viewed, type_: str, kept: Iterable[Row], order: Order, arguments: Mapping[str, Any]) -> Page:
    rows = order.sorted(viewed, kept)
    size = 20 if arguments.get("first") is None else arguments["first"]
    after = arguments.get("after")
    if after is None:
        return Page(type_, order, rows, rows[:size], before=False, behind=len(rows) > size)
    place = order.read(after)
    later = [row for row in rows if order.compare(order.place(viewed, row), place) > 0]
    return Page(type_, order, rows, later[:size], before=len(later) < len(rows), behind=len(later) > size)
