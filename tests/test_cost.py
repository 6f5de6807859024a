"""What an answer costs: how many rows its statement may read and what of each is told, by the values of the request."""

import asyncio
import json
import re
from typing import Any

import orjson
import pytest

from gql import cost, plan
from gql.cost import Cost
from gql.database import SqliteFile
from gql.dialects import Dialect
from gql.documents import Documents
from gql.errors import TooComplex
from gql.gateway import Answer, Gateway, Outcome, Request, open_gateway
from gql.operations import coerce, prepare
from gql.plan import Rows
from gql.settings import Settings
from gql.store import Heavy, Parameters, Row
from tests import golden
from tests.conftest import Asked
from tests.stages import CATALOG, DIALECTS, SETTINGS, planned


def found(document: str, settings: Settings = SETTINGS, /, **variables: object) -> Cost:
    """What the plan of *document* for such *variables* costs."""
    return cost.cost(planned(document, variables, settings))


def costs(document: str, settings: Settings = SETTINGS, /, **variables: object) -> int:
    """How much that is for these *variables*."""
    operation = prepare(document, None, CATALOG.schema, settings)
    coerced, _ = coerce(operation, variables, CATALOG.schema, settings)
    return found(document, settings, **variables).of(coerced)


def film(selection: str, viewer: str = "") -> str:
    return f'query {viewer} {{ film(by: {{slug: "x"}}) {{ {selection} }} }}'


# --- what each kind of field counts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selection", "inside"),
    [
        ("__typename id title released", 4),
        ("genres", 1 + 5),
        ("scores { count }", 1 + 5 * (1 + 1)),
        ("credits { job person { name } }", 1 + 5 * (1 + 2 + (1 + 1))),
        ("credits { person { name } film { title year } }", 1 + 5 * (1 + 2 + (1 + 1) + (1 + 2))),
        ("gross { contested }", 1 + (1 + 1)),
        ("gross { money { amount currency } }", 1 + (1 + 1 + 2)),
        ("sealedTwists", 1 + 5),
        ("roles(first: 3) { nodes { billing } }", 1 + 3 * (1 + 1)),
        ("roles(first: 3) { edges { cursor } }", 1 + 3 * (1 + 1)),
        ("roles(first: 3) { edges { cursor node { person { name } } } }", 1 + 3 * (1 + 2 + 1 + (1 + 1))),
        (
            "roles(first: 3) { nodes { person { name } } edges { node { film { title } } } }",
            1 + 3 * (1 + (1 + 1 + 1) + (1 + 1 + 1 + 1)),
        ),
        ("roles(first: 3) { __typename pageInfo { hasNextPage endCursor } }", 1 + 3),
        ("roles(first: 3) { totalCount }", 1 + 100 + 3),
        ("roles(first: 0) { totalCount a: totalCount }", 1 + 100 + 100),
        ("roles(first: 3) { nodes { film { reviews(first: 2) { totalCount } } } }", 1 + 3 * (1 + 1 + 1 + 1 + 100 + 2)),
        ("a: genres b: genres", 2 + 5 + 5),
    ],
)
def test_a_film_is_a_row_and_what_is_asked_of_it(selection: str, inside: int) -> None:
    """One row for one, five for a list, a page for as many as it may hold, a hundred for a total; and their fields."""
    assert costs(film(selection)) == 1 + inside


def test_what_is_known_without_the_database_costs_nothing() -> None:
    """Names of types, the schema itself, and what nobody may see."""
    assert costs("{ __typename __schema { types { name } } }") == 0
    assert costs(film("twists { clues { text } }")) == 1 + 1
    assert costs(film("twists { clues { text } }", "@viewer(allow: MINOR)")) == 1 + 1 + 5 * (1 + 1 + 5 * (1 + 1))


def test_root_fields_add_up() -> None:
    """Aliases of one field are as many."""
    document = (
        '{ a: films(first: 2) { nodes { id } } b: films(first: 3) { nodes { id } } film(by: {slug: "x"}) { id } }'
    )
    assert costs(document) == (2 + 3 + 1) * (1 + 1)


def test_lists_inside_lists_multiply() -> None:
    """The example of gql/cost.py."""
    document = "query ($n: Int) { films(first: $n) { nodes { title roles(first: 5) { nodes { person { name } } } } } }"
    assert [costs(document, n=number) for number in (0, 1, 7, 100)] == [
        number * (1 + 2 + 5 * (1 + 1 + 1 + 1)) for number in (0, 1, 7, 100)
    ]


# --- values of the request --------------------------------------------------------------------------------------------

