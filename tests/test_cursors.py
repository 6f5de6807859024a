"""Cursors: what the database writes is read back, and leads to the rows behind it."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql import tables
from gql.cursors import decode
from gql.plan import Key, Order
from tests.rows import film, in_memory, person, row
from tests.stages import run

TITLE = Order("TITLE_ASC", (Key("title_key", number=False), Key("id", number=True)))
BILLING = Order("BILLING_ASC", (Key("billing", number=True, optional=True), Key("id", number=True)))
WRITTEN = Order("WRITTEN_ASC", (Key("written", number=False, optional=True), Key("id", number=True)))


def cursor(*parts: object) -> str:
    """The cursor that says *parts*, as the database writes it."""
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode().hex()


# --- reading ----------------------------------------------------------------------------------------------------------

INTEGERS = st.integers(-(2**63), 2**63 - 1)


@given(st.text(), INTEGERS)
def test_a_cursor_says_its_keys(title: str, number: int) -> None:
    """Any text and any number of 64 bits come back; unknown comes back where a key may be unknown."""
    assert decode(cursor("TITLE_ASC", title, number), TITLE) == (title, number)
    assert decode(cursor("WRITTEN_ASC", title, number), WRITTEN) == (title, number)
    assert decode(cursor("WRITTEN_ASC", None, number), WRITTEN) == (None, number)
    assert decode(cursor("BILLING_ASC", number, number), BILLING) == (number, number)


@pytest.mark.parametrize(
    "parts",
    [
        ("TITLE_ASC",),
        ("TITLE_ASC", "a"),
        ("TITLE_ASC", "a", 1, 1),
        ("TITLE_ASC", None, 1),
        ("TITLE_ASC", 1, 1),
        ("TITLE_ASC", "a", "1"),
        ("TITLE_ASC", "a", None),
        ("TITLE_ASC", "a", 1.0),
        ("TITLE_ASC", "a", True),
        ("TITLE_ASC", "a", 2**63),
        ("TITLE_ASC", "a", -(2**63) - 1),
        ("TITLE_ASC", ["a"], 1),
        ("TITLE_ASC", {"a": 1}, 1),
        (),
        (1, "a", 1),
        (None, "a", 1),
    ],
)
def test_a_cursor_holds_a_value_for_each_key(parts: tuple[object, ...]) -> None:
    """Too few, too many, or of a type that the key has not: no cursor of this order."""
    with pytest.raises(ValueError, match=r"^it is not a cursor of this order\.$"):
        decode(cursor(*parts), TITLE)


def test_a_cursor_of_another_order_names_it() -> None:
    """Its own name is repeated, and no more than forty letters of it."""
    with pytest.raises(ValueError, match=r"^it is a cursor of another order \(NAME_ASC\)\.$"):
        decode(cursor("NAME_ASC", "a", 1), TITLE)
    with pytest.raises(ValueError, match=rf"\({'x' * 40}\)"):
        decode(cursor("x" * 1_000), TITLE)


NONSENSE = [
    "",
    " ",
    "zz",
    "5",
    "é",
    "\ud800",
    b"{".hex(),
    b'"TITLE_ASC"'.hex(),
    b"7".hex(),
    b"[NaN]".hex(),
    b"\xff".hex(),
]
NONSENSE += [b'["\\ud800"]'.hex(), b"[".hex() * 100_000, f"{'[' * 9}{'9' * 5_000}{']' * 9}".encode().hex()]


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_no_cursor(text: str) -> None:
    """Whatever a client sends, it is one kind of error."""
    with pytest.raises(ValueError, match="it is not a cursor"):
        decode(text, TITLE)


@given(st.text() | st.binary().map(bytes.hex))
def test_reading_never_fails_otherwise(text: str) -> None:
    """A cursor is values, or a ValueError that says why not."""
    with contextlib.suppress(ValueError):
        assert len(decode(text, TITLE)) == 2


# --- through the database ---------------------------------------------------------------------------------------------

INFO = "pageInfo { hasNextPage hasPreviousPage endCursor }"
PAGE = f"(first: $first, after: $after) {{ nodes {{ id }} edges {{ cursor }} {INFO} }}"


def walked(connection: Any, around: str, size: int) -> list[str]:
    """The ids of all rows of a connection, read page by page; what each page says of itself is checked on the way."""
    found: list[str] = []
    after = None
    while True:
        (text,) = run(
            connection, f"query ($first: Int, $after: String) {around % PAGE}", {"first": size, "after": after}
        )
        page = json.loads(text or "")
        page = page.get("roles", page)
        info, cursors = page["pageInfo"], [edge["cursor"] for edge in page["edges"]]
        assert info["hasPreviousPage"] is (after is not None)
        assert info["endCursor"] == (cursors[-1] if cursors else None)
        assert len(cursors) == len(page["nodes"]) <= size
        found += [node["id"] for node in page["nodes"]]
        assert len(found) == len(set(found)), "no row comes twice, so this ends"
        if not info["hasNextPage"]:
            return found
        assert len(cursors) == size
        after = info["endCursor"]


TITLES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(st.lists(TITLES | st.sampled_from(["a", "ab", '"', "\\"]), max_size=12), st.integers(1, 4))
def test_pages_by_any_text_are_the_whole_list(titles: list[str], size: int) -> None:
    """Whatever the texts, and however many are the same, every row comes once and in order."""
    rows = [film(number, title) for number, title in enumerate(titles, 1)]
    keys = [(str(values["title_key"]).encode(), values["id"]) for _, values in rows]
    with contextlib.closing(in_memory(rows=rows)) as connection:
        assert walked(connection, "{ films%s }", size) == [f"film.{number}" for _, number in sorted(keys)]


BILLINGS = st.lists(st.tuples(st.none() | st.integers(1, 3), st.integers(1, 3)), max_size=12)


@settings(max_examples=40, deadline=None)
@given(BILLINGS, st.integers(1, 4))
def test_pages_by_unknown_numbers_are_the_whole_list(places: list[tuple[int | None, int]], size: int) -> None:
    """Unknown comes last, ties go by the next key, and every row comes once."""
    rows = [film(1, "One"), person(2, "Ann")]
    rows += [
        row(tables.Role, id=number, film_id=1, person_id=2, billing=billing, position=position)
        for number, (billing, position) in enumerate(places, 10)
    ]
    order = sorted(
        (billing is None, billing, position, number) for number, (billing, position) in enumerate(places, 10)
    )
    with contextlib.closing(in_memory(rows=rows)) as connection:
        found = walked(connection, '{ film(by: {slug: "film-1"}) { roles%s } }', size)
    assert found == [f"role.{number}" for *_, number in order]
