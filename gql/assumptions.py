"""What a plan assumes of the variables: their shapes, never their scalar values.

A plan is made for one shape and serves every request of that shape, so shapes are part of its key in the cache: one
plan per shape, however many values. A shape is

    ABSENT      the variable was not given and has no default
    None        it is null
    True/False  it is a Boolean (it may stand in @skip or @include)
    tuple       it is an input object: its keys and their shapes; or a list of input objects: theirs
    GIVEN       it is anything else

Cursors need no more than that: the SQL of a page is the same whether a cursor's keys are null or not.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import Enum, auto

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
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


ABSENT, GIVEN = Mark.ABSENT, Mark.GIVEN


def shaper(type_: GraphQLInputType) -> Shaper:
    """The function from a coerced value of *type_* to its shape."""
    if is_non_null_type(type_):
        return shaper(type_.of_type)
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        keys = {name: field.type for name, field in named.fields.items()}
        return _listed(_object(keys)) if is_list_type(type_) else _object(keys)
    if named.name == "Boolean" and not is_list_type(type_):
        return lambda value: value
    return lambda value: None if value is None else GIVEN


def _object(types: Mapping[str, GraphQLInputType]) -> Shaper:
    def shape(value: object) -> Shape:
        if not isinstance(value, Mapping):
            return None
        # A shaper is made when it is met: input types refer to themselves.
        return tuple((key, shaper(types[key])(value[key])) for key in sorted(value))

    return shape


def _listed(item: Shaper) -> Shaper:
    def shape(value: object) -> Shape:
        return tuple(item(each) for each in value) if isinstance(value, Sequence) else None

    return shape


def shapers(
    schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode], but: frozenset[str]
) -> tuple[tuple[str, Shaper], ...]:
    """A shaper for each variable, *but* those of the named types: what they say is assumed elsewhere."""
    found = []
    for definition in definitions:
        type_ = type_from_ast(schema, definition.type)
        assert is_input_type(type_), "a valid document declares its variables of input types"
        if get_named_type(type_).name not in but:
            found.append((definition.variable.name.value, shaper(type_)))
    return tuple(found)


def assume(shapers: Sequence[tuple[str, Shaper]], variables: Mapping[str, object]) -> tuple[tuple[str, Shape], ...]:
    """The shapes of *variables*, as coerced: part of the key of the plan that answers them."""
    return tuple((name, shape(variables[name]) if name in variables else ABSENT) for name, shape in shapers)
