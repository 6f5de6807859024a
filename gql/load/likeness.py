"""What makes two entries of records say the same, part by part; and lists of entries joined by it. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gql.load.matching import company_slug, person_slug
from gql.load.records import (
    CastEntry,
    CreditEntry,
    FigureEntry,
    InvolvementEntry,
    PassageEntry,
    RelationEntry,
    ReleaseEntry,
    ReviewEntry,
    ScoreEntry,
    TwistEntry,
)
from gql.tables.keys import fold

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Likeness(Generic[E]):
    """Two entries are alike when they have the same *mark*, and one of *tests*, the first that any passes, says so."""

    mark: Callable[[E], Hashable]
    tests: Sequence[Callable[[E, E], bool]] = (lambda _, __: True,)

    def index(self, entries: Sequence[E]) -> "Index[E]":
        return Index(self, entries)


class Index(Generic[E]):
    """Entries, to be asked for the one that is like another."""

    def __init__(self, likeness: Likeness[E], entries: Sequence[E]) -> None:
        self._likeness = likeness
        self._entries = entries
        self._places: defaultdict[Hashable, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            self._places[likeness.mark(entry)].append(place)

    def find(self, entry: E) -> int | None:
        """The place of the first that is like *entry*."""
        places = self._places.get(self._likeness.mark(entry), ())
        found = (place for test in self._likeness.tests for place in places if test(self._entries[place], entry))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Lists(Generic[E]):
    """One list of entries twice, and as it was *before* a part of what is *there* was taken from what is *here*."""

    here: Sequence[E]
    there: Sequence[E]
    before: Sequence[E]


def join(
    likeness: Likeness[E], lists: Lists[E], combine: Callable[[E, E], E], new: Callable[[E], E | None]
) -> tuple[E, ...]:
    """What is here, combined with what is like it there; and the rest from there, as far as *new* makes any of it.

    What is new comes last, but where it was before: a list keeps its order when a part of it is found again.
    """
    joined, added, index = list(lists.here), list[E](), likeness.index(lists.here)
    for entry in lists.there:
        place = index.find(entry)
        if place is not None:
            joined[place] = combine(joined[place], entry)
        elif (made := new(entry)) is not None:
            added.append(made)
    old, last = likeness.index(lists.before), len(lists.before)

    def order(entry: E) -> int:
        place = old.find(entry)
        return last if place is None else place

    return tuple(sorted([*joined, *added], key=order))


def _equal(*names: str) -> Callable[[E, E], bool]:
    """Whether two entries have the same values."""
    return lambda one, other: all(getattr(one, name) == getattr(other, name) for name in names)


def _agree(*names: str) -> Callable[[E, E], bool]:
    """Whether they have the same values, as far as both have any."""
    return lambda one, other: all(
        None in (pair := (getattr(one, name), getattr(other, name))) or pair[0] == pair[1] for name in names
    )


def _same_release(one: ReleaseEntry, other: ReleaseEntry) -> bool:
    """Whether nothing tells them apart, and the one date says the other, perhaps less precisely."""
    dates = sorted((one.date or "?", other.date or "?"), key=len)
    return dates[1].startswith(dates[0]) and _agree("scope", "territory")(one, other)


def _same_review(one: ReviewEntry, other: ReviewEntry) -> bool:
    return (one.critic or one.publication) is not None and _agree("url")(one, other)


TWIST: Likeness[TwistEntry] = Likeness(lambda twist: twist.key)
CREDIT: Likeness[CreditEntry] = Likeness(lambda credit: (person_slug(credit.person), credit.job))
COMPANY: Likeness[InvolvementEntry] = Likeness(lambda entry: (company_slug(entry.company), entry.part))
RELATION: Likeness[RelationEntry] = Likeness(
    lambda relation: (relation.from_, relation.to, fold(relation.label)), (_equal("label"), _agree())
)
PASSAGE: Likeness[PassageEntry] = Likeness(lambda passage: passage.text, (_equal("topic"), _agree()))
CAST: Likeness[CastEntry] = Likeness(lambda role: person_slug(role.person), (_equal("character"), _agree("character")))
RELEASE: Likeness[ReleaseEntry] = Likeness(
    lambda release: release.medium, (_equal("scope", "date", "territory"), _same_release)
)
FIGURE: Likeness[FigureEntry] = Likeness(
    lambda figure: (figure.metric, figure.currency, figure.territory, figure.amount, bool(figure.parts))
)
REVIEW: Likeness[ReviewEntry] = Likeness(
    lambda review: (person_slug(review.critic), company_slug(review.publication)), (_equal("url"), _same_review)
)
SCORE: Likeness[ScoreEntry] = Likeness(
    lambda score: (company_slug(score.aggregator), score.approval, score.average, score.scale, score.count)
)
