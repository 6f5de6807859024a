"""Bad input to filters, orders and pages: an error that names the thing, or the right answer; never INTERNAL."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from gql import tables
from gql.gateway import open_gateway
from gql.settings import Settings
from gql.tables.keys import fold
from tests.conftest import Asked
from tests.rows import Row, database, row

NASTY = ("%", "_", "'", '"', "\\", "😀", "Ω", "a\nb", "[]", "1=1; --", "~", "\U0010ffff", "ß", "İ")
"""Titles that some database, encoding or pattern takes for something else."""


def film(number: int, title: str, **values: object) -> Row:
    return row(
        tables.Film, id=number, slug=f"film-{number}", title=title, title_key=fold(title) or "-", **values
    )  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """One film for each nasty title, and one of which more is known."""
    rows = [film(number, title) for number, title in enumerate(NASTY, 1)]
    rows += [
        film(100, "Late", released="2018", year=2018, runtime=1),
        row(tables.Person, id=200, slug="ann", name="Ann", name_key="ann"),
        *(
            row(tables.Figure, id=300 + place, film_id=100, metric="BUDGET", territory=territory, amount=amount,
                currency="USD", derived=False)
            for place, (territory, amount) in enumerate((("WORLD", 2**53 - 1), ("US-CA", 0)))
        ),
    ]  # fmt: skip
    location = database(tmp_path_factory.mktemp("bad") / "films.db", rows)
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked
    asked.close()


def error(asked: Asked, document: str, variables: dict[str, Any]) -> tuple[str, str]:
    """Code and message of the first error."""
    response = orjson.loads(asked.body(document, variables))
    assert "data" not in response, response
    first = response["errors"][0]
    return first["extensions"]["code"], first["message"]


# --- what is refused --------------------------------------------------------------------------------------------------

INVALID, BAD, COMPLEX = "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "TOO_COMPLEX"

WRITTEN = {
    # what stands in the document: code, and what the message says
    "where: {year: {eq: 2018.5}}": (INVALID, "Int cannot represent non-integer value: 2018.5"),
    'where: {year: {eq: "2018"}}': (INVALID, 'Int cannot represent non-integer value: "2018"'),
    "where: {year: {eq: 2147483648}}": (INVALID, "Int cannot represent non 32-bit signed integer value: 2147483648"),
    "where: {year: {lt: -2147483649}}": (INVALID, "32-bit signed integer value: -2147483649"),
    "where: {title: {eq: 5}}": (INVALID, "String cannot represent a non string value: 5"),
    "where: {title: 5}": (INVALID, "'TextMatch'"),
    "where: {titel: {}}": (INVALID, "Did you mean 'title'?"),
    "where: []": (INVALID, "'FilmWhere'"),
    "where: {or: [null]}": (INVALID, "null"),
    "where: {review: {verdicts: [GOOD]}}": (INVALID, "Value 'GOOD' does not exist in 'Verdict' enum"),
    'where: {review: {verdicts: ["MIXED"]}}': (INVALID, "Verdict"),
    'where: {released: {eq: "2018-13"}}': (INVALID, "'2018-13' is not a date like 2018, 2018-11 or 2018-12-14."),
    'where: {released: {eq: "2018-02-30"}}': (INVALID, "'2018-02-30' is not a date"),
    'where: {released: {gt: "18"}}': (INVALID, "'18' is not a date"),
    'where: {released: {gt: "2018-1"}}': (INVALID, "'2018-1' is not a date"),
    'where: {released: {gt: ""}}': (INVALID, "'' is not a date"),
    "where: {released: {gt: 2018}}": (INVALID, "2018"),
    "orderBy: [NAME_ASC]": (INVALID, "Value 'NAME_ASC' does not exist in 'FilmOrder' enum"),
    "orderBy: [null]": (INVALID, "null"),
    "first: 3.5": (INVALID, "3.5"),
    "first: 99999999999": (INVALID, "99999999999"),
    "first: -1": (BAD, "Query.films(first:) takes 0 to 100, not -1."),
    "first: 101": (BAD, "Query.films(first:) takes 0 to 100, not 101."),
    "first: 2147483647": (BAD, "Query.films(first:) takes 0 to 100, not 2147483647."),
    "orderBy: [TITLE_ASC, TITLE_ASC, TITLE_ASC, TITLE_ASC]": (BAD, "Query.films(orderBy:) takes 3 at most, not 4."),
    f"where: {'{role: {film: ' * 25}{{}}{'}}' * 25}": (COMPLEX, "A filter leads through 8 kinds of rows at most"),
    f"where: {{or: [{'{year: {}}, ' * 200}]}}": (COMPLEX, "more than 64 conditions"),
    f"where: {'{not: ' * 201}{{}}{'}' * 201}": (COMPLEX, "nested too deeply"),
    f"where: {'{not: ' * 4000}{{}}{'}' * 4000}": (COMPLEX, "nested"),
}


@pytest.mark.parametrize("arguments", WRITTEN, ids=lambda text: text[:60])
def test_what_is_written_wrong_is_named(asked: Asked, arguments: str) -> None:
    """With a code, in words that say what is wrong."""
    code, message = WRITTEN[arguments]
    found = error(asked, f"{{ films({arguments}) {{ totalCount nodes {{ id }} }} }}", {})
    assert found[0] == code, found
    assert message in found[1]


def deep(levels: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"not": found}
    return found


GIVEN: list[tuple[object, str, str]] = [
    # the value of a variable: code, and what the message says
    ({"year": {"eq": 2018.5}}, BAD, "2018.5"),
    ({"year": {"eq": 2**31}}, BAD, "2147483648"),
    ({"year": {"eq": 10**400}}, BAD, "Int cannot represent"),
    ({"title": {"eq": True}}, BAD, "String cannot represent a non string value: True"),
    ({"titel": {}}, BAD, "titel"),
    ("x", BAD, "FilmWhere"),
    ({"or": [None]}, BAD, "null"),
    ({"review": {"verdicts": ["GOOD"]}}, BAD, "GOOD"),
    ({"released": {"eq": "2019-02-29"}}, BAD, "'2019-02-29' is not a date like 2018"),
    ({"released": {"eq": 2018}}, BAD, "2018"),
    (deep(201), BAD, "nested too deeply"),
    (deep(5_000), BAD, "nested too deeply"),
    ({"or": [{"year": {}}] * 200}, COMPLEX, "more than 64 conditions"),
]


@pytest.mark.parametrize(("value", "code", "message"), GIVEN, ids=[message for *_, message in GIVEN])
def test_what_is_given_wrong_is_named(asked: Asked, value: object, code: str, message: str) -> None:
    """In a variable like in the document."""
    found = error(asked, "query ($v: FilmWhere) { films(where: $v) { totalCount } }", {"v": value})
    assert found[0] == code, found
    assert message in found[1]


@pytest.mark.parametrize("by", ['{slug: "a", imdb: "b"}', "{}", "{slug: null}", "{slug: $a, imdb: $b}"])
def test_a_look_up_has_one_key(asked: Asked, by: str) -> None:
    """Neither two nor none, nor null."""
    declared = "($a: String!, $b: String!)" if "$" in by else ""
    code, message = error(asked, f"query {declared} {{ film(by: {by}) {{ id }} }}", {"a": "a", "b": "b"})
    assert code == INVALID
    assert "FilmBy" in message


# --- cursors ----------------------------------------------------------------------------------------------------------


def cursor(text: str) -> str:
    return text.encode().hex()


OURS = cursor('["RELEASED_ASC",null,1]')
NO_CURSORS = {
    "empty": "",
    "no hexadecimal": "zz",
    "cut in a digit": OURS[:-1],
    "cut": OURS[:-2],
    "more behind": f"{OURS}00",
    "of another order": cursor('["TITLE_ASC","a",1]'),
    "of another list": cursor('["NAME_ASC","a",1]'),
    "of the same column, backwards": cursor('["RELEASED_DESC",null,1]'),
    "without an id": cursor('["RELEASED_ASC",null]'),
    "with too much": cursor('["RELEASED_ASC",null,1,1]'),
    "a text for an id": cursor('["RELEASED_ASC",null,"1"]'),
    "a number for a text": cursor('["RELEASED_ASC",2018,1]'),
    "a list for a text": cursor('["RELEASED_ASC",["2018"],1]'),
    "no id at all": cursor('["RELEASED_ASC",null,null]'),
    "an id that is true": cursor('["RELEASED_ASC",null,true]'),
    "an id beyond 64 bits": cursor('["RELEASED_ASC",null,9223372036854775808]'),
    "an endless id": cursor(f'["RELEASED_ASC",null,{"9" * 5_000}]'),
    "a fraction": cursor('["RELEASED_ASC",null,1.5]'),
    "no list": cursor('{"RELEASED_ASC": 1}'),
    "deep": cursor("[" * 10_000),
    "a lone surrogate": cursor('["RELEASED_ASC","\\ud800",1]'),
    "no UTF-8": "5b22ff225d",
    "a megabyte": "41" * 500_000,
    "emoji": "😀",
}


@pytest.mark.parametrize("name", NO_CURSORS)
@pytest.mark.parametrize("selection", ["nodes { id }", "totalCount", "__typename"])
def test_what_is_no_cursor_is_refused(asked: Asked, name: str, selection: str) -> None:
    """Of this list, in this order; also when nothing that is asked depends on it."""
    document = f"query ($a: String) {{ films(after: $a, orderBy: RELEASED_ASC) {{ {selection} }} }}"
    code, message = error(asked, document, {"a": NO_CURSORS[name]})
    assert code == BAD
    assert message.startswith("Query.films(after:) cannot start there: it is ")
    assert len(message) < 200


def test_a_cursor_of_nowhere_is_a_place(asked: Asked) -> None:
    """A place is a place, whether or not a row stands there."""
    for value in ("", "a\\u0000", "'; DROP TABLE film; --", "\U0010ffff"):
        after = cursor(f'["TITLE_ASC","{value}",-9223372036854775808]')
        found = asked.data("query ($a: String) { films(after: $a) { totalCount } }", {"a": after})
        assert found["films"]["totalCount"] == len(NASTY) + 1


# --- what is answered -------------------------------------------------------------------------------------------------

FILMS = "query ($where: FilmWhere) { films(where: $where, first: 100) { nodes { title } } }"


def titles(asked: Asked, **where: Any) -> set[str]:
    """The titles of the films that pass, asked in a variable and in the document."""
    found = asked.data(FILMS, {"where": where})
    assert asked.data(f"{{ films(where: {literal(where)}, first: 100) {{ nodes {{ title }} }} }}") == found
    return {node["title"] for node in found["films"]["nodes"]}


def literal(value: Any) -> str:
    """*value* as it stands in a document."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {literal(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return orjson.dumps(value).decode()


