"""Where a text names a character: "MacDonald", "Det. Sykes", "Donovan". Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:['\u2019\u00b4.-][^\W_]+){0,8}")
POSSESSIVE = re.compile(r"['\u2019]s?$")

TITLES = frozenset(
    "agent aunt baron brother capt captain chief col colonel commander constable "
    "corporal count countess dame deputy det"
    " detective director doctor don dr duke father gen general governor guard inspector "
    "judge king lady lieutenant lord lt"
    " madame major master mayor miss mother mr mrs ms nurse officer orderly prince princess prof professor queen rev"
    " reverend secure security senator sergeant sgt sheriff sir sister special uncle warden young old the".split()
)
"""Words before a name that name nobody."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters are numbers: their places in the cast."""

    character: int
    start: int
    end: int  # without the "'s"


class Names:
    """The words by which a film's characters are named. Of two who share a word, it means whoever stands first."""

    def __init__(self, names: Sequence[str], title: str = "") -> None:
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self.words = [[_bare(found[0]) for found in WORD.finditer(name)] for name in names]
        for number, words in enumerate(self.words):
            telling = [word for word in words if word.lower() not in TITLES and len(word) > 1] or words
            for word in dict.fromkeys(telling):
                if word[:1].isupper() or not word[:1].isalpha() or word[:1].lower() == word[:1].upper():
                    self._by_word[word].append(number)
        self._all = {word.lower() for words in self.words for word in words if word.lower() not in TITLES}
        self._all |= {word.lower() for word in WORD.findall(title)}

    def is_name(self, word: str) -> bool:
        """Whether *word*, in lower case, is part of anybody's name, or of the film's."""
        return word in self._all

    def mentions(self, text: str, subject: int | None = None) -> list[Mention]:
        """Whom *text* names, in its order. A shared word alone means neither *subject* nor who is named by another."""
        words = [(_bare(word[0]), word.start()) for word in WORD.finditer(text)]
        runs = list(self._runs(text, words))
        elsewhere = {candidates[0] for candidates, _, _ in runs if len(candidates) == 1}
        for candidates, at, run in runs:
            if len(candidates) == 1:  # who is named in full is meant by the shared word, too
                elsewhere -= (
                    {candidates[0]} if any(len(self._by_word[words[at + n][0]]) > 1 for n in range(run)) else set()
                )
        found = []
        for candidates, at, run in runs:
            others = [one for one in candidates if one != subject and one not in elsewhere]
            one = candidates[0] if len(candidates) == 1 or not others else others[0]
            last, start = words[at + run - 1]
            found.append(Mention(one, _with_titles(words, at), start + len(last)))
        return found

    def _runs(self, text: str, words: Sequence[tuple[str, int]]) -> Iterator[tuple[list[int], int, int]]:
        """Words that stand next to each other and name somebody: whom, which is the first, and how many."""
        at = 0
        while at < len(words):
            candidates = self._by_word.get(words[at][0])
            if not candidates:
                at += 1
                continue
            run = 1
            while at + run < len(words):
                (before, start), (word, next_start) = words[at + run - 1], words[at + run]
                both = [one for one in candidates if one in self._by_word.get(word, ())]
                if not both or text[start + len(before) : next_start].strip('"\u201c\u201d '):
                    break
                candidates, run = both, run + 1
            yield candidates, at, run
            at += run


def _with_titles(words: Sequence[tuple[str, int]], at: int) -> int:
    """Where a name begins whose first word is *at*, with the titles before it."""
    while at > 0 and words[at - 1][0].lower() in TITLES - {"the"} and words[at - 1][0][:1].isupper():
        at -= 1
    return words[at][1]


def _bare(word: str) -> str:
    return POSSESSIVE.sub("", word)
