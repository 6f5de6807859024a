"""Safe names: what everyone may read of a character must not tell to whom a secret ties them.

"Lucas MacDonald" gives away that Lucas is Donovan MacDonald's son, before the film does. A name, a slug, an open full
name or credit that does so is a fault; an introduction or a passage may have its reasons, and is a warning.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gql.load.draft import Face
from gql.tables.keys import fold, slugify


@dataclass(frozen=True, slots=True)
class Tie:
    """Two characters whom a sealed fact ties to each other."""

    one: Face
    other: Face
    twist_id: int

    @property
    def is_visible(self) -> bool:
        """Whether both can be seen by a viewer for whom the fact is sealed: only then is there something to tell."""
        return self.one != self.other and self.twist_id not in (self.one.twist_id, self.other.twist_id)


@dataclass(frozen=True, slots=True)
class OpenText:
    """What everyone may read of the character *face*, and where the record says it."""

    face: Face
    place: str
    text: str
    is_name: bool


def check_names(texts: Sequence[OpenText], ties: Iterable[Tie]) -> tuple[list[str], list[str]]:
    """The faults and the warnings: each open text of a character that holds a word of a tied character's name.

    Of two names that share a word the one that stands later is at fault: main characters tend to stand first.
    """
    tied: defaultdict[Face, set[Face]] = defaultdict(set)
    for tie in ties:
        if tie.is_visible:
            tied[tie.one].add(tie.other)
            tied[tie.other].add(tie.one)
    order = {face: index for index, face in enumerate(dict.fromkeys(text.face for text in texts))}
    faults, warnings = [], []
    for text in texts:
        told: defaultdict[str, list[str]] = defaultdict(list)
        for other in tied[text.face]:
            for word in long_words(text.text) & long_words(other.name):
                if word not in long_words(text.face.name) or order[text.face] > order.get(other, -1):
                    told[word].append(other.name)
        for word, names in sorted(told.items()):
            tie_told = f"that {text.face.name} belongs with {', '.join(sorted(names))}, which is sealed"
            if text.is_name:
                hint = "leave it out here; it may stand in full_name, sealed by full_name_twist"
                faults.append(f"{text.place}: '{word}' gives away {tie_told}; {hint}")
            else:
                warnings.append(f"{text.place}: '{word}' may give away {tie_told}")
    return faults, warnings


def all_words(text: str) -> list[str]:
    """The words of *text* in their order, as they are compared."""
    return re.findall(r"[^\W_]+", fold(text))


def long_words(text: str) -> set[str]:
    """The words of four letters or more, as they are compared in names and as slugs spell them (O'Brien: obrien)."""
    return {word for word in [*all_words(text), *slugify(text).split("-")] if len(word) >= 4}


def telling_words(text: str) -> frozenset[str]:
    """Those of the long words of *text* that are not common: two texts that share one may tell the same."""
    return frozenset(long_words(text) - COMMON)


COMMON = frozenset(
    """
    able about above across after again against ahead almost alone along already also although always among another
    anybody anyone anything anyway around away back became because become becomes been before began begin begins behind
    being below beside besides between beyond both bring brings brought cannot case come comes could does doing done
    down during each either else ends even ever every everybody everyone everything everywhere except film films find
    finds first found from full further gets give given gives goes going gone good have having hence here hers herself
    himself however into involving itself just keep keeps kept know known knows last later least less like made make
    makes making many maybe might more most movie much must near need needs neither never next nobody none nothing
    nowhere often once only onto other others ours over part perhaps place plays point points quite rather really same
    says second seem seems seen several shall should show shows since some somebody someone something soon still story
    such take taken takes tell tells than that their theirs them themselves then there therefore these they thing
    things this those though through thus till time times together told took toward towards turn turned turns under
    until unto upon used very want wants well went were what whatever when where whether which while whom whose will
    with within without would year years your yours
    """.split()  # noqa: SIM905 - as a list it would fill pages
)
"""English words that tell nothing by themselves: of grammar, and of telling stories."""
