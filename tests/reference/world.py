"""The rows of a database in memory, what belongs to what, and what of it a viewer may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gql import ids
from gql.database import Location
from gql.tables import METADATA
from tests.places import held

TABLES = {
    # type: its table
    "Film": "film", "Person": "person", "Role": "role", "Character": "character", "Twist": "twist", "Clue": "clue",
    "Relation": "relation", "Passage": "passage", "Credit": "credit", "Company": "company", "Review": "review",
    "Involvement": "involvement", "Release": "release", "Figure": "figure", "Score": "score", "Source": "source",
    "Citation": "citation",
}  # fmt: skip
TYPES = {table: type_ for type_, table in TABLES.items()}

SEALED_VALUES = {
    ("character", "full_name"): "full_name_twist_id",
    ("role", "credited_as"): "credited_as_twist_id",
    ("review", "quote"): "text_twist_id",
    ("review", "paraphrase"): "text_twist_id",
}
SEALED_ROWS = frozenset({"role", "character", "relation", "passage", "citation", "clue", "twist_character"})


class Row(dict[str, Any]):
    """A row of *table*: column to value."""

    def __init__(self, table: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.table = table


class World:
    """All rows, by table and by the values of any column."""

    def __init__(self, location: Location) -> None:
        self.rows: dict[str, list[Row]] = {}
        self._by: dict[tuple[str, str], dict[Any, list[Row]]] = {}
        found = held(location)
        for table in METADATA.tables:
            self.rows[table] = [Row(table, row) for row in found[table]]
        self.rows["estimate"] = list(_estimates(self.rows["figure"]))

    def where(self, table: str, column: str, value: Any) -> Sequence[Row]:
        """The rows of *table* whose *column* holds *value*; never for an unknown one."""
        if (table, column) not in self._by:
            index = self._by[table, column] = defaultdict(list)
            for row in self.rows[table]:
                index[row[column]].append(row)
        return self._by[table, column].get(value, []) if value is not None else []


def _estimates(figures: Iterable[Row]) -> Iterable[Row]:
    """What the figures for one quantity come to."""
    quantities: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for figure in figures:
        quantities[figure["film_id"], figure["metric"], figure["territory"]].append(figure)
    for (film, metric, territory), stated in quantities.items():
        amounts = {figure["amount"] for figure in stated}
        currencies = {figure["currency"] for figure in stated}
        agreed = len(currencies) == 1
        settled = agreed and len(amounts) == 1
        yield Row(
            "estimate",
            {
                "film_id": film,
                "metric": metric,
                "territory": territory,
                "currency": min(currencies) if agreed else None,
                "amount": min(amounts) if settled else None,
                "low": min(amounts) if agreed else None,
                "high": max(amounts) if agreed else None,
                "contested": not settled,
            },
        )


class Viewed:
    """A world as one viewer sees it."""

    def __init__(self, world: World, seen: Sequence[Mapping[str, Any]], allow: str) -> None:
        self.world = world
        self.allow = allow
        self.until: dict[int, int | None] = {}
        for film in seen:
            number = ids.number(film["film"], "film")
            if number is None:
                continue
            minute = film.get("until")
            before = self.until.get(number, -(2**31))
            self.until[number] = None if minute is None or before is None else max(minute, before)

    @property
    def nothing(self) -> bool:
        """Whether no twist whatever can be open."""
        return self.allow == "NONE" and not self.until

    def unlocked(self, twist: Row) -> bool:
        if self.allow == "ALL" or (self.allow == "MINOR" and twist["level"] == "MINOR"):
            return True
        if twist["film_id"] not in self.until:
            return False
        minute = self.until[twist["film_id"]]
        return minute is None or (twist["minute"] is not None and twist["minute"] <= minute)

    def _open(self, twist_id: int | None) -> bool:
        return twist_id is None or any(self.unlocked(twist) for twist in self.world.where("twist", "id", twist_id))

    def visible(self, row: Row) -> bool:
        if row.table == "twist":
            return self.unlocked(row)
        return row.table not in SEALED_ROWS or self._open(row["twist_id"])

    def value(self, row: Row, column: str) -> Any:
        """What *column* of the row says; None while it is sealed."""
        seal = SEALED_VALUES.get((row.table, column))
        return row[column] if seal is None or self._open(row[seal]) else None

    def all(self, table: str) -> list[Row]:
        return [row for row in self.world.rows[table] if self.visible(row)]

    def of(self, table: str, column: str, value: Any) -> list[Row]:
        """The visible rows of *table* whose *column* holds *value*."""
        return [row for row in self.world.where(table, column, value) if self.visible(row)]

    def one(self, table: str, id_: int | None) -> Row | None:
        return next(iter(self.of(table, "id", id_)), None)

    def by_id(self, global_id: str) -> Row | None:
        """The visible row behind a global id."""
        parts = ids.split(global_id)
        if parts is None:
            return None
        prefix, number = parts
        nodes = ("film", "person", "role", "character", "twist", "relation", "credit", "company", "figure", "review")
        return self.one(prefix, number) if prefix in (*nodes, "source") else None
