"""Global ids: a type in lower case, a dot, a number (`film.461…`). Opaque to clients; written by `sql`, read here."""

from functools import lru_cache


def prefix(type_name: str) -> str:
    """What the global ids of this type begin with."""
    return type_name.lower()


NUMBER = "[1-9][0-9]{0,18}"
"""How a number is written in one: in one way only. It is below 2^63, too, but no row is beyond."""


def split(text: str) -> tuple[str, int] | None:
    """The type and number in a global id, or None when *text* is none. Never an error: see docs/spoilers.md.

    A number is written in one way only: no sign, no zero in front, below 2^63.
    """
    type_, _, digits = text.partition(".")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 19 or digits[0] == "0":
        return None
    number = int(digits)
    return (type_, number) if number < 2**63 else None


LONGEST = 40
"""Characters that no global id has."""


def number(text: str, type_: str) -> int | None:
    """The number in a global id of this type, or None when *text* is none."""
    found = _split(text) if len(text) < LONGEST else None
    return found[1] if found and found[0] == type_ else None


_split = lru_cache(maxsize=10_000)(split)  # a viewer names the same films again and again
