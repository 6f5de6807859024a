"""Two records of one film: what of one is what of the other. The second comes out in the first one's keys. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from gql.load.draft import derive_slug
from gql.load.records import (
    CharacterEntry,
    CompanyEntry,
    FilmRecord,
    PersonEntry,
    Sourced,
    SourceEntry,
    TwistEntry,
    fields,
)
from gql.load.restored import free_key
from gql.load.safety import telling_words
from gql.load.shape import check_shape
from gql.load.telling import strictness
from gql.tables.keys import slugify

Fields: TypeAlias = dict[str, Any]

PARTS = (
    "twists", "characters", "cast", "relations", "credits", "companies", "releases", "figures", "reviews", "scores",
    "passages",
)  # fmt: skip
"""The lists of a record whose entries say where they were found."""

FACTS = ("released", "runtime", "imdb_id", "wikidata_id", "summary", "genres", "countries", "languages")
"""What the receipts of the film itself are for, beside its title."""

SEALS = ("twist", "full_name_twist", "credited_as_twist", "text_twist")
SEALED_VALUES = {
    "full_name_twist": ("full_name",), "credited_as_twist": ("credited_as",), "text_twist": ("quote", "paraphrase"),
}  # fmt: skip


def document(source: SourceEntry) -> str:
    """By what a source is known."""
    return source.url or source.title


def person_slug(person: PersonEntry | None) -> str | None:
    return None if person is None else person.slug or derive_slug("person", person.name)


def company_slug(company: CompanyEntry | None) -> str | None:
    return None if company is None else company.slug or derive_slug("company", company.name)


@dataclass(frozen=True, slots=True)
class Keys:
    """What the first record calls the second one's parts."""

    sources: Mapping[str, str]
    characters: Mapping[str, str]
    twists: Mapping[str, str]


def match(existing: FilmRecord, found: FilmRecord) -> Keys:
    """The keys of *existing* for everything in *found*; for what it has not, keys that are free there."""
    characters = _match_characters(existing, found)
    taken = {*_mentioned(existing), *(each.key for each in existing.characters)}
    for character in found.characters:
        if character.key not in characters:
            characters[character.key] = free_key(character.key, taken)
    twists = _match_twists(existing, found, characters)
    taken = {twist.key for twist in existing.twists}
    for twist in found.twists:
        if twist.key not in twists:
            twists[twist.key] = free_key(twist.key, taken)
    known = {(document(source), source.extracted): key for key, source in existing.sources.items()}
    taken = {*existing.sources}
    sources = {
        key: known.get((document(source), source.extracted)) or free_key(key, taken)
        for key, source in found.sources.items()
    }
    return Keys(sources, characters, twists)


def renamed(record: FilmRecord, keys: Keys) -> FilmRecord:
    """*record* with these keys."""

    def walk(value: Any) -> Any:
        match value:
            case dict():
                return {key: place(key, each) for key, each in value.items()}
            case list():
                return [walk(each) for each in value]
        return value

    def place(key: str, value: Any) -> Any:
        if key == "source":
            return keys.sources[value]
        if key in SEALS:
            return keys.twists[value]
        if key in ("character", "from", "to"):
            return keys.characters.get(value, value)
        if key == "characters" and value and isinstance(value[0], str):
            return [keys.characters.get(each, each) for each in value]
        return walk(value)

    told = fields(record)
    named: Fields = walk({key: value for key, value in told.items() if key != "sources"})
    named["sources"] = {keys.sources[key]: source for key, source in told.get("sources", {}).items()}
    for part, new in (("twists", keys.twists), ("characters", keys.characters)):
        for entry in named.get(part, ()):
            entry["key"] = new[entry["key"]]
    return check_shape(named)


