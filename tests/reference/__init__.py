"""The reference executor: an answer worked out row by row, in plain Python, to hold the compiled one against.

It shares the schema's text and the tables' shape with the gateway, and nothing else: no catalog, no plan, no SQL but
`SELECT *`. Every rule of docs/query-language.md and docs/spoilers.md is written a second time, as naively as can be.

    world       the rows, what belongs to what, and what a viewer may see
    conditions  which rows pass a filter
    pages       orders, cursors, pages
    fields      what a field of a row says
    checks      what a client must not ask
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLScalarType,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.execution.values import get_directive_values, get_variable_values

from gql.database import Location
from gql.schema import schema_text
from gql.tables.keys import is_partial_date
from tests.reference.checks import Checker, Refusal
from tests.reference.fields import resolve, type_of
from tests.reference.world import Viewed, World

SCHEMA = build_schema(schema_text())


def _partial_date(value: object) -> str:
    if not isinstance(value, str) or not is_partial_date(value):
        raise GraphQLError(f"{value!r} is no date.")
    return value


_dates = SCHEMA.type_map["PartialDate"]
assert isinstance(_dates, GraphQLScalarType)
_dates.parse_value = _dates.coerce_input_value = _partial_date  # type: ignore[method-assign]


class Reference:
    """Answers operations from the rows of one database, which are read once."""

    def __init__(self, location: Location) -> None:
        self._world = World(location)

    def answer(self, document: str, variables: Mapping[str, object]) -> dict[str, Any]:
        """`{"data": …}` or, when the operation is refused, `{"errors": its code}`."""
        try:
            return {"data": self._data(document, dict(variables))}
        except Refusal as refusal:
            return {"errors": refusal.code}

    def _data(self, text: str, given: dict[str, Any]) -> Any:
        try:
            document = parse(text)
        except GraphQLSyntaxError as error:
            raise Refusal("GRAPHQL_PARSE_FAILED") from error
        if validate(SCHEMA, document):
            raise Refusal("GRAPHQL_VALIDATION_FAILED")
        (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
        variables = get_variable_values(SCHEMA, operation.variable_definitions or (), given)
        if isinstance(variables, list):
            raise Refusal("BAD_USER_INPUT")
        directive = SCHEMA.get_directive("viewer")
        assert directive
        try:
            viewer = get_directive_values(directive, operation, variables) or {"seen": [], "allow": "NONE"}
        except GraphQLError as error:
            raise Refusal("BAD_USER_INPUT") from error
        viewed = Viewed(self._world, viewer["seen"] or [], viewer["allow"] or "NONE")
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        Checker(SCHEMA, fragments, variables, viewed).check(operation)
        result = execute_sync(SCHEMA, document, viewed, viewed, given, field_resolver=resolve, type_resolver=type_of)
        assert isinstance(result, ExecutionResult)
        if result.errors:
            raise result.errors[0].original_error or result.errors[0]
        return result.data


__all__ = ["Reference"]
