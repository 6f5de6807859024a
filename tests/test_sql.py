"""The renderer: the text of a statement, and its slots. What databases make of them: test_sql_answers.py."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql import plan, tables
from gql.dialects import Pause, sqlite
from gql.sql import Statement, readable, render
from gql.sql.joined import Said, concatenated, literal, quoted
from tests.stages import (
    CONDITIONED,
    DIALECTS,
    LARGE,
    MODERN,
    PLACES,
    VIEWERS,
    everything,
    parameters,
    planned,
    rendered,
)

PAGES = """{ films(first: 2, after: $after) { totalCount nodes { title genres } edges { cursor node { id } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } film(by: {id: "film.1"}) { gross { contested } }
  nodes(ids: ["film.1", $id]) { id } credited: film(by: {slug: $slug}) { credits(jobs: [WRITER, $job]) { job } } }"""
GIVEN = {"after": b'["TITLE_ASC","a",1]'.hex(), "id": "person.3", "slug": "film-1", "job": "DIRECTOR"}
DECLARED = "($after: String, $id: ID!, $slug: String!, $job: Job!)"


def statements() -> Iterator[Statement]:
    """Statements of every kind: every field of every type, and every argument."""
    for viewer in VIEWERS:
        for dialect in DIALECTS:
            yield rendered(f"query {viewer} {everything(levels=3)}", settings=LARGE, dialect=dialect)
            yield rendered(f"query {DECLARED} {viewer} {PAGES}", GIVEN, dialect=dialect)
            yield rendered(CONDITIONED % viewer, PLACES, dialect=dialect)


STATEMENTS = list(statements())
TEXTS = [statement.text for statement in STATEMENTS]


# --- the text ---------------------------------------------------------------------------------------------------------

TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[?$]\d+|\w+|\|\||::|->>|<=|>=|<>|[-+*/=<>(),.]|\s+""")
BARE = re.compile(
    # keywords, functions, numbers
    r"SELECT|FROM|AS|JOIN|ON|WHERE|AND|OR|NOT|IS|NULL|TRUE|IN|EXISTS|CASE|WHEN|THEN|ELSE|END|ORDER|BY|DESC|NULLS|FIRST"
    r"|LAST|LIMIT|OFFSET|UNION|ALL|CROSS|OVER|FILTER|coalesce|count|group_concat|hex|instr|json_each|json_quote|lower"
    r"|max|min|row_number|\d+"
    # PostgreSQL's
    r"|DISTINCT|ANY|ARRAY|WITH|ORDINALITY|bigint|convert_to|double|encode|jsonb|jsonb_array_elements"
    r"|jsonb_array_elements_text|least|pg_sleep|precision|random|starts_with|string_agg|strpos|text"
    r"|to_json"
)


def tokens(text: str) -> list[str]:
    found = TOKEN.findall(text)
    assert "".join(found) == text, "every character of a statement is part of a token"
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_every_identifier_is_quoted(text: str) -> None:
    """A bare word is a keyword in capitals, a function in small letters, or a number; names stand in quotes."""
    assert {token for token in tokens(text) if token[0].isalnum() and not BARE.fullmatch(token)} == set()


OURS = re.compile(
    r"seal|by|items|item|page|place|leg|most|element|row|number|count|given|key|value|type|cursor|(text|key)_\d+"
)
"""What names of ours stand beside the tables' and columns'."""


@pytest.mark.parametrize("text", TEXTS)
def test_names_are_the_tables_own(text: str) -> None:
    """Aliases are a table's name and its depth, or say what they stand for; nothing is named by a client."""
    models = [*tables.METADATA.tables.values(), *tables.VIEWS.tables.values()]
    known = {model.name for model in models} | {column.name for model in models for column in model.columns}
    named = {token[1:-1] for token in tokens(text) if token[0] == '"'}
    assert {
        name for name in named - known if not OURS.fullmatch(name) and re.sub(r"_\d+$", "", name) not in known
    } == set()


