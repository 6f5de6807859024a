"""How PostgreSQL goes about it, on enough rows that it matters: pages are read from their order's index, and what
filters ask of other rows is found once; by a plan that is made for any parameters as well."""

import asyncio
import re
from collections.abc import Iterator, Mapping

import psycopg
import pytest
from psycopg import sql

from gql.gateway import Request, open_gateway
from gql.postgres import PostgresDatabase
from gql.settings import Settings
from tests.conftest import Asked
from tests.places import Place, filled

MANY = 5_000

ROWS = f"""
INSERT INTO film (id, slug, title, title_key, released, runtime)
  SELECT n, 'film-' || n, 'Film ' || n, 'film ' || n, CASE WHEN n % 50 > 0 THEN (1950 + n % 70)::text END,
    CASE WHEN n % 20 > 0 THEN 60 + n % 100 END FROM generate_series(1, {MANY}) n;
INSERT INTO person (id, slug, name, name_key)
  SELECT n, 'person-' || n, 'Person ' || n, 'person ' || n FROM generate_series(1, {MANY}) n;
INSERT INTO role (id, film_id, person_id, position)
  SELECT {MANY} * part + n, n, 1 + (n * 7 + part * 13) % {MANY}, part
    FROM generate_series(1, {MANY}) n, generate_series(1, 5) part;
INSERT INTO review (id, film_id, written)
  SELECT n, n, CASE WHEN n % 50 > 0 THEN (1950 + n % 70)::text END FROM generate_series(1, {MANY}) n;
ANALYZE
"""


@pytest.fixture(scope="module")
def asked(server_place: Place) -> Iterator[Asked]:
    location = filled(server_place())
    assert isinstance(location, PostgresDatabase)
    with psycopg.connect(location.url) as connection:
        connection.execute(ROWS)
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked
    asked.close()


def plan(asked: Asked, document: str, variables: Mapping[str, object] | None = None) -> list[str]:
    """How it was gone about, for these values and then for any: what each step was, and how often."""
    location = asked.location
    assert isinstance(location, PostgresDatabase)
    explained = asked.runner.run(asked.gateway.explain(Request(document, variables or {})))
    steps = []
    given = sql.SQL(", ").join(map(sql.Literal, explained.parameters))
    with psycopg.connect(location.url) as connection:
        connection.execute(f"PREPARE asked AS {explained.sql}")
        for mode in ("force_custom_plan", "force_generic_plan"):
            connection.execute(f"SET plan_cache_mode = {mode}")
            answer = connection.execute(sql.SQL("EXPLAIN (ANALYZE, TIMING OFF) EXECUTE asked ({})").format(given))
            steps += [str(line) for (line,) in answer.fetchall()]
    return steps


def rows_read(steps: list[str]) -> int:
    """The most rows that one step read, in all of its loops."""
    found = (re.search(r"Scan.*\(actual rows=([\d.]+) loops=(\d+)\)", step) for step in steps)
    return max(round(float(match[1]) * int(match[2])) for match in found if match)


ORDERS = {
    "films": ("TITLE_ASC", "TITLE_DESC", "RELEASED_ASC", "RELEASED_DESC", "RUNTIME_ASC", "RUNTIME_DESC"),
    "people": ("NAME_ASC", "NAME_DESC"),
    "reviews": ("WRITTEN_ASC", "WRITTEN_DESC"),
}


@pytest.mark.parametrize(("name", "order"), [(name, order) for name, orders in ORDERS.items() for order in orders])
def test_a_page_reads_no_more_than_it_shows(asked: Asked, name: str, order: str) -> None:
    """The first one, one in the middle, and those of what is unknown: the index of the order has them."""
    document = f"""query ($a: String, $n: Int!) {{ {name}(orderBy: [{order}], first: $n, after: $a) {{
      nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    after = None
    for walked in range(0, MANY, 100):
        if walked in {0, MANY // 2, MANY - 100}:
            assert rows_read(plan(asked, document, {"a": after, "n": 10})) <= 110, walked
        after = asked.data(document, {"a": after, "n": 100})[name]["pageInfo"]["endCursor"]


FILTERS = {
    "nobody": '{role: {person: {name: {contains: "nobody"}}}}',
    "one": '{role: {person: {name: {eq: "person 7"}}}}',
    "not": '{not: {role: {person: {role: {film: {role: {person: {name: {eq: "person 7"}}}}}}}}}',
}


@pytest.mark.parametrize("name", FILTERS)
def test_what_a_filter_asks_of_other_rows_is_found_once(asked: Asked, name: str) -> None:
    """Each table is read once at most, whatever the server supposes of how many pass: never for each film."""
    steps = plan(asked, f"{{ films(where: {FILTERS[name]}) {{ nodes {{ id }} }} }}")
    assert rows_read(steps) <= 5 * MANY


def test_one_that_looks_film_by_film_is_noticed(asked: Asked) -> None:
    """The tests above can fail: without what keeps the inner SELECT apart, the same filter reads more."""
    location = asked.location
    assert isinstance(location, PostgresDatabase)
    document = f"{{ films(where: {FILTERS['nobody']}) {{ nodes {{ id }} }} }}"
    text = asyncio.run(_explained(location, document))
    with psycopg.connect(location.url) as connection:
        cursor = psycopg.RawCursor(connection)
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {text.replace(' OFFSET 0', '')}", ["nobody", 20])
        together = [str(line) for (line,) in cursor.fetchall()]
    assert any("Nested Loop" in step and f"loops={MANY}" in step for step in together)


async def _explained(location: PostgresDatabase, document: str) -> str:
    gateway = open_gateway(location, Settings())
    try:
        return (await gateway.explain(Request(document, {}))).sql
    finally:
        await gateway.close()
