"""What we believe of SQLite: of the library of this process and of Python's own, each belief named."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from gql.database import SQLITE
from tests.rows import LIBRARIES, in_memory


@pytest.fixture(params=LIBRARIES, ids=lambda library: library.sqlite_version)
def connection(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A connection of each library to an empty database with our tables."""
    with contextlib.closing(in_memory(request.param)) as connection:
        yield connection


def one(connection: Any, statement: str, *parameters: object) -> Any:
    """The one value that *statement* returns."""
    ((value,),) = connection.execute(statement, parameters).fetchall()
    return value


def steps(connection: Any, statement: str, *parameters: object) -> list[str]:
    """How the library would run *statement*, step by step."""
    return [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


# --- rows and their order ---------------------------------------------------------------------------------------------


def test_group_concat_keeps_the_order_of_a_subquery(connection: Any) -> None:
    """Aggregating ordered rows joins them in that order, limited or not, and whichever index would be nearer."""
    labels = [(number, 1, "GENRE", (number * 7) % 50 + 1, f"g{number}") for number in range(1, 51)]
    connection.execute("INSERT INTO film (id, slug, title, title_key) VALUES (1, 'a', 'a', 'a')")
    connection.executemany("INSERT INTO film_label (id, film_id, kind, position, text) VALUES (?, ?, ?, ?, ?)", labels)
    ordered = [text for *_, position, text in sorted(labels, key=lambda label: label[3])]
    rows = "SELECT text AS item FROM film_label WHERE film_id = 1 AND kind = 'GENRE' ORDER BY position, id"
    assert one(connection, f"SELECT group_concat(item, ',') FROM ({rows})") == ",".join(ordered)
    assert one(connection, f"SELECT group_concat(item, ',') FROM ({rows} LIMIT 7)") == ",".join(ordered[:7])
    backwards = rows.replace("position", "position DESC")
    assert one(connection, f"SELECT group_concat(item, ',') FROM ({backwards})") == ",".join(reversed(ordered))


def test_nulls_last_is_honoured_and_read_off_the_index(connection: Any) -> None:
    """Unknown sorts last without sorting anything: roles by billing come as their index holds them."""
    connection.execute("INSERT INTO film (id, slug, title, title_key) VALUES (1, 'a', 'a', 'a')")
    connection.execute("INSERT INTO person (id, slug, name, name_key) VALUES (1, 'a', 'a', 'a')")
    for number, billing in enumerate((None, 2, None, 1), 1):
        connection.execute(
            "INSERT INTO role (id, film_id, person_id, billing, position) VALUES (?, 1, 1, ?, 1)", (number, billing)
        )
    roles = "SELECT id FROM role WHERE film_id = 1 ORDER BY billing NULLS LAST, position, id"
    assert connection.execute(roles).fetchall() == [(4,), (2,), (1,), (3,)]
    assert steps(connection, f"{roles} LIMIT 2") == ["SEARCH role USING COVERING INDEX role_of_film (film_id=?)"]


def test_keys_are_compared_by_bytes(connection: Any) -> None:
    """Texts sort by their UTF-8, which is the order of code points."""
    words = ["a", "Z", "é", "e", "ż", "😀", "\uffff", "aa", ""]
    connection.execute("CREATE TABLE word (text TEXT)")
    connection.executemany("INSERT INTO word VALUES (?)", [(word,) for word in words])
    found = [word for (word,) in connection.execute("SELECT text FROM word ORDER BY text")]
    assert found == sorted(words, key=str.encode) == sorted(words)


def test_a_correlated_scalar_may_order_and_limit(connection: Any) -> None:
    """A subquery for each row may hold a derived table with an order and a limit of its own."""
    statement = """SELECT group_concat(f.n || ':' || (SELECT group_concat(item, '+') FROM (
        SELECT value AS item FROM json_each('[3,1,2]') WHERE value <> f.n ORDER BY value DESC LIMIT 1)), ',')
      FROM (SELECT 1 AS n UNION ALL SELECT 3) AS f"""
    assert one(connection, statement) == "1:3,3:2"


def test_a_foreseen_limit_sorts_the_table(connection: Any) -> None:
    """A bare parameter as a limit is looked at: newer libraries then sort what an index orders, be it half the table.

    `?+0` is not, and the order comes off its index whatever the number.
    """
    rows = "SELECT title FROM film WHERE year >= ? ORDER BY title_key, id"
    assert steps(connection, f"{rows} LIMIT ?+0", 1990, 3) == ["SCAN film USING INDEX film_by_title"]
    if SQLITE.sqlite_version_info >= (3, 53) and connection.__class__ is SQLITE.Connection:
        assert steps(connection, f"{rows} LIMIT ?", 1990, 3) == [
            "SEARCH film USING INDEX film_by_year (year>?)",
            "USE TEMP B-TREE FOR ORDER BY",
        ]


def test_a_bare_parameter_is_looked_at(connection: Any) -> None:
    """Where there are statistics, a statement is prepared again for each value of it; with a plus before it, never."""
    films = [(number, f"f{number}", "t", f"t{number}") for number in range(1, 101)]
    connection.executemany("INSERT INTO film (id, slug, title, title_key) VALUES (?, ?, ?, ?)", films)
    connection.execute("ANALYZE")
    prepared: list[int] = []

    def asked(statement: str) -> int:
        """How often the library looks at what it may do, which it does when it prepares, for new values alone."""
        connection.execute(statement, ("t5",)).fetchall()
        prepared.clear()
        for number in range(10):
            connection.execute(statement, (f"t{number}",)).fetchall()
        return len(prepared)

    def allow(*_: object) -> int:
        prepared.append(1)
        return 0

    connection.set_authorizer(allow)
    has_samples = one(connection, "SELECT sqlite_compileoption_used('ENABLE_STAT4')")
    assert bool(asked("SELECT id FROM film WHERE title_key > ?")) == bool(has_samples)
    assert asked("SELECT id FROM film WHERE title_key > +?") == 0


def test_legs_run_in_order(connection: Any) -> None:
    """The legs of a compound come one behind the other, and a CROSS JOIN keeps their order.

    SQL does not promise it. A leg that is not needed any more is not read: its rows would be errors.
    """
    films = [(number, f"f{number}", "t", "t", str(1990 + number % 7)) for number in range(1, 71)]
    connection.executemany("INSERT INTO film (id, slug, title, title_key, released) VALUES (?, ?, ?, ?, ?)", films)
    legs = (
        "released = '1993' AND id > 30 ORDER BY id",
        "released > '1993' ORDER BY released, id",
        "released IS NULL ORDER BY released, id",
    )
    places = " UNION ALL ".join(f"SELECT * FROM (SELECT id FROM film WHERE {leg} LIMIT ?1+0)" for leg in legs)
    page = f"SELECT f.id FROM ({places} LIMIT ?1+0) AS place CROSS JOIN film AS f WHERE f.id = place.id"
    expected = sorted((released, number) for number, *_, released in films if (released, number) > ("1993", 30))
    for size in (0, 1, 5, 12, 100):
        numbered = f"SELECT id, row_number() OVER () AS n, count(*) OVER () AS c FROM ({page})"
        assert connection.execute(numbered, (size,)).fetchall() == [
            (number, place, min(size, len(expected))) for place, (_, number) in enumerate(expected[:size], 1)
        ]
    failing = places.replace("released IS NULL", "json_extract('x', '$') IS NULL")
    assert len(connection.execute(f"{failing} LIMIT ?1+0", (5,)).fetchall()) == 5
    with pytest.raises(Exception, match="malformed JSON"):
        connection.execute(f"{failing} LIMIT ?1+0", (100,)).fetchall()


# --- text and JSON ----------------------------------------------------------------------------------------------------

NASTY = [
    chr(number) for number in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029, 0xFEFF, 0xFFFD, 0xFFFF, 0x1F600, 0x10FFFF)
]