@pytest.mark.parametrize(
    ("document", "places"),
    [
        ('{ film(by: {slug: "x"}) { title } }', 0),
        ("{ films { nodes { title roles { nodes { billing } } } } }", 1),
        ("{ films { nodes { title } edges { cursor node { genres } } pageInfo { hasNextPage } } }", 2),
        ("{ films { totalCount } }", 0),
        ('{ film(by: {slug: "x"}) { genres roles { nodes { film { genres } } } } people { nodes { id } } }', 3),
        ('{ film(by: {slug: "x"}) { credits { film { genres } } } }', 1),
        ('{ nodes(ids: ["film.1"]) { ... on Film { genres roles { nodes { id } } } } }', 1),
        ('{ node(id: "film.1") { ... on Film { genres } ... on Person { roles { nodes { id } } } } }', 2),
    ],
)
def test_a_heavy_statement_pauses_in_its_outermost_lists(document: str, places: int) -> None:
    """Of what stands in a list, no list pauses; SQLite, whose threads step back, does not at all."""
    made = planned(document)
    light, heavy = (render(made, DIALECTS[-1], heavy=heavy) for heavy in (False, True))
    assert light
    assert heavy
    assert heavy.text.count("pg_sleep(") == places
    assert [slot for slot in heavy.slots if slot is Pause.CHANCE] == [Pause.CHANCE] * bool(places)
    assert "pg_sleep(" not in light.text
    assert render(made, DIALECTS[0], heavy=True) == render(made, DIALECTS[0])


def test_one_plan_has_one_text() -> None:
    """Rendered again, or of another document with other literals and other white space."""
    made = planned(f"query {DECLARED} {PAGES}", GIVEN)
    assert render(made, sqlite(MODERN)) == render(made, sqlite(MODERN))
    other = PAGES.replace("first: 2", "first: 77").replace('"film.1"', '"role.99"').replace("\n", " ,, # x\n")
    assert rendered(f"query {DECLARED} {other}", GIVEN).text == rendered(f"query {DECLARED} {PAGES}", GIVEN).text


def test_a_link_is_sealed_like_a_row() -> None:
    """What ties a character to a twist says that there is one."""
    text = rendered('query @viewer(allow: MINOR) { character(by: {slug: "x"}) { twists { id } } }').text
    assert text.count('FROM "twist" AS "seal" WHERE "seal"."id" = "twist_character_2"."twist_id")') == 1


EVIL = "'\"; DROP TABLE film; -- %_\\ ü"


def test_no_client_value_is_in_the_text() -> None:
    """From the document or from variables: texts, ids, numbers, cursors, and the films seen are parameters."""
    document = """query ($slug: String!, $after: String)
      @viewer(seen: [{film: "film.424242"}, {film: "film.1", until: 77}]) {
      a: film(by: {slug: $slug}) { title } b: film(by: {slug: %s}) { gross(territory: %s) { contested } }
      films(first: 33, after: $after) { totalCount nodes { id } } nodes(ids: ["film.31337"]) { id } }"""
    quoted = json.dumps(EVIL)
    variables = {"slug": EVIL, "after": json.dumps(["TITLE_ASC", EVIL, 55]).encode().hex()}
    statement = rendered(document % (quoted, quoted), variables)
    for value in (EVIL, "DROP", "424242", "31337", "33", "77", "55", variables["after"]):
        assert value not in statement.text
    found = parameters(statement, document % (quoted, quoted), variables)
    assert found.count(EVIL) == 4
    assert {",424242,", '{"1":77}', '[["film",31337]]', 33, 55} <= set(found)


# --- slots ------------------------------------------------------------------------------------------------------------


def slots(document: str, variables: dict[str, Any]) -> list[str]:
    return [token for token in tokens(rendered(document, variables).text) if token[0] == "?"]


