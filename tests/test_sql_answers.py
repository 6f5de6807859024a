"""What the database makes of a statement: JSON, by the types of the columns, and by what the viewer has unlocked."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql import tables
from gql.postgres import PostgresDatabase
from gql.sql.rows import MOST_JOINED
from tests.places import Place, filled
from tests.rows import LIBRARIES, WORLD, film, in_memory, insert, row
from tests.stages import CONDITIONED, LARGE, PLACES, VIEWERS, everything, run


@pytest.fixture(scope="module")
def served(server_place: Place) -> Iterator[Any]:
    """A connection to the tiny world in PostgreSQL."""
    location = filled(server_place())
    insert(location, WORLD)
    assert isinstance(location, PostgresDatabase)
    with psycopg.connect(location.url) as connection:
        yield connection


@pytest.fixture(
    scope="module", params=[*LIBRARIES, None], ids=lambda library: library.sqlite_version if library else "postgresql"
)
def world(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A connection of each library to the tiny world, and one to a PostgreSQL."""
    if request.param is None:
        yield request.getfixturevalue("served")
        return
    with contextlib.closing(in_memory(request.param, WORLD)) as connection:
        yield connection


@pytest.mark.parametrize("count", [1, 15, 16, 17, 100, 101, 256, 257, 500])
def test_an_object_may_have_any_number_of_fields(world: Any, count: int) -> None:
    """Up to the limit, in the client's order, whatever groups the dialect makes of them."""
    fields = " ".join(f"f{number}: {'title' if number % 2 else 'year'}" for number in range(count))
    (found,) = run(world, f'{{ film(by: {{slug: "film-1"}}) {{ {fields} }} }}')
    assert found == json.dumps(
        {f"f{number}": "One" if number % 2 else 2018 for number in range(count)}, separators=(",", ":")
    )


@pytest.mark.parametrize("count", [1, MOST_JOINED, MOST_JOINED + 1, 3 * MOST_JOINED])
def test_a_row_may_refer_to_others_any_number_of_times(world: Any, count: int) -> None:
    """More often than a database joins tables, too, and wherever there is no such row."""
    fields = " ".join(f"p{n}: person {{ name }} c{n}: character {{ name }}" for n in range(count))
    (once, found) = run(
        world,
        f"""{{ once: films {{ nodes {{ roles {{ nodes {{ person {{ name }} character {{ name }} }} }} }} }}
               often: films {{ nodes {{ roles {{ nodes {{ {fields} }} }} }} }} }}""",
        settings=LARGE,
    )
    assert once
    assert found
    roles = [role for film in json.loads(once)["nodes"] for role in film["roles"]["nodes"]]
    assert {role["character"] is None for role in roles} == {True, False}
    assert [role for film in json.loads(found)["nodes"] for role in film["roles"]["nodes"]] == [
        {f"{name[0]}{number}": role[name] for number in range(count) for name in ("person", "character")}
        for role in roles
    ]


def test_everything_is_read(world: Any) -> None:
    """Every field of every type, for every kind of viewer, is a statement that the database takes, and JSON."""
    for viewer in VIEWERS:
        for field in run(world, f"query {viewer} {everything(levels=3)}", settings=LARGE):
            assert field is None or isinstance(json.loads(field), dict | list)


def test_every_condition_is_taken(world: Any) -> None:
    """Tests of every kind, and legs behind a cursor, are SQL to each library, for every kind of viewer."""
    for viewer in VIEWERS:
        films, none = run(world, CONDITIONED % viewer, PLACES)
        assert json.loads(films or "")["nodes"] == []
        assert json.loads(none or "") == {"nodes": [], "pageInfo": {"hasNextPage": False}}


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_text_is_answered_as_json(title: str) -> None:
    """Quotes, control characters and emoji come out as they went in."""
    with contextlib.closing(in_memory(rows=[film(1, title)])) as connection:
        (found,) = run(connection, '{ film(by: {slug: "film-1"}) { title } }')
    assert json.loads(found or "") == {"title": title}


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=500))
def test_any_text_is_answered_as_json_by_postgresql_too(served: Any, title: str) -> None:
    """Character by character."""
    with served.transaction(force_rollback=True):
        served.execute('UPDATE "film" SET "title" = %s WHERE "id" = 1', [title])
        (found,) = run(served, '{ film(by: {slug: "film-1"}) { title } }')
    assert json.loads(found or "") == {"title": title}