def without(record: FilmRecord, twists: Collection[str]) -> FilmRecord:
    """*record* without these twists, and without anything that they seal."""

    def walk(value: Any) -> Any:
        match value:
            case dict():
                hidden = [key for key in SEALED_VALUES if value.get(key) in twists]
                left_out = {*hidden, *(name for key in hidden for name in SEALED_VALUES[key])}
                return {key: walk(each) for key, each in value.items() if key not in left_out}
            case list():
                return [walk(each) for each in value if not (isinstance(each, dict) and each.get("twist") in twists)]
        return value

    told: Fields = walk(fields(record))
    told["twists"] = [twist for twist in told.get("twists", ()) if twist["key"] not in twists]
    gone = {each.key for each in record.characters} - {each["key"] for each in told.get("characters", ())}
    for twist in told["twists"]:
        twist["characters"] = [key for key in twist.get("characters", ()) if key not in gone]
    for role in told.get("cast", ()):
        if role.get("character") in gone:
            del role["character"]
    ends = ("from", "to")
    told["relations"] = [each for each in told.get("relations", ()) if not gone & {each[end] for end in ends}]
    return check_shape(told)


def forget(record: FilmRecord, found: FilmRecord) -> FilmRecord:
    """*record* without what programs have found in the documents of *found* alone: that is to say it anew.

    Characters and twists stay on which something else rests.
    """
    documents = {document(source) for source in found.sources.values() if source.extracted}
    keys = {key for key, source in record.sources.items() if source.extracted and document(source) in documents}
    if not keys:
        return record
    told = fields(record)
    if _rests_on(told, keys):
        told = {key: value for key, value in told.items() if key not in FACTS} | {"title": found.title}
    told["cites"] = _others(told, keys)
    gone: Fields = {part: [each for each in told.get(part, ()) if _rests_on(each, keys)] for part in PARTS}
    kept: Fields = {part: [each for each in told.get(part, ()) if each not in gone[part]] for part in PARTS}
    while again := _needed(kept, gone):
        for part, entry in again:
            kept[part].append(entry)
            gone[part].remove(entry)
    for part in PARTS:
        kept[part] = [_without_cites(each, keys) for each in told.get(part, ()) if each in kept[part]]
    told |= kept
    used = {*_sources(told)}
    told["sources"] = {key: source for key, source in told["sources"].items() if key in used}
    return check_shape(told)


def _needed(kept: Fields, gone: Fields) -> list[tuple[str, Fields]]:
    """What of *gone* something rests on that is *kept*: what it refers to, and what leads to a character."""
    referred = {*_references(kept)}
    led = {*_references({part: kept[part] for part in LEADING})}
    lonely = {each["key"] for each in kept["characters"]} - led
    return [
        *((part, each) for part in ("twists", "characters") for each in gone[part] if each["key"] in referred),
        *((part, each) for part in LEADING for each in gone[part] if lonely & {*_references(each)}),
    ]


LEADING = ("cast", "twists", "relations")
"""The parts that lead to characters."""


def rests_on(entry: Sourced, sources: Collection[str]) -> bool:
    """Whether *entry* cites nothing but *sources*. One without receipts is an editor's."""
    return bool(entry.cites) and all(cite.source in sources for cite in entry.cites)


def _rests_on(entry: Fields, sources: Collection[str]) -> bool:
    cites = entry.get("cites", ())
    return bool(cites) and all(cite["source"] in sources for cite in cites)


def _others(entry: Fields, sources: Collection[str]) -> list[Fields]:
    return [cite for cite in entry.get("cites", ()) if cite["source"] not in sources]


def _without_cites(entry: Fields, sources: Collection[str]) -> Fields:
    """*entry*, without what cites only *sources*. An entry that stays although it does is left as it is."""
    if _rests_on(entry, sources):
        return entry
    passages = [each for each in entry.get("passages", ()) if not _rests_on(each, sources)]
    return entry | {
        "cites": _others(entry, sources),
        **(
            {"passages": [_without_cites(each, sources) for each in passages]}
            if passages or "passages" in entry
            else {}
        ),
    }


