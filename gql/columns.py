"""What the tables say of their columns: which twist seals them, what refers to what, which are unique.

For `catalog`, which resolves the schema's declarations against them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint

from gql import plan, tables
from gql.tables.columns import ROW


class FaultError(Exception):
    """One fault of one declaration, on its way to the list of all."""


def table_of(model: object) -> Table:
    """The table of a SQLModel class."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def row_seal(table: Table) -> plan.Seal | None:
    """The seal on whole rows of *table*, if a twist may seal them."""
    if table is table_of(tables.Twist):
        return plan.Seal("id", optional=False)
    for column in table.columns:
        if ROW in column.info.get("seals", ()):
            return plan.Seal(column.name, optional=bool(column.nullable))
    return None


def column_seal(column: Column[Any]) -> plan.Seal | None:
    """The seal on one column, if a twist may seal it while its row stays open."""
    for other in column.table.columns:
        if column.name in other.info.get("seals", ()):
            return plan.Seal(other.name, optional=True)
    return None


def column(table: Table, name: str) -> Column[Any]:
    """The column of *table* called *name*. Raises FaultError when there is none."""
    try:
        return table.columns[name]
    except KeyError:
        raise FaultError(f'{table.name} has no column "{name}".') from None


def open_column(table: Table, name: str) -> Column[Any]:
    """A column that a client may order or look up by: never a sealed one."""
    found = column(table, name)
    if column_seal(found):
        raise FaultError(f'the column "{name}" of {table.name} may be sealed, so nothing may depend on it.')
    return found


def reference(table: Table, target: Table) -> Column[Any]:
    """The one column of *table* that refers to *target*, seals apart unless it is the row's owner."""
    found = [
        each
        for each in table.columns
        if any(key.references(target) for key in each.foreign_keys) and not ("seals" in each.info and each.nullable)
    ]
    if len(found) != 1:
        names = ", ".join(each.name for each in found) or "none"
        raise FaultError(f"{table.name} does not refer to {target.name} by one column ({names}); name the keys.")
    return found[0]


def referred(table: Table, name: str) -> tuple[Column[Any], Table]:
    """The column of *table* called *name*, and the table that it refers to."""
    found = column(table, name)
    if not found.foreign_keys:
        raise FaultError(f'the column "{name}" of {table.name} refers to nothing.')
    (key,) = found.foreign_keys
    return found, key.column.table


def is_unique(column: Column[Any]) -> bool:
    return column.primary_key or any(
        isinstance(each, UniqueConstraint) and list(each.columns) == [column] for each in column.table.constraints
    )
