"""Values of a wrong type, for every type that the schema takes."""

from collections.abc import Iterator, Mapping, Sequence

import orjson
from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_input_object_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
)

from gql.schema import VIEWER
from tests.attacks.clients import given

WRONG: Mapping[str, Sequence[object]] = {
    "Boolean": ["true", 1, []],
    "ID": [1.5, True, []],
    "Int": [1.5, "1", True, 2**31, 2.0**64],
    "PartialDate": ["yesterday", "2018-02-30", "", 2018],
    "String": [1, 1.5, True],
}
"""Values that a scalar is not; what is wrong for every type is not among them."""


def wrong_values(schema: GraphQLSchema) -> dict[str, list[bytes]]:
    """Requests with a variable of a wrong value, by the name of its type: each type that *schema* takes."""
    found: dict[str, list[bytes]] = {}
    for type_, written in _places(schema):
        named = get_named_type(type_)
        values = [{"nope": 1}, *WRONG.get(named.name, [1, True, "NOPE"])]
        if is_input_object_type(named) and named.is_one_of:
            values.append({})
        if is_non_null_type(type_):
            values.append(None)
        document = f"query ($v: {type_}) {written.replace('*', '$v')}"
        found.setdefault(named.name, [given(document, orjson.dumps(value)) for value in values])
    return found


Place = tuple[GraphQLInputType, str]
"""A type, and a selection with a star where a value of this type stands."""


def _places(schema: GraphQLSchema) -> Iterator[Place]:
    """Where values stand: in the arguments of all fields that can be reached without one, the nearest ones first."""
    for directive in schema.directives:
        for name, argument in directive.args.items() if directive.name == VIEWER else ():
            yield from _inside(argument.type, f"@viewer({name}: *) {{ __typename }}")
    assert schema.query_type, "whatever is asked is asked of it"
    reached = {schema.query_type: "{ * }"}
    rest = [schema.query_type]
    for object_ in rest:
        for name, asked in object_.fields.items():
            type_ = get_named_type(asked.type)
            inner = " { * }" if is_composite_type(type_) else ""
            for key, argument in asked.args.items():
                text = f"{name}({key}: *){inner.replace('*', '__typename')}"
                yield from _inside(argument.type, reached[object_].replace("*", text))
            if is_object_type(type_) and not any(map(is_required_argument, asked.args.values())):
                if type_ not in reached:
                    rest.append(type_)
                reached.setdefault(type_, reached[object_].replace("*", name + inner))


def _inside(type_: GraphQLInputType, written: str, levels: int = 3) -> Iterator[Place]:
    """A place, and those in the objects that may stand there."""
    yield type_, written
    named = get_named_type(type_)
    fields = named.fields if is_input_object_type(named) and levels else {}
    for name, inner in fields.items():
        if not any(is_required_input_field(other) for other in fields.values() if other is not inner):
            yield from _inside(inner.type, written.replace("*", f"{{{name}: *}}"), levels - 1)