def _references(value: Any, key: str = "") -> Iterator[str]:
    """The keys of twists and characters that are referred to anywhere in *value*."""
    match value:
        case dict():
            for name, each in value.items():
                yield from _references(each, name)
        case list():
            for each in value:
                yield from _references(each, key)
        case str() if key in (*SEALS, "character", "from", "to", "characters"):
            yield value


def _sources(value: Any) -> Iterator[str]:
    match value:
        case dict():
            if isinstance(value.get("source"), str):
                yield value["source"]
            for each in value.values():
                yield from _sources(each)
        case list():
            for each in value:
                yield from _sources(each)


def _mentioned(record: FilmRecord) -> set[str]:
    """Characters that *record* refers to, its own and others."""
    return {
        *(role.character for role in record.cast if role.character is not None),
        *(key for twist in record.twists for key in twist.characters),
        *(relation.to for relation in record.relations),
    }


def _match_characters(existing: FilmRecord, found: FilmRecord) -> dict[str, str]:
    """By who plays them, and by name among several; then by name alone. First of all by the slug: it is one row."""
    entries = {each.key: each for each in existing.characters}
    played, played_here = _players(existing), _players(found)
    pairs: dict[str, str] = {}

    def pair(may: Callable[[CharacterEntry, str], bool]) -> None:
        """Pairs those who may be one, and nobody else."""
        free = [key for key in dict.fromkeys([*entries, *played]) if key not in pairs.values()]
        left = [each for each in found.characters if each.key not in pairs]
        options = {each.key: [key for key in free if may(each, key)] for each in left}
        for key, candidates in options.items():
            if len(candidates) == 1 and sum(candidates[0] in other for other in options.values()) == 1:
                pairs[key] = candidates[0]

    def same_name(one: CharacterEntry, key: str) -> bool:
        return key in entries and bool(_names(one) & _names(entries[key]))

    def same_player(one: CharacterEntry, key: str) -> bool:
        return bool(played_here.get(one.key, set()) & played.get(key, set()))

    slugs = {key: _own_slug(each, existing) for key, each in entries.items()}
    pair(lambda one, key: slugs.get(key) == _own_slug(one, found))
    pair(lambda one, key: same_player(one, key) and same_name(one, key))
    pair(same_player)
    pair(same_name)
    return pairs


def _players(record: FilmRecord) -> dict[str, set[str | None]]:
    """The slugs of who plays each character."""
    players: dict[str, set[str | None]] = {}
    for role in record.cast:
        if role.character is not None:
            players.setdefault(role.character, set()).add(person_slug(role.person))
    return players


def _own_slug(character: CharacterEntry, film: FilmRecord) -> str:
    """The slug without the film's."""
    return slugify(character.name) if character.slug is None else character.slug.removesuffix(f"-{film.slug}")


def _names(character: CharacterEntry) -> set[str]:
    return {slugify(name) for name in (character.name, character.full_name) if name is not None} - {""}


def _match_twists(existing: FilmRecord, found: FilmRecord, characters: Mapping[str, str]) -> dict[str, str]:
    """By kind and subjects; of several, the one with the same key, or else the first.

    One that more viewers have unlocked has to tell the same in words as well: it will seal what the other one does.
    """
    pairs: dict[str, str] = {}
    names = frozenset().union(*(telling_words(each.name) for each in (*existing.characters, *found.characters)))

    def is_same(known: TwistEntry, twist: TwistEntry) -> bool:
        shared = (telling_words(known.revealed_as) & telling_words(twist.revealed_as)) - names
        return bool(shared) or strictness(known) >= strictness(twist)

    for twist in found.twists:
        about = {characters.get(key, key) for key in twist.characters}
        alike = [
            each.key
            for each in existing.twists
            if each.kind == twist.kind
            and {*each.characters} == about
            and each.key not in pairs.values()
            and is_same(each, twist)
        ]
        if alike:
            pairs[twist.key] = twist.key if twist.key in alike else alike[0]
    return pairs
