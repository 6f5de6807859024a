"""JSON made of joined text: what is known now, and SQL expressions between, as one expression."""

import json
from collections.abc import Iterable, Sequence


class Said(str):
    """JSON text that is known now. Any other string among pieces is an SQL expression."""

    __slots__ = ()


def quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def members(fields: Iterable[tuple[str, list[str]]]) -> list[str]:
    """What must be joined to make a JSON object of these members."""
    pieces: list[str] = []
    for key, value in fields:
        pieces += [Said(f"{',' if pieces else '{'}{json.dumps(key)}:"), *value]
    return [*pieces, Said("}")] if pieces else [Said("{}")]


def concatenated(pieces: Sequence[str], group: int) -> str:
    """One expression that joins *pieces*: neighbouring texts merged, long chains in groups.

    A flat chain of n terms is n levels deep in the database's parse tree, which has a limit.
    """
    terms: list[str] = []
    said = ""
    for piece in [*pieces, ""]:
        if isinstance(piece, Said):
            said += piece
            continue
        if said:
            terms.append(literal(said))
            said = ""
        if piece:
            terms.append(piece)
    while len(terms) > group:
        groups = -(-len(terms) // group)
        size = -(-len(terms) // groups)
        terms = [f"({' || '.join(terms[i : i + size])})" for i in range(0, len(terms), size)]
    return " || ".join(terms)
