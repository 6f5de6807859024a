"""Operations: a document and a name in, one operation out that is known to be valid and within the limits.

Refuses to know what an operation reads (`compiler`) and what its variables are this time (`gateway`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLDirective,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    Source,
    VariableDefinitionNode,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    get_variable_values,
    is_input_type,
    is_list_type,
    parse,
    specified_rules,
    type_from_ast,
    validate,
)

from gql import limits
from gql.assumptions import Shaper, shapers
from gql.errors import BadUserInput, Fault, NotAQuery, OperationUnresolved, ParseFailed, TooComplex, ValidationFailed
from gql.schema import ORDERS, VIEWER
from gql.settings import Settings, Spoilers
from gql.viewer import NOBODY, Viewer, is_plain, view

MAX_ERRORS = 50
"""How many faults of one document are reported; finding more would cost more than it tells."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document, with the document's fragments, and what shapes its variables can have."""

    text: str  # of the document
    fields: int  # with every fragment written out
    document: DocumentNode
    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: tuple[VariableDefinitionNode, ...]  # but *seen*
    names: tuple[str, ...]  # of these variables
    seen: tuple[VariableDefinitionNode, ...]  # lists of films seen
    shapers: tuple[tuple[str, Shaper], ...]
    viewer: GraphQLDirective | None  # when the operation says who is viewing


def prepare(text: str, name: str | None, schema: GraphQLSchema, settings: Settings) -> Operation:
    """The operation of the document *text* that is called *name*, or its only one.

    Raises TooComplex, ParseFailed, ValidationFailed or OperationUnresolved.
    """
    try:
        document = _parse(text, settings)
        fields = limits.check(document, settings)
        definition = _choose(document, name)
        rules = specified_rules if settings.introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        errors = validate(schema, document, rules, max_errors=MAX_ERRORS, hide_suggestions=not settings.introspection)
    except RecursionError:
        raise TooComplex("The document is nested too deeply.") from None
    if errors and errors[-1].message.endswith("Validation aborted.") and len(errors) == 1:
        raise TooComplex("The document is too large, or repeats itself too often, to be validated.")
    if errors:
        raise ValidationFailed("The document is not valid.", faults=faults(errors, text))
    viewed = any(directive.name.value == VIEWER for directive in definition.directives or ())
    declared = definition.variable_definitions or ()
    seen = tuple(each for each in declared if _is_seen(schema, each))
    return Operation(
        text,
        fields,
        document,
        definition,
        {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)},
        ordinary := tuple(each for each in declared if each not in seen),
        tuple(each.variable.name.value for each in ordinary),
        seen,
        shapers(schema, declared, but=frozenset({"Seen", "Spoilers"}), by_value=ORDERS),
        schema.get_directive(VIEWER) if viewed else None,
    )


def coerce(
    operation: Operation, given: Mapping[str, object], schema: GraphQLSchema, settings: Settings
) -> tuple[dict[str, object], Viewer]:
    """The variables of one request, of the types that *operation* declares, and the viewer that it names.

    Raises BadUserInput with a fault for each variable that does not fit; SpoilersCapped.
    """
    definitions, plain = operation.variables, {}
    for definition in operation.seen:
        name = definition.variable.name.value
        if is_plain(given.get(name), settings):
            plain[name] = given[name]
        else:
            definitions = (*definitions, definition)
    if not definitions and operation.viewer is None:
        return {}, NOBODY
    try:
        values = get_variable_values(schema, definitions, dict(given), MAX_ERRORS, not settings.introspection)
    except RecursionError:
        raise TooComplex("The variables are nested too deeply.") from None
    if isinstance(values, list):
        raise BadUserInput("The variables do not fit.", faults=faults(values, operation.text))
    values.coerced.update(plain)
    if operation.viewer is None:
        return values.coerced, NOBODY
    try:
        says = (
            get_directive_values(
                operation.viewer, operation.definition, values, hide_suggestions=not settings.introspection
            )
            or {}
        )
    except GraphQLError as error:
        raise BadUserInput("The viewer does not fit.", faults=faults([error], operation.text)) from None
    return values.coerced, view(says["seen"] or (), Spoilers(says["allow"] or Spoilers.NONE), settings)


def faults(errors: Sequence[GraphQLError], text: str) -> list[Fault]:
    """What a client is told of graphql-core's *errors* in a document's *text*."""
    ends = [found.end() for found in _LINE_END.finditer(text)]
    return [Fault(error.message, tuple(_place(ends, each) for each in error.positions or ())) for error in errors]


_LINE_END = re.compile("\r\n|[\n\r]")


def _place(ends: Sequence[int], position: int) -> tuple[int, int]:
    """The line and the column of a position, from 1. *ends*: where each line but the first begins."""
    line = bisect_right(ends, position)
    return line + 1, position - (ends[line - 1] if line else 0) + 1


def _parse(text: str, settings: Settings) -> DocumentNode:
    limits.check_length(len(text), settings)
    source = Source(text)
    try:
        document = parse(source, max_tokens=settings.max_tokens)
    except GraphQLSyntaxError as error:
        if "Parsing aborted" in error.message:  # see tests/test_assumptions.py::test_token_limit
            raise TooComplex(error.message.removeprefix("Syntax Error: ")) from None
        raise ParseFailed("The document cannot be parsed.", faults=faults([error], text)) from None
    # graphql-core would read all of it again, for the place of each error that it ever makes. `faults` reads it once.
    source.body = ""
    return document


def _is_seen(schema: GraphQLSchema, definition: VariableDefinitionNode) -> bool:
    type_ = type_from_ast(schema, definition.type)
    assert is_input_type(type_), "a valid document declares its variables of input types"
    return is_list_type(get_nullable_type(type_)) and get_named_type(type_).name == "Seen"


def _choose(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = {
        each.name.value if each.name else None: each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
    }
    names = ", ".join(sorted(filter(None, operations))) or "none has a name"
    if name is None and len(operations) > 1:
        raise OperationUnresolved(f"The document has several operations; name one of them: {names}.")
    chosen = operations.get(name) if name is not None else next(iter(operations.values()), None)
    if chosen is None:
        wanted = f"called {name!r}" if name is not None else "at all"
        raise OperationUnresolved(f"The document has no operation {wanted} ({names}).")
    if chosen.operation is not OperationType.QUERY:
        raise NotAQuery(f"This graph is read only: it answers queries, and no {chosen.operation.value}.")
    return chosen
