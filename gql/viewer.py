"""The viewer: what the `@viewer` of one request says, and the two parameters that seals ask.

It says it once per operation. What it unlocks in kind (`plan.Unlocked`) is part of a plan; which films, never.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson

from gql import ids
from gql.errors import BadUserInput, SpoilersCapped
from gql.plan import Unlocked
from gql.settings import Settings, Spoilers


class Viewer(NamedTuple):
    """*unlocked* is None when nothing is sealed. *whole*: ids of films wholly seen, ",12,77,". *until*: {"77": 60}."""

    unlocked: Unlocked | None = Unlocked()
    whole: str = ","
    until: str = "{}"


NOBODY = Viewer()
"""A viewer who has seen nothing: an operation without `@viewer`."""


def is_plain(seen: object, settings: Settings) -> bool:
    """Whether *seen*, as JSON had it, is a list of films in the plainest form: already what coercion would make of it.

    graphql-core takes 3 microseconds for each; whatever is not plain is left to it. Raises BadUserInput for a list
    that is too long.
    """
    if type(seen) is not list:
        return False
    _check_length(seen, settings)
    for film in seen:
        if type(film) is not dict or type(film.get("film")) is not str:
            return False
        if len(film) > 1 and not (len(film) == 2 and _is_minute(film.get("until"))):
            return False
    return True


def _is_minute(value: object) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


def _check_length(seen: Sequence[object], settings: Settings) -> None:
    if len(seen) > settings.max_seen:
        raise BadUserInput(f"@viewer(seen:) takes {settings.max_seen} films at most, not {len(seen)}.")


def view(seen: Sequence[Mapping[str, object]], allow: Spoilers, settings: Settings) -> Viewer:
    """The viewer who has *seen* these films, and would *allow* spoilers of all others.

    Raises SpoilersCapped when this server allows less, BadUserInput when *seen* is too long. Unknown films are
    ignored; of the same film twice the greatest minute counts, and the whole film above any minute.
    """
    if allow.rank > settings.allow_cap.rank:
        raise SpoilersCapped(f"@viewer(allow:) may be {settings.allow_cap} at most on this server, not {allow}.")
    _check_length(seen, settings)
    if allow is Spoilers.ALL:
        return Viewer(unlocked=None)
    texts = [str(film["film"]) for film in seen if film.get("until") is None]
    whole = _numbers(texts)
    until: dict[str, int] = {}
    for film in seen if len(texts) < len(seen) else ():
        number, minute = ids.number(str(film["film"]), "film"), film.get("until")
        if number is not None and isinstance(minute, int) and f",{number}," not in whole:
            until[str(number)] = max(minute, until.get(str(number), minute))
    return Viewer(
        Unlocked(allow is Spoilers.MINOR, len(whole) > 1, bool(until)),
        whole,
        orjson.dumps(until).decode() if until else "{}",
    )


_FILMS = re.compile(rf"(?:,film\.{ids.NUMBER})*")


def _numbers(films: list[str]) -> str:
    """ ",12,77," of the ids film.12 and film.77. What is no film's id is left out."""
    text = f",{','.join(films)}" if films else ""
    if _FILMS.fullmatch(text) and text.count(",") == len(films):
        return text.replace("film.", "") + ","  # all at once: viewers who have seen five hundred films ask often
    numbers = (ids.number(each, "film") for each in films)
    return "".join(f",{number}" for number in numbers if number is not None) + ","
