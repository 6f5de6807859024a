"""The films of `films` told in three ways, as `worlds` tells two: they differ only in what is sealed.

    told      as they are
    other     other secrets: other values, other numbers of sealed rows
    silent    no secrets at all

Every open fact is the same in all three. Which twists count as secret is said by a `Secret`, so that a viewer to whom
some are open can be asked about the rest.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tests.films import PEOPLE, Record, person, told
from tests.worlds import WORLDS

Secret = Callable[[str, Record], bool]
"""Whether a twist, of the film with this slug, differs between worlds."""

MORE = {"key": "more", "kind": "FATE", "level": "MAJOR", "revealed_as": "There is more to it."}
"""A twist that only the other world has, in every film that may have secrets."""


def always(film: str, twist: Record) -> bool:
    """Every twist is secret."""
    return True


def records(world: str, secret: Secret = always) -> list[Record]:
    """The film records of one of the WORLDS: they differ in what *secret* twists seal."""
    films = told()
    match world:
        case "told":
            return films
        case "silent":
            return _silent(films, secret)
        case "other":
            return [_other(film, secret) for film in films]
    raise AssertionError(world)


def _parts(value: Any) -> Iterator[Record]:
    """Every table of a record, itself included."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _parts(each)


_SEALED_VALUES = {
    "full_name_twist": ("full_name",),
    "credited_as_twist": ("credited_as",),
    "text_twist": ("quote", "paraphrase"),
}


def _keys(film: Record, secret: Secret) -> list[str]:
    """The keys of the twists that differ between worlds."""
    return [twist["key"] for twist in film["twists"] if secret(film["slug"], twist)]


def _silent(films: list[Record], secret: Secret) -> list[Record]:
    """*films* without what secret twists seal: neither rows nor values nor what refers to such rows."""
    hidden = {each["slug"] for film in films for each in film["characters"] if each.get("twist") in _keys(film, secret)}
    for film in films:
        gone = _keys(film, secret)
        away = hidden | {each["key"] for each in film["characters"] if each["slug"] in hidden}
        for part in list(_parts(film)):
            for seal, values in _SEALED_VALUES.items():
                if part.get(seal) in gone:
                    for name in (seal, *values):
                        part.pop(name, None)
            for key, value in part.items():
                if isinstance(value, list):
                    part[key] = [each for each in value if not (isinstance(each, dict) and each.get("twist") in gone)]
        film["twists"] = [twist for twist in film["twists"] if twist["key"] not in gone]
        for twist in film["twists"]:
            twist["characters"] = [key for key in twist["characters"] if key not in away]
        film["relations"] = [each for each in film["relations"] if not away & {each["from"], each["to"]}]
        for role in film["cast"]:
            if role.get("character") in away:
                del role["character"]
    return films


def _other(film: Record, secret: Secret) -> Record:
    """*film* with other secrets, and more of them, before, between and behind what is open."""
    changed = _keys(film, secret)
    for number, part in enumerate(_parts(film)):
        for seal, values in _SEALED_VALUES.items():
            if part.get(seal) in changed:
                part |= {name: f"Another {name}, {number}" for name in values}
        if part.get("twist") in changed:
            part |= {key: f"another {key}, {number}" for key in ("text", "label", "quote", "section") if key in part}
    for number, character in enumerate(film["characters"]):
        if character.get("twist") in changed:
            character |= {"name": f"Shadow{number}", "introduced_as": "a shadow"}
    for number, twist in enumerate(film["twists"]):
        if twist["key"] in changed:
            twist |= {"kind": "OTHER", "minute": 90 - number, "revealed_as": "Quite another story."}
            twist["clues"] = [{"text": f"clue {each}", "minute": 4 - each} for each in range(1, 4)]
            twist["characters"] = twist["characters"][::-1][:1]
    return _more(film) if secret(film["slug"], MORE) else film


def _more(film: Record) -> Record:
    """*film* with a twist more, and sealed rows of every kind that can have them."""
    seal = {"twist": MORE["key"]}
    cite = {"source": "own", "section": "Elsewhere", "quote": "words that tell all", **seal}
    for part in list(_parts(film)):
        if "cites" in part:
            part["cites"] = [dict(cite), *part["cites"], cite | {"quote": "more of them"}]
    for owner in (film, *film["characters"]):
        before, after = ({"topic": "PLOT", "text": text, **seal} for text in ("Before it all.", "After it all."))
        owner["passages"] = [before, *owner["passages"], after]
    acting = [role["person"]["name"] for role in film["cast"]]
    actor = person(next(name for name in PEOPLE if name not in acting))
    film["cast"] = [{"person": actor, "character": "shade", **seal}, *film["cast"], {"person": actor, **seal}]
    ends = [each["key"] for each in film["characters"] if "twist" not in each]
    if ends:
        first, last = ends[0], ends[-1]
        film["relations"] = [
            {"from": last, "to": first, "kind": "OTHER", "label": "a double of", **seal},
            *film["relations"],
            {"from": first, "to": last, "kind": "ROMANTIC", "label": "a lover of", **seal},
        ]
    slug = f"shade-{film['slug']}"
    film["characters"].append({"key": "shade", "name": "Shade", "slug": slug, "introduced_as": "a shade", **seal})
    film["twists"] = [MORE | {"characters": ["shade", *ends[:2]]}, *film["twists"]]
    return film


__all__ = ["MORE", "WORLDS", "Secret", "records"]
