"""Safe names: what of a character's name may be said to all. The rule is gql.load.safety's, and stricter. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from gql.load.articles.names import telling_words
from gql.load.articles.relations import Related
from gql.load.articles.reveals import Reveal
from gql.load.articles.telling import Form
from gql.tables.keys import slugify
from gql.tables.kinds import TwistKind


@dataclass(frozen=True, slots=True)
class SafeName:
    name: str
    hidden_by: str | None = None  # the key of the twist that the whole name gives away


def safe_names(
    names: Sequence[str], reveals: Mapping[str, Reveal], sealed: Sequence[tuple[Related, str]]
) -> list[SafeName]:
    """What of each name is safe, when *reveals*, by the keys of their twists, and the relations *sealed* are.

    Of two whom a secret ties the one whom it is about loses the words that both have; else the later one in the cast.
    """
    safe = [SafeName(name) for name in names]

    def keep(number: int, name: str, key: str) -> None:
        if name != safe[number].name:
            safe[number] = SafeName(name, safe[number].hidden_by or key)

    def part(one: int, other: int, key: str) -> None:
        """Takes from *one* the words of *other*."""
        shared = telling_words(safe[one].name) & telling_words(safe[other].name)
        keep(one, _without(safe[one].name, shared), key)

    for key, reveal in reveals.items():
        if reveal.kind is TwistKind.IDENTITY and reveal.form is not Form.EVENT:
            # That somebody has a second name, "Dr. Payne / The Host", may be all of the secret.
            for number in reveal.subjects:
                keep(number, ALIAS.split(safe[number].name)[0], key)
        first = reveal.relations[0].start if reveal.relations else reveal.subjects[0] if reveal.subjects else None
        is_about_first = reveal.kind in (TwistKind.KINSHIP, TwistKind.IDENTITY)
        for one, other in combinations(sorted(reveal.subjects), 2):
            part(*((one, other) if one == first and is_about_first else (other, one)), key)
    for related, key in sealed:
        part(*((related.end, related.start) if related.end > related.start else (related.start, related.end)), key)
    return safe


ALIAS = re.compile(r" ?/ ?| a\.?k\.?a\.? |,? also known as ")


def has_alias(name: str) -> bool:
    return ALIAS.search(name) is not None


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
