"""Operations: a document and a name in, one operation out that is known to be valid and within the limits.

Refuses to know what an operation reads (`compiler`) and what its variables are this time (`gateway`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from graphql import (
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FragmentDefinitionNode,
    GraphQLDirective,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    Source,
    VariableDefinitionNode,
    VariableNode,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    get_variable_values,
    is_input_type,
    is_list_type,
    parse,
    type_from_ast,
    validate,
)

from gql import limits, rules
from gql.assumptions import Shaper, shapers
from gql.errors import BadUserInput, Fault, NotAQuery, OperationUnresolved, ParseFailed, TooComplex, ValidationFailed
from gql.schema import ORDERS, VIEWER
from gql.settings import Settings, Spoilers
from gql.viewer import NOBODY, Viewer, is_plain, view

MAX_ERRORS = 50
"""How many faults of one document are reported; finding more would cost more than it tells."""


Check = Callable[[object], bool]
"""Whether a value, as JSON had it, is already what coercion would make of it."""

PLAIN: Mapping[str, Check] = {
    "Boolean": lambda value: type(value) is bool,
    "ID": lambda value: type(value) is str,
    "Int": lambda value: type(value) is int and -(2**31) <= value < 2**31,
    "String": lambda value: type(value) is str,
}
"""For the scalars that most variables are: graphql-core takes 10 microseconds for the first one, and 3 for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document, with the document's fragments, and what shapes its variables can have."""

    text: str  # of the document
    fields: int  # with every fragment written out
    document: DocumentNode
    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: tuple[tuple[str, VariableDefinitionNode, Check | None], ...]  # and what finds their plain values
    names: tuple[str, ...]  # of all of them but lists of films seen
    many: tuple[str, ...]  # of those among them whose values may hold many others
    shapers: tuple[tuple[str, Shaper], ...]
    viewer: GraphQLDirective | None  # when the operation says who is viewing
    viewing: tuple[str, Spoilers] | None  # when it does so by one list of films, in a variable, and a written word


def prepare(text: str, name: str | None, schema: GraphQLSchema, settings: Settings) -> Operation:
    """The operation of the document *text* that is called *name*, or its only one.

    Raises TooComplex, ParseFailed, ValidationFailed or OperationUnresolved.
    """
    try:
        document = _parse(text, settings)
        fields = limits.check(document, settings)
        definition = _choose(document, name)
        errors = validate(
            schema,
            document,
            [rules.ALL if settings.introspection else rules.CLOSED],
            max_errors=MAX_ERRORS,
            hide_suggestions=not settings.introspection,
        )
    except RecursionError:
        raise TooComplex("The document is nested too deeply.") from None
    if errors and errors[-1].message.endswith("Validation aborted.") and len(errors) == 1:
        raise TooComplex("The document is too large, or repeats itself too often, to be validated.")
    if errors:
        raise ValidationFailed("The document is not valid.", faults=faults(errors, text))
    viewer = next((each for each in definition.directives or () if each.name.value == VIEWER), None)
    declared = definition.variable_definitions or ()
    variables = tuple((each.variable.name.value, each, _check(schema, each, settings)) for each in declared)
    return Operation(
        text,
        fields,
        document,
        definition,
        {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)},
        variables,
        tuple(each.variable.name.value for each in declared if not _is_seen(schema, each)),
        tuple(name for name, _, check in variables if check is None),
        shapers(schema, declared, but=frozenset({"Seen", "Spoilers"}), by_value=ORDERS),
        schema.get_directive(VIEWER) if viewer else None,
        _viewing(viewer) if viewer else None,
    )


def coerce(
    operation: Operation, given: Mapping[str, object], schema: GraphQLSchema, settings: Settings
) -> tuple[dict[str, object], Viewer]:
    """The variables of one request, of the types that *operation* declares, and the viewer that it names.

    Raises BadUserInput with a fault for each variable that does not fit; SpoilersCapped.
    """
    rest: list[VariableDefinitionNode] = []
    plain: dict[str, object] = {}
    for name, definition, check in operation.variables:
        if check and check(given.get(name)):
            plain[name] = given[name]
        else:
            rest.append(definition)
    if not rest and operation.viewer is None:
        return plain, NOBODY
    if not rest and operation.viewing:
        name, allow = operation.viewing
        return plain, view(plain[name], allow, settings)  # type: ignore[arg-type]  # it is plain
    try:
        values = get_variable_values(schema, rest, dict(given), MAX_ERRORS, not settings.introspection)
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


def _check(schema: GraphQLSchema, definition: VariableDefinitionNode, settings: Settings) -> Check | None:
    """What finds plain values of a variable; None when they are all left to graphql-core."""
    if _is_seen(schema, definition):
        return partial(is_plain, settings=settings)
    type_ = type_from_ast(schema, definition.type)
    assert is_input_type(type_), "a valid document declares its variables of input types"
    return None if is_list_type(get_nullable_type(type_)) else PLAIN.get(get_named_type(type_).name)


def _viewing(viewer: DirectiveNode) -> tuple[str, Spoilers] | None:
    """What *viewer* says, when it says it in the way that nearly all do: the rest is left to graphql-core."""
    given = {each.name.value: each.value for each in viewer.arguments or ()}
    seen, allow = given.get("seen"), given.get("allow")
    if not isinstance(seen, VariableNode) or not isinstance(allow, EnumValueNode | None):
        return None
    return seen.name.value, Spoilers(allow.value) if allow else Spoilers.NONE


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
