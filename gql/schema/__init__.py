"""What a client may ask: the GraphQL schema, built from the declarations in this folder, and its text."""

from functools import cache

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from gql.schema.orders import ENUMS as ORDERS
from gql.schema.query import VIEWER, Query, viewer
from gql.schema.words import SCALARS

ONE_OF = "Exactly one key of the input is given, and it is not null."
"""What graphql-core's own directive is described as: Strawberry prints its declaration bare."""


@cache
def _declared() -> strawberry.Schema:
    schema = strawberry.Schema(query=Query, directives=[viewer], config=StrawberryConfig(scalar_map=SCALARS))
    for type_ in schema._schema.type_map.values():
        # Strawberry knows that these are @oneOf but does not tell graphql-core.
        # See tests/test_assumptions.py::test_one_of_is_not_told.
        if isinstance(type_, GraphQLInputObjectType):
            declared = type_.extensions["strawberry-definition"]
            type_.is_one_of = bool(declared.is_one_of)
    return schema


def graphql_schema() -> GraphQLSchema:
    """The schema as graphql-core has it: for validation, introspection, and the catalog."""
    return _declared()._schema


@cache
def schema_text() -> str:
    """The schema definition language of what is served; `schema.graphql` holds the same."""
    text = _declared().as_str().rstrip() + "\n"
    return text.replace("\ndirective @oneOf", f'\n"""{ONE_OF}"""\ndirective @oneOf')


__all__ = ["ORDERS", "VIEWER", "graphql_schema", "schema_text"]
