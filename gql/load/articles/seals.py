"""Seals: which twist an open text would give away. Pure.

A text is sealed that says there is a twist, that holds a word which tells one, or that says of a character what telling
phrases say. A word tells a twist when what turns out to be true holds it, and no name does; of an event, such as a
death, only together with the name of whom it is about. Outside of the story such words need no name, when the film
has a great secret at all.
"""

import re
from collections.abc import Mapping

from gql.load.articles.mentions import Names
from gql.load.articles.naming import SafeName
from gql.load.articles.reveals import TELLING_WORD, Reveal
from gql.load.articles.telling import Form, telling
from gql.tables.kinds import TwistLevel

ENDING = "how-it-ends"
"""The key of the twist that seals what has none of its own."""


OUTSIDE = re.compile(r"\b(?:deaths?|demise|fate|ending|finale|climax|final (?:scene|act|shot))\b", re.I)
"""Words that in a review or a note on the production may tell how it ends, though the story may begin with them."""


class Seals:
    """The twists of one film, by their keys, asked about texts."""

    def __init__(self, names: Names, reveals: Mapping[str, Reveal]) -> None:
        self._names = names
        self._reveals = reveals
        self._remark = next((key for key, reveal in reveals.items() if reveal.form is Form.REMARK), None)
        self._by_word: dict[str, str] = {}
        self._events: dict[str, list[str]] = {}
        self._hidden: dict[str, str] = {}
        major = {key: reveal for key, reveal in reveals.items() if reveal.level is TwistLevel.MAJOR}
        self._is_major = bool(major)
        for key, reveal in major.items():  # the words of a small spoiler are mostly those of the premise
            for word in reveal.words(names):
                if reveal.is_event:
                    self._events.setdefault(word, []).append(key)
                else:
                    self._by_word.setdefault(word, key)

    def hide(self, whole: Mapping[str, SafeName]) -> None:
        """Knows from now on the whole names that are sealed, too."""
        open_words = {word for name in whole.values() for word in _words(name.name)}
        for full, safe in whole.items():
            if safe.hidden_by is not None:
                self._hidden[" ".join(full.casefold().split())] = safe.hidden_by
                for word in _words(full) - open_words:
                    if len(word) >= 4:
                        self._by_word.setdefault(word, safe.hidden_by)

    def of(self, text: str | None, *, in_story: bool = False) -> str | None:
        """The key of the twist that *text* gives away; None when it gives none away."""
        if not text:
            return None
        return self._by_words(text) or self._by_phrase(text, in_story)

    def _by_words(self, text: str) -> str | None:
        words = _words(text)
        for word in sorted(words & self._by_word.keys()):
            return self._by_word[word]
        folded = " ".join(text.casefold().split()) if self._hidden else ""
        for name, key in self._hidden.items():
            if name in folded:
                return key
        if told := sorted(words & self._events.keys()):
            mentioned = {mention.character for mention in self._names.mentions(text)}
            for key in (key for word in told for key in self._events[word][:50]):
                if mentioned & {*self._reveals[key].subjects}:
                    return key
        return None

    def _by_phrase(self, text: str, in_story: bool) -> str | None:
        found = telling(text)
        if found is not None and found.phrase.form is Form.REMARK:
            return self._remark or ENDING
        if found is not None and (in_story or self._names.mentions(text)):
            return ENDING
        # Who reads that the hero's death is badly filmed, or that somebody dies, need not be told who.
        tells = (found is not None and found.phrase.kind is not None) or OUTSIDE.search(text)
        return ENDING if tells and self._is_major and not in_story else None


def _words(text: str) -> set[str]:
    return {word.lower() for word in TELLING_WORD.findall(text)}
