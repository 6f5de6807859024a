"""Global ids: a type in lower case, a dot, a number (`film.461…`). Opaque to clients; written by `sql`, read here."""

import re

_FORM = re.compile(r"([a-z]+)\.([1-9][0-9]{0,18})", re.ASCII)


def split(text: str) -> tuple[str, int] | None:
    """The type and number in a global id, or None when *text* is none. Never an error: see docs/spoilers.md."""
    found = _FORM.fullmatch(text)
    if found is None or (number := int(found[2])) >= 2**63:
        return None
    return found[1], number


def number(text: str, type_: str) -> int | None:
    """The number in a global id of this type, or None when *text* is none."""
    found = split(text)
    return found[1] if found and found[0] == type_ else None
