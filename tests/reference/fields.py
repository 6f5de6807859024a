"""What a field of a row says: the resolver of every field, and the type behind an interface."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphql import GraphQLResolveInfo

from tests.reference.conditions import passes, text_passes
from tests.reference.pages import Order, Page, page
from tests.reference.world import TABLES, TYPES, Row, Viewed

Arguments = Mapping[str, Any]


def type_of(value: Any, *_: Any) -> str:
    assert isinstance(value, Row)
    return TYPES[value.table]


def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    """The value of one field of *source*, which is the world itself at the root."""
    viewed: Viewed = info.context
    match source:
        case Viewed():
            return _root(viewed, info.field_name, arguments)
        case Page():
            return _connection(viewed, source, info.field_name)
        case Row():
            return _field(viewed, source, info.field_name, arguments)
        case dict():
            return source[info.field_name]
    raise AssertionError(source)


# --- the root ---------------------------------------------------------------------------------------------------------

ROOTS = {
    "films": "Film", "people": "Person", "characters": "Character", "companies": "Company", "reviews": "Review"
}  # fmt: skip
KEYS = {"id": "id", "slug": "slug", "imdb": "imdb_id", "wikidata": "wikidata_id"}


def _root(viewed: Viewed, name: str, arguments: Arguments) -> Any:
    match name:
        case "node":
            return viewed.by_id(arguments["id"])
        case "nodes":
            return [viewed.by_id(each) for each in arguments["ids"]]
    if name in ROOTS:
        return _page(viewed, ROOTS[name], viewed.all(TABLES[ROOTS[name]]), arguments)
    ((key, value),) = arguments["by"].items()
    if key == "id":
        row = viewed.by_id(value)
        return row if row and row.table == name else None
    return next(iter(viewed.of(name, KEYS[key], value)), None)


def _page(viewed: Viewed, type_: str, rows: Iterable[Row], arguments: Arguments) -> Page:
    kept = [row for row in rows if passes(viewed, row, arguments.get("where") or {})]
    if arguments.get("name") is not None:
        kept = [row for row in kept if text_passes(row["name_key"], arguments["name"], keyed=True)]
    return page(viewed, type_, kept, Order.of(TABLES[type_], arguments.get("orderBy")), arguments)


def _connection(viewed: Viewed, page: Page, name: str) -> Any:
    match name:
        case "nodes":
            return page.rows
        case "edges":
            return [{"cursor": page.order.cursor(viewed, row), "node": row} for row in page.rows]
        case "totalCount":
            return len(page.kept)
    ends = [page.order.cursor(viewed, row) for row in (page.rows[:1] + page.rows[-1:])]
    return {
        "hasNextPage": page.behind,
        "hasPreviousPage": page.before,
        "startCursor": ends[0] if ends else None,
        "endCursor": ends[-1] if ends else None,
    }


# --- rows -------------------------------------------------------------------------------------------------------------

SINGLE = {
    # (type, field): the table and the column that refers to its row
    ("Role", "person"): ("person", "person_id"),
    ("Role", "film"): ("film", "film_id"),
    ("Role", "character"): ("character", "character_id"),
    ("Twist", "film"): ("film", "film_id"),
    ("Relation", "from"): ("character", "from_character_id"),
    ("Relation", "to"): ("character", "to_character_id"),
    ("Relation", "twist"): ("twist", "twist_id"),
    ("Passage", "twist"): ("twist", "twist_id"),
    ("Credit", "person"): ("person", "person_id"),
    ("Credit", "film"): ("film", "film_id"),
    ("Involvement", "company"): ("company", "company_id"),
    ("Involvement", "film"): ("film", "film_id"),
    ("Release", "distributor"): ("company", "distributor_id"),
    ("Score", "aggregator"): ("company", "aggregator_id"),
    ("Review", "film"): ("film", "film_id"),
    ("Review", "critic"): ("person", "critic_id"),
    ("Review", "publication"): ("company", "publication_id"),
    ("Citation", "source"): ("source", "source_id"),
}

LISTS = {
    # field: table, the column that refers to this row, what they are ordered by, and the argument that keeps some
    "passages": ("passage", "", ("position",), "topics"),
    "credits": ("credit", "", ("job", "position"), "jobs"),
    "releases": ("release", "", ("date",), "media"),
    "figures": ("figure", "", ("metric", "territory", "amount"), "metrics"),
    "scores": ("score", "", (), ""),
    "twists": ("twist", "", ("minute",), ""),
    "clues": ("clue", "", ("position",), ""),
    "relations": ("relation", "from_character_id", ("label",), "kinds"),
    "relationsTo": ("relation", "to_character_id", ("label",), "kinds"),
    "sources": ("citation", "subject_id", ("position",), ""),
}
KEPT_BY = {
    "topics": "topic", "jobs": "job", "media": "medium", "metrics": "metric", "kinds": "kind", "parts": "part"
}  # fmt: skip

PAGES = {"roles": "Role", "reviews": "Review"}
LABELS = {"genres": "GENRE", "countries": "COUNTRY", "languages": "LANGUAGE"}
ESTIMATES = {"budget": "BUDGET", "gross": "GROSS", "homeVideo": "HOME_VIDEO_SALES"}


def _field(viewed: Viewed, row: Row, name: str, arguments: Arguments) -> Any:
    type_ = TYPES.get(row.table, "Estimate")
    if (type_, name) in SINGLE:
        table, column = SINGLE[type_, name]
        return viewed.one(table, row[column])
    special = SPECIAL.get((type_, name)) or SPECIAL.get(("", name))
    if special:
        return special(viewed, row, name, arguments)
    if name in LISTS:
        table, column, order, argument = LISTS[name]
        rows = viewed.of(table, column or f"{row.table}_id", row["id"])
        return in_order(kept(rows, argument, arguments), *order)
    column = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
    return viewed.value(row, column)


def kept(rows: Iterable[Row], argument: str, arguments: Arguments) -> list[Row]:
    among = arguments.get(argument)
    return [row for row in rows if among is None or row[KEPT_BY[argument]] in among]


def in_order(rows: Iterable[Row], *columns: str) -> list[Row]:
    """By these columns, unknown last, then by id."""
    return sorted(rows, key=lambda row: [(row[each] is None, row[each] or 0) for each in (*columns, "id")])


def _roles_or_reviews(viewed: Viewed, row: Row, name: str, arguments: Arguments) -> Page:
    type_ = PAGES[name]
    columns = {("reviews", "person"): "critic_id", ("reviews", "company"): "publication_id"}
    column = columns.get((name, row.table), f"{row.table}_id")
    return _page(viewed, type_, viewed.of(TABLES[type_], column, row["id"]), arguments)


def _company_involvements(viewed: Viewed, row: Row, _: str, arguments: Arguments) -> Page:
    return _page(
        viewed, "Involvement", kept(viewed.of("involvement", "company_id", row["id"]), "parts", arguments), arguments
    )


def _film_involvements(viewed: Viewed, row: Row, _: str, arguments: Arguments) -> list[Row]:
    return in_order(kept(viewed.of("involvement", "film_id", row["id"]), "parts", arguments), "part", "position")


def _twists_of_character(viewed: Viewed, row: Row, *_: Any) -> list[Row]:
    links = viewed.of("twist_character", "character_id", row["id"])
    return in_order((twist for link in links if (twist := viewed.one("twist", link["twist_id"]))), "minute")


def _characters_of_twist(viewed: Viewed, row: Row, *_: Any) -> list[Row]:
    links = viewed.of("twist_character", "twist_id", row["id"])
    links.sort(key=lambda link: (link["position"], link["character_id"]))
    return [found for link in links if (found := viewed.one("character", link["character_id"]))]


def _labels(viewed: Viewed, row: Row, name: str, _: Arguments) -> list[str]:
    labels = viewed.world.where("film_label", "film_id", row["id"])
    return [each["text"] for each in in_order(labels, "position") if each["kind"] == LABELS[name]]


def _estimate(viewed: Viewed, row: Row, name: str, arguments: Arguments) -> Row | None:
    territory = "WORLD" if arguments.get("territory") is None else arguments["territory"]
    return next(
        (
            each
            for each in viewed.world.where("estimate", "film_id", row["id"])
            if (each["metric"], each["territory"]) == (ESTIMATES[name], territory)
        ),
        None,
    )


def _estimated(viewed: Viewed, row: Row, *_: Any) -> list[Row]:
    figures = viewed.world.where("figure", "film_id", row["film_id"])
    same = [each for each in figures if all(each[key] == row[key] for key in ("metric", "territory"))]
    return in_order(same, "metric", "territory", "amount")


def _money(_: Viewed, row: Row, name: str, __: Arguments) -> dict[str, Any] | None:
    amount = row["amount" if name == "money" else name]
    return None if amount is None or row["currency"] is None else {"amount": amount, "currency": row["currency"]}


def _sealed_twists(viewed: Viewed, row: Row, *_: Any) -> int:
    return sum(not viewed.unlocked(twist) for twist in viewed.world.where("twist", "film_id", row["id"]))


def _id(_: Viewed, row: Row, *__: Any) -> str:
    return f"{row.table}.{row['id']}"


def _boolean(_: Viewed, row: Row, name: str, __: Arguments) -> bool:
    return bool(row[name])


SPECIAL: dict[tuple[str, str], Callable[[Viewed, Row, str, Arguments], Any]] = {
    ("", "id"): _id,
    ("Citation", "extracted"): _boolean,
    ("Figure", "derived"): _boolean,
    ("Film", "sealedTwists"): _sealed_twists,
    ("Figure", "money"): _money,
    **{("Estimate", name): _money for name in ("money", "low", "high")},
    ("Estimate", "figures"): _estimated,
    **{("Film", name): _estimate for name in ESTIMATES},
    **{("Film", name): _labels for name in LABELS},
    ("Character", "twists"): _twists_of_character,
    ("Twist", "characters"): _characters_of_twist,
    ("Film", "involvements"): _film_involvements,
    ("Company", "involvements"): _company_involvements,
    **{("", name): _roles_or_reviews for name in PAGES},
}