def test_json_quote_escapes_every_text(connection: Any) -> None:
    """What it writes is read back as the same text: control characters, quotes, U+2028 and emoji included."""
    for text in [
        "",
        "plain",
        'say "no"',
        "it's",
        "a\\b",
        "</script>",
        "".join(NASTY),
        *(f"a{char}b" for char in NASTY),
    ]:
        assert json.loads(one(connection, "SELECT json_quote(?)", text)) == text


def test_json_quote_keeps_numbers_of_up_to_15_digits(connection: Any) -> None:
    """Scores are read back as they were written; only from the 16th digit on may an older library round."""
    for number in (0.0, 0.1, 0.07, 7.35, 10.0, 1e-7, 1e15, 123456.789012345, 99999.9999999999):
        assert json.loads(one(connection, "SELECT json_quote(?)", number)) == number
    written = json.loads(one(connection, "SELECT json_quote(?)", 0.1 + 0.2))
    assert written == pytest.approx(0.1 + 0.2, rel=1e-14)


def test_json_quote_of_null_is_null(connection: Any) -> None:
    """NULL becomes JSON's null, a text like any other."""
    assert one(connection, "SELECT json_quote(NULL)") == "null"


def test_arrows_keep_63_bits(connection: Any) -> None:
    """Ids come out of a JSON parameter exactly, as integers; a null in it comes out as NULL."""
    ids = json.dumps([["film", 2**63 - 1], ["person", 2**53 + 1], [None, None]])
    rows = connection.execute(
        'SELECT "value"->>0, "value"->>1, typeof("value"->>1) FROM json_each(?) ORDER BY "key"', (ids,)
    )
    assert rows.fetchall() == [("film", 2**63 - 1, "integer"), ("person", 2**53 + 1, "integer"), (None, None, "null")]


