"""Arguments: what a field is given, as a plan sees it: where each value will come from, not what it is."""

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
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    value_from_ast,
)

from gql.assumptions import ABSENT, Shape
from gql.errors import BadUserInput
from gql.plan import Items, Literal, Origin, Variable


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of *node*; *shapes* are what is assumed of the variables."""

    node: FieldNode
    definition: GraphQLField
    shapes: Mapping[str, Shape]

    def origin(self, name: str) -> Origin | None:
        """Where the value of argument *name* comes from; its default when it is not given or null; None without one."""
        argument = self.definition.args[name]
        value = next((each.value for each in self.node.arguments or () if each.name.value == name), None)
        origin = self._origin(value, argument.type) if value else None
        if origin is None and argument.default_value not in {None, Undefined}:
            return Literal(argument.default_value)
        if origin is None and is_non_null_type(argument.type):
            raise self._null(name)
        return origin

    def listed(self, name: str) -> bool:
        """Whether argument *name* is declared a list."""
        return is_list_type(get_nullable_type(self.definition.args[name].type))

    def keys(self, name: str) -> dict[str, Origin]:
        """Where the values of an input object come from, by the keys that are given and not null."""
        value = next(each.value for each in self.node.arguments or () if each.name.value == name)
        if isinstance(value, VariableNode):
            variable = value.name.value
            shape = self.shapes[variable]
            if not isinstance(shape, tuple):
                raise self._null(name)
            return {key: Variable(variable, (key,)) for key, inner in shape if inner is not None}
        type_ = get_named_type(self.definition.args[name].type)
        assert isinstance(value, ObjectValueNode), "a valid document has an object here"
        assert isinstance(type_, GraphQLInputObjectType), "an object is given where one is declared"
        found = {each.name.value: self._origin(each.value, type_.fields[each.name.value].type) for each in value.fields}
        if type_.is_one_of and None in found.values():
            raise self._null(name)
        return {key: origin for key, origin in found.items() if origin is not None}

    def _null(self, name: str) -> BadUserInput:
        """A variable may be null and stand where null may not: when it has a default, or in a @oneOf."""
        return BadUserInput(f"{self.node.name.value}({name}:) is null: a variable in it was given so, or not at all.")

    def _origin(self, value: ValueNode, type_: GraphQLInputType) -> Origin | None:
        match value:
            case NullValueNode():
                return None
            case VariableNode():
                name = value.name.value
                return None if self.shapes.get(name, ABSENT) in {None, ABSENT} else Variable(name)
            case ListValueNode() if any(isinstance(each, VariableNode) for each in value.values):
                item = get_nullable_type(type_)
                assert is_list_type(item), "a valid document has a list only where one is declared"
                origins = tuple(self._origin(each, item.of_type) for each in value.values)
                if None in origins:
                    raise BadUserInput(f"{self.node.name.value}: an item of a list is null: its variable was given so.")
                return Items(tuple(origin for origin in origins if origin is not None))
        return Literal(value_from_ast(value, type_))
