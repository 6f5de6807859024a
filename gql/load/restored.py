"""The rows of one film in, the record out that makes them: the reverse of `rows` and `story`. Pure.

What rows do not keep is made up, in the same way each time: keys of characters and sources, of their slugs and titles;
the order of what has none; and which territories a sum adds up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, TypeAlias

from gql.load.draft import Row, Rows, derive_slug
from gql.load.records import FilmRecord
from gql.load.shape import check_shape
from gql.tables.keys import slugify
from gql.tables.kinds import CompanyPart, Job, LabelKind

Fields: TypeAlias = dict[str, Any]

KEY_LENGTH = 90
"""Characters of a key that is made up; a number behind it fits as well."""

ORDERS: Mapping[str, Sequence[str]] = {"job": list(Job), "part": list(CompanyPart)}


@dataclass(frozen=True, slots=True)
class Shared:
    """Rows that films share, by id; and what is said of people where, by person."""

    people: Mapping[int, Row]
    companies: Mapping[int, Row]
    sources: Mapping[int, Row]
    characters: Mapping[int, Row]
    citations: Mapping[int, Sequence[Row]]  # in their order


def restore(rows: Rows, shared: Shared) -> FilmRecord:
    """The record that makes *rows*, which are all of a film's own."""
    return check_shape(_Film(rows, shared).fields())


def other_characters(rows: Rows) -> set[int]:
    """The ids of those characters that a film's *rows* refer to, and that are not its own."""
    mentions = (("role", "character_id"), ("twist_character", "character_id"), ("relation", "to_character_id"))
    mentioned = {row[column] for table, column in mentions for row in rows.get(table, {}).values()}
    return mentioned - rows.get("character", {}).keys() - {None}


