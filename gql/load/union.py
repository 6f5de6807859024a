"""A film's record, and what a program found about it in an article: one record with both. Pure.

What is there stands: it is neither overwritten nor unsealed. Facts that agree gain a citation, figures and scores that
differ stand side by side, what is not there is added. What is found in open words that may tell a known secret is
sealed with it, or left out.

    existing ─forget─▶ without what this article alone had said ─┐
    found ──match───▶ in the keys of the existing record ────────┴─▶ Merged: the record, and what to look at
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeVar

from gql.load import likeness
from gql.load.likeness import Likeness, Lists, join
from gql.load.matching import document, forget, match, renamed, rests_on, without
from gql.load.records import (
    CastEntry,
    CharacterEntry,
    CiteEntry,
    FigureEntry,
    FilmRecord,
    PassageEntry,
    RelationEntry,
    ReleaseEntry,
    ReviewEntry,
    Sourced,
    TwistEntry,
)
from gql.load.safety import long_words
from gql.load.shape import shorten
from gql.load.telling import Secrets
from gql.tables.keys import fold

S = TypeVar("S", bound=Sourced)


@dataclass(frozen=True, slots=True)
class Merged:
    """One record, and what an editor should look at: `place: what stands, and what the article has`."""

    record: FilmRecord
    conflicts: Sequence[str]


def merge(existing: FilmRecord, found: FilmRecord) -> Merged:
    """*existing*, with what a program *found* about the same film in an article. Done twice it is as done once."""
    before = existing.model_copy(update={"figures": _with_sums(existing.figures)})
    named = renamed(found, match(existing, found))
    return _Union(before, forget(before, found), named).merged()


class _Union:
    """*base*, which grows by *found*. The order is that of *before*, which may have had some of both."""

    def __init__(self, before: FilmRecord, base: FilmRecord, found: FilmRecord) -> None:
        self._before = before
        self._base = base
        extracted = {key for key, source in base.sources.items() if source.extracted}
        self._secrets = Secrets(base, lambda entry: not rests_on(entry, extracted))  # those that an editor knows
        self._conflicts: list[str] = []
        self._title = next((source.title for source in found.sources.values()), "the article")
        self._names = {each.key: each.name for each in (*found.characters, *before.characters)}
        self._strangers = _mentioned(before) - {each.key for each in before.characters}
        self._found = self._without_unsafe(found)
        self._sources = {**base.sources, **found.sources}

    def merged(self) -> Merged:
        base, found = self._base, self._found
        figures = found.model_copy(update={"figures": _with_sums(found.figures)}).figures
        values: dict[str, Any] = {
            **self._facts(),
            "sources": self._sources,
            "cites": self._cites(base, found, before=self._before.cites) if self._before.cites else (),
            "twists": self._join("twists", likeness.TWIST, combine=self._twist),
            "characters": self._characters(),
            "cast": self._join("cast", likeness.CAST, combine=self._role, new=self._new_role),
            "relations": self._join("relations", likeness.RELATION, new=self._new_relation),
            "credits": self._join("credits", likeness.CREDIT),
            "companies": self._join("companies", likeness.COMPANY),
            "releases": self._join("releases", likeness.RELEASE, combine=self._release),
            "figures": self._joined(likeness.FIGURE, Lists(base.figures, figures, self._before.figures)),
            "reviews": self._join("reviews", likeness.REVIEW, combine=self._review, new=self._new_review),
            "scores": self._join("scores", likeness.SCORE),
            "passages": self._passages(Lists(base.passages, found.passages, self._before.passages)),
        }
        record = base.model_copy(update=values)
        return Merged(_present(record, {each.key for each in base.characters}), self._conflicts)

    def _without_unsafe(self, found: FilmRecord) -> FilmRecord:
        """*found*, without secrets that names which are open here would tell."""
        known = {twist.key for twist in self._base.twists}
        unsafe = {}
        for twist in found.twists:
            ties = [*combinations(twist.characters, 2)]
            ties += [(each.from_, each.to) for each in found.relations if each.twist == twist.key]
            names = [[self._names.get(key, "") for key in tie] for tie in ties if tie[0] != tie[1]]
            told = [pair for pair in names if long_words(pair[0]) & long_words(pair[1])]
            if told and twist.key not in known:
                unsafe[twist.key] = " and ".join(told[0])
        for key, pair in unsafe.items():
            what = f"'{key}' is left out: {pair} have a word of their open names in common"
            self._conflicts.append(f"twists: {what}; give one of them a safe name, then load the article again")
        return without(found, unsafe) if unsafe else found

    # --- values

    def _facts(self) -> dict[str, Any]:
        base, found = self._base, self._found
        values: dict[str, Any] = {}
        if fold(base.title) != fold(found.title):
            self._conflict("title", base.title, found.title)
        for name in ("released", "runtime", "imdb_id", "wikidata_id"):
            values[name] = self._stands(name, getattr(base, name), getattr(found, name))
        for name in ("genres", "countries", "languages"):
            here, there = getattr(base, name), getattr(found, name)
            values[name] = here or there
            if here and {*map(fold, there)} - {*map(fold, here)}:
                self._conflict(name, ", ".join(here), ", ".join(there))
        values["summary"] = base.summary or self._safe("summary", found.summary)
        return values

    def _stands(self, place: str, here: Any, there: Any) -> Any:
        """The value that is *here*, if one is known, or else the one *there*. They should not differ."""
        if None not in (here, there) and here != there:
            self._conflict(place, here, there)
        return there if here is None else here

    def _conflict(self, place: str, here: object, there: object) -> None:
        stands, has = (shorten(str(value)) for value in (here, there))
        self._conflicts.append(f"{place}: {stands} stands; {self._title} has {has}")

    def _seal(self, text: str, owner: str | None = None) -> str | None:
        """The twist that an open *text* of the article would tell, about *owner* or whomever it names."""
        return self._secrets.seal(text, owner) or (self._secrets.seal(text) if owner is not None else None)

    def _safe(self, place: str, text: str | None, owner: str | None = None) -> str | None:
        """A *text* that nothing can seal, if it tells nothing."""
        if text is not None and (seal := self._seal(text, owner)):
            self._conflicts.append(f"{place}: what {self._title} has is left out; it may tell '{seal}'")
            return None
        return text

    def _cites(
        self, here: Sourced, there: Sourced, owner: str | None = None, before: Sequence[CiteEntry] = ()
    ) -> tuple[CiteEntry, ...]:
        """Those of both, each place once: where an editor has cited it, a program need not."""
        place: Likeness[CiteEntry] = Likeness(
            lambda cite: (document(self._source(cite.source)), cite.section, cite.quote)
        )
        lists = Lists(here.cites, there.cites, before)
        return join(place, lists, lambda cite, _: cite, lambda cite: self._new_cite(cite, owner))

    def _source(self, key: str) -> Any:
        return self._sources.get(key) or self._before.sources[key]

    def _new_cite(self, cite: CiteEntry, owner: str | None) -> CiteEntry:
        seal = cite.twist or (cite.quote and self._seal(cite.quote, owner)) or None
        return cite.model_copy(update={"twist": seal})

    # --- parts

    def _join(
        self,
        part: str,
        alike: Likeness[S],
        combine: Callable[[str, S, S], S] = lambda _, here, __: here,
        new: Callable[[S], S | None] = lambda there: there,
    ) -> tuple[S, ...]:
        lists: Lists[S] = Lists(*(getattr(record, part) for record in (self._base, self._found, self._before)))
        return self._joined(alike, lists, lambda one, other: combine(part, one, other), new)

    def _joined(
        self,
        alike: Likeness[S],
        lists: Lists[S],
        combine: Callable[[S, S], S] = lambda here, _: here,
        new: Callable[[S], S | None] = lambda there: there,
        owner: str | None = None,
    ) -> tuple[S, ...]:
        """The *lists* as `join` does it, with the receipts of both. They are about the character *owner*, if any."""
        old = alike.index(lists.before)

        def cited(entry: S, one: Sourced, other: Sourced) -> S:
            place = old.find(entry)
            if place is not None and not lists.before[place].cites:
                return entry  # an editor's, who names no source: with one of a program it would be a program's
            whose = owner if owner is not None else getattr(entry, "character", None)
            cites = self._cites(one, other, whose, () if place is None else lists.before[place].cites)
            return entry.model_copy(update={"cites": cites})

        def added(entry: S) -> S | None:
            made = new(entry)
            return None if made is None else cited(made, Sourced(), entry)

        return join(alike, lists, lambda one, other: cited(combine(one, other), one, other), added)

    def _twist(self, place: str, here: TwistEntry, there: TwistEntry) -> TwistEntry:
        self._stands(f"{place}.{here.key}.level", here.level, there.level)
        known = {clue.text for clue in here.clues}
        # Its minute stays unknown: it would open everything that the twist seals to those who have seen so much.
        return here.model_copy(
            update={
                "introduced_as": here.introduced_as or there.introduced_as,
                "clues": (*here.clues, *(clue for clue in there.clues if clue.text not in known)),
            }
        )

    def _characters(self) -> tuple[CharacterEntry, ...]:
        before = {each.key: each for each in self._before.characters}
        there = {each.key: each for each in self._found.characters if each.key not in self._strangers}
        entries = [
            self._character(here, there.pop(here.key), before[here.key]) if here.key in there else here
            for here in self._base.characters
        ]
        for key, found in there.items():
            old = before.get(key)
            slug = found.slug if str(found.slug).endswith(f"-{self._base.slug}") else None
            blank: dict[str, Any] = {"slug": slug if old is None else old.slug, "passages": (), "cites": ()}
            blank |= dict.fromkeys(("introduced_as", "full_name", "full_name_twist"))
            entries.append(self._character(found.model_copy(update=blank), found, old or found))
        return tuple(entries)

    def _character(self, here: CharacterEntry, there: CharacterEntry, before: CharacterEntry) -> CharacterEntry:
        key = here.key
        values: dict[str, Any] = {
            "introduced_as": here.introduced_as
            or self._safe(f"characters.{key}.introduced_as", there.introduced_as, key),
            "passages": self._passages(Lists(here.passages, there.passages, before.passages), key),
            "cites": self._cites(here, there, key, before.cites) if before.cites else (),
        }
        if there.full_name is not None and fold(there.full_name) != fold(here.full_name or here.name):
            if here.full_name is not None:
                self._conflict(f"characters.{key}.full_name", here.full_name, there.full_name)
            else:
                seal = there.full_name_twist or self._seal(there.full_name, key)
                values |= {"full_name": there.full_name, "full_name_twist": seal}
        return here.model_copy(update=values)

    def _passages(self, lists: Lists[PassageEntry], owner: str | None = None) -> tuple[PassageEntry, ...]:
        def new(passage: PassageEntry) -> PassageEntry:
            return passage.model_copy(update={"twist": passage.twist or self._seal(passage.text, owner)})

        return self._joined(likeness.PASSAGE, lists, new=new, owner=owner)

    def _role(self, place: str, here: CastEntry, there: CastEntry) -> CastEntry:
        values: dict[str, Any] = {"character": here.character or there.character}
        if here.twist is None:
            values["billing"] = self._stands(f"{place}: {here.person.name}: billing", here.billing, there.billing)
        return here.model_copy(update=values)

    def _new_role(self, there: CastEntry) -> CastEntry:
        seal = there.credited_as_twist or (there.credited_as and self._seal(there.credited_as, there.character)) or None
        return there.model_copy(update={"credited_as_twist": seal})

    def _new_relation(self, there: RelationEntry) -> RelationEntry | None:
        ends = {there.from_, there.to}
        seals = {each.twist for each in (*self._found.characters, *self._base.characters) if each.key in ends} - {None}
        if len(seals) > 1 or there.from_ in self._strangers:
            return None
        # When in doubt it is sealed: whatever they are to each other, whom a secret ties, may be that.
        tied = [secret.twist for secret in self._secrets.all if ends <= secret.characters]
        return there.model_copy(update={"twist": None if seals else there.twist or next(iter(tied), None)})

    def _release(self, place: str, here: ReleaseEntry, there: ReleaseEntry) -> ReleaseEntry:
        date = self._stands(f"{place}: {here.medium} {here.date}", here.date, there.date)
        return here.model_copy(update={"date": date, "distributor": here.distributor or there.distributor})

    def _review(self, place: str, here: ReviewEntry, there: ReviewEntry) -> ReviewEntry:
        at = f"{place}: {' of '.join(each.name for each in (here.critic, here.publication) if each)}"
        verdict = self._stands(at, here.verdict, there.verdict)
        return here.model_copy(update={"verdict": verdict, "written": here.written or there.written})

    def _new_review(self, there: ReviewEntry) -> ReviewEntry:
        words = " ".join(text for text in (there.quote, there.paraphrase) if text is not None)
        return there.model_copy(update={"text_twist": there.text_twist or self._seal(words)})


def _with_sums(figures: Sequence[FigureEntry]) -> tuple[FigureEntry, ...]:
    """*figures*, whose totals say what they are: beside others their parts may no longer make one sum only."""
    stated = {(each.metric, each.currency, each.territory): each.amount or 0 for each in figures if not each.parts}
    return tuple(
        each.model_copy(
            update={"amount": sum(stated.get((each.metric, each.currency, part), 0) for part in each.parts)}
        )
        if each.parts and each.amount is None
        else each
        for each in figures
    )


def _mentioned(record: FilmRecord) -> set[str | None]:
    played = {role.character for role in record.cast}
    return played.union(*(twist.characters for twist in record.twists), (each.to for each in record.relations))


def _present(record: FilmRecord, known: set[str]) -> FilmRecord:
    """*record*, without characters beyond the *known* ones to whom nothing in it leads."""
    led_to = _mentioned(record) | {each.from_ for each in record.relations}
    return record.model_copy(
        update={"characters": tuple(each for each in record.characters if each.key in known or each.key in led_to)}
    )
