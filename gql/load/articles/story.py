"""The story: who is in it, what is told of them, what is given away, and what seals it. Pure.

cast list ─┐                        ┌─▶ twists
           ├─▶ reveals ─▶ seals ────┼─▶ characters with safe names, and their passages
plot ──────┘                        └─▶ roles, relations, plot
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gql.load.articles.cast import Played, named_jobs
from gql.load.articles.finding import Result
from gql.load.articles.finding import found as credit
from gql.load.articles.mentions import Names
from gql.load.articles.names import telling_words
from gql.load.articles.naming import SafeName, has_alias, safe_names
from gql.load.articles.relations import Related, relations_in
from gql.load.articles.reveals import Reveal, kinship_of, merged, open_until, reveal_of, with_families
from gql.load.articles.seals import ENDING, Seals
from gql.load.articles.sentences import Sentence, as_sentence
from gql.load.articles.telling import Form
from gql.tables.keys import slugify
from gql.tables.kinds import TwistKind, TwistLevel

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
    reveals: dict[str, Reveal]  # by the keys of their twists
    seals: Seals
    characters: list[Character]
    relations: list[tuple[Related, Sentence, str | None]]
    plot: list[Seal]
    results: list[Result]  # what else the cast list says


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the cast list, of whom it tells, and what it gives away."""

    at: Sentence
    owner: int
    reveal: Reveal | None
    behind: str | None = None  # the key of the twist that stands before it in the same entry


def read_story(
    title: str, cast: Sequence[Played], prose: Sequence[Sentence], plot: Sequence[Sentence], others: Sequence[Sentence]
) -> Story:
    """The story that a cast list, *prose* about the cast, and a plot tell.

    What is said in *others* can be that there is something to tell.
    """
    actors: dict[str, Played] = {}
    for played in cast:
        if played.name is not None:
            actors.setdefault(played.name, played)
    full = list(actors)
    names = Names(full, title)
    results, jobs = _jobs(cast)
    numbers = {name: number for number, name in enumerate(full)}
    lines = [(at, numbers[played.name]) for played in cast if played.name for at in played.texts if at not in jobs]
    lines += [(at, owner) for at in prose if (owner := _owner(at, names)) is not None]
    told = [Told(at, owner, reveal_of(at, names, owner)) for at, owner in lines]
    premise = open_until(plot)
    inside = [
        reveal_of(at, names, None) or (kinship_of(at, names) if number >= premise else None)
        for number, at in enumerate(plot)
    ]
    found = [each.reveal for each in told if each.reveal is not None]
    found += [reveal for reveal in inside if reveal and (reveal.subjects or reveal.form is Form.REMARK)]
    found += [reveal for at in others if (reveal := reveal_of(at, names, None)) and reveal.form is Form.REMARK]
    found += _second_names(actors, found)
    kin = [related for each in told if each.reveal is None for related in relations_in(each.at.text, names, each.owner)]
    reveals = with_families(merged(found)[:MOST_REVEALS], kin)
    by_key = dict(zip(_keys(list(map(_key, reveals))), reveals, strict=True))
    seals = Seals(names, by_key)
    story = Story(names, by_key, seals, [], [], [], results)
    told = _behind(story, told)
    story.relations = _relations(story, told)
    sealed = [(related, key) for related, _, key in story.relations if key is not None]
    safe = safe_names(full, by_key, sealed)
    seals.hide(dict(zip(full, safe, strict=True)))
    for number, (name, played) in enumerate(actors.items()):
        shown = safe[number] if safe[number].name else replace(safe[number], name=_nameless(played.actor, number, full))
        story.characters.append(Character(name, shown, "", played.at))
    keys = _keys([slugify(each.safe.name)[:60] for each in story.characters])
    for character, key in zip(story.characters, keys, strict=True):
        character.key = key
    _tell(story, told)
    for number, (at, own) in enumerate(zip(plot, inside, strict=True)):
        seal = _own_key(story, own) or seals.of(at.text, in_story=True) or (ENDING if number >= premise else None)
        story.plot.append(Seal(at, as_sentence(at.text), seal))
    return story


def _jobs(cast: Sequence[Played]) -> tuple[list[Result], set[Sentence]]:
    """What the cast did beside acting, and which sentences say so."""
    jobs = [(played.actor, *each) for played in cast for each in named_jobs(played)]
    results: list[Result] = [
        credit("credits", text, (0, match.end()), person=actor, job=job) for actor, text, match, job in jobs
    ]
    return results, {text for _, text, _, _ in jobs}


