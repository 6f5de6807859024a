"""Worlds that differ only in what is sealed: the seed, and a film made up to hold every kind of seal, told three ways.

    told      the seed as it is; the made-up film with its secrets
    other     other secrets: other values, other numbers of sealed rows
    silent    no secrets at all

Every open fact is the same in all three. `level` says which twists differ: all of them, or the major ones alone.
"""

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

from tests.conftest import SEED

Record = dict[str, Any]
WORLDS = ("told", "other", "silent")


def records(world: str, level: str = "ALL") -> list[Record]:
    """The film records of one of the WORLDS."""
    with (SEED / "backtrace.toml").open("rb") as file:
        backtrace = tomllib.load(file)
    told = [backtrace, _masque()]
    match world:
        case "told":
            return told
        case "silent":
            return [_silent(record, level) for record in told]
        case "other":
            return [_other(record, level) for record in told]
    raise AssertionError(world)


def _secret(record: Record, level: str) -> set[str]:
    """The keys of the twists that differ between worlds."""
    return {twist["key"] for twist in record["twists"] if level in {"ALL", twist.get("level", "MAJOR")}}


def _parts(value: Any) -> Iterator[Record]:
    """Every table of a record, itself included."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)


_SEALED_VALUES = {
    "full_name_twist": ("full_name",),
    "credited_as_twist": ("credited_as",),
    "text_twist": ("quote", "paraphrase"),
}


def _silent(record: Record, level: str) -> Record:
    record = copy.deepcopy(record)
    gone = _secret(record, level)
    for part in list(_parts(record)):
        for seal, values in _SEALED_VALUES.items():
            if part.get(seal) in gone:
                for name in (seal, *values):
                    part.pop(name, None)
        for key, value in part.items():
            if isinstance(value, list):
                part[key] = [each for each in value if not (isinstance(each, dict) and each.get("twist") in gone)]
    record["twists"] = [twist for twist in record["twists"] if twist["key"] not in gone]
    hidden = {"stranger"} - {character["key"] for character in record["characters"]}
    for twist in record["twists"]:
        twist["characters"] = [key for key in twist.get("characters", []) if key not in hidden]
    record["relations"] = [
        relation for relation in record.get("relations", []) if not hidden & {relation["from"], relation["to"]}
    ]
    return record


def _other(record: Record, level: str) -> Record:
    record = copy.deepcopy(record)
    changed = _secret(record, level)
    for number, part in enumerate(_parts(record)):
        for seal, values in _SEALED_VALUES.items():
            if part.get(seal) in changed:
                for name in values:
                    part[name] = f"Another {name} altogether"
        if part.get("twist") in changed:
            for name in ("text", "label", "quote", "section"):
                if name in part:
                    part[name] = f"another {name}, {number}"
    for number, twist in enumerate(record["twists"]):
        if twist["key"] in changed:
            twist |= {"kind": "OTHER", "minute": 70 + number, "revealed_as": "Quite another story."}
            twist["clues"] = [{"text": f"clue {n}", "minute": n} for n in range(1, 4)]
            twist["characters"] = twist.get("characters", [])[::-1][:1]
    more = next(iter(changed))
    source = next(iter(record["sources"]))
    first, *_, last = (character["key"] for character in record["characters"] if "twist" not in character)
    # Sealed rows before, between and behind the open ones, of every kind that can have them.
    cite = {"source": source, "section": "Elsewhere", "quote": "words that tell all", "twist": more}
    for part in list(_parts(record)):
        if "cites" in part and part.get("twist") is None:
            part["cites"] = [dict(cite), *part["cites"], dict(cite) | {"quote": "more of them"}]
    for owner in (record, *record["characters"]):
        passages = owner.get("passages", [])
        told = {"topic": "PLOT", "twist": more}
        owner["passages"] = [told | {"text": "Before it all."}, *passages, told | {"text": "After it all."}]
    record["relations"] = [
        {"from": last, "to": first, "kind": "OTHER", "label": "a double of", "twist": more},
        *record.get("relations", []),
        {"from": first, "to": last, "kind": "ROMANTIC", "label": "a lover of", "twist": more},
    ]
    record["characters"].append({"key": "shade", "name": "Shade", "twist": more, "introduced_as": "a shade"})
    record["cast"].insert(0, {"person": record["cast"][0]["person"], "character": "shade", "twist": more})
    return record


def _masque() -> Record:
    """A film that holds every kind of seal: rows and values, minor and major, with and without minutes."""
    cite = {"source": "notes", "section": "Cast"}
    return {
        "title": "The Masque",
        "released": "2021-05",
        "sources": {"notes": {"title": "Notes on The Masque"}},
        "cites": [cite, cite | {"section": "End", "quote": "the mask comes off", "twist": "mask"}],
        "twists": [
            {
                "key": "mask",
                "kind": "IDENTITY",
                "minute": 80,
                "revealed_as": "The stranger is the old duke.",
                "characters": ["stranger", "page"],
                "clues": [{"text": "The ring.", "minute": 12}],
                "cites": [cite],
            },
            {"key": "flight", "kind": "FATE", "level": "MINOR", "minute": 60, "revealed_as": "The page gets away."},
            {"key": "debt", "kind": "OTHER", "revealed_as": "The host is ruined.", "characters": ["host"]},
        ],
        "characters": [
            {
                "key": "host",
                "name": "The Host",
                "introduced_as": "a rich man",
                "full_name": "Baron Vane",
                "full_name_twist": "debt",
                "cites": [cite],
                "passages": [
                    {"text": "Gives a ball.", "cites": [cite]},
                    {"text": "Cannot pay for it.", "twist": "debt"},
                    {"text": "Dances badly."},
                ],
            },
            {"key": "page", "name": "The Page", "introduced_as": "a servant"},
            {"key": "stranger", "name": "A Stranger", "twist": "mask", "full_name": "Duke Orro"},
        ],
        "cast": [
            {"person": "Una Hall", "character": "host", "billing": 1, "cites": [cite]},
            {"person": "Olaf Brandt", "character": "stranger", "twist": "mask", "credited_as": "The Duke"},
            {
                "person": "Ines Roy",
                "character": "page",
                "credited_as": "Orro the Younger",
                "credited_as_twist": "mask",
                "cites": [cite, cite | {"quote": "Orro the Younger", "twist": "mask"}],
            },
            {"person": "Olaf Brandt"},
        ],
        "relations": [
            {"from": "page", "to": "host", "kind": "PROFESSIONAL", "label": "servant of", "cites": [cite]},
            {"from": "page", "to": "stranger", "kind": "FAMILY", "label": "heir of"},
            {"from": "host", "to": "page", "kind": "ADVERSARY", "label": "debtor of", "twist": "debt"},
        ],
        "reviews": [
            {
                "critic": "Pia Lund",
                "publication": "The Lamp",
                "verdict": "MIXED",
                "quote": "A duke under every mask.",
                "paraphrase": "Gives the duke away.",
                "text_twist": "mask",
            }
        ],
        "passages": [
            {"topic": "PLOT", "text": "A ball is given."},
            {"topic": "PLOT", "text": "The mask comes off.", "twist": "mask"},
            {"topic": "FILMING", "text": "Shot at night."},
            {"topic": "PLOT", "text": "The page runs.", "twist": "flight"},
        ],
    }