@pytest.mark.parametrize("title", NASTY)
def test_every_character_is_itself(asked: Asked, title: str) -> None:
    """In each operator: no character means another one, or all."""
    for operator in ("eq", "contains", "startsWith"):
        assert title in titles(asked, title={operator: title})
    same = {other for other in NASTY if fold(other) == fold(title)}
    assert titles(asked, title={"eq": title}) == same
    assert titles(asked, title={"in": [title, "nothing"]}) == same
    holding = {other for other in (*NASTY, "Late") if fold(title) in fold(other)}
    assert titles(asked, title={"contains": title}) == holding


@pytest.mark.parametrize("operator", ["eq", "contains", "startsWith"])
def test_a_character_that_no_text_holds_finds_nothing(asked: Asked, operator: str) -> None:
    """U+0000: loads refuse it, and PostgreSQL takes it in no parameter either."""
    assert titles(asked, title={operator: "a\u0000b"}) == set()


def test_empty_lists_hold_nothing(asked: Asked) -> None:
    """And an empty list of filters is what `and` and `or` make of nothing."""
    everything = {*NASTY, "Late"}
    empty: list[dict[str, Any]] = [
        {"title": {"in": []}}, {"year": {"in": []}}, {"ids": []}, {"or": []}, {"review": {"verdicts": []}}
    ]  # fmt: skip
    for nothing in empty:
        assert titles(asked, **nothing) == set()
        assert titles(asked, **{"not": nothing}) == everything
    assert titles(asked, **{"and": []}) == everything


