"""What a plan assumes of the variables: their shapes, never their scalar values.

A plan is made for one shape and serves every request of that shape, so shapes are part of its key in the cache: one
plan per shape, however many values. A shape is

    ABSENT      the variable was not given and has no default
    None        it is null
    True/False  it is a Boolean (it may stand in @skip or @include)
    a member    it is of an enum that changes the SQL: what to order by
    tuple       it is an input object: its keys and their shapes; or a list of input objects or such members: theirs
    GIVEN       it is anything else

Cursors need no more than that: the SQL of a page is the same whether a cursor's keys are null or not.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import Enum, auto

from graphql import (
    GraphQLBoolean,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    VariableDefinitionNode,
    get_named_type,
    is_input_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
)

Shape = Hashable
Shaper = Callable[[object], Shape]


class Mark(Enum):
    ABSENT = auto()
    GIVEN = auto()

    __hash__ = object.__hash__  # not of its name, in Python: plans are looked up by it


ABSENT, GIVEN = Mark.ABSENT, Mark.GIVEN


def shaper(type_: GraphQLInputType, by_value: frozenset[str]) -> Shaper:
    """The function from a coerced value of *type_* to its shape. *by_value*: names of the enums that change the SQL."""
    if is_non_null_type(type_):
        return shaper(type_.of_type, by_value)
    item = _item(get_named_type(type_), by_value)
    if item is None:
        return lambda value: None if value is None else GIVEN
    return _listed(item) if is_list_type(type_) else item


def _item(type_: GraphQLNamedType, by_value: frozenset[str]) -> Shaper | None:
    """The shaper of what has more to say of it than that it is given."""
    if isinstance(type_, GraphQLInputObjectType):
        return _object({name: field.type for name, field in type_.fields.items()}, by_value)
    if type_ is GraphQLBoolean or type_.name in by_value:
        return lambda value: value
    return None


def _object(types: Mapping[str, GraphQLInputType], by_value: frozenset[str]) -> Shaper:
    def shape(value: object) -> Shape:
        if not isinstance(value, Mapping):
            return None
        # A shaper is made when it is met: input types refer to themselves.
        return tuple((key, shaper(types[key], by_value)(value[key])) for key in sorted(value))

    return shape


def _listed(item: Shaper) -> Shaper:
    def shape(value: object) -> Shape:
        return tuple(item(each) for each in value) if isinstance(value, Sequence) else None

    return shape


def shapers(
    schema: GraphQLSchema,
    definitions: Sequence[VariableDefinitionNode],
    *,
    but: frozenset[str],
    by_value: frozenset[str],
) -> tuple[tuple[str, Shaper], ...]:
    """A shaper for each variable, *but* those of the named types: what they say is assumed elsewhere.

    *by_value*: names of the enums that change the SQL.
    """
    found = []
    for definition in definitions:
        type_ = type_from_ast(schema, definition.type)
        assert is_input_type(type_), "a valid document declares its variables of input types"
        if get_named_type(type_).name not in but:
            found.append((definition.variable.name.value, shaper(type_, by_value)))
    return tuple(found)


def assume(shapers: Sequence[tuple[str, Shaper]], variables: Mapping[str, object]) -> tuple[tuple[str, Shape], ...]:
    """The shapes of *variables*, as coerced: part of the key of the plan that answers them."""
    return tuple([(name, shape(variables[name]) if name in variables else ABSENT) for name, shape in shapers])
