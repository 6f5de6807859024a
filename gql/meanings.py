"""What fields, conditions and orders mean: pieces of plans that the catalog holds, and the compiler puts together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from graphql import GraphQLSchema

from gql import plan
from gql.schema.fields import Combine

# --- conditions -------------------------------------------------------------------------------------------------------


class Kind(Enum):
    """What a condition on a value is given."""

    MATCH = auto()  # an input object of operators
    EQUAL = auto()  # a value
    AMONG = auto()  # a list of values
    IDS = auto()  # a list of global ids
    HOLDS = auto()  # a Boolean: what the value is
    KNOWN = auto()  # a Boolean: whether there is one


@dataclass(frozen=True, slots=True)
class ValueOf:
    """A condition on a column: of the row, or of one of the related *rows*. *type*: of the global ids it is given."""

    kind: Kind
    operand: plan.Operand
    number: bool = False
    interval: bool = False  # a reduced date
    rows: plan.Rows | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class RowsOf:
    """One of the related rows passes the conditions of the input *target*."""

    target: str
    rows: plan.Rows


Condition = ValueOf | RowsOf | Combine
Filters = Mapping[str, Condition]
"""Conditions by the argument or key that states them."""

# --- fields -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object of another row."""

    target: str
    rows: plan.Rows
    filters: Filters
    required: bool


@dataclass(frozen=True, slots=True)
class ListOf:
    """Objects of other rows, or their values when *value* is set."""

    target: str
    rows: plan.Rows
    filters: Filters
    value: plan.Scalar | None


@dataclass(frozen=True, slots=True)
class PageOf:
    """A connection. *where* and *orders* name the input and the enum that it may be asked by."""

    target: str
    rows: plan.Rows
    filters: Filters
    where: str = ""
    orders: str = ""


@dataclass(frozen=True, slots=True)
class EmbeddedOf:
    """An object made of columns of the same row."""

    target: str
    scalars: Mapping[str, plan.Scalar]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LookupOf:
    """A row by one of several keys."""

    target: str
    rows: plan.Rows
    columns: Mapping[str, str]  # key -> column


@dataclass(frozen=True, slots=True)
class ByIdOf:
    many: bool


Meaning = plan.Scalar | plan.Count | OneOf | ListOf | PageOf | EmbeddedOf | LookupOf | ByIdOf


@dataclass(frozen=True, slots=True)
class Catalog:
    """What all names of the schema mean.

    meanings    of fields, by type
    nodes       the types that a global id may name, by the id's prefix
    conditions  of filters' keys, by input
    orders      of what may be ordered by, by enum: keys without the id
    """

    schema: GraphQLSchema
    meanings: Mapping[str, Mapping[str, Meaning]]
    nodes: Mapping[str, OneOf]
    conditions: Mapping[str, Filters]
    orders: Mapping[str, Mapping[str, tuple[plan.Key, ...]]]
