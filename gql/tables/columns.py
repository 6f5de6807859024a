"""The kinds of column that tables are made of. Each brings its type, its index and its constraint.

Two marks are put on columns (`Column.info`), for the catalog to read:

    seals   on a reference to a twist: what it seals, the whole ROW or the named columns
    covers  on a reference to a row that a twist may seal: the column of *this* row that then holds the same twist
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, MetaData, String, Table
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field

ROW = "*"
"""The mark of a reference that seals its whole row."""

Id = BigInteger().with_variant(Integer(), "sqlite")
"""63 bits. On SQLite INTEGER, because only that is an alias of the rowid."""


class Text(String):
    """Text of 1 to *length* characters."""


@compiles(Text, "postgresql")
def _by_code_points(text: Text, *_: object, **__: object) -> str:
    """Ordered as on SQLite, whatever the database's own order is."""
    return f'VARCHAR({text.length}) COLLATE "C"'


class PartialDateText(Text):
    """A reduced-precision ISO 8601 date: 2018, 2018-11 or 2018-12-14."""


class Name(Text):
    """The name of a member of *kind*."""

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__(max(len(member) for member in kind))
        self.kind = kind


def row_id_column() -> Any:
    return Field(primary_key=True, sa_type=Id, sa_column_kwargs={"autoincrement": False})


def words(length: int, *, unique: bool = False, optional: bool = False) -> Any:
    """Text of 1 to *length* characters."""
    default = {"default": None} if optional else {}
    return Field(sa_type=Text(length), unique=unique, nullable=optional, **default)  # type: ignore[call-overload]


def partial_date() -> Any:
    """A reduced-precision date, or unknown."""
    return Field(default=None, sa_type=PartialDateText(10), nullable=True)


def member(kind: type[StrEnum], *, optional: bool = False) -> Any:
    """The name of one member of *kind*."""
    default = {"default": None} if optional else {}
    return Field(sa_type=Name(kind), nullable=optional, **default)  # type: ignore[call-overload]


def reference(target: str, *, optional: bool = False, covered_by: str = "") -> Any:
    """A foreign key to the id of *target*.

    *covered_by* names the column of this row that holds the target's twist, when the target has one.
    """
    default = {"default": None} if optional else {}
    return Field(
        sa_type=Id,
        foreign_key=f"{target}.id",
        nullable=optional,
        sa_column_kwargs={"info": {"covers": covered_by} if covered_by else {}},
        **default,
    )  # type: ignore[call-overload]


def seal(*columns: str, owned: bool = False) -> Any:
    """A foreign key to the twist that seals *columns* of this row, or the whole row when none are named.

    A row that is *owned* by its twist always has one; any other has one only while it is a spoiler.
    """
    default = {} if owned else {"default": None}
    return Field(
        sa_type=Id,
        foreign_key="twist.id",
        nullable=not owned,
        sa_column_kwargs={"info": {"seals": columns or (ROW,)}},
        **default,
    )  # type: ignore[call-overload]


def index(name: str, *columns: str, beside: Sequence[str] = ()) -> Index:
    """An index on *columns*, and the id, which breaks every tie. *beside* stands what is read with them, from there."""
    return Index(name, *columns, *([] if columns[-1] == "id" else ["id"]), *beside)


def constrain(metadata: MetaData) -> None:
    """Gives every table of *metadata* the checks and indexes that follow from its columns' types and marks."""
    for table in metadata.tables.values():
        for column in table.columns:
            quoted = f'"{column.name}"'
            match column.type:
                case Name(kind=kind):
                    members = ", ".join(f"'{member}'" for member in kind)
                    _check(table, column.name, f"{quoted} IN ({members})")
                case PartialDateText():
                    _check(table, column.name, _is_partial_date(quoted))
                case Text(length=length):
                    _check(table, column.name, f"length({quoted}) BETWEEN 1 AND {length}")
            if "seals" in column.info and column.nullable:
                # Few rows are spoilers: the index holds only those.
                sealed = column.is_not(None)
                Index(f"{table.name}_{column.name}", column, sqlite_where=sealed, postgresql_where=sealed)


def _check(table: Table, column: str, condition: str) -> None:
    table.append_constraint(CheckConstraint(condition, name=f"{table.name}_{column}_valid"))


def _is_partial_date(column: str) -> str:
    """SQL that is true of a date that exists, in any of the three precisions, on every database alike."""
    year = f"CAST(substr({column}, 1, 4) AS INTEGER)"
    month, day = f"substr({column}, 6, 2)", f"substr({column}, 9, 2)"
    months = ", ".join(f"'{n:02}'" for n in range(1, 13))
    days = ", ".join(f"'{n:02}'" for n in range(1, 32))
    leap = f"({year} % 4 = 0 AND {year} % 100 <> 0 OR {year} % 400 = 0)"
    return (
        # Four characters whose number has four digits are four digits.
        f"length({column}) IN (4, 7, 10) AND {year} BETWEEN 1000 AND 2999"
        f" AND (length({column}) < 7 OR substr({column}, 5, 1) = '-' AND {month} IN ({months}))"
        f" AND (length({column}) < 10 OR substr({column}, 8, 1) = '-' AND {day} IN ({days})"
        f" AND NOT ({day} = '31' AND {month} IN ('02', '04', '06', '09', '11'))"
        f" AND NOT ({month} = '02' AND ({day} = '30' OR {day} = '29' AND NOT {leap})))"
    )
