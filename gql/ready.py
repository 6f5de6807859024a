"""A plan ready to run: its statement, and how the response's body is put together around the row that it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from graphql import FieldNode

from gql import plan
from gql.cost import Cost, cost
from gql.dialects import Dialect
from gql.sql import Statement, render
from gql.store import Row


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A plan ready to run, of an operation for some assumptions.

    *parts* is how the answer is put together: texts that are known, columns of the row, introspected fields by key.
    """

    statement: Statement | None
    parts: tuple[bytes | int | str, ...]
    introspected: Mapping[str, tuple[FieldNode, ...]]
    cost: Cost
    known_cost: int | None  # when no variable has a say in it


def assemble(planned: plan.Plan, dialect: Dialect) -> Ready:
    """*planned*, rendered."""
    statement = render(planned, dialect)
    columns = {key: number for number, key in enumerate(statement.fields)} if statement else {}
    introspected: dict[str, tuple[FieldNode, ...]] = {}
    parts: list[bytes | int | str] = []
    for key, expression in planned.fields:
        parts.append((b"," if parts else b'{"data":{') + orjson.dumps(key) + b":")
        match expression:
            case plan.Fixed(text):
                parts.append(text.encode())
            case plan.Introspected(nodes):
                introspected[key] = nodes
                parts.append(key)
            case _:
                parts.append(columns[key])
    found = cost(planned)
    known = found.of({}) if found.is_known else None
    return Ready(statement, (*(parts or [b'{"data":{']), b"}}"), introspected, found, known)


def joined(ready: Ready, row: Row, introspected: Mapping[str, bytes]) -> bytes:
    """The response's body: the row's texts as they are, with what else was asked between them."""
    return b"".join(
        part if isinstance(part, bytes) else (row[part] or b"null") if isinstance(part, int) else introspected[part]
        for part in ready.parts
    )
