"""The tables: how facts are named, and which facts cannot be."""

import contextlib
import datetime
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql import tables
from gql.database import SQLITE
from gql.tables.keys import OWN, digest, fold, row_id, slugify
from tests.rows import LIBRARIES, WORLD, Row, in_memory, put, row

# --- names ------------------------------------------------------------------------------------------------------------

PARTS = st.lists(st.none() | st.integers(0, 2**63 - 1) | st.text(), min_size=1, max_size=4)


TEXTS = st.lists(st.text(), min_size=1, max_size=4)


def test_ids_never_change() -> None:
    """They are the same in every database, on every machine, and in every version: addresses and caches hold them."""
    assert row_id("film", "backtrace-2018") == 513902626562233507
    assert row_id("role", "backtrace-2018", "ryan-guzman", None) == 8142542895944203639
    assert row_id("clue", 8142542895944203639, "a") == 8142536742353449651
    assert digest("A scar.") == "7785b73803a24c8c9eb3dce369c0c7d7"


@given(st.text(), PARTS)
def test_an_id_is_a_number_of_63_bits(table: str, key: list[str | int | None]) -> None:
    """Never 0, never negative, and always the same for the same key."""
    assert 1 <= row_id(table, *key) < 2**63
    assert row_id(table, *key) == row_id(table, *key)


@given(st.text(), TEXTS, TEXTS)
def test_different_keys_have_different_ids(table: str, one: list[str], other: list[str]) -> None:
    """Also where the same letters are parted differently."""
    assert (row_id(table, *one) == row_id(table, *other)) == (one == other)
    assert row_id(f"{table}s", *one) != row_id(table, *one)


def test_what_belongs_to_a_film_lies_side_by_side() -> None:
    """Its characters too, whose slugs alone are known elsewhere; and what belongs to one of these rows."""
    role = row_id("role", "backtrace-2018", "ryan-guzman", None)
    rows = (role, row_id("character", "lucas-backtrace-2018"), row_id("clue", role, "a"), row_id("clue", role, "b"))
    assert len({row >> OWN for row in rows}) == 1
    assert len(set(rows)) == 4
    assert row_id("role", "backtrace-2019", "ryan-guzman", None) >> OWN != role >> OWN


@given(st.text())
def test_a_text_key_is_the_same_for_all_spellings(text: str) -> None:
    """Composed or decomposed, it has one key; the key of a key is itself; white space is single and inside."""
    key = fold(text)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, text)) == key
    assert fold(key) == key
    assert key == " ".join(key.split())
    assert not any(unicodedata.combining(char) for char in key)


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("zoe", ["Zoë", "ZOE", "zoe", " Zoe\u0308\n"]),
        ("strasse", ["Straße", "STRASSE"]),
        ("amelie poulain", ["Amélie  Poulain", "AMÉLIE\u00a0POULAIN"]),
        ("2", ["²", "\uff12"]),
        ("東京", ["東京"]),
        ("", ["", " \t", "\u0301"]),
    ],
)
def test_a_text_key_folds_case_and_accents(key: str, texts: list[str]) -> None:
    """So that people find what they type."""
    assert [fold(text) for text in texts] == [key] * len(texts)


@given(st.text())
def test_a_slug_is_letters_and_digits(text: str) -> None:
    """Joined by single hyphens; the slug of a slug is itself."""
    slug = slugify(text)
    assert slugify(slug) == slug
    assert slug == "" or re.fullmatch(r"[^\W_]+(-[^\W_]+)*", slug)


