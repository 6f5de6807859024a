"""Which rows pass a filter: every condition true or false, and nothing between."""

from collections.abc import Callable, Mapping, Sequence
from operator import eq, ge, gt, le, lt
from typing import Any

from gql.tables.keys import fold, lower
from tests.reference.world import TYPES, Row, Viewed

Where = Mapping[str, Any]

KEYED = {("film", "title"), ("person", "name"), ("character", "name"), ("company", "name")}
"""Texts that have a key beside them."""

TEXTS = {
    "film": {"slug": "slug", "imdb": "imdb_id", "wikidata": "wikidata_id", "title": "title"},
    "person": {"slug": "slug", "imdb": "imdb_id", "wikidata": "wikidata_id", "name": "name"},
    "character": {"name": "name", "fullName": "full_name"},
    "relation": {"label": "label"},
}
LISTS = {"verdicts": "verdict", "jobs": "job", "kinds": "kind"}
LABELS = {"genre": "GENRE", "country": "COUNTRY", "language": "LANGUAGE"}
REFERRED = {
    "person": ("person", "person_id"),
    "film": ("film", "film_id"),
    "character": ("character", "character_id"),
    "to": ("character", "to_character_id"),
}
"""Filters of a row that this one refers to."""
NAMED = {"publication": ("company", "publication_id"), "critic": ("person", "critic_id")}
"""Filters of the name of a row that this one refers to."""


def passes(viewed: Viewed, row: Row, where: Where) -> bool:
    """Whether *row* passes everything that *where* asks."""
    return all(_holds(viewed, row, key, given) for key, given in where.items() if given is not None)


def _holds(viewed: Viewed, row: Row, key: str, given: Any) -> bool:
    match key:
        case "and":
            return all(passes(viewed, row, each) for each in given)
        case "or":
            return any(passes(viewed, row, each) for each in given)
        case "not":
            return not passes(viewed, row, given)
    if (texts := _texts(viewed, row, key)) is not None:
        return some_text_passes(texts, given)
    if (held := _value_holds(viewed, row, key, given)) is not None:
        return held
    return any(passes(viewed, each, given) for each in _related(viewed, row, key))


def _value_holds(viewed: Viewed, row: Row, key: str, given: Any) -> bool | None:
    """Whether a value of the row passes; None when *key* asks for none."""
    match key:
        case "ids":
            return f"{TYPES[row.table].lower()}.{row['id']}" in given
        case "year" | "runtime":
            return number_passes(row[key], given)
        case "released":
            return date_passes(row["released"], given)
        case "billed":
            return (row["billing"] is not None) is given
        case "grossContested":
            estimates = viewed.world.where("estimate", "film_id", row["id"])
            gross = [each for each in estimates if (each["metric"], each["territory"]) == ("GROSS", "WORLD")]
            return any(each["contested"] is given for each in gross)
    if key in LISTS:
        return row[LISTS[key]] in given
    if key in TEXTS.get(row.table, ()):
        column = TEXTS[row.table][key]
        keyed = (row.table, column) in KEYED
        return text_passes(row[f"{column}_key"] if keyed else viewed.value(row, column), given, keyed=keyed)
    return None


def _texts(viewed: Viewed, row: Row, key: str) -> list[tuple[str, bool]] | None:
    """The texts of related rows that are asked about, and whether they are keys; None when *key* asks for none."""
    if key in LABELS:
        labels = viewed.world.where("film_label", "film_id", row["id"])
        return [(each["text"], False) for each in labels if each["kind"] == LABELS[key]]
    if key == "company":
        return [
            _name(viewed, "company", each["company_id"])
            for each in viewed.world.where("involvement", "film_id", row["id"])
        ]
    if key in NAMED or (row.table == "credit" and key == "person"):
        table, column = NAMED.get(key, ("person", "person_id"))
        return [] if row[column] is None else [_name(viewed, table, row[column])]
    return None


def _name(viewed: Viewed, table: str, id_: int) -> tuple[str, bool]:
    (row,) = viewed.world.where(table, "id", id_)
    return row["name_key"], True


def _related(viewed: Viewed, row: Row, key: str) -> list[Row]:
    if key in REFERRED:
        table, column = REFERRED[key]
        return viewed.of(table, "id", row[column])
    return viewed.of(key, "from_character_id" if key == "relation" else f"{row.table}_id", row["id"])


# --- values -----------------------------------------------------------------------------------------------------------


def some_text_passes(texts: Sequence[tuple[str, bool]], match: Where) -> bool:
    """Whether one of the *texts* passes all that is asked of one; and `eq: null`: there is none."""
    asked = {operator: value for operator, value in match.items() if value is not None}
    if "eq" in match and match["eq"] is None and texts:
        return False
    return not asked or any(text_passes(text, asked, keyed=keyed) for text, keyed in texts)


def text_passes(text: str | None, match: Where, *, keyed: bool) -> bool:
    """*keyed*: *text* is a key, compared with the keys of what is asked."""
    exactly: Callable[[str], str] = fold if keyed else str
    loosely = fold if keyed else lower

    def holds(operator: str, value: Any) -> bool:
        assert text is not None
        loose = text if keyed else lower(text)
        match operator:
            case "eq":
                return text == exactly(value)
            case "in":
                return text in [exactly(each) for each in value]
            case "contains":
                return loosely(value) in loose
            case "startsWith":
                return loose.startswith(loosely(value))
        raise AssertionError(operator)

    return _every(text, match, holds)


def number_passes(number: int | None, match: Where) -> bool:
    def holds(operator: str, value: Any) -> bool:
        return number in value if operator == "in" else _COMPARED[operator](number, value)

    return _every(number, match, holds)


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {"eq": eq, "lt": lt, "lte": le, "gt": gt, "gte": ge}


def date_passes(date: str | None, match: Where) -> bool:
    """A reduced date is all of its days."""

    def holds(operator: str, value: str) -> bool:
        assert date is not None
        within = date.startswith(value)
        return {
            "eq": within,
            "lt": date < value,
            "gte": date >= value,
            "lte": date < value or within,
            "gt": date > value and not within,
        }[operator]

    return _every(date, match, holds)


def _every(known: object, match: Where, holds: Callable[[str, Any], bool]) -> bool:
    """Whether all operators that are given hold. What is unknown passes `eq: null` alone."""
    for operator, value in match.items():
        if value is None:
            if operator == "eq" and known is not None:
                return False
        elif known is None or not holds(operator, value):
            return False
    return True
