"""What open texts of a record share with its sealed facts: words that may tell them. Pure.

A fact has words of four letters or more, apart from common ones. An open text about one of its characters tells it when
it holds such a word, beside those of the character's own name; or all of a name that is sealed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gql.load.records import CiteEntry, FilmRecord, PassageEntry, Sourced, TwistEntry
from gql.load.safety import all_words, telling_words
from gql.tables.kinds import TwistLevel


@dataclass(frozen=True, slots=True)
class Secret:
    """A sealed fact: by which twist, about which characters, and the words that tell it."""

    twist: str
    characters: frozenset[str]  # keys
    words: frozenset[str]
    name: tuple[str, ...] = ()  # the words of a name that is sealed: all of them, one after the other, tell it


def strictness(twist: TwistEntry) -> tuple[bool, bool, int]:
    """Greater for a twist that fewer viewers have unlocked."""
    return twist.level is TwistLevel.MAJOR, twist.minute is None, twist.minute or 0


@dataclass(frozen=True, slots=True)
class OpenText:
    """What everyone may read: where it stands, and the key of the character whose text it is, if it is one's."""

    place: str
    text: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a text shares with a secret."""

    secret: Secret
    words: Sequence[str]


class Secrets:
    """The sealed facts of *record*, asked about texts: all, or those of some entries *only*, and of their twists."""

    def __init__(self, record: FilmRecord, only: Callable[[Sourced], bool] = lambda _: True) -> None:
        self._names = {character.key: character.name for character in record.characters}
        self._words = {key: telling_words(name) for key, name in self._names.items()}
        self._open_names = frozenset().union(*self._words.values())
        self._twists = {twist.key: twist for twist in record.twists}
        known = {twist.key for twist in record.twists if only(twist)}
        self.all = [secret for secret in self._secrets(record, only) if secret.twist in known]

    def told(self, text: str, owner: str | None = None) -> list[Told]:
        """The secrets that *text* tells: about the character *owner*, or about whomever it names."""
        words = telling_words(text)
        sequence = f" {' '.join(all_words(text))} "
        about = {owner} if owner is not None else {key for key, name in self._words.items() if name & words}
        found = []
        for secret in self.all:
            # Who is known by a name that nobody knows is named all the same.
            if not about & secret.characters and not (secret.name and secret.words & words - self._open_names):
                continue
            # Beside whose text it is, other names tell something; a text about the film names whom it is about.
            known = {owner} if owner is not None else secret.characters
            shared = (secret.words & words) - set().union(*(self._words.get(key, set()) for key in known))
            if secret.name and f" {' '.join(secret.name)} " in sequence:
                shared |= {" ".join(secret.name)}
            if shared:
                found.append(Told(secret, sorted(shared)))
        return found

    def seal(self, text: str, owner: str | None = None) -> str | None:
        """The twist by which *text* has to be sealed: of those that it tells, the last to be unlocked."""
        told = {self._twists[each.secret.twist] for each in self.told(text, owner)}
        return max(told, key=lambda twist: (strictness(twist), twist.key)).key if told else None

    def _secrets(self, record: FilmRecord, only: Callable[[Sourced], bool]) -> Iterator[Secret]:
        for twist in record.twists:
            about = frozenset(twist.characters)
            yield self._secret(twist.key, about, twist.revealed_as, *(clue.text for clue in twist.clues))
        for relation in filter(only, record.relations):
            if relation.twist is not None:
                yield self._secret(relation.twist, frozenset({relation.from_, relation.to}), relation.label)
        for character in record.characters:
            about = frozenset({character.key})
            if character.full_name is not None and character.full_name_twist is not None:
                name = tuple(all_words(character.full_name))
                words = telling_words(character.full_name)
                yield Secret(character.full_name_twist, about, words, name)
            if character.twist is not None:
                yield Secret(character.twist, about, frozenset(), tuple(all_words(character.name)))
            for passage in filter(only, character.passages):
                if passage.twist is not None:
                    yield self._secret(passage.twist, about, passage.text)
        for role in filter(only, record.cast):
            seal = role.credited_as_twist or role.twist
            if role.character is not None and role.credited_as is not None and seal is not None:
                yield self._secret(seal, frozenset({role.character}), role.credited_as)

    def _secret(self, twist: str, about: frozenset[str], *texts: str) -> Secret:
        names = [self._words.get(key, frozenset()) for key in about]
        return Secret(twist, about, frozenset().union(*map(telling_words, texts), *names))


def open_texts(record: FilmRecord) -> Iterator[OpenText]:
    """The prose and the quotations of *record* that nothing seals. Names are for `safety` to judge."""
    if record.summary is not None:
        yield OpenText("summary", record.summary)
    yield from _quotes("", record.cites)
    for index, character in enumerate(record.characters):
        if character.twist is None:
            place = f"characters[{index}]"
            if character.introduced_as is not None:
                yield OpenText(f"{place}.introduced_as", character.introduced_as, character.key)
            yield from _prose(f"{place}.passages", character.passages, character.key)
            yield from _quotes(f"{place}.", character.cites, character.key)
    for index, role in enumerate(record.cast):
        if role.twist is None:
            yield from _quotes(f"cast[{index}].", role.cites, role.character)
    for index, review in enumerate(record.reviews):
        for name, text in (("quote", review.quote), ("paraphrase", review.paraphrase)):
            if text is not None and review.text_twist is None:
                yield OpenText(f"reviews[{index}].{name}", text)
    yield from _prose("passages", record.passages)
    for part in ("relations", "credits", "companies", "releases", "figures", "reviews", "scores"):
        for index, entry in enumerate(getattr(record, part)):
            if getattr(entry, "twist", None) is None:
                yield from _quotes(f"{part}[{index}].", entry.cites)


def _prose(place: str, passages: Sequence[PassageEntry], owner: str | None = None) -> Iterator[OpenText]:
    for index, passage in enumerate(passages):
        if passage.twist is None:
            yield OpenText(f"{place}[{index}].text", passage.text, owner)
            yield from _quotes(f"{place}[{index}].", passage.cites, owner)


def _quotes(place: str, cites: Sequence[CiteEntry], owner: str | None = None) -> Iterator[OpenText]:
    for index, cite in enumerate(cites):
        if cite.twist is None and cite.quote is not None:
            yield OpenText(f"{place}cites[{index}].quote", cite.quote, owner)
