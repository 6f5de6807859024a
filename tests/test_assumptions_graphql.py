"""What we believe of graphql-core and Strawberry, each belief named for what rests on it."""

from typing import Annotated

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    get_directive_values,
    get_introspection_query,
    get_variable_values,
    graphql_sync,
    parse,
    validate,
)
from graphql.execution.values import VariableValues
from strawberry.directive import DirectiveLocation
from strawberry.schema_directive import Location

from gql.schema import VIEWER, graphql_schema, schema_text
from gql.schema.fields import argument, column
from gql.settings import Spoilers
from gql.tables.kinds import Topic

SCHEMA = graphql_schema()


def operation(document: DocumentNode) -> OperationDefinitionNode:
    (found,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return found


def coerced(text: str, **given: object) -> VariableValues | list[GraphQLError]:
    """What graphql-core makes of the variables of the document *text*."""
    return get_variable_values(SCHEMA, operation(parse(text)).variable_definitions or (), given)


def told(text: str, schema: GraphQLSchema = SCHEMA) -> list[str]:
    """What graphql-core's validation says of the document *text*."""
    return [error.message for error in validate(schema, parse(text))]


# --- declared schemas -------------------------------------------------------------------------------------------------


@strawberry.input
class Where:
    given: int | None = strawberry.UNSET
    nulled: int | None = None


@strawberry.schema_directive(locations=[Location.FIELD_DEFINITION])
class Marked:
    why: str


@strawberry.directive(locations=[DirectiveLocation.QUERY])
def within(where: Annotated[list[Where], strawberry.argument(description="Where.")]) -> None: ...


@strawberry.type
class Query:
    plain: int | None = strawberry.field(directives=[Marked(why="because")])

    @strawberry.field
    def found(self, omitted: int | None = strawberry.UNSET, nulled: int | None = None, world: str = "WORLD") -> int:
        return 0


DECLARED = strawberry.Schema(query=Query, directives=[within])


def test_a_default_is_its_default_value() -> None:
    """Of Strawberry's arguments `default` is None whatever their default is; `default_value` holds it."""
    arguments = DECLARED._schema.query_type.fields["found"].args  # type: ignore[union-attr]
    assert {name: (each.default, each.default_value) for name, each in arguments.items()} == {
        "omitted": (None, Undefined),
        "nulled": (None, None),
        "world": (None, "WORLD"),
    }


def test_unset_prints_no_default() -> None:
    """An optional argument or key that defaults to UNSET is printed without `= null`."""
    text = DECLARED.as_str()
    assert 'found(omitted: Int, nulled: Int = null, world: String! = "WORLD"): Int!' in text
    assert "  given: Int\n  nulled: Int = null\n" in text
    assert "= null" not in schema_text()


def test_applied_directives_are_in_the_text_alone() -> None:
    """A schema directive on a field is in the schema's text; introspection does not say where it is applied."""
    introspected = graphql_sync(DECLARED._schema, get_introspection_query())
    assert 'plain: Int @marked(why: "because")' in DECLARED.as_str()
    assert introspected.errors is None
    assert "because" not in str(introspected.data)
    assert "marked" in [each["name"] for each in introspected.data["__schema"]["directives"]]  # type: ignore[index]


def test_an_operation_directive_takes_a_list_of_inputs() -> None:
    """It is printed, introspected, and what is given to it is validated."""
    introspected = graphql_sync(DECLARED._schema, "{ __schema { directives { name locations args { name } } } }")
    found = {each["name"]: each for each in introspected.data["__schema"]["directives"]}  # type: ignore[index]
    assert found["within"] == {"name": "within", "locations": ["QUERY"], "args": [{"name": "where"}]}
    assert 'directive @within(\n  """Where."""\n  where: [Where!]!\n) on QUERY' in DECLARED.as_str()
    assert told("query @within(where: [{given: 1}, {}]) { plain }", DECLARED._schema) == []
    assert told("query ($w: [Where!]!) @within(where: $w) { plain }", DECLARED._schema) == []
    assert told('query @within(where: [{given: "x"}]) { plain }', DECLARED._schema) == [
        'Int cannot represent non-integer value: "x"'
    ]
    assert told("{ plain @within(where: []) }", DECLARED._schema) == ["Directive '@within' may not be used on field."]


def test_a_field_without_a_resolver_keeps_its_arguments() -> None:
    """`gql.schema.fields.Field` gives a field arguments although it has no function to read them from."""

    @strawberry.type
    class Root:
        found: int | None = column("Found.")

    Root.__strawberry_definition__.fields[0].given = (argument("first", int | None, "How many."),)  # type: ignore[attr-defined]
    assert 'found(\n    """How many."""\n    first: Int\n  ): Int' in strawberry.Schema(query=Root).as_str()


# --- variables --------------------------------------------------------------------------------------------------------

PAGE = "query ($first: Int, $after: String, $size: Int = 3) { films(first: $first, after: $after) { totalCount } }"


def test_absent_is_not_null() -> None:
    """A variable that was not given and has no default has no value; one that was given as null has None."""
    found = coerced(PAGE, after=None)
    assert isinstance(found, VariableValues)
    assert found.coerced == {"after": None, "size": 3}


def test_a_default_gives_way_to_null() -> None:
    """A default holds for a variable that is not given, and not for one that is null."""
    found = coerced(PAGE, size=None)
    assert isinstance(found, VariableValues)
    assert found.coerced == {"size": None}


def test_variables_that_do_not_fit_are_listed() -> None:
    """Each variable that does not fit is one error, and all of them come together."""
    found = coerced(PAGE, first="x", after=1)
    assert isinstance(found, list)
    assert [error.message for error in found] == [
        "Variable '$first' has invalid value: Int cannot represent non-integer value: 'x'",
        "Variable '$after' has invalid value: String cannot represent a non string value: 1",
    ]


def test_input_objects_are_coerced_to_mappings() -> None:
    """Keys that were not given stay absent; enums become our own members; an id given as a number becomes text."""
    text = "query ($seen: [Seen!], $topics: [Topic!], $ids: [ID!]) { __typename }"
    found = coerced(text, seen=[{"film": 1}, {"film": "film.2", "until": None}], topics=["PLOT"], ids=[7, "x"])
    assert isinstance(found, VariableValues)
    assert found.coerced == {
        "seen": [{"film": "1"}, {"film": "film.2", "until": None}],
        "topics": [Topic.PLOT],
        "ids": ["7", "x"],
    }
    assert type(found.coerced["topics"][0]) is Topic


def test_a_directive_on_an_operation_takes_variables() -> None:
    """Its values come from the variables, with defaults for what is absent; null stays null."""
    text = "query ($seen: [Seen!], $film: ID) @viewer(seen: $seen) { __typename }"
    definition = operation(parse(text))
    directive = SCHEMA.get_directive(VIEWER)
    assert directive

    def values(**given: object) -> object:
        found = coerced(text, **given)
        assert isinstance(found, VariableValues)
        return get_directive_values(directive, definition, found)

    assert values() == {"seen": [], "allow": Spoilers.NONE}
    assert values(seen=[{"film": "x"}]) == {"seen": [{"film": "x"}], "allow": Spoilers.NONE}
    assert values(seen=None) == {"seen": None, "allow": Spoilers.NONE}


# --- validation -------------------------------------------------------------------------------------------------------


def test_other_root_types_are_refused() -> None:
    """A schema without mutations and subscriptions refuses both."""
    assert told("mutation { x }") == ["The mutation operation is not supported by the schema."]
    assert told("subscription { x }") == ["The subscription operation is not supported by the schema."]


def test_a_nullable_variable_passes_in_a_required_one_of() -> None:
    """graphql-core should refuse it and does not, because it takes `FilmBy!` for no input object: we must."""
    assert told("query ($slug: String) { film(by: {slug: $slug}) { id } }") == []
    assert len(told('{ film(by: {slug: "a", id: "b"}) { id } }')) == 1
    assert len(told("{ film(by: {slug: null}) { id } }")) == 1
    assert len(told("{ film(by: {}) { id } }")) == 1


def test_empty_selection_sets_are_valid() -> None:
    """graphql-core takes `{}` for an object of no fields, so a plan must."""
    assert told("{ }") == []
    assert told("{ films { edges { } } }") == []


def test_validation_gives_up_on_what_costs_too_much() -> None:
    """One field thousands of times, or fragments in fragments, ends in one error and not in minutes of comparing."""
    chain = "".join(f"fragment F{number} on Query {{ ...F{number + 1} }}" for number in range(300))
    assert told(f"{{ {'__typename ' * 5_000} }}") == ["Validation aborted."]
    assert told(f"{{ ...F0 }} {chain} fragment F300 on Query {{ __typename }}") == ["Validation aborted."]


def test_directives_do_not_repeat() -> None:
    """A field has one @skip and one @include at most, each with its one argument."""
    assert told("{ __typename @skip(if: true) @skip(if: false) }") == [
        "The directive '@skip' can only be used once at this location."
    ]
    assert told("{ __typename @include }") == [
        "Argument '@include(if:)' of type 'Boolean!' is required, but it was not provided."
    ]
