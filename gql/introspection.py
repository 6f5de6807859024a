"""The side door: what an operation asks about the schema itself, answered by graphql-core on the same schema."""

from collections.abc import Callable, Mapping

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

from gql.errors import TooComplex
from gql.operations import Operation
from gql.settings import Settings


def introspect(
    operation: Operation,
    fields: Mapping[str, tuple[FieldNode, ...]],
    variables: Mapping[str, object],
    schema: GraphQLSchema,
    settings: Settings,
) -> dict[str, bytes]:
    """JSON of the root *fields* that ask about the schema, by response key. *variables* are as the client gave them.

    Raises TooComplex when it would take more fields than are allowed: only by answering is it known how many.
    """
    nodes = tuple(node for nodes in fields.values() for node in nodes)
    asked = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=operation.definition.name,
        variable_definitions=operation.definition.variable_definitions,
        selection_set=SelectionSetNode(selections=nodes),
    )
    fragments = (each for each in operation.document.definitions if isinstance(each, FragmentDefinitionNode))
    most = settings.max_introspected
    try:
        result = execute_sync(
            schema,
            DocumentNode(definitions=(asked, *fragments)),
            variable_values=dict(variables),
            middleware=[_Counter(most)],
        )
    except _Enough:
        raise TooComplex(
            f"The answer about the schema has more than {most} fields. The whole of it is in /schema.graphql."
        ) from None
    assert result.data, f"introspection of a valid document failed: {result.errors}"
    return {key: orjson.dumps(value) for key, value in result.data.items()}


class _Enough(BaseException):
    """No Exception: one of those is a field's, and the others would be answered all the same."""


class _Counter:
    """Lets so many fields be resolved, and no more."""

    def __init__(self, most: int) -> None:
        self._left = most

    def resolve(self, resolve: Callable[..., object], *arguments: object, **named: object) -> object:
        self._left -= 1
        if self._left < 0:
            raise _Enough
        return resolve(*arguments, **named)
