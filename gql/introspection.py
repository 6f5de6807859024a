"""The side door: what an operation asks about the schema itself, answered by graphql-core on the same schema."""

from collections.abc import Mapping

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
)

from gql.operations import Operation


def introspect(
    operation: Operation,
    fields: Mapping[str, tuple[FieldNode, ...]],
    variables: Mapping[str, object],
    schema: GraphQLSchema,
) -> dict[str, bytes]:
    """JSON of the root *fields* that ask about the schema, by response key. *variables* are as the client gave them."""
    nodes = tuple(node for nodes in fields.values() for node in nodes)
    asked = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=operation.definition.name,
        variable_definitions=operation.definition.variable_definitions,
        selection_set=SelectionSetNode(selections=nodes),
    )
    fragments = (each for each in operation.document.definitions if isinstance(each, FragmentDefinitionNode))
    result = execute_sync(schema, DocumentNode(definitions=(asked, *fragments)), variable_values=dict(variables))
    assert result.data, f"introspection of a valid document failed: {result.errors}"
    return {key: orjson.dumps(value) for key, value in result.data.items()}