def test_a_variable_met_twice_is_one_slot() -> None:
    """The same value, asked for in the same way."""
    document = "query ($s: String!) { a: film(by: {slug: $s}) { id } b: film(by: {slug: $s}) { id } }"
    assert slots(document, {"s": "x"}) == ["?1", "?1"]


def test_one_variable_in_two_ways_is_two_slots() -> None:
    """An id is another number for each type."""
    document = "query ($id: ID!) { film(by: {id: $id}) { id } person(by: {id: $id}) { id } node(id: $id) { id } }"
    assert slots(document, {"id": "film.1"}) == ["?1", "?2", "?3"]


def test_literals_never_share_a_slot() -> None:
    """Not even equal ones: True == 1 in Python, and a plan is made for any value."""
    assert slots('{ a: film(by: {slug: "x"}) { id } b: film(by: {slug: "x"}) { id } }', {}) == ["?1", "?2"]
    both = rendered("{ a: films(first: 1) { nodes { id } } b: films(first: 1) { nodes { id } } }")
    assert len(both.slots) == 2


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_slot_stands_in_the_text(statement: Statement) -> None:
    """They are numbered from one, and there is a parameter for each and no more."""
    found = {int(token[1:]) for token in tokens(statement.text) if token[0] in "?$"}
    assert found == set(range(1, len(statement.slots) + 1))


def test_what_needs_no_database_has_no_statement() -> None:
    """Names of types and what asks about the schema; each other root field is a column, by its response key."""
    dialect = sqlite(MODERN)
    assert render(planned("{ __typename a: __typename __schema { description } }"), dialect) is None
    assert render(planned("{ }"), dialect) is None
    statement = rendered("{ b: films { totalCount } __typename a: people { totalCount } }")
    assert statement.fields == ("b", "a")
    assert statement.text.startswith("SELECT\n(SELECT ")


def test_a_value_that_nothing_depends_on_is_kept_apart() -> None:
    """So that a wrong cursor or page size is refused whatever is selected."""
    statement = rendered(
        "query ($n: Int) { films(first: $n) { totalCount } people(first: $n) { nodes { id } } }", {"n": 3}
    )
    assert statement.slots == (plan.PageSize(plan.Variable("n"), "Query.people"),)
    assert statement.unused == (plan.PageSize(plan.Variable("n"), "Query.films"),)


# --- joined -----------------------------------------------------------------------------------------------------------


def test_texts_and_names_are_escaped() -> None:
    """Whatever stands in them; the schema's words hold no quotes today."""
    assert literal("it's 'x'") == "'it''s ''x'''"
    assert quoted('say "no"') == '"say ""no"""'


def test_neighbouring_texts_are_one() -> None:
    """What is known now is merged; expressions stay apart."""
    pieces = [Said('{"a":'), Said("1,"), Said('"b":'), '"x"', Said(""), '"y"', Said("}")]
    assert concatenated(pieces, 9) == """'{"a":1,"b":' || "x" || "y" || '}'"""
    assert concatenated([Said("{}")], 9) == "'{}'"


@given(st.integers(1, 300), st.integers(2, 20))
def test_no_chain_is_longer_than_a_group(count: int, group: int) -> None:
    """Long chains become chains of groups, and the order is that of the pieces."""
    pieces = [f"x{number}" for number in range(count)]
    text = concatenated(pieces, group)
    assert text.replace("(", "").replace(")", "") == " || ".join(pieces)
    while "(" in text:
        inner = re.findall(r"\([^()]*\)", text)
        text = re.sub(r"\([^()]*\)", "g", text)
        assert max(chain.count(" || ") for chain in inner) < group
    assert text.count(" || ") < group


# --- readable ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXTS)
def test_readable_text_loses_nothing_but_white_space(text: str) -> None:
    """It is the same statement, token by token, with each SELECT on a line of its own."""
    shown = readable(text)
    assert [token for token in tokens(shown) if token.strip()] == [token for token in tokens(text) if token.strip()]
    assert {line.strip().count("(SELECT ") for line in shown.splitlines()} <= {0, 1}
