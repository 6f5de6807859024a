"""A film record in, what an editor should look at out: words that may tell a secret, what is missing, or untrue.

A finding is `place: what is the matter; what to do`. It need not be a fault: an editor may have a reason.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gql.load.draft import Face
from gql.load.matching import document
from gql.load.records import CiteEntry, FilmRecord, Sourced
from gql.load.rows import make_rows
from gql.load.safety import all_words, long_words
from gql.load.shape import RecordFaults, shorten
from gql.load.story import other_characters
from gql.load.telling import Secrets, open_texts

SMALL = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"))
"""Words of a relation's label that tell nothing."""


@dataclass
class SourceText:
    """A document as it was read, to look quotations up in."""

    name: str
    content: bytes
    is_used: bool = False  # a record was found that cites it

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def text(self) -> str:
        return _one_line(self.content.decode(errors="replace"))

    def holds(self, quote: str) -> bool:
        """Whether its words are there, in their order, with anything in the place of an ellipsis."""
        end = 0
        for part in map(_one_line, quote.split("…")):
            start = self.text.find(part, end)
            if start < 0:
                return False
            end = start + len(part)
        return True


def _one_line(text: str) -> str:
    return " ".join(text.split())


def lint(record: FilmRecord, sources: Sequence[SourceText] = ()) -> list[str]:
    """The findings on *record*, whose quotations are looked up in *sources*."""
    return [*_loading(record), *_names(record), *_twists(record), *_told(record), *_quotes(record, sources)]


def _loading(record: FilmRecord) -> Iterator[str]:
    """Why it could not be loaded: above all names that are not safe."""
    others = {slug: Face(slug, slug.partition("-")[0], None) for slug in other_characters(record)}
    try:
        make_rows(record, others, "")
    except RecordFaults as error:
        yield from error.faults


def _names(record: FilmRecord) -> Iterator[str]:
    for index, character in enumerate(record.characters):
        sealed = character.full_name is not None and character.full_name_twist is not None
        if sealed and long_words(str(character.full_name)) <= long_words(character.name):
            what = f"{character.name} tells all of the full name, which '{character.full_name_twist}' seals"
            yield f"characters[{index}].name: {what}; write a name that is safe for everyone"


def _twists(record: FilmRecord) -> Iterator[str]:
    for index, twist in enumerate(record.twists):
        if not twist.characters:
            what = f"nothing says whom '{twist.key}' is about, so no open text is compared with it"
            yield f"twists[{index}].characters: {what}; name them, unless it is about nobody"


def _told(record: FilmRecord) -> Iterator[str]:
    """Open texts with words of what is sealed about the same characters, and with relations that are sealed."""
    secrets = Secrets(record)
    names = {character.key: character.name for character in record.characters}
    relations = [each for each in record.relations if each.twist is not None]
    for text in open_texts(record):
        told = secrets.told(text.text, text.owner)
        shared = {word for each in told for word in each.words}
        twists = {each.secret.twist for each in told}
        words = {*all_words(text.text)}
        for relation in relations:
            ends = [_name_words(names.get(key, "")) for key in (relation.from_, relation.to)]
            label = {*all_words(relation.label)} - SMALL
            if label and label <= words and all(end & words for end in ends):
                shared.add(relation.label)
                twists.add(str(relation.twist))
        if twists:
            can_seal = not text.place.endswith(("introduced_as", "summary"))
            hint = f"{'seal it, or ' if can_seal else ''}use other words"
            yield f"{text.place}: {_listed(shared)} may tell {_listed(twists)}; {hint}"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(f"'{text}'" for text in sorted(texts))


def _name_words(name: str) -> set[str]:
    return long_words(name) or {*all_words(name)}


def _quotes(record: FilmRecord, sources: Sequence[SourceText]) -> Iterator[str]:
    """Quotations that are not in their source, as far as its text is among *sources*."""
    texts = {}
    for source in sources:
        known = _known(record, source)
        if known is not None:
            texts[known] = source
            source.is_used = True
    for key, entry in record.sources.items():
        text = texts.get(document(entry))
        if text is not None and entry.sha256 not in (None, text.sha256):
            what = f"{text.name} has another one, {text.sha256}: it is another version of the document"
            yield f"sources.{key}.sha256: {what}; look at what has changed, or find the version that was read"
    for place, cite in _cites("", record):
        text = texts.get(document(record.sources[cite.source])) if cite.source in record.sources else None
        if text is not None and cite.quote is not None and not text.holds(cite.quote):
            what = f"{shorten(repr(cite.quote))} is not in {text.name}"
            yield f"{place}.quote: {what}; quote its exact words, with … for what is left out"


def _known(record: FilmRecord, source: SourceText) -> str | None:
    """By what *record* knows the document *source*: it has its checksum, or is the only one that there is."""
    same = [document(each) for each in record.sources.values() if each.sha256 == source.sha256]
    every = {document(each) for each in record.sources.values()}
    return same[0] if same else every.pop() if len(every) == 1 else None


def _cites(place: str, entry: Sourced) -> Iterator[tuple[str, CiteEntry]]:
    """All citations in *entry*, with their places."""
    for index, cite in enumerate(entry.cites):
        yield f"{place}cites[{index}]", cite
    for name in type(entry).model_fields:
        value = getattr(entry, name)
        if isinstance(value, tuple):
            for index, each in enumerate(value):
                if isinstance(each, Sourced):
                    yield from _cites(f"{place}{name}[{index}].", each)
