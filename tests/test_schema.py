"""The schema: what is served is what is written, everything is described, and what is sealed says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_introspection_query,
    get_named_type,
    graphql_sync,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
    parse,
    print_type,
    validate_schema,
)
from graphql import ObjectTypeDefinitionNode as Declared

from gql import tables
from gql.gateway import Request, open_gateway
from gql.schema import graphql_schema, schema_text
from gql.schema.fields import SEALED_FIELD, SEALED_TYPE
from gql.schema.words import TABLE
from gql.settings import Settings
from gql.tables.columns import ROW
from gql.viewer import NOBODY
from tests.conftest import Asked
from tests.rows import database

SCHEMA = graphql_schema()
FILE = Path(__file__).parent.parent / "schema.graphql"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    location = database(tmp_path_factory.mktemp("schema") / "world.db")
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked
    asked.close()


# --- its text ---------------------------------------------------------------------------------------------------------


def test_the_file_is_what_is_served() -> None:
    """`schema.graphql` is the text of the schema. `make schema` writes it."""
    assert FILE.read_text(encoding="utf-8") == schema_text()


def test_the_text_builds_the_schema() -> None:
    """Any GraphQL library can read it, and finds the same types in it."""
    built = build_schema(schema_text())
    assert validate_schema(built) == []
    assert sorted(built.type_map) == sorted(SCHEMA.type_map)
    assert [print_type(built.type_map[name]) for name in SCHEMA.type_map] == [
        print_type(type_) for type_ in SCHEMA.type_map.values()
    ]


# --- descriptions -----------------------------------------------------------------------------------------------------


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that can be described, by its schema coordinate, with its description."""
    for name, type_ in SCHEMA.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        yield name, type_.description
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field, definition in type_.fields.items():
                    yield f"{name}.{field}", definition.description
                    yield from ((f"{name}.{field}({arg}:)", each.description) for arg, each in definition.args.items())
            case GraphQLInputObjectType():
                yield from ((f"{name}.{key}", each.description) for key, each in type_.fields.items())
            case GraphQLEnumType():
                yield from ((f"{name}.{value}", each.description) for value, each in type_.values.items())
    for directive in SCHEMA.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description
            yield from ((f"@{directive.name}({arg}:)", each.description) for arg, each in directive.args.items())


def test_everything_is_described() -> None:
    """Types, fields, arguments, keys, values and directives: in a sentence or more, that ends like one."""
    found = dict(described())
    assert len(found) > 250
    assert [name for name, text in found.items() if not text or not text.strip()] == []
    assert [name for name, text in found.items() if text and text[-1] not in ".)"] == []


# --- what is sealed ---------------------------------------------------------------------------------------------------


def marked() -> set[str]:
    """What carries @sealed in the schema's text."""
    found = set()
    for definition in parse(schema_text()).definitions:
        if isinstance(definition, Declared):
            name = definition.name.value
            applied = {name: definition.directives}
            applied |= {f"{name}.{field.name.value}": field.directives for field in definition.fields or ()}
            for place, directives in applied.items():
                if "sealed" in [directive.name.value for directive in directives or ()]:
                    found.add(place)
    return found


def sealed_by_the_tables() -> set[str]:
    """What twists seal, by the marks on the tables' columns: whole types, or fields."""
    found = set()
    for name, type_ in SCHEMA.type_map.items():
        definition = type_.extensions.get("strawberry-definition")
        model = getattr(getattr(definition, "origin", None), TABLE, None)
        if model is None or not isinstance(type_, GraphQLObjectType):
            continue
        columns = {seals for column in model.__table__.columns for seals in column.info.get("seals", ())}
        if ROW in columns or model is tables.Twist:
            found.add(name)
        declared = {each.extensions["strawberry-definition"].python_name: key for key, each in type_.fields.items()}
        found |= {f"{name}.{declared[column]}" for column in columns if column in declared}
    return found


def test_schema_and_tables_agree_on_what_is_sealed() -> None:
    """What the tables seal is marked, and nothing else is."""
    types = {"Character", "Citation", "Clue", "Passage", "Relation", "Role", "Twist"}
    fields = {"Character.fullName", "Review.paraphrase", "Review.quote", "Role.creditedAs"}
    assert marked() == sealed_by_the_tables() == types | fields


def test_what_is_sealed_says_so() -> None:
    """In one sentence, always the same: introspection does not tell of applied directives."""
    saying = {name for name, text in described() if text and text.endswith((SEALED_FIELD, SEALED_TYPE))}
    assert saying == marked()
    assert {name for name, text in described() if text and "see @viewer" in text} == saying


def test_what_is_sealed_may_be_missing() -> None:
    """A sealed field is nullable; and a row of a sealed type is promised by nothing but what is sealed with it."""
    promised = set()
    for name, type_ in SCHEMA.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not name.endswith("Edge"):
            promised |= {f"{name}.{key}" for key, field in type_.fields.items() if str(field.type).endswith("!")}
    assert promised & marked() == set()
    types = {f"{name}!" for name in marked()}
    assert {place for place in promised if _type_at(place) in types} == {"Relation.from", "Relation.to"}