SIZED = "query ($n: Int) { films(first: $n) { nodes { id } } }"
DEFAULTED = "query ($n: Int = 4) { films(first: $n) { nodes { id } } }"


@pytest.mark.parametrize(
    ("document", "variables", "expected"),
    [
        (SIZED, {"n": 0}, 0),
        (SIZED, {"n": 1}, 1),
        (SIZED, {"n": 100}, 100),
        (SIZED, {}, 20),
        (SIZED, {"n": None}, 20),
        (DEFAULTED, {}, 4),
        (DEFAULTED, {"n": 7}, 7),
        (DEFAULTED, {"n": None}, 20),
        ("{ films { nodes { id } } }", {}, 20),
        ("{ films(first: null) { nodes { id } } }", {}, 20),
        ("{ films(first: 7) { nodes { id } } }", {}, 7),
    ],
)
def test_a_page_counts_as_the_request_sizes_it(document: str, variables: dict[str, object], expected: int) -> None:
    """By a variable's value or its default; as the settings say when neither it nor the document does."""
    assert costs(document, **variables) == expected * 2


def test_a_page_without_a_size_has_the_settings_own() -> None:
    """Of which the default is twenty."""
    assert costs("{ films { nodes { id } } }", Settings(default_page=3)) == 3 * (1 + 1)


@pytest.mark.parametrize(
    ("document", "is_known"),
    [
        ("{ __typename }", True),
        ("{ films(first: 7) { nodes { genres roles { totalCount } } } }", True),
        ('{ nodes(ids: ["a", "b"]) { id } }', True),
        ("query ($w: FilmWhere) { films(where: $w) { totalCount } }", True),
        (SIZED, False),
        (DEFAULTED, False),
        ("query ($n: Int) { films(first: 1) { nodes { roles(first: $n) { nodes { id } } } } }", False),
        ("query ($n: [ID!]!) { nodes(ids: $n) { id } }", False),
        ("query ($n: ID!) { nodes(ids: [$n]) { id } }", False),
    ],
)
def test_a_cost_is_known_when_no_variable_sizes_a_list(document: str, is_known: bool) -> None:
    """Then it is the same for every request, and counted once."""
    given: dict[str, Any] = {"n": "a", "w": {}} if "ID" in document else {"n": 3, "w": {}}
    assert found(document, **given).is_known is is_known


def test_what_variables_leave_out_costs_nothing() -> None:
    """A plan is made for what they say."""
    document = "query ($v: Boolean!) { films(first: 3) { nodes { genres @include(if: $v) } } }"
    assert [costs(document, v=value) for value in (False, True)] == [3, 3 * (1 + 1 + 5)]


# --- ids --------------------------------------------------------------------------------------------------------------


