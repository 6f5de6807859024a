"""Arguments: where each value will come from, for what is assumed of the variables."""

import re
from collections.abc import Mapping

import pytest
from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, parse

from gql.arguments import Arguments
from gql.assumptions import ABSENT, GIVEN, Shape
from gql.errors import BadUserInput
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


def keys(found: Arguments) -> dict[str, Origin]:
    """What the keys of `by` are given."""
    by = found.given("by")
    assert by
    return {key: inner.origin() for key, inner in by.members().items()}


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
    assert keys(arguments("Query.film(by: {slug: $s})", {"s": GIVEN})) == {"slug": Variable("s")}
    ((key, origin),) = keys(arguments('Query.film(by: {imdb: "tt1"})')).items()
    assert (key, value(origin)) == ("imdb", "tt1")


def test_keys_of_an_object_in_a_variable() -> None:
    """Which keys it has is assumed; their values are paths into it."""
    shapes: dict[str, Shape] = {"by": (("slug", GIVEN),)}
    assert keys(arguments("Query.film(by: $by)", shapes)) == {"slug": Variable("by", ("slug",))}


WHERE = [
    # the argument, the shapes of its variables, and how deep each value stands in a variable
    ("{year: {lt: 2000}}", {}),
    ("{year: $match}", {"match": (("lt", GIVEN),)}),
    ("$where", {"where": (("year", (("lt", GIVEN),)),)}),
]


@pytest.mark.parametrize(("text", "shapes"), WHERE, ids=["written", "mixed", "bound"])
def test_an_object_is_read_alike_wherever_it_stands(text: str, shapes: Mapping[str, Shape]) -> None:
    """Its keys, theirs in turn, and where the value will come from."""
    where = arguments(f"Query.films(where: {text})", shapes).given("where")
    assert where
    ((name, match),) = where.members().items()
    ((operator, number),) = match.members().items()
    assert (name, operator) == ("year", "lt")
    origin = number.origin()
    match origin:
        case Literal(found):
            assert found == 2000
        case Variable():
            assert origin == (Variable("match", ("lt",)) if "match" in shapes else Variable("where", ("year", "lt")))
        case _:
            pytest.fail(f"{origin} is neither")


def test_a_list_of_objects_has_items() -> None:
    """Written, bound, or mixed; one object is a list of one."""
    inner = (("year", (("lt", GIVEN),)),)
    for text, shapes in (
        ("{or: [{year: {lt: 1}}, {year: {lt: 2}}]}", {}),
        ("{or: [$one, {year: {lt: 2}}]}", {"one": inner}),
        ("{or: $both}", {"both": (inner, inner)}),
    ):
        where = arguments(f"Query.films(where: {text})", dict[str, Shape](shapes)).given("where")
        assert where
        items = where.members()["or"].items()
        assert [list(item.members()) for item in items] == [["year"], ["year"]]
    one = arguments("Query.films(where: {or: {year: {lt: 1}}})").given("where")
    assert one
    assert len(one.members()["or"].items()) == 1


def test_a_key_that_is_not_given_is_none() -> None:
    """A variable that was not given is no key; one that is null is."""
    where = arguments("Query.films(where: {year: $a, title: $b})", {"a": ABSENT, "b": None}).given("where")
    assert where
    assert {key: inner.is_null for key, inner in where.members().items()} == {"title": True}


def test_a_null_where_none_may_be_is_refused() -> None:
    """As an item of a list, and as the one key of a look-up: validation lets variables with defaults pass."""
    for text, refusal in (
        ("Query.films(where: {or: [$v]})", "films(where:): an item of a list is null"),
        ("Query.film(by: {slug: $v})", "film(by:) is null: a variable in it was given so, or not at all."),
    ):
        found = arguments(text, {"v": None}).given(text.partition("(")[2].partition(":")[0])
        assert found
        with pytest.raises(BadUserInput, match=re.escape(refusal)):
            [item for inner in found.members().values() for item in inner.items()]
