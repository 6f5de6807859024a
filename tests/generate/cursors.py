"""Cursors as a server writes them: hexadecimal of compact JSON."""

import orjson


def cursor(*parts: str | int | None) -> str:
    """The order's name, then the row's value for each of its keys, then its id."""
    return orjson.dumps(parts).hex()


def changed(text: str, place: int, value: str | int | None) -> str:
    """The cursor *text* with another value at this place."""
    parts = orjson.loads(bytes.fromhex(text))
    parts[place] = value
    return cursor(*parts)