def test_ids_count_as_many_as_are_given() -> None:
    """In the document, in variables, or in both; one may stand for a list of one."""
    one = costs('{ nodes(ids: "film.1") { id } }')
    assert one > 0
    assert costs("{ nodes(ids: []) { id } }") == 0
    assert costs('{ nodes(ids: ["film.1", "x", "film.1"]) { id } }') == 3 * one
    assert costs("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["a", "b"]) == 2 * one
    assert costs("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids="a") == one
    assert costs('query ($a: ID!) { nodes(ids: [$a, "b"]) { id } }', a="a") == 2 * one


def test_an_id_counts_what_is_asked_of_each_type() -> None:
    """Which one it names is not known before."""
    title = costs('{ node(id: "x") { ... on Film { title } } }')
    assert costs('{ node(id: "x") { ... on Film { title genres } } }') == title + 1 + 5
    assert costs(
        '{ node(id: "x") { ... on Film { title genres } ... on Company { reviews(first: 2) { nodes { id } } } } }'
    ) == (title + (1 + 5) + (1 + 2 * (1 + 1)))
    many = costs('{ nodes(ids: ["x"]) { ... on Film { title } } }')
    assert costs('{ nodes(ids: ["x", "y"]) { ... on Film { title genres } } }') == 2 * (many + 1 + 5)


# --- conditions -------------------------------------------------------------------------------------------------------

A: dict[str, object] = {"eq": "a"}


@pytest.mark.parametrize(
    ("where", "looked_at"),
    [
        ({}, 0),
        ({"title": {"contains": "a"}, "year": {"gt": 2000, "eq": None}, "ids": ["a"]}, 0),
        ({"role": {}}, 5),
        ({"role": {"billed": True}}, 5),
        ({"grossContested": True}, 5),
        ({"genre": A}, 5),
        ({"genre": {"eq": None}}, 5),
        ({"genre": {"eq": None, "contains": "a"}}, 5 + 5),
        ({"role": {"person": {"name": A}}}, 5 * (1 + 5)),
        ({"role": {"person": {"name": A}, "character": {"name": A}}}, 5 * (1 + 5 + 5)),
        ({"role": {"person": {"role": {"film": {"genre": A}}}}}, 5 * (1 + 5 * (1 + 5 * (1 + 5 * (1 + 5))))),
        ({"not": {"role": {}}}, 5),
        ({"or": [{"role": {}}, {"year": {"eq": 1}}, {"review": {}}]}, 5 + 5),
        ({"and": [{"role": {}}, {"not": {"or": [{"review": {}}, {"credit": {}}]}}]}, 5 + 5 + 5),
    ],
    ids=str,
)
def test_a_condition_counts_the_rows_that_it_looks_at(where: dict[str, object], looked_at: int) -> None:
    """Five for each kind of other rows, however it is combined, written or given; nothing for the row's own columns."""
    written = re.sub(r'"(\w+)":', r"\1:", json.dumps(where))
    assert costs(f"{{ films(first: 3, where: {written}) {{ nodes {{ id }} }} }}") == 6 + looked_at
    assert costs("query ($w: FilmWhere) { films(first: 3, where: $w) { nodes { id } } }", w=where) == 6 + looked_at


def test_a_condition_of_a_list_inside_a_list_is_looked_at_each_time() -> None:
    """Once for each row of the outer one."""
    inner = 'roles(first: 2, where: {person: {name: {eq: "a"}}}) { nodes { id } }'
    assert costs(f"{{ films(first: 3) {{ nodes {{ {inner} }} }} }}") == 3 * (1 + 1 + 2 * (1 + 1) + 5)
    assert costs(film("credits(jobs: [WRITER]) { job } company: involvements { company { name } }")) == (
        1 + 2 + 5 * (1 + 1) + 5 * (1 + 1 + 1 + 1)
    )
    assert costs('{ companies(first: 3, name: {eq: "a"}) { nodes { id } } }') == 3 * (1 + 1)


def test_a_condition_of_one_row_or_of_a_list_is_looked_at_too() -> None:
    """No field of the schema has one; a plan may."""
    rows = Rows("film", tests=(plan.All((plan.Some(Rows("role")), plan.Any((plan.Not(plan.Some(Rows("credit"))),)))),))
    bare = plan.Object(())
    for expression, expected in ((plan.One(rows, bare, required=False), 1), (plan.Many(rows, bare), 5)):
        planned = plan.Plan((("film", expression),), plan.Unlocked())
        assert cost.cost(planned).of({}) == expected + 5 + 5


# --- the limit --------------------------------------------------------------------------------------------------------


def test_more_than_the_limit_is_too_complex() -> None:
    """The number is said, and what to do."""
    cost.check(100, Settings(max_cost=100))
    with pytest.raises(TooComplex) as error:
        cost.check(101, Settings(max_cost=100))
    assert str(error.value) == (
        "The operation may read 101 rows and fields of rows; at most 100 are allowed."
        " Ask for smaller pages, or for less of each row."
    )


class Untouched:
    """A store that remembers what it was asked, and knows of no rows."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.heavy: list[Heavy | None] = []

    def at_once(self, _text: str, _: Parameters) -> None:
        """Somebody waits."""

    async def row(self, text: str, _: Parameters, heavy: Heavy | None) -> Row:
        self.asked.append(text)
        self.heavy.append(heavy)
        return (None,)


def answered(
    store: Untouched, document: str, settings: Settings, dialect: Dialect = DIALECTS[0], /, **variables: object
) -> Answer:
    """What a gateway in front of *store* answers."""
    return asyncio.run(gateway(store, settings, dialect).answer(Request(document, variables)))


def gateway(store: Untouched, settings: Settings, dialect: Dialect) -> Gateway:
    return Gateway(CATALOG, dialect, store, settings, Documents({}, only=False))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ films(first: 4) { nodes { id } } }", {}),
        (SIZED, {"n": 4}),
        ("query ($n: Int = 4) { films(first: $n) { nodes { id } } }", {}),
        ('{ films(first: 3, where: {genre: {eq: "a"}}) { pageInfo { hasNextPage } } }', {}),
    ],
)
def test_an_operation_over_the_limit_never_reaches_the_database(document: str, variables: dict[str, object]) -> None:
    """One that costs just as much as is allowed does."""
    store = Untouched()
    assert answered(store, document, Settings(max_cost=7), **variables) == Answer(
        b'{"errors":[{"message":"The operation may read 8 rows and fields of rows; at most 7 are allowed.'
        b' Ask for smaller pages, or for less of each row.",'
        b'"extensions":{"code":"TOO_COMPLEX"}}]}',
        Outcome.REFUSED,
        "TOO_COMPLEX",
    )
    assert store.asked == []
    assert answered(store, document, Settings(max_cost=8), **variables) == Answer(
        b'{"data":{"films":null}}', Outcome.ANSWERED
    )
    assert len(store.asked) == 1


def test_a_page_that_is_too_large_is_named_for_that() -> None:
    """Rather than for what it would cost."""
    for document, variables in ((SIZED, {"n": 1_000_000}), ("{ films(first: 1000000) { nodes { id } } }", {})):
        answer = answered(store := Untouched(), document, Settings(), **variables)
        assert orjson.loads(answer.body)["errors"] == [
            {
                "message": "Query.films(first:) takes 0 to 100, not 1000000.",
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ]
        assert store.asked == []


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_what_is_shown_off_stays_under_the_default_limit(case: golden.Case) -> None:
    """Every query of the showcase, for each of its viewers."""
    assert 0 < costs(case.document, **case.variables) <= Settings().max_cost


# --- what an answer says of it ----------------------------------------------------------------------------------------


def extensions(seed: Asked, document: str, /, **variables: object) -> Any:
    """What the answer says when asked for its cost; without, it says nothing and is otherwise the same."""
    body = seed.runner.run(seed.gateway.answer(Request(document, variables, cost=True))).body
    response = orjson.loads(body)
    assert body == orjson.dumps(response)
    said = response.pop("extensions", None)
    assert orjson.dumps(response) == seed.body(document, variables)
    return said


def test_an_answer_says_what_it_cost_when_asked(seed: Asked) -> None:
    """By the values of this request, beside what is allowed."""
    assert [extensions(seed, SIZED, n=number) for number in (3, 100)] == [
        {"cost": {"asked": 2 * number, "most": 100_000}} for number in (3, 100)
    ]
    assert extensions(seed, "{ __typename }") == {"cost": {"asked": 0, "most": 100_000}}


def test_a_refusal_costs_nothing_and_says_nothing(seed: Asked) -> None:
    """It is told in the error."""
    assert extensions(seed, SIZED, n=101) is None
    assert extensions(seed, "{ films { nothing } }") is None


def test_the_cost_stands_beside_the_explanation(seeded: SqliteFile) -> None:
    """In development mode, when both are asked for."""

    async def ask() -> Answer:
        gateway = open_gateway(seeded, Settings(dev=True))
        try:
            return await gateway.answer(Request("{ films(first: 3) { totalCount } }", {}, explain=True, cost=True))
        finally:
            await gateway.close()

    response = orjson.loads(asyncio.run(ask()).body)
    assert response["extensions"].pop("explain").keys() == {"sql", "parameters", "plan"}
    assert response == {
        "data": {"films": {"totalCount": 1}},
        "extensions": {"cost": {"asked": 103, "most": 100_000}},
    }


# --- heavy statements -------------------------------------------------------------------------------------------------


ROLES = "query ($n: Int) { people(first: 3) { nodes { name roles(first: $n) { nodes { billing } } } } }"


@pytest.mark.parametrize(
    ("document", "number", "heavy"),
    [
        (SIZED, 4_999, None),
        (SIZED, 5_000, Heavy(0, 5_000, 10_000 * cost.SECONDS)),
        (ROLES, 1_665, None),
        (ROLES, 1_666, Heavy(1, 3, 10_005 * cost.SECONDS)),
        ("{ films(first: 4999) { nodes { id } } }", 0, None),
        ("{ films(first: 5000) { nodes { id } } }", 0, Heavy(0, 5_000, 10_000 * cost.SECONDS)),
    ],
)
def test_the_store_is_told_what_is_heavy(document: str, number: int, heavy: Heavy | None) -> None:
    """How many rows its outermost lists have, how long it works, and where the chance of a pause stands."""
    for dialect, expected in ((DIALECTS[-1], heavy), (DIALECTS[0], None)):
        store, request = Untouched(), Request(document, {"n": number})
        asked = gateway(store, Settings(max_page=10_000), dialect)
        asyncio.run(asked.answer(request))
        found = asked.found(request)  # known by now
        assert found
        asyncio.run(asked.finish(found))
        assert store.heavy == [expected, expected]