def test_numbers_at_their_edges(asked: Asked) -> None:
    """Int holds 32 bits, Amount 53."""
    late = {"Late"}
    most, least = 2**31 - 1, -(2**31)
    assert titles(asked, year={"lt": most, "gt": least}) == titles(asked, year={"in": [most, least, 2018]}) == late
    for beyond in ({"gte": most}, {"lte": least}, {"eq": most}):
        assert titles(asked, year=beyond) == set()
    money = '{ film(by: {id: "film.100"}) { figures { money { amount } } budget { money { amount } } } }'
    assert asked.data(money)["film"] == {
        "figures": [{"money": {"amount": 0}}, {"money": {"amount": 2**53 - 1}}],
        "budget": {"money": {"amount": 2**53 - 1}},
    }


def test_ten_thousand_values_are_one_condition(asked: Asked) -> None:
    """Of texts, numbers and ids, found or not."""
    many = range(10_000)
    document = "query ($where: FilmWhere) { films(where: $where, first: 100) { nodes { title } } }"
    for where in (
        {"title": {"in": [f"no {number}" for number in many] + ["late"]}},
        {"runtime": {"in": list(many)}},
        {"ids": [f"film.{number}" for number in many if number > 99] + ["x"] * 100},
    ):
        assert asked.data(document, {"where": where})["films"]["nodes"] == [{"title": "Late"}]


