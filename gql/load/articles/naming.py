"""Safe names: what of a character's name may be said to all. The rule is gql.load.safety's, and stricter. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from gql.load.articles.names import telling_words
from gql.load.articles.reveals import Reveal
from gql.load.articles.telling import Form
from gql.tables.keys import slugify
from gql.tables.kinds import TwistKind


@dataclass(frozen=True, slots=True)
class SafeName:
    name: str
    hidden_by: int | None = None  # the number of the reveal that the whole name gives away


def safe_names(names: Sequence[str], reveals: Sequence[Reveal]) -> list[SafeName]:
    """What of each name is safe, when *reveals* are sealed.

    Of two whom a reveal ties the one whom it is about loses the word that both have; else the later one in the cast.
    """
    safe = [SafeName(name) for name in names]

    def keep(number: int, name: str, reveal: int) -> None:
        if name != safe[number].name:
            by = safe[number].hidden_by
            safe[number] = SafeName(name, reveal if by is None else by)

    for place, reveal in enumerate(reveals):
        if reveal.kind is TwistKind.IDENTITY and reveal.form is not Form.EVENT:
            # That somebody has a second name, "Dr. Payne / The Host", may be all of the secret.
            for number in reveal.subjects:
                keep(number, ALIAS.split(safe[number].name)[0], place)
        pairs = [*combinations(reveal.subjects, 2), *((one.start, one.end) for one in reveal.relations)]
        first = reveal.relations[0].start if reveal.relations else reveal.subjects[0] if reveal.subjects else None
        for one, other in pairs:
            loser = first if first in (one, other) and reveal.kind in ("KINSHIP", "IDENTITY") else max(one, other)
            keeper = one if loser == other else other
            shared = telling_words(safe[loser].name) & telling_words(safe[keeper].name)
            keep(loser, _without(safe[loser].name, shared), place)
    return safe


ALIAS = re.compile(r" ?/ ?| a\.?k\.?a\.? |,? also known as ")


def _without(name: str, words: Collection[str]) -> str:
    """*name* without *words*: of its alternatives ("A / B") those that hold none, or else what is left of the first."""
    if not words:
        return name
    parts = [part.strip() for part in ALIAS.split(name)]
    free = [part for part in parts if not telling_words(part) & {*words}]
    if free:
        return " / ".join(free)
    kept = [word for word in parts[0].split() if not telling_words(word) & {*words}]
    text = " ".join(kept).strip(' ,-"\u201c\u201d')
    return text if slugify(text) else ""