def test_values_are_written_by_their_type(world: Any) -> None:
    """Numbers bare, Booleans as words, unknown as null, money as an object or null."""
    (found,) = run(
        world,
        """{ film(by: {slug: "film-1"}) { runtime released imdbId summary genres
      scores { approval average scale count } figures { derived money { amount currency } }
      gross { money { amount } low { amount currency } contested } budget { contested } } }""",
    )
    assert (found or "").replace(":10,", ":10.0,") == (
        '{"runtime":87,"released":"2018-12-14","imdbId":null,"summary":null,"genres":["action","drama"],'
        '"scores":[{"approval":0.1,"average":7.35,"scale":10.0,"count":3}],'
        '"figures":[{"derived":false,"money":{"amount":5,"currency":"USD"}},'
        '{"derived":true,"money":{"amount":7,"currency":"USD"}}],'
        '"gross":{"money":null,"low":{"amount":5,"currency":"USD"},"contested":true},"budget":null}'
    )


def test_amounts_are_exact(world: Any) -> None:
    """Up to what every JSON client reads exactly."""
    figure = {"id": 99, "film_id": 2, "metric": "BUDGET", "territory": "WORLD", "currency": "USD", "derived": False}
    with contextlib.closing(in_memory(rows=[*WORLD, row(tables.Figure, amount=2**53 - 1, **figure)])) as connection:
        (found,) = run(connection, '{ film(by: {slug: "film-2"}) { budget { money { amount } } } }')
    assert found == '{"budget":{"money":{"amount":9007199254740991}}}'


TWISTS = {
    # what of the twists is told: the major one at minute 60, the minor one without a minute, the other film's at 5
    "": [],
    '@viewer(seen: [{film: "film.1"}])': [5, 6],
    '@viewer(seen: [{film: "film.1", until: 59}])': [],
    '@viewer(seen: [{film: "film.1", until: 60}])': [5],
    '@viewer(seen: [{film: "film.1", until: 60}, {film: "film.2"}])': [5, 7],
    '@viewer(seen: [{film: "film.11"}, {film: "film.22"}, {film: "film.3"}])': [],
    "@viewer(allow: MINOR)": [6],
    '@viewer(allow: MINOR, seen: [{film: "film.2", until: 5}])': [6, 7],
    "@viewer(allow: ALL)": [5, 6, 7],
}
TELLING = """query %s { films { nodes { sealedTwists twists { id } } }
  nodes(ids: ["twist.5", "twist.6", "twist.7", "character.10", "role.15", "relation.19"]) { id }
  character(by: {slug: "role-8"}) { fullName relations { label twist { id } } twists { id } }
  reviews { nodes { quote } } film(by: {slug: "film-1"}) { roles { totalCount nodes { character { name } } } } }"""


@pytest.mark.parametrize("viewer", TWISTS)
def test_a_twist_unlocks_what_it_seals(world: Any, viewer: str) -> None:
    """Itself, names, words, relations, characters and roles: all of it when it is unlocked, none before."""
    told = TWISTS[viewer]
    films, nodes, character, reviews, cast = map(json.loads, map(str, run(world, TELLING % viewer)))
    twists = [twist["id"] for node in films["nodes"] for twist in node["twists"]]
    assert sorted(twists) == [f"twist.{number}" for number in told]
    hidden = {1: 2 - len({5, 6} & set(told)), 2: 1 - len({7} & set(told))}
    assert [node["sealedTwists"] for node in films["nodes"]] == list(hidden.values())
    major = 5 in told
    sealed = ["character.10", "role.15", "relation.19"] if major else [None] * 3
    expected = [f"twist.{number}" if number in told else None for number in (5, 6, 7)] + sealed
    assert [node and node["id"] for node in nodes] == expected
    assert character == {
        "fullName": "Lucas Long" if major else None,
        "relations": [{"label": "son of", "twist": {"id": "twist.5"}}] if major else [],
        "twists": [{"id": "twist.5"}] if major else [],
    }
    assert [node["quote"] for node in reviews["nodes"]] == ["Long", "Her ghost" if major else None]
    names = ["Mac", "Lucas", "Ghost", None] if major else ["Mac", "Lucas", None]
    assert cast["roles"]["totalCount"] == len(names)
    assert [node["character"] and node["character"]["name"] for node in cast["roles"]["nodes"]] == names
