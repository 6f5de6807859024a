"""Seals: which twist an open text would give away. Pure.

A text is sealed that says there is a twist, that holds a word which tells one, or that says of a character what telling
phrases say. A word tells a twist when what turns out to be true holds it, and no name does; of an event, such as a
death, only together with the name of whom it is about.
"""

from collections.abc import Collection, Mapping, Sequence

from gql.load.articles.mentions import Names
from gql.load.articles.naming import SafeName
from gql.load.articles.reveals import TELLING_WORD, Reveal
from gql.load.articles.telling import Form, telling
from gql.tables.kinds import TwistLevel

ENDING = "how-it-ends"
"""The key of the twist that seals what has none of its own."""


class Seals:
    """The twists of one film, asked about texts."""

    def __init__(self, names: Names, reveals: Sequence[Reveal], keys: Sequence[str]) -> None:
        self._names = names
        self._keys = keys
        self._reveals = reveals
        self._remark = next(
            (key for key, reveal in zip(keys, reveals, strict=True) if reveal.form is Form.REMARK), None
        )
        self._by_word: dict[str, int] = {}
        self._events: dict[str, list[int]] = {}
        self._hidden: dict[str, int] = {}
        for number, reveal in enumerate(reveals):
            if reveal.level is TwistLevel.MINOR:
                continue  # the words of a small spoiler are mostly those of the premise
            for word in reveal.words(names):
                if reveal.is_event:
                    self._events.setdefault(word, []).append(number)
                else:
                    self._by_word.setdefault(word, number)

    def hide(self, whole: Mapping[str, SafeName]) -> None:
        """Knows from now on the whole names that are sealed, too."""
        open_words = {word for name in whole.values() for word in _words(name.name)}
        for full, safe in whole.items():
            if safe.hidden_by is not None:
                self._hidden[" ".join(full.casefold().split())] = safe.hidden_by
                for word in _words(full) - open_words - _words(safe.name):
                    if len(word) >= 4:
                        self._by_word.setdefault(word, safe.hidden_by)

    def of(self, text: str | None, *, in_story: bool = False) -> str | None:
        """The key of the twist that *text* gives away; None when it gives none away."""
        if not text:
            return None
        words = _words(text)
        number = next((self._by_word[word] for word in sorted(words & self._by_word.keys())), None)
        if number is None and self._hidden:
            folded = " ".join(text.casefold().split())
            number = next((number for name, number in self._hidden.items() if name in folded), None)
        mentioned: Collection[int] | None = None
        if number is None and (told := sorted(words & self._events.keys())):
            mentioned = {mention.character for mention in self._names.mentions(text)}
            events = (event for word in told for event in self._events[word][:50])
            number = next((event for event in events if mentioned & {*self._reveals[event].subjects}), None)
        if number is not None:
            return self._keys[number]
        found = telling(text)
        if found is None:
            return None
        if found.phrase.form is Form.REMARK:
            return self._remark or ENDING
        return ENDING if in_story or self._names.mentions(text) else None


def _words(text: str) -> set[str]:
    return {word.lower() for word in TELLING_WORD.findall(text)}
