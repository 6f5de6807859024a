"""Explaining: what an operation comes down to, from the command and, in development mode, in the answer."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.database import SqliteFile
from gql.gateway import Answer, Request, open_gateway
from gql.settings import Settings
from tests.conftest import Asked

GQL = Path(sys.executable).with_name("gql")
DOCUMENT = "query Named($name: String) { people(where: {name: {eq: $name}}) { nodes { name } } }"


def explain(location: SqliteFile, *arguments: str, given: str = "") -> tuple[int, str, str]:
    """Exit code, what the command said, and what it complained of."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GQL_")}
    command = [str(GQL), "explain", "--database", str(location), *arguments]
    ended = subprocess.run(
        command, env=environment, input=given, capture_output=True, text=True, timeout=60, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


EXPLAINED = """\
SELECT
(SELECT '{"nodes":[' || coalesce(group_concat("page"."text_1", ','), '') || ']}'
  FROM
  (SELECT '{"name":' || json_quote("person_1"."name") || '}' AS "text_1"
    FROM "person" AS "person_1"
    WHERE "person_1"."name_key" = +?1
    ORDER BY "person_1"."name_key", "person_1"."id"
    LIMIT ?2+0) AS "page");
-- ?1 = "ryan guzman"
-- ?2 = 20
-- SCAN CONSTANT ROW
-- SCALAR SUBQUERY 2
--   CO-ROUTINE page
--     SEARCH person_1 USING INDEX person_by_name (name_key=?)
--   SCAN page
"""


def test_the_command_shows_sql_parameters_and_plan(seeded: SqliteFile, tmp_path: Path) -> None:
    """Of a text, of a file that holds it, and of what comes in; values are shown as the database gets them."""
    variables = ("--variables", '{"name": "Ryan GUZMÁN"}')
    file = tmp_path / "named.graphql"
    file.write_text(DOCUMENT, encoding="utf-8")
    for query in (DOCUMENT, str(file)):
        assert explain(seeded, query, *variables) == (0, EXPLAINED, "")
    assert explain(seeded, "-", *variables, given=DOCUMENT) == (0, EXPLAINED, "")


def test_what_is_shown_runs_in_the_databases_own_shell(seeded: SqliteFile) -> None:
    """It is SQL: the rest stands in comments."""
    shown = explain(seeded, '{ people(first: 2) { totalCount nodes { name } } film(by: {slug: "x"}) { id } }')[1]
    assert shown.endswith("\n")
    statement, comments = shown.split(";\n")
    assert all(line.startswith("-- ") for line in comments.splitlines())
    assert statement.count("(") == statement.count(")")


def test_the_operation_is_chosen_by_name(seeded: SqliteFile) -> None:
    """One that asks nothing of the database says so."""
    both = 'query A { __typename } query B { film(by: {slug: "x"}) { id } }'
    assert explain(seeded, both, "--operation", "A") == (0, "-- Answered without the database.\n", "")
    assert '-- ?1 = "x"' in explain(seeded, both, "--operation", "B")[1]


REFUSED = {
    "a document that does not parse": (["{ films "], "gql: GRAPHQL_PARSE_FAILED at line 1, column 9: "),
    "an unknown field": (["{ filmz { id } }"], "gql: GRAPHQL_VALIDATION_FAILED at line 1, column 3: "),
    "a value that cannot be": (["{ films(first: -1) { totalCount } }"], "gql: BAD_USER_INPUT: Query.films(first:) "),
    "a variable of a wrong type": ([DOCUMENT, "--variables", '{"name": 1}'], "gql: BAD_USER_INPUT at line 1, column "),
    "variables that are no JSON": ([DOCUMENT, "--variables", "{"], "gql: --variables is not JSON: "),
    "variables that are no object": ([DOCUMENT, "--variables", "[]"], "gql: --variables must be a JSON object."),
    "a file that is not there": (["none.graphql"], "gql: none.graphql is no operation, and no file that holds one: "),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_fault_is_named(seeded: SqliteFile, case: str) -> None:
    """With its code and its place in the document; exit code 2."""
    arguments, complaint = REFUSED[case]
    code, said, complained = explain(seeded, *arguments)
    assert (code, said) == (2, "")
    assert complained.startswith(complaint)
    assert "Traceback" not in complained


# --- in the answer ----------------------------------------------------------------------------------------------------


@pytest.fixture
def developing(seeded: SqliteFile) -> Iterator[Asked]:
    """A gateway in development mode."""
    asked = Asked(open_gateway(seeded, Settings(dev=True)), seeded)
    yield asked
    asked.close()


def answered(asked: Asked, document: str, *, explain: bool = True) -> Any:
    """The response to a request that asks for an explanation, or does not."""
    answer: Answer = asked.runner.run(asked.gateway.answer(Request(document, {}, explain=explain)))
    return orjson.loads(answer.body)


def test_in_development_mode_the_answer_explains_itself(developing: Asked) -> None:
    """When it is asked to: the same data, and the SQL, its parameters and the plan beside it."""
    document = '{ people(where: {name: {eq: "Ryan Guzman"}}) { nodes { name } } }'
    response = answered(developing, document)
    assert response["data"] == {"people": {"nodes": [{"name": "Ryan Guzman"}]}}
    shown = response["extensions"]["explain"]
    assert shown["sql"] + ";" == EXPLAINED.partition("\n--")[0]
    assert shown["parameters"] == ["ryan guzman", 20]
    assert "    SEARCH person_1 USING INDEX person_by_name (name_key=?)" in shown["plan"]
    assert answered(developing, document, explain=False).keys() == {"data"}
    nothing = answered(developing, "{ __typename }")
    assert nothing == {
        "data": {"__typename": "Query"},
        "extensions": {"explain": {"sql": "", "parameters": [], "plan": []}},
    }


def test_otherwise_it_never_does(seed: Asked) -> None:
    """How the database goes about it may depend on what is sealed."""
    assert answered(seed, "{ films { totalCount } }").keys() == {"data"}
