"""The story: who is in it, what is told of them, what is given away, and what seals it. Pure.

cast list ─┐                        ┌─▶ twists
           ├─▶ reveals ─▶ seals ────┼─▶ characters with safe names, and their passages
plot ──────┘                        └─▶ roles, relations, plot
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gql.load.articles.cast import Played, named_jobs
from gql.load.articles.finding import Result, found
from gql.load.articles.mentions import Names
from gql.load.articles.names import telling_words
from gql.load.articles.naming import SafeName, safe_names
from gql.load.articles.relations import Related, relations_in
from gql.load.articles.reveals import Reveal, kinship_of, merged, open_until, reveal_of, with_families
from gql.load.articles.seals import ENDING, Seals
from gql.load.articles.sentences import Sentence, as_sentence
from gql.load.articles.telling import Form
from gql.tables.keys import slugify

MOST_REVEALS = 100
"""Of one film. What is given away beyond that is sealed with the ending."""

INTRODUCED = re.compile(
    r"^(?:initially |first |originally |at first )?(?:introduced|presented|believed|"
    r"thought|appears?|seen|posing)(?: initially| first)? "
    r"(?:as|to be) ",
    re.I,
)
NO_INTRODUCTION = re.compile(
    r"^(?:in|when|after|at|later|but|however|while|as|by|upon|although|though|then|eventually|and)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Seal:
    """A text, and the key of the twist that seals it; None for an open one."""

    at: Sentence
    text: str
    twist: str | None


@dataclass(slots=True)
class Character:
    """A character in the making."""

    full: str  # the name as the article has it
    safe: SafeName
    key: str
    at: Sentence
    introduced: list[tuple[Sentence, str]] = field(default_factory=list)
    told: list[Seal] = field(default_factory=list)


@dataclass(slots=True)
class Story:
    """What the article tells of the story, and who may read it."""

    names: Names
    reveals: list[Reveal]
    keys: list[str]  # of the twists, by reveal
    seals: Seals
    characters: list[Character]
    relations: list[tuple[Related, Sentence, str | None]]
    plot: list[Seal]
    results: list[Result]  # what else the cast list says


def read_story(title: str, cast: Sequence[Played], plot: Sequence[Sentence], others: Sequence[Sentence]) -> Story:
    """The story that a cast list and a plot tell. What is said in *others* can be that there is something to tell."""
    numbers: dict[str, int] = {}
    for played in cast:
        if played.name is not None:
            numbers.setdefault(played.name, len(numbers))
    full = list(numbers)
    names = Names(full, title)
    results: list[Result] = []
    jobs = {text for played in cast for text, match, job in named_jobs(played)}
    for played in cast:
        for text, match, job in named_jobs(played):
            results.append(found("credits", text, (0, match.end()), person=played.actor, job=job))

    told = [(at, numbers[played.name]) for played in cast if played.name for at in played.texts if at not in jobs]
    premise = open_until(plot)
    given = [(reveal_of(at, names, owner), owner) for at, owner in told]
    revealed = [
        reveal_of(at, names, None) or (kinship_of(at, names) if number >= premise else None)
        for number, at in enumerate(plot)
    ]
    inside = [reveal for reveal, _ in given if reveal]
    inside += [reveal for reveal in revealed if reveal and (reveal.subjects or reveal.form is Form.REMARK)]
    inside += [reveal for at in others if (reveal := reveal_of(at, names, None)) and reveal.form is Form.REMARK]
    opened = [
        (related, at) for (at, owner), (reveal, _) in zip(told, given, strict=True) if reveal is None
        for related in relations_in(at.text, names, owner)
    ]  # fmt: skip
    reveals = with_families(merged(inside)[:MOST_REVEALS], [related for related, _ in opened])
    keys = _keys([_key(reveal, full) for reveal in reveals])
    seals = Seals(names, reveals, keys)
    safe = safe_names(full, reveals)
    seals.hide(dict(zip(full, safe, strict=True)))
    story = Story(names, reveals, keys, seals, [], _relations(reveals, keys, opened), [], results)
    actors = {played.name: played for played in reversed(cast) if played.name}
    for name, number in numbers.items():
        played = actors[name]
        shown = (
            safe[number]
            if safe[number].name
            else SafeName(_nameless(played.actor, number, full), safe[number].hidden_by)
        )
        story.characters.append(Character(name, shown, "", played.at))
    for character, key in zip(
        story.characters, _keys([slugify(each.safe.name)[:60] for each in story.characters]), strict=True
    ):
        character.key = key
    _tell(story, told, [reveal for reveal, _ in given])
    for character in story.characters:
        # Of two that are the same but for a seal, the sealed one stands.
        sealed = {seal.text: seal for seal in sorted(character.told, key=lambda seal: seal.twist is not None)}
        character.told = [seal for seal in character.told if seal is sealed[seal.text]]
    for number, (at, own) in enumerate(zip(plot, revealed, strict=True)):
        seal = _own_key(story, own) or seals.of(at.text, in_story=True) or (ENDING if number >= premise else None)
        story.plot.append(Seal(at, as_sentence(at.text), seal))
    return story


def _nameless(actor: str, number: int, names: Sequence[str]) -> str:
    """What a character is called of whose name nothing is safe: after the actor, unless that would tell it again."""
    told = {word for name in names for word in telling_words(name)}
    return f"No. {number + 1}" if telling_words(actor) & told else f"({actor})"


def _tell(story: Story, told: Sequence[tuple[Sentence, int]], given: Sequence[Reveal | None]) -> None:
    """Gives each character what the cast list tells of them: introductions, and passages open and sealed.

    What stands before a reveal introduces; what stands behind one is sealed with it.
    """
    revealed = {owner for (_, owner), reveal in zip(told, given, strict=True) if reveal and not reveal.is_event}
    sealed_by: dict[int, str | None] = {}
    for (at, owner), reveal in zip(told, given, strict=True):
        character = story.characters[owner]
        introduced = INTRODUCED.match(at.text)
        if reveal is not None:
            before = reveal.before.strip(" ,;:")
            if owner not in sealed_by and len(before.split()) > 2 and not NO_INTRODUCTION.match(before):
                text = INTRODUCED.sub("", before)
                _introduce(story, character, at, text[:1].upper() + text[1:])
            key = _own_key(story, reveal) or story.seals.of(at.text, in_story=True)
            sealed_by.setdefault(owner, key)
            if reveal.is_event or reveal.form is Form.REMARK or _own_key(story, reveal) is None:
                character.told.append(Seal(at, as_sentence(at.text), key))
        elif owner in sealed_by:
            character.told.append(Seal(at, as_sentence(at.text), sealed_by[owner]))
        elif introduced or owner in revealed:
            text = at.text[introduced.end() if introduced else 0 :]
            _introduce(story, character, at, text[:1].upper() + text[1:])
        else:
            character.told.append(Seal(at, as_sentence(at.text), story.seals.of(at.text, in_story=True)))


def _introduce(story: Story, character: Character, at: Sentence, text: str) -> None:
    key = story.seals.of(text, in_story=True)
    if key is None and len(" ".join([text, *(said for _, said in character.introduced)])) <= 1000:
        character.introduced.append((at, text))
    else:
        character.told.append(Seal(at, as_sentence(text), key))


def _own_key(story: Story, reveal: Reveal | None) -> str | None:
    """The key of the twist that *reveal* became."""
    if reveal is None:
        return None
    return next(
        (key for key, each in zip(story.keys, story.reveals, strict=True) if {*each.sames} & {*reveal.sames}), None
    )


def _key(reveal: Reveal, names: Sequence[str]) -> str:
    if reveal.form is Form.REMARK:
        return "there-is-a-twist"
    slug = slugify(reveal.told)
    return slug if len(slug) <= 60 else slug[:60].rpartition("-")[0] or slug[:60]


def _keys(wanted: Sequence[str]) -> list[str]:
    """*wanted*, each made different from those before it."""
    seen: dict[str, int] = {ENDING: 1}
    keys = []
    for key in wanted:
        number = seen[key] = seen.get(key, 0) + 1
        keys.append(key if number == 1 else f"{key}-{number}")
    return keys


def _relations(
    reveals: Sequence[Reveal], keys: Sequence[str], opened: Sequence[tuple[Related, Sentence]]
) -> list[tuple[Related, Sentence, str | None]]:
    """What characters are to each other, each once. What is a secret anywhere is one everywhere."""
    kept: dict[tuple[int, str, int], tuple[Related, Sentence, str | None]] = {}
    for reveal, key in zip(reveals, keys, strict=True):
        for related in reveal.relations:
            kept.setdefault((related.start, related.label, related.end), (related, reveal.at, key))
    for related, at in opened:
        kept.setdefault((related.start, related.label, related.end), (related, at, None))
    return list(kept.values())
