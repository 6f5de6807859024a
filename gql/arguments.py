"""Arguments: what a field is given, as a plan sees it: where each value will come from, not what it is.

A value stands in the document (`Written`), with variables in it perhaps, or inside a variable (`Bound`), of which only
its shape is known. Both are read in the same way:

    is_null      it is null, or not given
    members()    of an input object: what its keys are given, but those that are not
    items()      of a list of input objects: its items
    origin()     of anything else: where the value will come from
    assumed()    of a Boolean, or a list of enum members whose names change the SQL: what it is
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    ast_from_value,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    value_from_ast,
)

from gql.assumptions import ABSENT, Shape
from gql.errors import BadUserInput
from gql.plan import Items, Literal, Origin, Variable

Shapes = Mapping[str, Shape]


@dataclass(frozen=True, slots=True)
class Bound:
    """A value inside the variable *name*, of which *shape* is assumed. *field*: what to name when it cannot be."""

    name: str
    path: tuple[str | int, ...]
    shape: Shape
    type: GraphQLInputType
    field: str

    @property
    def is_null(self) -> bool:
        return self.shape is None or self.shape is ABSENT

    def members(self) -> dict[str, Given]:
        assert isinstance(self.shape, tuple), "a given input object has the shape of its keys"
        type_ = _object(self.type)
        inner = (
            (key, Bound(self.name, (*self.path, key), shape, type_.fields[key].type, self.field))
            for key, shape in self.shape
        )
        return _present(type_, dict(inner), self.field)

    def items(self) -> list[Given]:
        assert isinstance(self.shape, tuple), "a given list of input objects has the shapes of its items"
        item = _item(self.type)
        return [
            Bound(self.name, (*self.path, place), shape, item, self.field) for place, shape in enumerate(self.shape)
        ]

    def origin(self) -> Origin:
        return Variable(self.name, self.path)

    def assumed(self) -> Shape:
        return self.shape


@dataclass(frozen=True, slots=True)
class Written:
    """A value that stands in the document."""

    node: ValueNode
    shapes: Shapes
    type: GraphQLInputType
    field: str

    @property
    def is_null(self) -> bool:
        return isinstance(self.node, NullValueNode)

    def members(self) -> dict[str, Given]:
        assert isinstance(self.node, ObjectValueNode), "a valid document has an object here"
        type_ = _object(self.type)
        inner = (
            (each.name.value, given(each.value, self.shapes, type_.fields[each.name.value].type, self.field))
            for each in self.node.fields
        )
        return _present(type_, dict(inner), self.field)

    def items(self) -> list[Given]:
        # One value is a list of one. GraphQL specification, section 3.11.
        nodes = self.node.values if isinstance(self.node, ListValueNode) else [self.node]
        found = [given(node, self.shapes, _item(self.type), self.field) for node in nodes]
        if any(each.is_null for each in found):
            raise BadUserInput(f"{self.field}: an item of a list is null: its variable was given so, or not at all.")
        return found

    def origin(self) -> Origin:
        if isinstance(self.node, ListValueNode) and any(isinstance(each, VariableNode) for each in self.node.values):
            return Items(tuple(each.origin() for each in self.items()))
        return Literal(value_from_ast(self.node, self.type))

    def assumed(self) -> Shape:
        if isinstance(self.node, ListValueNode):
            return tuple(each.assumed() for each in self.items())
        value = value_from_ast(self.node, self.type)
        return tuple(value) if isinstance(value, list) else value


Given = Bound | Written


def given(node: ValueNode, shapes: Shapes, type_: GraphQLInputType, field: str) -> Given:
    """The value that *node* stands for, of *type_*."""
    if isinstance(node, VariableNode):
        name = node.name.value
        shape = shapes.get(name, ABSENT)
        return Bound(name, (), shape, type_, field)
    return Written(node, shapes, type_, field)


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of *node*; *shapes* are what is assumed of the variables."""

    node: FieldNode
    definition: GraphQLField
    shapes: Shapes

    def given(self, name: str) -> Given | None:
        """What argument *name* is given, or its default; None when it has none, and for null."""
        definition = self.definition.args[name]
        field = f"{self.node.name.value}({name}:)"
        node = next((each.value for each in self.node.arguments or () if each.name.value == name), None)
        found = given(node, self.shapes, definition.type, field) if node else None
        if found and not found.is_null:
            return found
        if is_non_null_type(definition.type):
            # A variable may be null and stand where null may not: when it has a default.
            raise _null(field)
        if definition.default_value in {None, Undefined}:
            return None
        default = ast_from_value(definition.default_value, definition.type)
        assert default, "a default is a value of its type"
        return Written(default, self.shapes, definition.type, field)

    def origin(self, name: str) -> Origin | None:
        """Where the value of argument *name* comes from; None when there is none."""
        found = self.given(name)
        return found.origin() if found else None


def _present(type_: GraphQLInputObjectType, members: dict[str, Given], field: str) -> dict[str, Given]:
    """*members* without those that are variables not given; the key of a @oneOf is never null."""
    if type_.is_one_of and any(each.is_null for each in members.values()):
        raise _null(field)
    return {key: each for key, each in members.items() if not (isinstance(each, Bound) and each.shape is ABSENT)}


def _null(field: str) -> BadUserInput:
    return BadUserInput(f"{field} is null: a variable in it was given so, or not at all.")


def _object(type_: GraphQLInputType) -> GraphQLInputObjectType:
    bare = get_nullable_type(type_)
    assert isinstance(bare, GraphQLInputObjectType), "an object is given where one is declared"
    return bare


def _item(type_: GraphQLInputType) -> GraphQLInputType:
    bare = get_nullable_type(type_)
    return bare.of_type if is_list_type(bare) else type_
