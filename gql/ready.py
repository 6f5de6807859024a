"""A plan ready to run: its statement, and how the response's body is put together around the row that it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from graphql import FieldNode

from gql import plan
from gql.cost import HEAVY, SECONDS, Cost, cost
from gql.dialects import Dialect, Pause
from gql.parameters import Filler, Parameter, filler
from gql.settings import Settings
from gql.sql import Statement, render
from gql.store import Heavy, Row
from gql.viewer import Viewer


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A plan ready to run, of an operation for some assumptions.

    *fillers* make the statement's parameters, *checks* look at what was given and is not used. *parts* are those of the
    answer, empty where it is not known: *columns* says by place what of the row stands there, *places* which of the
    *introspected* fields. *pauses*: the place of the parameter that says how probable they are, of a statement that may
    be heavy.
    """

    statement: Statement | None
    fillers: tuple[Filler, ...]
    checks: tuple[Filler, ...]
    parts: tuple[bytes, ...]
    columns: tuple[tuple[int, int], ...]
    introspected: Mapping[str, tuple[FieldNode, ...]]
    places: Mapping[str, int]
    cost: Cost
    known_cost: int | None  # when no variable has a say in it
    pauses: int | None


def assemble(planned: plan.Plan, dialect: Dialect, settings: Settings) -> Ready:
    """*planned*, rendered."""
    found = cost(planned)
    known = found.of({}) if found.is_known else None
    statement = render(planned, dialect, heavy=known is None or known >= HEAVY)
    columns = {key: number for number, key in enumerate(statement.fields)} if statement else {}
    introspected: dict[str, tuple[FieldNode, ...]] = {}
    parts: list[bytes] = []
    filled: list[tuple[int, int]] = []
    places: dict[str, int] = {}
    for key, expression in planned.fields:
        parts.append((b"," if parts else b'{"data":{') + orjson.dumps(key) + b":")
        match expression:
            case plan.Fixed(text):
                parts.append(text.encode())
            case plan.Introspected(nodes):
                introspected[key], places[key] = nodes, len(parts)
                parts.append(b"")
            case _:
                filled.append((len(parts), columns[key]))
                parts.append(b"")
    slots = statement.slots if statement else ()
    return Ready(
        statement,
        tuple(filler(slot, settings) for slot in slots),
        tuple(filler(slot, settings) for slot in statement.unused) if statement else (),
        (*(parts or [b'{"data":{']), b"}}"),
        tuple(filled),
        introspected,
        places,
        found,
        known,
        slots.index(Pause.CHANCE) if Pause.CHANCE in slots else None,
    )


def parameters(ready: Ready, variables: Mapping[str, object], viewer: Viewer) -> list[Parameter]:
    """The statement's parameters for one request. Raises BadUserInput for a value that cannot be."""
    for check in ready.checks:
        check(variables, viewer)
    return [fill(variables, viewer) for fill in ready.fillers]


def heavy(ready: Ready, variables: Mapping[str, object]) -> Heavy | None:
    """What the store should know of a statement that takes long for these variables."""
    if ready.pauses is None:
        return None
    found = ready.cost.of(variables)
    return Heavy(ready.pauses, ready.cost.rows(variables), found * SECONDS) if found >= HEAVY else None


def joined(ready: Ready, row: Row, introspected: Mapping[str, bytes]) -> bytes:
    """The response's body: the row's texts as they are, with what else was asked between them."""
    parts = list(ready.parts)
    for place, column in ready.columns:
        parts[place] = row[column] or b"null"
    for key, text in introspected.items():
        parts[ready.places[key]] = text
    return b"".join(parts)
