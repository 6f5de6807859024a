"""What a field means: the pieces of plans that the catalog holds by field, and the compiler puts together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import GraphQLSchema

from gql import plan


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object of another row."""

    target: str
    rows: plan.Rows
    filters: Mapping[str, str]  # argument -> column
    required: bool


@dataclass(frozen=True, slots=True)
class ListOf:
    """Objects of other rows, or their values when *value* is set."""

    target: str
    rows: plan.Rows
    filters: Mapping[str, str]
    value: plan.Scalar | None


@dataclass(frozen=True, slots=True)
class PageOf:
    """A connection."""

    target: str
    rows: plan.Rows
    filters: Mapping[str, str]


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
    """Each field's meaning, by type and field name; the types that a global id may name, by the id's prefix."""

    schema: GraphQLSchema
    meanings: Mapping[str, Mapping[str, Meaning]]
    nodes: Mapping[str, OneOf]
