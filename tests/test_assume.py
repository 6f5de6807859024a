"""What a plan assumes of the variables: their shapes, so that one plan serves every request of a shape."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse

from gql.assumptions import ABSENT, GIVEN, Shape, assume, shapers
from gql.errors import BadUserInput
from gql.gateway import Gateway, Request, open_gateway
from gql.operations import coerce
from gql.ready import Ready
from gql.settings import Settings
from tests.rows import database
from tests.stages import CATALOG, SETTINGS

# --- shapes -----------------------------------------------------------------------------------------------------------

SCHEMA = build_schema("""
  input Where { and: [Where!] name: String flags: [Boolean!] open: Boolean kind: Kind }
  enum Kind { A B }
  enum Order { A B }
  type Query { found(float: Float, id: ID): Int }
""")


def shape(type_: str, *value: Any, schema: GraphQLSchema = SCHEMA) -> Shape:
    """The shape of a variable of this type that has this value; of one that was not given, without any."""
    (definition,) = parse(f"query ($v: {type_}) {{ found }}").definitions
    assert isinstance(definition, OperationDefinitionNode)
    found = shapers(schema, definition.variable_definitions or (), but=frozenset(), by_value=frozenset({"Order"}))
    return dict(assume(found, {"v": value[0]} if value else {}))["v"]


def test_scalars_are_given_null_or_absent() -> None:
    """Of a scalar, an enum and a list of them nothing else is assumed."""
    for type_, value in {"Int": 1, "String": "", "ID": "x", "Kind": "A", "[Kind!]": [], "[Kind]": ["A"]}.items():
        assert (shape(type_, value), shape(type_, None), shape(type_)) == (GIVEN, None, ABSENT)
    assert shape("Float!", 0.0) is GIVEN


def test_a_boolean_is_its_value() -> None:
    """It may stand in @skip or @include."""
    assert [shape("Boolean", value) for value in (True, False, None)] == [True, False, None]
    assert shape("Boolean") is ABSENT
    assert shape("Boolean!", True) is True
    assert shape("[Boolean]", [True, None]) == (True, None)


def test_a_member_of_an_order_is_its_value() -> None:
    """What is ordered by is said in the SQL."""
    assert [shape("Order", value) for value in ("A", "B", None)] == ["A", "B", None]
    assert [shape("[Order!]", value) for value in (["B", "A"], [], None)] == [("B", "A"), (), None]


def test_an_object_is_its_keys() -> None:
    """In an order of their own, with their shapes; absent keys are absent, null ones are null."""
    one = shape("Where", {"name": "x", "open": True})
    assert one == shape("Where!", {"open": True, "name": "y"}) == (("name", GIVEN), ("open", True))
    assert shape("Where", {"name": None}) == (("name", None),)
    assert shape("Where", {}) == ()
    assert shape("Where", None) is None
    assert shape("Where") is ABSENT


def test_a_list_of_objects_is_the_shapes_of_its_items() -> None:
    """At any depth, because input types refer to themselves."""
    inner = {"and": [{"name": "x"}, {"and": [{}]}]}
    assert shape("[Where!]", [inner, {}]) == (
        (("and", ((("name", GIVEN),), (("and", ((),)),))),),
        (),
    )
    assert shape("[Where!]", []) == ()
    assert shape("[Where!]", None) is None


def test_some_types_are_assumed_elsewhere() -> None:
    """Variables of the named types have no shape here."""
    (definition,) = parse("query ($a: Kind, $b: [Where!], $c: Int) { found }").definitions
    assert isinstance(definition, OperationDefinitionNode)
    found = shapers(
        SCHEMA, definition.variable_definitions or (), but=frozenset({"Kind", "Where"}), by_value=frozenset()
    )
    assert assume(found, {"a": "A", "b": [], "c": 1}) == (("c", GIVEN),)


# --- plans ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    gateway = open_gateway(database(tmp_path_factory.mktemp("assume") / "world.db"), Settings())
    yield gateway
    asyncio.run(gateway.close())


def ready(gateway: Gateway, document: str, **variables: Any) -> Ready:
    """The plan that answers *document* for these *variables*: the same object when it was made before."""
    operation = asyncio.run(gateway.operation(Request(document, variables)))
    coerced, viewer = coerce(operation, variables, CATALOG.schema, SETTINGS)
    return asyncio.run(gateway.plan(operation, coerced, viewer))


PAGE = """query ($seen: [Seen!]!, $by: FilmBy!, $first: Int, $after: String, $topics: [Topic!], $more: Boolean = false)
  @viewer(seen: $seen) {
  film(by: $by) { title passages(topics: $topics) { text } roles(first: $first, after: $after) { nodes { id } }
    summary @include(if: $more) }
}"""
GIVEN_ALL = {"seen": [{"film": "film.1"}], "by": {"slug": "a"}, "first": 1, "after": "x", "topics": ["PLOT"]}


def test_a_thousand_values_make_one_plan(gateway: Gateway) -> None:
    """Scalars, enum members, lists of any length and films seen never make a plan of their own."""
    plans = {
        id(
            ready(
                gateway,
                PAGE,
                seen=[{"film": f"film.{number}"}] * (number % 5 + 1),
                by={"slug": f"'{number}\""},
                first=number % 100,
                after=f"{number:x}",
                topics=["PLOT", "SCRIPT", "OTHER"][: number % 4],
            )
        )
        for number in range(1, 1_001)
    }
    assert len(plans) == 1


def test_shapes_are_told_apart(gateway: Gateway) -> None:
    """What is given, null or absent, a Boolean's value, which key of an object, and what of films is seen."""
    changes: list[dict[str, Any]] = [
        {},
        {"by": {"imdb": "a"}},
        {"after": None},
        {"topics": None},
        {"more": True},
        {"first": None, "after": None},
        {"seen": []},
        {"seen": [{"film": "film.1", "until": 1}]},
        {"seen": [{"film": "film.1"}, {"film": "film.2", "until": 1}]},
    ]
    plans = [ready(gateway, PAGE, **(GIVEN_ALL | change)) for change in changes]
    assert len({id(plan) for plan in plans}) == len(changes)
    assert ready(gateway, PAGE, **GIVEN_ALL) is plans[0]


