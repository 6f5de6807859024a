"""How a field is declared: one line that holds its description, its arguments, and what stands behind it.

    billing: int | None = column("Place in the billing; null when unbilled.")
    roles: Connection["Role"] = connection("Who plays whom.", order=BILLING)

A field has no resolver. What it reads is a *binding*, kept in the field's metadata: the catalog resolves bindings
against the tables, and refuses to start when one does not hold. A binding that says nothing means: the column, or the
reference, that is named like the field. The keys of filters (`filters`) are bound in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Any

import strawberry
from sqlmodel import SQLModel
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema_directive import Location
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

BINDING = "binding"
"""The key of a field's binding in its metadata."""

Table = type[SQLModel]


@dataclass(frozen=True, slots=True)
class Order:
    """An order: its name, which cursors carry, and its columns; unknown sorts last, the id breaks ties.

    A column "film.released" is one of the row that a reference, film_id, leads to.
    """

    name: str
    columns: tuple[str, ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders that a client may choose from, by the names of *enum*'s members; the first is the default."""

    enum: type[StrEnum]
    orders: Mapping[str, Order]

    @property
    def default(self) -> Order:
        return next(iter(self.orders.values()))


@dataclass(frozen=True, slots=True)
class Filter:
    """An argument that keeps the rows whose *column* passes it: equals it, is among it, or is matched by it."""

    argument: str
    column: str
    type: Any
    description: str
    default: Any = strawberry.UNSET


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the row; *name* when it is not the field's."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object made of columns of the same row: its fields' names to columns. Null when any of them is."""

    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of the table behind the field's type.

    keys      columns of this row to columns of theirs that equal them; empty: the one reference between the tables,
              or, for a single row, this row's reference named like the field
    through   the table that links the two, by its one reference to each
    fixed     columns of theirs to the value that they must have
    filters   arguments that keep some of them
    order     of a list or connection
    column    for plain values: the (table, column) that holds them
    where     the input of a connection's `where`
    orders    what its `orderBy` may name
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    through: Table | None = None
    fixed: Mapping[str, object] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    order: Order = Order("ID_ASC", ())
    column: tuple[Table, str] | None = None
    where: type | None = None
    orders: Orders | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a column of the row is known: a key of a filter."""

    column: str


class Combine(Enum):
    """How a filter's key combines other filters."""

    AND = auto()
    OR = auto()
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Lookup:
    """One row by a key: the argument `by`, an input of exactly one key; *columns* are its keys to columns."""

    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SealedCount:
    """How many rows of *table* that refer to this row are still sealed: the one declared leak."""

    table: Table


@dataclass(frozen=True, slots=True)
class ById:
    """The row behind a global id, whatever its type: one for `id`, a list for `ids`."""


Binding = Column | Embedded | Related | Known | Combine | Lookup | SealedCount | ById


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.FIELD_DEFINITION],
    name="sealed",
    description="Marks what depends on @viewer: null or absent until unsealed, never a different value.",
)
class Sealed:
    pass


def is_sealed(declared: Any) -> bool:
    """Whether a field or a type of the GraphQL schema is declared so."""
    definition = declared.extensions.get("strawberry-definition")
    return any(isinstance(each, Sealed) for each in getattr(definition, "directives", None) or ())


SEALED_FIELD = "Sealed: null until this viewer may know it (see @viewer)."
SEALED_TYPE = "Sealed where it is a spoiler: then absent, or null, until this viewer may know it (see @viewer)."


class Field(StrawberryField):
    """A field without a resolver that still has arguments."""

    given: tuple[StrawberryArgument, ...] = ()

    @property
    def arguments(self) -> list[StrawberryArgument]:
        return list(self.given)

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        self.given = tuple(value)


def argument(name: str, type_: Any, description: str, default: Any = strawberry.UNSET) -> StrawberryArgument:
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        default=default,
    )


def declare(
    description: str, binding: Binding, *arguments: StrawberryArgument, sealed: bool = False, name: str | None = None
) -> Any:
    text = f"{description} {SEALED_FIELD}" if sealed else description
    declared = Field(
        graphql_name=name, description=text, directives=[Sealed()] if sealed else [], metadata={BINDING: binding}
    )
    declared.given = arguments
    return declared


def column(description: str, *, of: str = "", sealed: bool = False) -> Any:
    """The value of a column of the row."""
    return declare(description, Column(of), sealed=sealed)


def embedded(description: str, **columns: str) -> Any:
    """An object made of columns of the same row."""
    return declare(description, Embedded(columns))


def one(description: str, *, name: str | None = None, filters: tuple[Filter, ...] = (), **related: Any) -> Any:
    """The one related row, or null."""
    return declare(description, Related(filters=filters, **related), *_arguments(filters), name=name)


def many(description: str, *, filters: tuple[Filter, ...] = (), **related: Any) -> Any:
    """All related rows, or all values of one column of theirs."""
    return declare(description, Related(filters=filters, **related), *_arguments(filters))


def connection(
    description: str,
    order: Order | Orders,
    *,
    where: type | None = None,
    filters: tuple[Filter, ...] = (),
    **related: Any,
) -> Any:
    """Related rows by pages. Relay connection specification, forward."""
    orders = order if isinstance(order, Orders) else None
    default = order.default if isinstance(order, Orders) else order
    arguments = [
        *_arguments(filters),
        argument("first", int | None, "How many at most: 20 when not given, at most 100."),
        argument("after", str | None, "Start behind the item with this cursor."),
    ]
    if where:
        arguments.append(argument("where", where | None, "Only those that pass."))
    if orders:
        text = f"In which order: up to three, the first one first; {default.name} when not given."
        arguments.append(argument("order_by", list[orders.enum] | None, text))  # type: ignore[name-defined]
    binding = Related(filters=filters, order=default, where=where, orders=orders, **related)
    return declare(description, binding, *arguments)


def lookup(description: str, by: type, **columns: str) -> Any:
    """The one row that a key names, or null."""
    return declare(description, Lookup(columns), argument("by", by, "The key; exactly one."))


def key(description: str, binding: Binding, *, name: str | None = None) -> Any:
    """A key of an input object."""
    return strawberry.field(default=strawberry.UNSET, name=name, description=description, metadata={BINDING: binding})


def sealed_count(description: str, of: Table) -> Any:
    return declare(description, SealedCount(of))


def by_id(description: str, *arguments: StrawberryArgument) -> Any:
    return declare(description, ById(), *arguments)


def _arguments(filters: tuple[Filter, ...]) -> list[StrawberryArgument]:
    return [argument(each.argument, each.type, each.description, each.default) for each in filters]