def _type_at(place: str) -> str:
    name, _, field = place.partition(".")
    return fields(name)[field]


# --- Relay ------------------------------------------------------------------------------------------------------------


def fields(type_name: str) -> dict[str, str]:
    type_ = SCHEMA.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    return {name: str(field.type) for name, field in type_.fields.items()}


CONNECTIONS = sorted(name for name in SCHEMA.type_map if name.endswith("Connection"))


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_connections_are_relays(connection: str) -> None:
    """Relay connection specification, sections 2 to 4, and the items without their edges beside."""
    item = connection.removesuffix("Connection")
    assert fields(connection) == {
        "edges": f"[{item}Edge!]!",
        "nodes": f"[{item}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
    }
    assert fields(f"{item}Edge") == {"cursor": "String!", "node": f"{item}!"}
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                if get_named_type(field.type).name == connection:
                    assert str(field.type) == f"{connection}!"
                    assert {"first": "Int", "after": "String"}.items() <= {
                        name: str(argument.type) for name, argument in field.args.items()
                    }.items()


def test_nodes_are_what_has_an_id() -> None:
    """Relay object identification: an interface with an id, a field for one and a field for several."""
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    implementing = {each.name for each in SCHEMA.get_implementations(node).objects}
    with_id = {
        name for name, type_ in SCHEMA.type_map.items() if isinstance(type_, GraphQLObjectType) and "id" in type_.fields
    }
    assert implementing == with_id
    assert {fields(name)["id"] for name in with_id} == {"ID!"}
    query = SCHEMA.query_type
    assert query
    asked = {
        name: (str(query.fields[name].type), {key: str(each.type) for key, each in query.fields[name].args.items()})
        for name in ("node", "nodes")
    }
    assert asked == {"node": ("Node", {"id": "ID!"}), "nodes": ("[Node]!", {"ids": "[ID!]!"})}


# --- introspection ----------------------------------------------------------------------------------------------------

OPTIONS: dict[str, Any] = {
    "descriptions": True,
    "specified_by_url": True,
    "directive_is_repeatable": True,
    "schema_description": True,
    "input_value_deprecation": True,
    "one_of": True,
}


@pytest.mark.parametrize("options", [OPTIONS, {"descriptions": False}], ids=["all", "least"])
def test_introspection_is_graphql_cores_own(world: Asked, options: dict[str, Any]) -> None:
    """What a playground or a code generator asks is answered as graphql-core does, to the letter."""
    query = get_introspection_query(**options)
    assert world.data(query) == graphql_sync(SCHEMA, query).data


def test_introspection_stands_beside_data(world: Asked) -> None:
    """Both in one operation, in the client's order, with aliases, fragments, directives and variables."""
    document = """query ($name: String!, $no: Boolean!) {
      b: __type(name: $name) { ...T fields { name @skip(if: true) } } films { totalCount } ...Q __typename
      no: __schema @include(if: $no) { description }
    }
    fragment T on __Type { name kind }
    fragment Q on Query { a: __schema { queryType { name } } missing: __type(name: "Nothing") { name } }"""
    body = world.body(document, {"name": "Node", "no": False})
    assert body == orjson.dumps(
        {
            "data": {
                "b": {"name": "Node", "kind": "INTERFACE", "fields": [{}]},
                "films": {"totalCount": 2},
                "a": {"queryType": {"name": "Query"}},
                "missing": None,
                "__typename": "Query",
            }
        }
    )


def test_introspection_has_so_many_fields(world: Asked) -> None:
    """More than playgrounds ask by far; beyond, nothing of it is answered, however few characters ask it."""
    thrice = "{ " + " ".join(f"a{n}: __schema {{ ...S }}" for n in range(3)) + " } fragment S on __Schema { %s }"
    everything = "types { fields { args { name } type { name } } inputFields { name } enumValues { name } }"
    assert world.data(thrice % everything).keys() == {"a0", "a1", "a2"}
    body = world.body(thrice % " ".join(f"t{n}: {everything}" for n in range(9)))
    assert orjson.loads(body) == {
        "errors": [
            {
                "message": "The answer about the schema has more than 20000 fields. The whole of it is in"
                " /schema.graphql.",
                "extensions": {"code": "TOO_COMPLEX"},
            }
        ]
    }


def test_introspection_needs_no_database(world: Asked) -> None:
    """An operation about the schema alone is answered while the database is not."""
    document = "{ __schema { queryType { name } } __typename }"
    operation = world.runner.run(world.gateway.operation(Request(document, {})))
    assert world.runner.run(world.gateway.plan(operation, {}, NOBODY)).statement is None
    assert world.body(document) == b'{"data":{"__schema":{"queryType":{"name":"Query"}},"__typename":"Query"}}'