FIND = """query ($where: FilmWhere = {}, $orders: [FilmOrder!], $title: String, $after: String, $first: Int) {
  films(where: {and: [$where, {title: {contains: $title}}]}, orderBy: $orders, first: $first, after: $after) {
    nodes { id }
  }
}"""
LOOKED_FOR: dict[str, Any] = {
    "where": {"year": {"gt": 2000, "in": [2018]}, "or": [{"ids": ["film.1"]}, {"released": {"eq": "2018"}}]},
    "orders": ["TITLE_ASC"],
    "title": "a",
    "after": "x",
    "first": 1,
}


def test_a_thousand_filters_make_one_plan(gateway: Gateway) -> None:
    """Texts, numbers, dates, ids, lists of any length, cursors and sizes: none is part of a plan."""
    plans = {
        id(
            ready(
                gateway,
                FIND,
                where={
                    "year": {"gt": number, "in": list(range(number % 7))},
                    "or": [{"ids": [f"film.{number}"] * (number % 3)}, {"released": {"eq": str(1000 + number)}}],
                },
                orders=["TITLE_ASC"],
                title=f"%_'{number}",
                after=f"{number:x}",
                first=number % 100,
            )
        )
        for number in range(1_000)
    }
    assert len(plans) == 1


def test_shapes_of_filters_are_told_apart(gateway: Gateway) -> None:
    """Which keys are given, or null; how many filters a list holds; what is ordered by, and in which order."""
    where = LOOKED_FOR["where"]
    changes: list[dict[str, Any]] = [
        {},
        {"where": where | {"year": {"gt": 1}}},
        {"where": where | {"year": {"gt": 1, "in": None}}},
        {"where": where | {"year": {"gt": 1, "eq": 1}}},
        {"where": where | {"year": None}},
        {"where": where | {"or": []}},
        {"where": where | {"or": [*where["or"], {}]}},
        {"where": where | {"or": where["or"][::-1]}},
        {"where": {}},
        {"where": {"grossContested": True}},
        {"where": {"grossContested": False}},
        {"orders": []},
        {"orders": None},
        {"orders": ["TITLE_DESC"]},
        {"orders": ["TITLE_ASC", "RUNTIME_ASC"]},
        {"orders": ["RUNTIME_ASC", "TITLE_ASC"]},
        {"title": None},
        {"after": None},
        {"first": None},
    ]
    plans = [ready(gateway, FIND, **(LOOKED_FOR | change)) for change in changes]
    assert len({id(plan) for plan in plans}) == len(changes)
    assert ready(gateway, FIND, **LOOKED_FOR) is plans[0]


def test_a_null_for_a_filter_in_a_list_is_refused(gateway: Gateway) -> None:
    """A variable may be null, an item of the list may not."""
    with pytest.raises(BadUserInput, match="an item of a list is null"):
        ready(gateway, FIND, **(LOOKED_FOR | {"where": None}))


def test_each_operation_of_a_document_has_its_plan(gateway: Gateway) -> None:
    """A document is one key with each operation's name; two documents never share."""
    document = "query A { films { totalCount } } query B { people { totalCount } }"
    asked = (Request(document, {}, "A"), Request(document, {}, "B"), Request(f"{document} ", {}, "A"))
    first, second, third = (asyncio.run(gateway.operation(each)) for each in asked)
    assert len({first, second, third}) == 3
    assert asyncio.run(gateway.operation(asked[0])) is first


def test_plans_are_bounded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """However many documents are asked, no more than the settings say are kept."""
    location = database(tmp_path_factory.mktemp("bounded") / "world.db", rows=())
    gateway = open_gateway(location, Settings(cached_plans=2))
    plans = [ready(gateway, f"{{ a{number}: films {{ totalCount }} }}") for number in range(3)]
    again = [ready(gateway, f"{{ a{number}: films {{ totalCount }} }}") for number in (2, 1, 0)]
    assert [plan is before for plan, before in zip(again, reversed(plans), strict=True)] == [True, True, False]
    asyncio.run(gateway.close())