class _Film:
    """A film's rows, and what was made up for them so far."""

    def __init__(self, rows: Rows, shared: Shared) -> None:
        self._rows = rows
        self._shared = shared
        self._twists = {row_id: row["key"] for row_id, row in rows.get("twist", {}).items()}
        self._cites = _grouped(self._placed("citation"), "subject_id")
        self._revealed = _grouped(self._placed("twist_character"), "twist_id")
        self._clues = _grouped(self._placed("clue"), "twist_id")
        self._passages = _grouped(self._placed("passage"), "character_id")
        self._characters = self._character_keys()
        self._told: set[int] = set()  # people of whom all was said
        self._sources: dict[tuple[int, bool], str] = {}  # their keys, by id and whether a program read them
        self._taken: set[str] = set()  # those keys

    def fields(self) -> Fields:
        (film,) = self._rows["film"].values()
        labels = _grouped(self._placed("film_label"), "kind")
        fields = {
            **_some(film, "slug", "title", "released", "runtime", "imdb_id", "wikidata_id", "summary"),
            "genres": [row["text"] for row in labels[LabelKind.GENRE]],
            "countries": [row["text"] for row in labels[LabelKind.COUNTRY]],
            "languages": [row["text"] for row in labels[LabelKind.LANGUAGE]],
            "cites": self._cited(film),
            "twists": [self._twist(row) for row in self._sorted("twist", "minute", "key")],
            "characters": [self._character(row_id) for row_id in self._characters if row_id in self._own],
            "cast": [self._role(row) for row in self._placed("role")],
            "relations": [self._relation(row) for row in self._placed_relations()],
            "credits": [
                {"person": self._person(row["person_id"]), "job": row["job"], "cites": self._cited(row)}
                for row in self._placed("credit", within="job")
            ],
            "companies": [
                {"company": self._company(row["company_id"]), "part": row["part"], "cites": self._cited(row)}
                for row in self._placed("involvement", within="part")
            ],
            "releases": [self._release(row) for row in self._sorted("release", "date", "medium", "scope", "territory")],
            "figures": [
                self._figure(row)
                for row in self._sorted("figure", "derived", "metric", "territory", "currency", "amount")
            ],
            "reviews": [self._review(row) for row in self._sorted("review", "written", "id")],
            "scores": [
                {"aggregator": self._company(row["aggregator_id"]), "cites": self._cited(row)}
                | _some(row, "approval", "average", "scale", "count")
                for row in self._sorted("score", "id")
            ],
            "passages": [self._passage(row) for row in self._passages[None]],
        }
        # Last, because only what is cited is known to be of this film.
        return fields | {"sources": {key: self._source(*source) for source, key in self._sources.items()}}

    # --- the story

    def _twist(self, row: Row) -> Fields:
        return {
            **_some(row, "key", "kind", "level", "minute", "introduced_as", "revealed_as"),
            "characters": [self._characters[each["character_id"]] for each in self._revealed[row["id"]]],
            "clues": [_some(clue, "minute", "text") for clue in self._clues[row["id"]]],
            "cites": self._cited(row),
        }

    def _character(self, row_id: int) -> Fields:
        (film,) = self._rows["film"].values()
        row = self._own[row_id]
        return {
            "key": self._characters[row_id],
            **_some(row, "name", "introduced_as", "full_name"),
            **_slug("character", row, film["slug"]),
            **self._seals(row, "full_name_twist", "twist"),
            "passages": [self._passage(passage) for passage in self._passages[row_id]],
            "cites": self._cited(row),
        }

    def _role(self, row: Row) -> Fields:
        return {
            "person": self._person(row["person_id"]),
            "character": self._characters.get(row["character_id"]),
            **_some(row, "billing", "credited_as"),
            **self._seals(row, "credited_as_twist", "twist"),
            "cites": self._cited(row),
        }

    def _relation(self, row: Row) -> Fields:
        ends = (row["from_character_id"], row["to_character_id"])
        is_implied = any((self._own.get(end) or self._shared.characters[end])["twist_id"] for end in ends)
        return {
            "from": self._characters[ends[0]],
            "to": self._characters[ends[1]],
            **_some(row, "kind", "label"),
            **({} if is_implied else self._seals(row, "twist")),
            "cites": self._cited(row),
        }

    def _passage(self, row: Row) -> Fields:
        return {
            **_some(row, "topic", "text", "date"),
            **self._seals(row, "twist"),
            "cites": self._cited(row),
        }

    def _seals(self, row: Row, *names: str) -> Fields:
        """The keys of the twists that seal *row* or parts of it."""
        return {name: self._twists.get(row[f"{name}_id"]) for name in names}

    # --- beside the story

    def _release(self, row: Row) -> Fields:
        return {
            **_some(row, "medium", "scope", "date", "territory"),
            "distributor": self._company(row["distributor_id"]),
            "cites": self._cited(row),
        }

    def _figure(self, row: Row) -> Fields:
        return {
            **_some(row, "metric", "currency", "territory"),
            **(self._sum(row) if row["derived"] else {"amount": row["amount"]}),
            "cites": self._cited(row),
        }

    def _sum(self, total: Row) -> Fields:
        """Territories whose figures add up to *total*: as many as may be, for a sum is made of all there are.

        Where a part is stated in several ways, the amount says which of them add up.
        """
        stated: defaultdict[str, list[int]] = defaultdict(list)
        for row in self._sorted("figure", "territory"):
            if not row["derived"] and all(row[name] == total[name] for name in ("metric", "currency")):
                stated[row["territory"]].append(row["amount"])
        stated.pop(total["territory"], None)
        parts = next(
            parts
            for count in range(len(stated), 0, -1)
            for parts in combinations(stated, count)
            if any(sum(amounts) == total["amount"] for amounts in product(*(stated[part] for part in parts)))
        )
        is_clear = all(len(stated[part]) == 1 for part in parts)
        return {"parts": parts} if is_clear else {"parts": parts, "amount": total["amount"]}

    def _review(self, row: Row) -> Fields:
        return {
            "critic": self._person(row["critic_id"]),
            "publication": self._company(row["publication_id"]),
            **_some(row, "verdict", "quote", "paraphrase", "url", "written"),
            **self._seals(row, "text_twist"),
            "cites": self._cited(row),
        }

    # --- what films share

    def _person(self, row_id: int | None) -> Fields | None:
        """Who it is, and at their first mention what is known of them."""
        if row_id is None:
            return None
        row = self._shared.people[row_id]
        fields = {"name": row["name"], **_slug("person", row)}
        if row_id not in self._told:
            self._told.add(row_id)
            fields |= _some(row, "imdb_id", "wikidata_id", "born", "died")
            fields["cites"] = [self._cite(cite) for cite in self._shared.citations.get(row_id, ())]
        return fields

    def _company(self, row_id: int | None) -> Fields | None:
        if row_id is None:
            return None
        row = self._shared.companies[row_id]
        return {"name": row["name"], **_slug("company", row)}

    def _cited(self, row: Row) -> list[Fields]:
        return [{**self._cite(cite), **self._seals(cite, "twist")} for cite in self._cites[row["id"]]]

    def _cite(self, row: Row) -> Fields:
        source = (row["source_id"], row["extracted"])
        if source not in self._sources:
            wanted = slugify(self._shared.sources[row["source_id"]]["title"]) or "source"
            self._sources[source] = free_key(wanted, self._taken)
        return {"source": self._sources[source], **_some(row, "section", "quote")}

    def _source(self, row_id: int, extracted: bool) -> Fields:
        return {**_some(self._shared.sources[row_id], "title", "url", "retrieved", "sha256"), "extracted": extracted}

    # --- order and keys

    @property
    def _own(self) -> Mapping[int, Row]:
        return self._rows.get("character", {})

    def _placed(self, table: str, within: str = "") -> list[Row]:
        """The rows of *table* in the order of their places, *within* each job or part of a company."""
        order = ORDERS.get(within, ())
        rows = self._rows.get(table, {}).values()
        # A sealed row has the place of the open one that follows it.
        return sorted(
            rows,
            key=lambda row: (
                order.index(row[within]) if within else 0,
                row["position"],
                row.get("twist_id") is None,
                row["id"],
            ),
        )

    def _sorted(self, table: str, *columns: str) -> list[Row]:
        """The rows of *table* in the order of *columns*; what is unknown comes last."""
        rows = self._rows.get(table, {}).values()
        return sorted(rows, key=lambda row: [(row[column] is None, row[column]) for column in columns])

    def _placed_relations(self) -> list[Row]:
        places = {row_id: place for place, row_id in enumerate(self._characters)}
        rows = self._rows.get("relation", {}).values()
        return sorted(rows, key=lambda row: (places[row["from_character_id"]], row["label"], row["id"]))

    def _character_keys(self) -> dict[int, str]:
        """What the record calls each character: its own by what their slugs have before the film's, others by slugs.

        Its own stand in the order in which the cast, the twists, or their slugs lead to them.
        """
        (film,) = self._rows["film"].values()
        keys = {row_id: self._shared.characters[row_id]["slug"] for row_id in sorted(other_characters(self._rows))}
        taken = set(keys.values())
        leading = [row["character_id"] for row in [*self._placed("role"), *self._placed("twist_character")]]
        rest = sorted(self._own, key=lambda row_id: str(self._own[row_id]["slug"]))
        for row_id in dict.fromkeys([*leading, *rest]):
            if row_id in self._own:
                name = self._own[row_id]["slug"].removesuffix(f"-{film['slug']}")
                keys[row_id] = free_key(name, taken)
        return keys


def _slug(table: str, row: Row, *more: str) -> Fields:
    """The slug of *row*, unless it is the one that would be made of its name."""
    return {} if row["slug"] == derive_slug(table, row["name"], *more) else {"slug": row["slug"]}


def free_key(wanted: str, taken: set[str]) -> str:
    """*wanted*, or with a number behind it, so that it is none of the keys that are *taken*; now it is one of them."""
    key = wanted = wanted[:KEY_LENGTH].rstrip("-")
    number = 1
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    taken.add(key)
    return key


def _some(row: Row, *columns: str) -> Fields:
    return {column: row[column] for column in columns}


def _grouped(rows: Iterable[Row], column: str) -> defaultdict[Any, list[Row]]:
    """*rows*, in their order, by what they hold in *column*."""
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups
