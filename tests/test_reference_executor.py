"""The reference executor itself: right by answers worked out by hand, and by the golden files.

Each case is asked of the gateway as well: that both agree with the hand is worth more than that they agree.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gql import tables
from gql.gateway import open_gateway
from gql.settings import Settings
from gql.tables.keys import fold
from tests import golden
from tests.conftest import Asked
from tests.places import Place, filled
from tests.reference import Reference
from tests.rows import WORLD, Row, insert, row


def film(number: int, title: str, **values: object) -> Row:
    """A film whose title has the key that the loader would give it."""
    return row(tables.Film, id=number, slug=f"film-{number}", title=title, title_key=fold(title), **values)


FILMS = (
    film(1, "Zoë", released="2018-11-30", year=2018, runtime=90),
    film(2, "zoe", released="2018-11", year=2018, runtime=90),
    film(3, "Ash 100%", released="2018", year=2018),
    film(4, "ash_x", released="2019-01-01", year=2019, runtime=120),
    film(5, "Bare"),
    row(tables.FilmLabel, id=11, film_id=1, kind="GENRE", position=1, text="Drama"),
    row(tables.FilmLabel, id=12, film_id=2, kind="GENRE", position=1, text="drama"),
    row(tables.FilmLabel, id=13, film_id=2, kind="LANGUAGE", position=1, text="drama"),
)
SEEN = '@viewer(seen: [{film: "film.1"}])'


@pytest.fixture(scope="module")
def worlds(place: Place) -> Iterator[dict[str, tuple[Asked, Reference]]]:
    """The tiny world, and films alone, each before a gateway and before the reference."""
    found = {}
    for name, rows in (("tiny", WORLD), ("films", FILMS)):
        location = filled(place())
        insert(location, rows)
        found[name] = (Asked(open_gateway(location, Settings()), location), Reference(location))
    yield found
    for asked, _ in found.values():
        asked.close()


def films(where: str) -> str:
    return f"{{ films(where: {where}) {{ nodes {{ id }} }} }}"


PASSED = {
    # what is asked: the numbers of the films that pass, by title
    "{}": [3, 4, 5, 1, 2],
    "{and: []}": [3, 4, 5, 1, 2],
    "{or: []}": [],
    "{not: {}}": [],
    '{title: {eq: "ZOE"}}': [1, 2],
    '{title: {in: ["ASH_X", "bäre", "no"]}}': [4, 5],
    "{title: {in: []}}": [],
    '{title: {contains: "%"}}': [3],
    '{title: {contains: ""}}': [3, 4, 5, 1, 2],
    '{title: {startsWith: "_"}}': [],
    '{title: {startsWith: "ASH"}}': [3, 4],
    '{slug: {startsWith: "FILM-1"}}': [1],
    '{slug: {eq: "FILM-1"}}': [],
    "{year: {eq: 2018, lt: 2018}}": [],
    "{year: {eq: null}}": [5],
    "{not: {year: {gte: 2018}}}": [5],
    "{runtime: {gt: 90}}": [4],
    "{not: {runtime: {gt: 90}}}": [3, 5, 1, 2],
    '{released: {eq: "2018-11"}}': [1, 2],
    '{released: {eq: "2018"}}': [3, 1, 2],
    '{released: {eq: "2018-11-30"}}': [1],
    '{released: {lt: "2018-11"}}': [3],
    '{released: {lte: "2018-11"}}': [3, 1, 2],
    '{released: {gt: "2018-11"}}': [4],
    '{released: {gte: "2018-11"}}': [4, 1, 2],
    '{not: {released: {gt: "2018-11"}}}': [3, 5, 1, 2],
    '{ids: ["film.2", "film.9", "person.1", "x"]}': [2],
    '{genre: {eq: "drama"}}': [2],
    '{genre: {startsWith: "DR"}}': [1, 2],
    "{genre: {eq: null}}": [3, 4, 5],
    '{genre: {eq: null, contains: "d"}}': [],
    "{genre: {}}": [3, 4, 5, 1, 2],
    '{not: {genre: {contains: "d"}}}': [3, 4, 5],
    "{role: {}}": [],
    "{not: {role: {}}}": [3, 4, 5, 1, 2],
}


@pytest.mark.parametrize("where", PASSED)
def test_films_pass(worlds: dict[str, tuple[Asked, Reference]], where: str) -> None:
    """Whatever is unknown passes `eq: null` alone."""
    asked, reference = worlds["films"]
    expected = {"films": {"nodes": [{"id": f"film.{number}"} for number in PASSED[where]]}}
    assert reference.answer(films(where), {}) == {"data": expected}
    assert asked.data(films(where)) == expected


ORDERED = {
    # what films are ordered by: their numbers
    "[TITLE_DESC]": [2, 1, 5, 4, 3],
    "[RELEASED_ASC]": [3, 2, 1, 4, 5],
    "[RELEASED_DESC]": [4, 1, 2, 3, 5],
    "[RUNTIME_ASC]": [1, 2, 4, 3, 5],
    "[RUNTIME_DESC]": [4, 2, 1, 5, 3],
    "[RUNTIME_DESC, TITLE_ASC]": [4, 1, 2, 3, 5],
    "[RUNTIME_ASC, RELEASED_DESC, RUNTIME_DESC]": [1, 2, 4, 3, 5],
    "[]": [3, 4, 5, 1, 2],
}


@pytest.mark.parametrize("order", ORDERED)
def test_films_are_ordered(worlds: dict[str, tuple[Asked, Reference]], order: str) -> None:
    """Unknown last in both directions, then by id in the last one's; walked page by page, the same."""
    asked, reference = worlds["films"]
    document = f"""query ($after: String) {{ films(orderBy: {order}, first: 2, after: $after) {{
      nodes {{ id }} edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    found: list[str] = []
    after, more = None, True
    while more:
        answer = asked.data(document, {"after": after})
        assert reference.answer(document, {"after": after}) == {"data": answer}
        info = answer["films"]["pageInfo"]
        assert info["hasPreviousPage"] == bool(found)
        found += [node["id"] for node in answer["films"]["nodes"]]
        after, more = info["endCursor"], info["hasNextPage"]
    assert found == [f"film.{number}" for number in ORDERED[order]]


TOLD: list[tuple[str, str, Any]] = [
    # viewer, document, answer
    ("", '{ characters(where: {fullName: {contains: "l"}}) { nodes { name } } }', []),
    (SEEN, '{ characters(where: {fullName: {contains: "L"}}) { nodes { name } } }', [{"name": "Lucas"}]),
    ("", "{ characters(where: {fullName: {eq: null}}) { nodes { name } } }", [{"name": "Lucas"}, {"name": "Mac"}]),
    (SEEN, "{ characters(where: {fullName: {eq: null}}) { nodes { name } } }", [{"name": "Ghost"}, {"name": "Mac"}]),
    ("", '{ characters(where: {relation: {label: {eq: "son of"}}}) { nodes { name } } }', []),
    (SEEN, "{ characters(where: {relation: {kinds: [FAMILY]}}) { nodes { name } } }", [{"name": "Lucas"}]),
    ("", '{ people(where: {role: {character: {name: {eq: "ghost"}}}}) { nodes { name } } }', []),
    (SEEN, '{ people(where: {role: {character: {name: {eq: "ghost"}}}}) { nodes { name } } }', [{"name": "Bob"}]),
    ("", "{ people(where: {role: {not: {character: {}}}}) { nodes { name } } }", [{"name": "Bob"}]),
    (
        SEEN,
        "{ people(where: {role: {not: {character: {}}}}) { nodes { name } } }",
        [{"name": "Ann"}, {"name": "Bob"}],
    ),
    ("", "{ films(where: {grossContested: true}) { nodes { title } } }", [{"title": "One"}]),
    ("", "{ films(where: {grossContested: false}) { nodes { title } } }", []),
    ("", "{ films(where: {not: {grossContested: true}}) { nodes { title } } }", [{"title": "Two"}]),
    ("", '{ reviews(first: 1, where: {publication: {eq: "THE paper"}}) { nodes { written } } }', [{"written": "2019"}]),
    ("", "{ reviews(where: {critic: {eq: null}, verdicts: [MIXED]}) { nodes { verdict } } }", [{"verdict": "MIXED"}]),
    ("", "{ reviews(where: {not: {verdicts: [MIXED]}}) { nodes { written } } }", [{"written": "2019"}]),
]  # fmt: skip


@pytest.mark.parametrize(("viewer", "document", "nodes"), TOLD)
def test_a_filter_sees_what_the_viewer_sees(
    worlds: dict[str, tuple[Asked, Reference]], viewer: str, document: str, nodes: Any
) -> None:
    """What is sealed is not there, or unknown."""
    asked, reference = worlds["tiny"]
    operation = f"query {viewer} {document}"
    ((_, answer),) = asked.data(operation).items()
    assert answer == {"nodes": nodes}
    assert reference.answer(operation, {}) == {"data": asked.data(operation)}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("{ films", {}, "GRAPHQL_PARSE_FAILED"),
    ("{ filmz { id } }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ('{ films(where: {released: {eq: "2018-13"}}) { totalCount } }', {}, "GRAPHQL_VALIDATION_FAILED"),
    ("query ($d: PartialDate) { films(where: {released: {eq: $d}}) { totalCount } }", {"d": "18"}, "BAD_USER_INPUT"),
    ("{ films(first: 101) { totalCount } }", {}, "BAD_USER_INPUT"),
    ("{ films(orderBy: [TITLE_ASC, TITLE_ASC, TITLE_ASC, TITLE_ASC]) { totalCount } }", {}, "BAD_USER_INPUT"),
    (f'{{ films(after: "{b"[1]".hex()}") {{ totalCount }} }}', {}, "BAD_USER_INPUT"),
    ('{ film(by: {slug: "none"}) { roles(first: -1) { totalCount } } }', {}, "BAD_USER_INPUT"),
    ("query ($s: String) { film(by: {slug: $s}) { id } }", {}, "BAD_USER_INPUT"),
    (films("{role: {film: " * 5 + "{}" + "}}" * 5), {}, "TOO_COMPLEX"),
    (films("{or: [" + "{year: {}}, " * 200 + "]}"), {}, "TOO_COMPLEX"),
]


@pytest.mark.parametrize(("document", "variables", "code"), REFUSED)
def test_faults_have_their_codes(
    worlds: dict[str, tuple[Asked, Reference]], document: str, variables: dict[str, Any], code: str
) -> None:
    """Also where no row leads."""
    asked, reference = worlds["tiny"]
    assert reference.answer(document, variables) == {"errors": code}
    assert asked.code(document, variables) == code


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_golden_files_are_answered_as_they_say(case: golden.Case, reference: Reference) -> None:
    """To the order of the keys."""
    answer = reference.answer(case.document, case.variables)
    assert json.dumps(answer) == json.dumps(json.loads(case.answer))


@pytest.fixture(scope="module")
def reference(both: Asked) -> Reference:
    """The reference before the seed."""
    return Reference(both.location)
