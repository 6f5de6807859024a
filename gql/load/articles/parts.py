"""The story as parts of the record: twists, characters, relations and the cast, with citations and their seals.

Citations of what is sealed need no seal of their own; those of what is open have one where their words say more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gql.load.articles.cast import Played
from gql.load.articles.record import Record, unsealed
from gql.load.articles.seals import ENDING
from gql.load.articles.sentences import Sentence, as_sentence, excerpt
from gql.load.articles.story import Character, Story
from gql.tables.keys import slugify
from gql.tables.kinds import Topic, TwistKind, TwistLevel

Cites = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """An entry of the record, and the sentences that say it, in which words it is accounted for."""

    part: str
    values: Mapping[str, Any]
    said: str
    at: Sequence[Sentence]


def story_parts(story: Story, record: Record) -> Iterator[Part]:
    """All of them, but for the twist that seals the ending."""
    keys = [character.key for character in story.characters]
    for key, reveal in story.reveals.items():
        first = story.characters[reveal.subjects[0]] if reveal.subjects else None
        introduced = " ".join(as_sentence(text) for _, text in first.introduced)[:1000] if first else ""
        cites = [record.cite(reveal.at, excerpt(reveal.at.text, reveal.start))]
        cites += [record.cite(at, excerpt(at.text)) for at in reveal.seen]
        values: dict[str, Any] = {
            "key": key, "kind": reveal.kind, "level": reveal.level, "introduced_as": introduced or None,
            "revealed_as": reveal.told, "characters": [keys[number] for number in reveal.subjects],
            "cites": unsealed(cites),
        }  # fmt: skip
        yield Part("twists", values, f"twist: {key}", [reveal.at, *reveal.seen])
    for character in story.characters:
        yield _character(story, character, record)
    for related, at, seal in story.relations:
        cites = [record.cite(at, excerpt(at.text))]
        values = {
            "from": keys[related.start], "label": related.label, "to": keys[related.end], "kind": related.kind,
            "twist": seal, "cites": unsealed(cites) if seal else cites,
        }  # fmt: skip
        yield Part("relations", values, f"relation: {values['from']} {related.label} {values['to']}", [at])


def ending(story: Story, record: Record) -> Part:
    """The twist that seals what has none of its own: how the plot ends, if that is sealed by it."""
    sealed = [seal for seal in story.plot if seal.twist == ENDING][-1:]
    values = {
        "key": ENDING,
        "kind": TwistKind.OTHER,
        "level": TwistLevel.MAJOR,
        "revealed_as": sealed[0].text[:2000] if sealed else "What the article says of the end.",
        "cites": unsealed([record.cite(seal.at, excerpt(seal.at.text)) for seal in sealed]),
    }
    return Part("twists", values, f"twist: {ENDING}", [seal.at for seal in sealed])


def _character(story: Story, character: Character, record: Record) -> Part:
    at, safe = character.at, character.safe
    seal = safe.hidden_by
    introduced = [text for _, text in character.introduced]
    cites = []
    for said, text in character.introduced:
        start = said.text.casefold().find(text.casefold())
        cites.append(record.cite(said, excerpt(said.text, start, start + len(text)) if start >= 0 else None))
    start = at.text.find(character.full)
    name = record.cite(at, excerpt(at.text, start, start + len(character.full)) if start >= 0 else None, seal)
    passages = [
        {
            "topic": Topic.ABOUT, "text": told.text, **({"twist": told.twist} if told.twist else {}),
            "cites": (unsealed if told.twist else list)([record.cite(told.at, excerpt(told.at.text))]),
        }
        for told in character.told
    ]  # fmt: skip
    values = {
        "key": character.key,
        "name": safe.name,
        "introduced_as": introduced[0] if len(introduced) == 1 else " ".join(map(as_sentence, introduced)) or None,
        "full_name": character.full if seal else None,
        "full_name_twist": seal,
        "cites": [*(cites or [record.cite(at, None)]), name] if seal else [name, *cites],
        "passages": passages,
    }
    sentences = [at, *(said for said, _ in character.introduced), *(told.at for told in character.told)]
    return Part("characters", values, f"character: {safe.name}", sentences)


def cast_parts(
    story: Story, cast: Sequence[Played], record: Record, billed: Sequence[dict[str, Any]]
) -> Iterator[Part]:
    """The roles in the cast list's order, and behind them those who are *billed* and not in it."""
    lines = {slugify(entry["person"]): entry for entry in billed}
    keys = {character.full: character.key for character in story.characters}
    known: set[tuple[str, str | None]] = set()
    for played in cast:
        key = keys.get(played.name) if played.name else None
        slug = slugify(played.actor)
        if (slug, key) not in known:
            known.add((slug, key))
            line = lines.pop(slug, {"person": played.actor, "cites": []})
            cites = [*line["cites"], *_cites(story, played, record)]
            values = {**line, "character": key, "cites": cites}
            as_whom = f" as {played.name}" if played.name else ""
            yield Part("cast", values, f"cast: {line['person']}{as_whom}", [played.at])
    for line in lines.values():
        yield Part("cast", line, "", [])


def _cites(story: Story, played: Played, record: Record) -> Cites:
    """The words that say who plays whom. Where they give a name away, the section alone supports the role for all."""
    if played.name is None:
        return [record.cite(played.at, excerpt(played.at.text))]
    start, end = max(0, played.at.text.find(played.actor)), played.at.text.find(played.name) + len(played.name)
    words = excerpt(played.at.text, start, end).rstrip("\u2026")
    seal = story.seals.of(words)
    return (
        [record.cite(played.at, None), record.cite(played.at, words, seal)] if seal else [record.cite(played.at, words)]
    )
