"""Arguments: where each value will come from, for what is assumed of the variables."""

from collections.abc import Mapping

import pytest
from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, parse

from gql.arguments import Arguments
from gql.assumptions import ABSENT, GIVEN, Shape
from gql.plan import Items, Literal, Origin, Variable
from gql.tables.kinds import Topic
from tests.stages import CATALOG


def arguments(field: str, shapes: Mapping[str, Shape] | None = None) -> Arguments:
    """The arguments of *field*, written `Type.name(arguments)`."""
    type_name, _, text = field.partition(".")
    (definition,) = parse(f"{{ {text} }}").definitions
    assert isinstance(definition, OperationDefinitionNode)
    (node,) = definition.selection_set.selections
    type_ = CATALOG.schema.type_map[type_name]
    assert isinstance(node, FieldNode)
    assert isinstance(type_, GraphQLObjectType)
    return Arguments(node, type_.fields[node.name.value], shapes or {})


def value(origin: Origin | None) -> object:
    """What a literal holds: two literals are never equal."""
    assert isinstance(origin, Literal)
    return origin.value


def test_a_literal_is_coerced_once() -> None:
    """Numbers, texts, enum members; one value is a list of one where a list is declared."""
    assert value(arguments("Film.roles(first: 3)").origin("first")) == 3
    assert value(arguments('Film.gross(territory: "US-CA")').origin("territory")) == "US-CA"
    assert value(arguments("Film.passages(topics: [PLOT, CASTING])").origin("topics")) == [Topic.PLOT, Topic.CASTING]
    assert value(arguments("Film.passages(topics: PLOT)").origin("topics")) == [Topic.PLOT]
    assert value(arguments('Query.nodes(ids: [1, "x"])').origin("ids")) == ["1", "x"]


def test_a_variable_is_named() -> None:
    """Its value is not looked at, only that there will be one."""
    assert arguments("Film.roles(first: $n)", {"n": GIVEN}).origin("first") == Variable("n")


@pytest.mark.parametrize("shape", [None, ABSENT])
def test_a_variable_without_a_value_is_no_argument(shape: Shape) -> None:
    """Null and absent alike: the argument's default holds, if it has one."""
    assert arguments("Film.roles(first: $n)", {"n": shape}).origin("first") is None
    assert value(arguments("Film.gross(territory: $t)", {"t": shape}).origin("territory")) == "WORLD"


def test_a_null_is_no_argument() -> None:
    """A null in the document is like nothing at all."""
    assert arguments("Film.roles(first: null)").origin("first") is None
    assert arguments("Film.roles").origin("first") is None
    assert value(arguments("Film.gross(territory: null)").origin("territory")) == "WORLD"
    assert value(arguments("Film.gross").origin("territory")) == "WORLD"


def test_a_list_may_hold_variables() -> None:
    """Each item has an origin of its own, in order; a list without variables is one literal."""
    found = arguments("Film.passages(topics: [$a, PLOT, $a])", {"a": GIVEN}).origin("topics")
    assert isinstance(found, Items)
    first, literal, last = found.origins
    assert (first, value(literal), last) == (Variable("a"), Topic.PLOT, Variable("a"))
    assert value(arguments("Film.passages(topics: [])").origin("topics")) == []


def test_keys_of_an_object_in_the_document() -> None:
    """The key that is given has an origin."""
    assert arguments("Query.film(by: {slug: $s})", {"s": GIVEN}).keys("by") == {"slug": Variable("s")}
    ((key, origin),) = arguments('Query.film(by: {imdb: "tt1"})').keys("by").items()
    assert (key, value(origin)) == ("imdb", "tt1")


def test_keys_of_an_object_in_a_variable() -> None:
    """Which keys it has is assumed; their values are paths into it."""
    shapes: dict[str, Shape] = {"by": (("id", None), ("slug", GIVEN))}
    assert arguments("Query.film(by: $by)", shapes).keys("by") == {"slug": Variable("by", ("slug",))}


def test_whether_an_argument_is_a_list() -> None:
    """As it is declared, whatever is given."""
    assert arguments("Film.passages(topics: PLOT)").listed("topics")
    assert arguments("Query.nodes(ids: [])").listed("ids")
    assert not arguments("Film.gross").listed("territory")
