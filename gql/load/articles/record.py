"""The record in the making: findings in, entries out; what is stated twice becomes one entry with two citations."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from gql.load.articles.finding import Finding, Left
from gql.load.articles.sentences import Sentence
from gql.load.records import (
    CastEntry,
    CharacterEntry,
    CreditEntry,
    Entry,
    FigureEntry,
    InvolvementEntry,
    PassageEntry,
    RelationEntry,
    ReleaseEntry,
    ReviewEntry,
    ScoreEntry,
    TwistEntry,
)
from gql.load.shape import check_shape
from gql.tables.keys import slugify
from gql.tables.kinds import Medium

MODELS: Mapping[str, type[Entry]] = {
    "twists": TwistEntry, "characters": CharacterEntry, "cast": CastEntry, "relations": RelationEntry,
    "credits": CreditEntry, "companies": InvolvementEntry, "releases": ReleaseEntry, "figures": FigureEntry,
    "reviews": ReviewEntry, "scores": ScoreEntry, "passages": PassageEntry,
}  # fmt: skip

Seal = Callable[[str | None], str | None]
"""The key of the twist that a text gives away."""

SAME: Mapping[str, Sequence[str]] = {
    "credits": ("person", "job"),
    "companies": ("company", "part"),
    "cast": ("person", "character"),
    "figures": ("metric", "amount", "currency", "territory", "parts"),
    "reviews": ("critic", "publication"),
    "scores": ("aggregator", "approval", "average", "count"),
    "passages": ("topic", "text"),
    "releases": ("medium", "date"),
}
"""What makes two entries the same one: these values."""


class Record:
    """The entries of one film so far."""

    def __init__(self, source: str, seal: Seal) -> None:
        self.film: dict[str, Any] = {"cites": []}
        self.parts: dict[str, list[dict[str, Any]]] = {part: [] for part in MODELS}
        self.left: list[Left] = []
        self._source = source
        self.seal = seal
        self._cited: set[tuple[int, str, str | None]] = set()
        self._places: dict[tuple[object, ...], list[dict[str, Any]]] = {}

    def cite(self, at: Sentence, quote: str | None, twist: str | None = None) -> dict[str, Any]:
        """A citation of the article. What its words give away seals it."""
        cite: dict[str, Any] = {"source": self._source, "section": at.section}
        if quote:
            cite["quote"] = quote
        if twist or (twist := self.seal(quote) or self.seal(at.section)):
            cite["twist"] = twist
        return cite

    def add(self, finding: Finding) -> None:
        """Adds the entry, or to the one that says the same its citation and what it did not know."""
        cite = self.cite(finding.at, finding.quote)
        if finding.part == "film":
            self._add_film(finding, cite)
            return
        alike = self._places.setdefault(_sameness(finding.part, finding.values), [])
        entry = next((each for each in alike if finding.part != "releases" or _agree(each, finding.values)), None)
        if entry is not None:
            entry |= {key: value for key, value in finding.values.items() if entry.get(key) is None}
        elif self.put(finding.part, finding.values, finding.at):
            entry = self.parts[finding.part][-1]
            alike.append(entry)
        if entry is not None:
            self._cite(entry, cite)

    def put(self, part: str, values: Mapping[str, Any], at: Sentence) -> bool:
        """Adds an entry, when it has the shape of one."""
        entry = {key: value for key, value in values.items() if value is not None and value not in ((), [])}
        if cites := entry.get("cites"):
            # Of two that are the same but for a seal, the sealed one stands.
            ranked = sorted(cites, key=lambda cite: "twist" in cite)
            kept = {id(cite) for cite in {(cite["section"], cite.get("quote")): cite for cite in ranked}.values()}
            entry["cites"] = [cite for cite in cites if id(cite) in kept]
        try:
            MODELS[part].model_validate(entry)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            self.left.append(Left(at, f"{part}: {'.'.join(map(str, first['loc']))}: {first['msg']}"))
            return False
        self.parts[part].append(entry)
        return True

    def _add_film(self, finding: Finding, cite: dict[str, Any]) -> None:
        for key, value in finding.values.items():
            known = self.film.setdefault(key, value)
            if known == value or (isinstance(value, str) and known.startswith(value)):
                continue
            if isinstance(value, tuple) and {*value} <= {*known}:
                continue
            if key == "released" and isinstance(value, str) and value.startswith(known):
                self.film[key] = value
            else:
                self.left.append(
                    Left(finding.at, f"{key}: {_said(value)} differs from {_said(known)}, which stands first")
                )
                return
        self._cite(self.film, cite)

    def _cite(self, entry: dict[str, Any], cite: dict[str, Any]) -> None:
        """Gives *entry* the citation *cite*, once."""
        key = (id(entry), cite["section"], cite.get("quote"))
        if key not in self._cited:
            self._cited.add(key)
            entry.setdefault("cites", []).append(cite)

    def agree_on_date(self, finding: Finding) -> bool:
        """Gives the releases of that date a citation. Whether there are any."""
        date, territory = finding.values["date"], finding.values.get("territory")
        releases = [
            each
            for medium in Medium
            for each in self._places.get(_sameness("releases", {"medium": medium, "date": date}), ())
            if territory in (None, each.get("territory"))
        ]  # fmt: skip
        for release in releases:
            self._cite(release, self.cite(finding.at, finding.quote))
        return bool(releases)

    def fields(self) -> dict[str, Any]:
        """The record as tables, lists and values, as a curated file would hold it. Raises RecordFaults."""
        fields = {**self.film, **{part: entries for part, entries in self.parts.items() if entries}}
        check_shape(fields)
        plain: dict[str, Any] = _plain(fields)
        return plain


def unsealed(cites: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*cites* without seals of their own, for what is sealed as a whole."""
    return [{key: value for key, value in cite.items() if key != "twist"} for cite in cites]


def _plain(value: Any) -> Any:
    """*value* in the types that files hold."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def _sameness(part: str, values: Mapping[str, object]) -> tuple[object, ...]:
    keys = SAME.get(part, tuple(values))
    texts = (values.get(key) for key in keys)
    return (part, *(slugify(text) or text if isinstance(text, str) and part != "passages" else text for text in texts))


def _agree(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether both could be one release."""
    return all(
        None in (one.get(key), other.get(key)) or one[key] == other[key]
        for key in ("scope", "territory", "distributor")
    )


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)