def test_null_spreads_through_joining(connection: Any) -> None:
    """One NULL makes the whole text NULL, and a list leaves such items out."""
    assert one(connection, "SELECT '{' || NULL || '}'") is None
    assert (
        one(
            connection,
            "SELECT group_concat(item, ',') FROM (SELECT 'a' AS item UNION ALL SELECT NULL UNION ALL SELECT 'b')",
        )
        == "a,b"
    )
    assert one(connection, "SELECT group_concat(item, ',') FROM (SELECT 'a' AS item WHERE 0)") is None


def test_a_hex_cursor_is_utf8(connection: Any) -> None:
    """`lower(hex(text))` is what Python reads with `bytes.fromhex`."""
    assert bytes.fromhex(one(connection, "SELECT lower(hex(?))", 'Zoë "😀"\n')).decode() == 'Zoë "😀"\n'


# --- parameters and values --------------------------------------------------------------------------------------------


def test_slots_may_repeat(connection: Any) -> None:
    """`?1` may stand in several places and is given once; there may be more slots than an operation has fields."""
    assert connection.execute("SELECT ?1, ?2, ?1", ("a", 2)).fetchone() == ("a", 2, "a")
    many = ", ".join(f"?{number}" for number in range(1, 5_001))
    assert one(connection, f"SELECT 4999 IN ({many})", *range(5_000)) == 1


def test_limit_takes_a_least(connection: Any) -> None:
    """`LIMIT min(1, ?)` is at most one row."""
    rows = "SELECT value FROM json_each('[7,8]') LIMIT min(1, ?)"
    assert [connection.execute(rows, (size,)).fetchall() for size in (0, 1, 2)] == [[], [(7,)], [(7,)]]


def test_bytes_are_taken_as_they_are(connection: Any) -> None:
    """With `text_factory = bytes` texts come undecoded; numbers and NULL stay what they are."""
    connection.text_factory = bytes
    assert connection.execute("SELECT 'é', '{' || 1 || '}', 1, 1.5, NULL").fetchone() == (
        "é".encode(),
        b"{1}",
        1,
        1.5,
        None,
    )


# --- plans and limits -------------------------------------------------------------------------------------------------


def test_the_estimate_view_is_flattened(connection: Any) -> None:
    """One film's estimate is searched for by index; nothing is scanned, and nothing made for all films first."""
    keys = "film_id = ? AND metric = 'GROSS' AND territory = 'WORLD'"
    found = steps(connection, f"SELECT amount, low, high, contested FROM estimate WHERE {keys}", 1)
    cheap = ("SEARCH f USING", "SEARCH o USING", "CORRELATED SCALAR SUBQUERY")
    assert [step for step in found if not step.startswith(cheap)] == []
    assert sum(step.startswith("SEARCH f USING") and "INDEX figure_" in step for step in found) == 1


def test_a_partial_index_serves_a_seal(connection: Any) -> None:
    """The few sealed rows have an index of their own; open rows are found by the usual one."""
    sealed = steps(connection, "SELECT id FROM role WHERE twist_id = ?", 1)
    assert sealed == ["SEARCH role USING COVERING INDEX role_twist_id (twist_id=?)"]
    opened = steps(connection, "SELECT id FROM role WHERE film_id = ? AND twist_id IS NULL", 1)
    assert opened == ["SEARCH role USING COVERING INDEX role_of_film (film_id=?)"]


def test_a_progress_handler_interrupts(connection: Any) -> None:
    """A handler that returns True ends the statement with "interrupted"; the connection works on."""
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    connection.set_progress_handler(lambda: True, 1_000)
    with pytest.raises(Exception, match=r"^interrupted$"):
        connection.execute(endless).fetchone()
    connection.set_progress_handler(lambda: False, 1_000)
    assert one(connection, "SELECT count(*) FROM film") == 0


def test_the_library_is_threadsafe(connection: Any) -> None:
    """It is built so that a connection may be opened in one thread and closed in another."""
    assert "THREADSAFE=1" in [option for (option,) in connection.execute("PRAGMA compile_options")]