@pytest.mark.parametrize("text", ["a" * 1_000_000, "é" * 500_000, "😀" * 250_000, "%" * 1_000_000])
def test_a_megabyte_of_text_is_refused_or_matches_nothing(asked: Asked, text: str) -> None:
    """As a title, for folding it would take long; elsewhere it is a text like any other. It is never stated back."""
    for operator in ("eq", "contains", "startsWith"):
        code, message = error(asked, FILMS, {"where": {"title": {operator: text}}})
        length = f"Titles and names are compared with 100000 characters at most, not with {len(text)}."
        assert (code, message) == (BAD, length)
        found = asked.body(FILMS, {"where": {"slug": {operator: text}}})
        assert found == b'{"data":{"films":{"nodes":[]}}}'
    code, _ = error(asked, FILMS, {"where": {"title": {"in": [text[:60_000]] * 2}}})
    assert code == BAD


def test_fifty_levels_of_logic_are_answered(asked: Asked) -> None:
    """As they are meant: `not` fifty times is nothing at all."""
    everything = {*NASTY, "Late"}
    assert titles(asked, **deep(50)) == everything
    assert titles(asked, **deep(51)) == set()
    nested: dict[str, Any] = {"year": {"gt": 0}}
    for level in range(50):
        nested = {"and" if level % 2 else "or": [nested]}
    assert titles(asked, **nested) == {"Late"}


def test_ids_of_anything_are_no_error(asked: Asked) -> None:
    """Those of other types, malformed ones, and such as are no 64-bit number."""
    wrong = [
        "",
        "film",
        "film.",
        "film.0",
        "film.-1",
        "film.1.5",
        "person.100",
        "film.99999999999999999999",
        "😀",
        "film.\u0661",
    ]
    assert titles(asked, ids=wrong) == set()
    assert titles(asked, ids=[*wrong, "film.100"]) == {"Late"}