def _owner(at: Sentence, names: Names) -> int | None:
    """Of whom a sentence of running text about the cast tells: whom its heading names, or else it itself first."""
    mentions = names.mentions(at.path[-1]) or names.mentions(at.text)
    return mentions[0].character if mentions else None


def _second_names(actors: Mapping[str, Played], found: Sequence[Reveal]) -> list[Reveal]:
    """A small secret for each character with two names, "Dr. Payne / The Host", of whom none tells that already."""
    known = {
        number
        for reveal in found
        if reveal.kind is TwistKind.IDENTITY and reveal.form is not Form.EVENT
        for number in reveal.subjects
    }
    return [
        Reveal(played.at, name, "", 0, TwistKind.IDENTITY, TwistLevel.MINOR, Form.BE, (number,))
        for number, (name, played) in enumerate(actors.items())
        if has_alias(name) and number not in known
    ]


def _nameless(actor: str, number: int, names: Sequence[str]) -> str:
    """What a character is called of whose name nothing is safe: after the actor, unless that would tell it again."""
    told = {word for name in names for word in telling_words(name)}
    return f"No. {number + 1}" if telling_words(actor) & told else f"({actor})"


def _behind(story: Story, told: Sequence[Told]) -> list[Told]:
    """*told*, each with what stands before it."""
    first: dict[int, str] = {}
    marked = []
    for each in told:
        marked.append(replace(each, behind=first.get(each.owner)))
        if each.reveal is not None:
            key = _own_key(story, each.reveal) or story.seals.of(each.at.text, in_story=True) or ENDING
            first.setdefault(each.owner, key)
    return marked


def _tell(story: Story, told: Sequence[Told]) -> None:
    """Gives each character what the cast list tells of them: introductions, and passages open and sealed.

    What stands before a reveal introduces; what stands behind one is sealed with it.
    """
    revealed = {each.owner for each in told if each.reveal and not each.reveal.is_event}
    for each in told:
        character, at, reveal = story.characters[each.owner], each.at, each.reveal
        introduced = INTRODUCED.match(at.text)
        if reveal is not None:
            before = reveal.before.strip(" ,;:")
            if each.behind is None and len(before.split()) > 2 and not NO_INTRODUCTION.match(before):
                _introduce(story, character, at, INTRODUCED.sub("", before))
            own = _own_key(story, reveal)
            if reveal.is_event or reveal.form is Form.REMARK or own is None:
                key = own or story.seals.of(at.text, in_story=True) or ENDING
                character.told.append(Seal(at, as_sentence(at.text), key))
        elif each.behind is not None:
            character.told.append(Seal(at, as_sentence(at.text), each.behind))
        elif introduced or each.owner in revealed:
            _introduce(story, character, at, at.text[introduced.end() if introduced else 0 :])
        else:
            character.told.append(Seal(at, as_sentence(at.text), story.seals.of(at.text, in_story=True)))
    for character in story.characters:
        # Of two that are the same but for a seal, the sealed one stands.
        sealed = {seal.text: seal for seal in sorted(character.told, key=lambda seal: seal.twist is not None)}
        character.told = [seal for seal in character.told if seal is sealed[seal.text]]


def _introduce(story: Story, character: Character, at: Sentence, text: str) -> None:
    text = text[:1].upper() + text[1:]
    key = story.seals.of(text, in_story=True)
    if key is None and len(" ".join([text, *(said for _, said in character.introduced)])) <= 1000:
        character.introduced.append((at, text))
    else:
        character.told.append(Seal(at, as_sentence(text), key))


def _own_key(story: Story, reveal: Reveal | None) -> str | None:
    """The key of the twist that *reveal* became."""
    if reveal is None:
        return None
    return next((key for key, each in story.reveals.items() if {*each.sames} & {*reveal.sames}), None)


def _key(reveal: Reveal) -> str:
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


def _relations(story: Story, told: Sequence[Told]) -> list[tuple[Related, Sentence, str | None]]:
    """What characters are to each other, each once. What is a secret anywhere is one everywhere."""
    kept: dict[tuple[int, str, int], tuple[Related, Sentence, str | None]] = {}
    for key, reveal in story.reveals.items():
        for related in reveal.relations:
            kept.setdefault((related.start, related.label, related.end), (related, reveal.at, key))
    stated = [
        (related, each.at, each.behind or story.seals.of(each.at.text, in_story=True))
        for each in told
        if each.reveal is None
        for related in relations_in(each.at.text, story.names, each.owner)
    ]
    for related, at, seal in sorted(stated, key=lambda each: each[2] is None):
        kept.setdefault((related.start, related.label, related.end), (related, at, seal))
    return list(kept.values())
