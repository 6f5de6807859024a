"""Rehearsals: operations compiled before anybody asks them, so that a faulty one stops a deployment, not a visitor.

In comes a document; out goes what is wrong with its operations, or what of each a viewer's seal has a say in. An
operation without @viewer can tell nothing that is sealed, whatever it asks and is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    parse,
    type_from_ast,
    visit,
)

from gql import cost, plan
from gql.assumptions import assume
from gql.compiler import compile_operation
from gql.dialects import Dialect, Pause, Slot
from gql.errors import RequestError, SetupError
from gql.meanings import Catalog, RowsOf, ValueOf
from gql.operations import Operation, coerce, prepare
from gql.parameters import filler
from gql.schema.fields import is_sealed
from gql.settings import Settings
from gql.sql import render
from gql.viewer import NOBODY

EVERYTHING = plan.Unlocked(minor=True, whole=True, until=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """What it takes to compile an operation."""

    catalog: Catalog
    dialect: Dialect
    settings: Settings


def rehearse_all(documents: Mapping[str, str], stage: Stage, source: str) -> None:
    """Rehearses all operations of *documents*. Raises SetupError with every fault, each with its document's id."""
    said = []
    for id_, text in documents.items():
        try:
            for name in names(text):
                rehearse(text, name, stage)
        except RequestError as error:
            said += [f"  {id_}: {fault.message}" for fault in error.faults]
    if said:
        raise SetupError(f"These documents of {source} cannot be answered:\n" + "\n".join(said))


def names(text: str) -> list[str | None]:
    """The names of the operations of a document; none of one that cannot be parsed, which `rehearse` says."""
    try:
        definitions = parse(text).definitions
    except (GraphQLSyntaxError, RecursionError):
        return [None]
    found = [each.name for each in definitions if isinstance(each, OperationDefinitionNode)]
    return [each.value if each else None for each in found] or [None]


def rehearse(text: str, name: str | None, stage: Stage) -> Operation:
    """The operation called *name*, compiled for the least that its variables can be.

    Raises RequestError for whatever every request for it would be refused for.
    """
    settings, schema = stage.settings, stage.catalog.schema
    operation = prepare(text, name, schema, settings)
    variables, _ = coerce(operation, dict(_least_variables(operation, schema)), schema, settings)
    shapes = dict(assume(operation.shapers, variables))
    # Without @viewer nothing sealed is ever read; with it all of it may be.
    unlocked = EVERYTHING if operation.viewer else plan.Unlocked()
    planned = compile_operation(operation, stage.catalog, shapes, unlocked, settings)
    statement = render(planned, stage.dialect)
    if statement:
        for slot in (*statement.slots, *statement.unused):
            if _is_written(slot):
                filler(slot, settings)({}, NOBODY)
    rows = cost.cost(planned)
    if rows.is_known:
        cost.check(rows.of({}), settings)
    return operation


def unsealed(operation: Operation, catalog: Catalog) -> list[str]:
    """What *operation* may tell that is sealed: fields as "Type.field", and keys of filters as "Input.key".

    In alphabetical order; nothing without @viewer. Of a filter in a variable every key counts that it may have.
    """
    if operation.viewer is None:
        return []
    asked = _Asked(catalog)
    visit(operation.definition, TypeInfoVisitor(asked.info, asked))
    for name in asked.spread:  # which grows meanwhile
        visit(operation.fragments[name], TypeInfoVisitor(asked.info, asked))
    return sorted(asked.sealed)


class _Asked(Visitor):
    """Collects the fields and keys that are sealed, of what is visited, and the fragments that are spread there."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.info = TypeInfo(catalog.schema)
        self.catalog = catalog
        self.sealed: set[str] = set()
        self.spread: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        if node.name.value not in self.spread:
            self.spread.append(node.name.value)

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent, field = self.info.get_parent_type(), self.info.get_field_def()
        if parent and field and (is_sealed(field) or self.holds_sealed(_item(get_named_type(field.type)))):
            self.sealed.add(f"{parent.name}.{node.name.value}")

    def holds_sealed(self, type_: GraphQLNamedType) -> bool:
        """Whether what is of this type may be sealed: its own type, or of an interface's types any."""
        if is_abstract_type(type_):
            return any(map(is_sealed, self.catalog.schema.get_possible_types(type_)))
        return is_sealed(type_)

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        self.key(get_named_type(self.info.get_parent_input_type()), node.name.value)

    def enter_variable(self, *_: object) -> None:
        """A variable may hold every key of its type, and of the types of these."""
        types, known = [get_named_type(self.info.get_input_type())], set()
        while types:
            type_ = types.pop()
            if isinstance(type_, GraphQLInputObjectType) and type_ not in known:
                known.add(type_)
                types += (get_named_type(each.type) for each in type_.fields.values())
                for name in type_.fields:
                    self.key(type_, name)

    def key(self, type_: object, name: str) -> None:
        if isinstance(type_, GraphQLInputObjectType):
            condition = self.catalog.conditions.get(type_.name, {}).get(name)
            if isinstance(condition, ValueOf | RowsOf) and _is_sealed(condition):
                self.sealed.add(f"{type_.name}.{name}")


def _item(type_: GraphQLNamedType) -> GraphQLNamedType:
    """What a connection is of; any other type itself."""
    nodes = type_.fields.get("nodes") if isinstance(type_, GraphQLObjectType) else None
    return get_named_type(nodes.type) if nodes else type_


def _is_sealed(condition: ValueOf | RowsOf) -> bool:
    """Whether what is asked about may be sealed."""
    value = condition.operand.seal if isinstance(condition, ValueOf) else None
    return bool(value or (condition.rows and condition.rows.seal))


def _is_written(slot: Slot) -> bool:
    """Whether the value stands in the document."""
    return not isinstance(slot, plan.Seen | Pause) and isinstance(slot.origin, plan.Literal)


def _least_variables(operation: Operation, schema: GraphQLSchema) -> Iterator[tuple[str, object]]:
    """Values for the variables that must have one and have no default: the simplest there are, as JSON has them."""
    for name, definition, _ in operation.variables:
        type_ = type_from_ast(schema, definition.type)
        assert is_input_type(type_), "a valid document declares its variables of input types"
        if is_non_null_type(type_) and not definition.default_value:
            yield name, _least(type_)


_SCALARS = {"Boolean": True, "ID": "", "Int": 0, "PartialDate": "2000", "String": ""}
"""A value of each scalar that an input may be of."""


def _least(type_: GraphQLInputType) -> object:
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        return []
    if isinstance(bare, GraphQLInputObjectType):
        needed = {key: each for key, each in bare.fields.items() if is_required_input_field(each)}
        if bare.is_one_of:
            needed = dict([next(iter(bare.fields.items()))])
        return {key: _least(each.type) for key, each in needed.items()}
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values))
    return _SCALARS[get_named_type(bare).name]
