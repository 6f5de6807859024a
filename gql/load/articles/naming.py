"""Safe names: of a character's name, what may be said to everyone. Pure; the rule is that of gql.load.safety."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from gql.load.articles.names import long_words
from gql.load.articles.reveals import Reveal
from gql.tables.keys import slugify


@dataclass(frozen=True, slots=True)
class SafeName:
    name: str
    hidden_by: int | None = None  # the number of the reveal that the whole name gives away


def safe_names(names: Sequence[str], reveals: Sequence[Reveal], telling: Sequence[Collection[str]]) -> list[SafeName]:
    """What of each name is safe, when *reveals* are sealed. *telling* are the words of each that tell it.

    Of two whom a reveal ties the one whom it is about loses the word that both have; else the later one in the cast.
    """
    safe = [SafeName(name) for name in names]

    def hide(number: int, words: Collection[str], reveal: int) -> None:
        kept = _without(safe[number].name, words)
        if kept != safe[number].name:
            by = safe[number].hidden_by
            safe[number] = SafeName(kept, reveal if by is None else by)

    for place, reveal in enumerate(reveals):
        for number in reveal.subjects:
            if not reveal.is_event:
                hide(number, {word for word in long_words(names[number]) & {*telling[place]}}, place)
        pairs = [*combinations(reveal.subjects, 2), *((one.start, one.end) for one in reveal.relations)]
        first = reveal.relations[0].start if reveal.relations else reveal.subjects[0] if reveal.subjects else None
        for one, other in pairs:
            loser = first if first in (one, other) and reveal.kind in ("KINSHIP", "IDENTITY") else max(one, other)
            keeper = one if loser == other else other
            hide(loser, long_words(safe[loser].name) & long_words(safe[keeper].name), place)
    return safe


def _without(name: str, words: Collection[str]) -> str:
    """*name* without *words*: with the alternatives ("A / B") that hold none of them, or else the words that are none."""
    if not words:
        return name
    parts = [part.strip() for part in re.split(r" ?/ ?| a\.?k\.?a\.? |, also known as ", name)]
    free = [part for part in parts if not long_words(part) & {*words}]
    if free:
        return " / ".join(free)
    kept = [word for word in parts[0].split() if not long_words(word) & {*words}]
    text = " ".join(kept).strip(' ,-"\u201c\u201d')
    return text if slugify(text) else ""