def test_slugs_read_like_names() -> None:
    """Apostrophes and full stops vanish, everything else that is no letter or digit parts words."""
    names = [
        "Emmett/Furla/Oasis Films",
        "Ocean's 11",
        "H.B. Warner",
        "H. B. Warner",
        "Amélie",
        "_x_",
        "…",
        "L\u2019Avventura",
    ]
    slugs = ["emmett-furla-oasis-films", "oceans-11", "h-b-warner", "h-b-warner", "amelie", "x", "", "lavventura"]
    assert [slugify(name) for name in names] == slugs


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=LIBRARIES, ids=lambda library: library.sqlite_version)
def connection(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A connection of each library to a database that holds the tiny world."""
    with contextlib.closing(in_memory(request.param, WORLD)) as connection:
        yield connection


def takes(connection: Any, *rows: Row) -> bool:
    """Whether the database takes *rows*. Nothing of them stays."""
    connection.execute("BEGIN")
    try:
        put(connection, rows)
    except Exception as error:
        if "constraint failed" not in str(error):
            raise
        return False
    finally:
        connection.execute("ROLLBACK")
    return True


def is_date(text: str) -> bool:
    """Whether *text* is a day, a month or a year from 1000 to 2999, as Python sees it."""
    if not re.fullmatch(r"[12][0-9]{3}(-[0-9]{2}){0,2}", text):
        return False
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def born(text: str) -> Row:
    return row(tables.Person, id=99, slug="new", name="New", name_key="new", born=text)


DATES = ["2018", "2018-11", "2018-12-14", "2020-02-29", "2000-02-29", "1000", "2999-12-31"]
NO_DATES = ["", "18", "999", "3000", "0999", "20181", "18a0", "2018-", "2018-1", "2018-00", "2018-13", "2018-1a"]
NO_DATES += ["2018-02-30", "2019-02-29", "1900-02-29", "2018-04-31", "2018-11-00", "2018-11-32", "2018-11-1"]
NO_DATES += ["2018/11", "2018-11/14", "2018-11-14 ", " 2018", "2018-11-14T00", "+201", "-201", "2e3 ", "2018-W01"]
NO_DATES += ["\u0662\u0660\u0661\u0668", "\uff12\uff10\uff11\uff18", "20.8", "0x7e"]


def test_a_partial_date_is_a_day_a_month_or_a_year(connection: Any) -> None:
    """That exists: leap years are known, and nothing but ASCII digits and hyphens is."""
    assert [text for text in DATES if not takes(connection, born(text))] == []
    assert [text for text in NO_DATES if takes(connection, born(text))] == []
    assert takes(connection, row(tables.Person, id=99, slug="new", name="New", name_key="new", born=None))


ALMOST = st.from_regex(r"[0-3][0-9]{3}(-[0-3][0-9](-[0-4][0-9])?)?", fullmatch=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ALMOST | st.dates().map(str) | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_partial_date_is_what_python_says(connection: Any, text: str) -> None:
    """The check in SQL and the calendar of Python agree."""
    assert takes(connection, born(text)) == is_date(text)


# --- other facts ------------------------------------------------------------------------------------------------------

FILM: dict[str, Any] = {"id": 99, "slug": "new", "title": "New", "title_key": "new"}
ROLE: dict[str, Any] = {"id": 99, "film_id": 2, "person_id": 3, "position": 1}
SCORE: dict[str, Any] = {"id": 99, "film_id": 2, "aggregator_id": 21}
FIGURE: dict[str, Any] = {"id": 99, "film_id": 2, "metric": "GROSS", "territory": "WORLD", "amount": 0}
FIGURE |= {"currency": "USD", "derived": False}
PASSAGE: dict[str, Any] = {"id": 99, "topic": "PLOT", "position": 1, "text": "x"}
TWIST: dict[str, Any] = {"id": 99, "film_id": 2, "key": "k", "kind": "FATE", "level": "MINOR", "revealed_as": "x"}


@pytest.mark.parametrize(
    ("model", "values", "taken", "refused"),
    [
        (tables.Film, FILM, {"runtime": [None, 1, 873]}, {"runtime": [0, -1, 100_001], "title": ["", None, "x" * 501]}),
        (
            tables.Film,
            FILM,
            {"year": [None, 2018], "imdb_id": ["tt1"]},
            {"year": [999, 3000], "slug": ["film-1", None]},
        ),
        (tables.Role, ROLE, {"billing": [None, 1]}, {"billing": [0, 10_001], "film_id": [None], "position": [None]}),
        (tables.Role, ROLE | {"twist_id": 7}, {"billing": [None]}, {"billing": [1]}),
        (tables.Score, SCORE, {"approval": [None, 0, 0.1, 1]}, {"approval": [-0.1, 1.1, float("inf")]}),
        (tables.Score, SCORE, {"average": [7.35], "count": [0]}, {"average": [float("inf"), -1], "count": [-1, 2**31]}),
        (
            tables.Figure,
            FIGURE,
            {"amount": [0, 2**53 - 1]},
            {"amount": [-1, 2**53, None], "currency": ["", "US", "USDX"]},
        ),
        (tables.Figure, FIGURE, {"metric": ["BUDGET"]}, {"metric": ["gross", "", None], "territory": ["", None]}),
        (tables.Passage, PASSAGE | {"film_id": 2}, {"topic": ["CASTING"]}, {"character_id": [9], "film_id": [None]}),
        (tables.Twist, TWIST, {"minute": [None, 0], "level": ["MAJOR"]}, {"minute": [-1], "level": ["minor", None]}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_facts_that_cannot_be_are_refused(
    connection: Any, model: type[Any], values: dict[str, Any], taken: dict[str, Any], refused: dict[str, Any]
) -> None:
    """By the tables themselves, whoever writes them: ranges, lengths, vocabularies, and what goes with what."""

    def accepted(columns: dict[str, Any]) -> list[bool]:
        return [
            takes(connection, row(model, **(values | {name: value})))
            for name, given in columns.items()
            for value in given
        ]

    assert accepted(taken) == [True] * sum(map(len, taken.values()))
    assert accepted(refused) == [False] * sum(map(len, refused.values()))


def test_every_reference_and_order_has_an_index() -> None:
    """A foreign key is served by an index that begins with it; seals by one that holds sealed rows alone."""
    for table in tables.METADATA.sorted_tables:
        leading = {next(iter(index.columns)).name for index in table.indexes}
        references = {column.name for column in table.columns if column.foreign_keys}
        assert references <= leading, table.name


def test_every_index_breaks_ties_by_the_id() -> None:
    """So that the order it holds is the order that is served; the index of a seal holds no order."""
    for table in tables.METADATA.sorted_tables:
        seals = {f"{table.name}_{column.name}" for column in table.columns if "seals" in column.info}
        ordered = [index for index in table.indexes if index.name not in seals]
        assert [index.name for index in ordered if "id" not in index.columns] == []


def test_the_world_is_taken() -> None:
    """The rows that other tests rest on are facts that can be."""
    with contextlib.closing(in_memory(SQLITE, WORLD)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
