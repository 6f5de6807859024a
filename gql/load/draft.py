"""The rows of one record in the making: what is added to it gets its id, what is referred to is looked up, and every
fault on the way is kept, so that an editor sees all of them at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias, TypeVar

from gql.load.records import CiteEntry, CompanyEntry, OpenCiteEntry, PersonEntry
from gql.tables import METADATA
from gql.tables.columns import Text
from gql.tables.keys import digest, fold, row_id, slugify

T = TypeVar("T")

NaturalKey: TypeAlias = tuple[str | int | None, ...]
"""What makes a row the one it is, of open values only. The tables say it in the comment beside each `id`."""

Row: TypeAlias = dict[str, Any]
"""Column to value, the id among them."""

Rows: TypeAlias = dict[str, dict[int, Row]]
"""Table to id to row."""


@dataclass(frozen=True, slots=True)
class Face:
    """What the rest of a record needs to know of a character, of this film or of another."""

    slug: str
    name: str
    twist_id: int | None  # of the twist that seals the whole character

    @property
    def id(self) -> int:
        return row_id("character", self.slug)


@dataclass(frozen=True, slots=True)
class Party:
    """A person or a company, as other rows refer to it. Without values: nobody is named."""

    id: int | None = None
    slug: str | None = None


class Positions:
    """Places in an order that count open rows only, from 1. A sealed row stands where the next open one will."""

    def __init__(self) -> None:
        self._open = 0

    def next(self, *, sealed: bool = False) -> int:
        self._open += not sealed
        return self._open + sealed


class Draft:
    """What is known so far of the rows of the film *slug*. *others* are characters of other films, by their slugs."""

    def __init__(self, slug: str, others: Mapping[str, Face]) -> None:
        self.slug = slug
        self.film_id = row_id("film", slug)
        self.rows: Rows = {}  # the film's own
        self.shared: Rows = {}  # people, companies and sources
        self.places: dict[int, str] = {}  # of each row, as a key path
        self.twists: dict[str, int] = {}
        self.sources: dict[str, int] = {}
        self.extracted: set[str] = set()  # keys of sources whose citations nobody has looked at
        self.faces: dict[str, Face] = {}
        self.faults: list[str] = []
        self.notes: list[str] = []
        self._others = others

    def fault(self, place: str, what: str) -> None:
        self.faults.append(f"{place}: {what}")

    def add(self, table: str, place: str, natural_key: NaturalKey, **values: object) -> int:
        """The id of a new row of *table*. One that is already there is a fault."""
        this = row_id(table, *natural_key)
        rows = self.rows.setdefault(table, {})
        if this in rows:
            hint = "give one of them a slug of its own" if "slug" in values else "state it once"
            self.fault(place, f"the same {table.replace('_', ' ')} as {self.places[this]}; {hint}")
        else:
            rows[this] = {"id": this, **values}
            self.places[this] = place
        return this

    def share(self, table: str, place: str, natural_key: NaturalKey, **values: object) -> int:
        """The id of a row that may be stated more than once, by several films as well: what is unknown is filled in."""
        this = row_id(table, *natural_key)
        rows = self.shared.setdefault(table, {})
        given = {"id": this, **values}
        known = rows.get(this)
        if known is None:
            rows[this] = given
            self.places[this] = place
        elif known != given:
            rows[this] = fill(known, given)
            self.notes += differences(place, known, given)
        return this

    def slug_of(self, place: str, table: str, given: str | None, *names: str) -> str:
        """The slug *given*, or the one made of *names*; a fault when none can be."""
        slug = given or derive_slug(table, *names)
        if not slug:
            self.fault(place, "no slug can be made of the name: it has too few letters, or too many; give one")
        return slug

    def person(self, place: str, person: PersonEntry | None) -> Party:
        """*person*, who gets a row."""
        if person is None:
            return Party()
        slug = self.slug_of(f"{place}.slug", "person", person.slug, person.name)
        subject = self.share(
            "person",
            place,
            (slug,),
            slug=slug,
            name=person.name,
            name_key=fold(person.name),
            imdb_id=person.imdb_id,
            wikidata_id=person.wikidata_id,
            born=person.born,
            died=person.died,
        )
        self.cite(place, subject, person.cites, shared=True)
        return Party(subject, slug)

    def company(self, place: str, company: CompanyEntry | None) -> Party:
        """*company*, which gets a row."""
        if company is None:
            return Party()
        slug = self.slug_of(f"{place}.slug", "company", company.slug, company.name)
        row = self.share("company", place, (slug,), slug=slug, name=company.name, name_key=fold(company.name))
        return Party(row, slug)

    def cite(self, place: str, subject: int, cites: Sequence[OpenCiteEntry], *, shared: bool = False) -> None:
        """Gives the row *subject* its citations."""
        if not cites:
            return
        positions = Positions()
        add = self.share if shared else self.add
        for index, cite in enumerate(cites):
            at = f"{place}.cites[{index}]".removeprefix(".")
            twist = self.twist(f"{at}.twist", cite.twist) if isinstance(cite, CiteEntry) else None
            source = self._find(f"{at}.source", "source", cite.source, self.sources)
            add(
                "citation",
                at,
                (subject, source, cite.section, cite.quote and digest(cite.quote)),
                subject_id=subject,
                source_id=source,
                position=positions.next(sealed=twist is not None),
                section=cite.section,
                quote=cite.quote,
                extracted=cite.source in self.extracted,
                twist_id=twist,
            )

    def twist(self, place: str, key: str | None) -> int | None:
        """The id of the twist with this key; None without a key, and after a fault."""
        return None if key is None else self._find(place, "twist", key, self.twists)

    def face(self, place: str, key: str | None) -> Face | None:
        """The character with this key, or with this slug in another film; None without a key, and after a fault."""
        if key is None:
            return None
        return self._others.get(key) or self._find(place, "character", key, self.faces)

    def own_face(self, place: str, key: str) -> Face | None:
        """The character of this record with this key; None after a fault."""
        return self._find(place, "character of this record", key, self.faces)

    def _find(self, place: str, what: str, key: str, known: Mapping[str, T]) -> T | None:
        if key not in known:
            self.fault(place, f"no {what} has the key '{key}'; {_listed(known)}")
        return known.get(key)


def derive_slug(table: str, *names: str) -> str:
    """The slug of *names*, joined. Empty when the first has no letters, or when it would not fit into *table*."""
    slug = slugify(" ".join(names))
    has_letters = slug and (len(names) == 1 or slugify(names[0]))
    return slug if has_letters and len(slug) <= _slug_length(table) else ""


@cache
def _slug_length(table: str) -> int:
    kind = METADATA.tables[table].columns["slug"].type
    assert isinstance(kind, Text), "slugs are text"
    return kind.length or 0


def fill(known: Row, given: Row) -> Row:
    """*known*, with what it does not know taken from *given*."""
    return {column: given[column] if value is None else value for column, value in known.items()}


def differences(place: str, known: Row, given: Row) -> list[str]:
    """A note for each value of *given* that `fill` leaves out, because *known* has another. The first one stands."""
    return [
        f"{place}: the {column} '{given[column]}' is left out; '{value}' was loaded first"
        for column, value in known.items()
        if None not in (value, given[column]) and value != given[column] and column not in ("name_key", "position")
    ]


def _listed(keys: Collection[str]) -> str:
    if not keys:
        return "the record has none"
    shown = list(keys)[:20]
    return f"the keys are: {', '.join(shown)}{', …' if len(keys) > len(shown) else ''}"
