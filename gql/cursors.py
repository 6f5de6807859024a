"""A place in an ordering, as text and back.

A cursor is the lower-case hexadecimal UTF-8 of a JSON array: the order's name, then the row's value for each of its
keys. The database writes it (`sql`), this module reads it. Relay connection specification, section 4.
"""

import orjson

from gql.plan import Key, Order

LONGEST = 50_000
"""Digits of a cursor at most: more than the longest title takes, and few enough to be read in no time."""


def decode(cursor: str, order: Order) -> tuple[str | int | None, ...]:
    """The values in *cursor*, one for each key of *order*. Raises ValueError when it is no cursor of that order."""
    if len(cursor) > LONGEST:
        raise ValueError("it is not a cursor.")
    try:
        parts = orjson.loads(bytes.fromhex(cursor))
    except ValueError:
        raise ValueError("it is not a cursor.") from None
    match parts:
        case [order.name, *values] if len(values) == len(order.keys):
            if all(_fits(value, key) for value, key in zip(values, order.keys, strict=True)):
                return tuple(values)
        case [str(name), *_] if name != order.name:
            raise ValueError(f"it is a cursor of another order ({name[:40]}).")
    raise ValueError("it is not a cursor of this order.")


def _fits(value: object, key: Key) -> bool:
    if value is None:
        return key.optional
    if key.number:
        # bool is an int in Python; 64 bits are what every database holds.
        return type(value) is int and -(2**63) <= value < 2**63
    return type(value) is str
