"""Parameters: each slot of a statement gets its value from where the plan says, as the database takes it."""

import json
from typing import Any

import pytest

from gql import plan
from gql.errors import BadUserInput
from gql.parameters import Parameter, filler
from gql.plan import Items, Key, Literal, Order, Variable
from gql.settings import Settings
from gql.tables.kinds import Job, Topic
from gql.viewer import NOBODY, Viewer

ORDER = Order("TITLE_ASC", (Key("title_key", number=False), Key("id", number=True)))
CURSOR = json.dumps(["TITLE_ASC", "heat", 7]).encode().hex()
SETTINGS = Settings(max_page=50, max_ids=3)


def filled(*slots: plan.Value, viewer: Viewer = NOBODY, **variables: Any) -> list[Parameter]:
    return [filler(slot, SETTINGS)(variables, viewer) for slot in slots]


def refusal(*slots: plan.Value, **variables: Any) -> str:
    with pytest.raises(BadUserInput) as error:
        filled(*slots, **variables)
    return error.value.message


def test_a_value_comes_from_the_document_or_a_variable() -> None:
    """A literal as it is, a variable by name, a key inside a variable by its path; in the order of the slots."""
    slots = (plan.Text(Literal("a")), plan.Text(Variable("slug")), plan.Text(Variable("by", ("imdb",))))
    assert filled(*slots, slug="b", by={"imdb": "c"}) == ["a", "b", "c"]
    assert filled(*reversed(slots), slug="b", by={"imdb": "c"}) == ["c", "b", "a"]
    assert filled() == []


def test_text_is_passed_on_untouched() -> None:
    """Quotes, percent signs and control characters are ordinary characters."""
    text = "'\"; DROP TABLE film; --%_\\\x01\n😀"
    assert filled(plan.Text(Variable("slug")), slug=text) == [text]


def test_what_postgresql_takes_no_text_with_is_another_that_no_text_holds() -> None:
    """U+0000 is U+0001, in texts, lists, ids and cursors: equal to nothing that is stored, and between the same two."""
    key = Order("N", (Key("name", number=False),))
    cursor = b'["N","a\\u0000"]'.hex()
    assert filled(plan.Text(Variable("t")), t="a\0b") == ["a\1b"]
    assert filled(plan.Text(Variable("t"), plan.Folding.KEY), t="A\0b") == ["a\1b"]
    assert filled(plan.Listed(Variable("t")), t=["\0", "\\u0000"]) == ['["\\u0001","\\\\u0000"]']
    assert filled(plan.Listed(Variable("t"), plan.Folding.KEY), t=["\0"]) == ['["\\u0001"]']
    assert filled(plan.Ids(Variable("t")), t=["fi\0lm.1"]) == ['[["fi\\u0001lm",1]]']
    assert filled(plan.CursorKey(Variable("t"), "f", key, 0), t=cursor) == ["a\1"]


def test_the_viewer_gives_two_parameters() -> None:
    """Films wholly seen as one text, films seen in part as a JSON array."""
    viewer = Viewer(plan.Unlocked(whole=True, until=True), ",1,2,", '{"3":60}')
    assert filled(plan.Seen.UNTIL, plan.Seen.WHOLE, viewer=viewer) == ['{"3":60}', ",1,2,"]


@pytest.mark.parametrize("size", [0, 1, 50])
def test_a_page_holds_up_to_the_limit(size: int) -> None:
    """None at all is a page too."""
    assert filled(plan.PageSize(Literal(size), "Query.films")) == [size]
    assert filled(plan.PageSize(Variable("n"), "Query.films"), n=size) == [size]


@pytest.mark.parametrize("size", [-1, 51, 2**31 - 1])
def test_other_page_sizes_are_refused(size: int) -> None:
    """The message names the field, what it takes, and what it was given."""
    message = f"Query.films(first:) takes 0 to 50, not {size}."
    assert refusal(plan.PageSize(Variable("n"), "Query.films"), n=size) == message


def test_a_cursor_gives_its_keys() -> None:
    """Each slot takes the entry that it asks for."""
    keys = [plan.CursorKey(Variable("after"), "Query.films", ORDER, index) for index in (1, 0, 1)]
    assert filled(*keys, after=CURSOR) == [7, "heat", 7]


def test_what_is_no_cursor_is_refused() -> None:
    """The message names the field, why, and where cursors come from."""
    key = plan.CursorKey(Variable("after"), "Query.films", ORDER, 0)
    hint = "Take it from pageInfo or an edge of the same list."
    assert refusal(key, after="x") == f"Query.films(after:) cannot start there: it is not a cursor. {hint}"


def test_an_id_gives_its_number() -> None:
    """Of another type, or malformed, it is NULL, which no row equals."""
    slot = plan.RowId(Variable("id"), "film")
    assert [filled(slot, id=text) for text in ("film.7", "person.7", "nonsense", "")] == [[7], [None], [None], [None]]


def test_ids_are_pairs_of_type_and_number() -> None:
    """One id or a list, in order and with repeats; what is none holds its place."""
    slot = plan.Ids(Variable("ids"))
    assert filled(slot, ids=["film.1", "x", "film.1"]) == ['[["film",1],[null,null],["film",1]]']
    assert filled(slot, ids="person.2") == ['[["person",2]]']
    assert filled(slot, ids=[]) == ["[]"]
    assert filled(plan.Ids(Items((Variable("a"), Literal("film.3")))), a="film.2") == ['[["film",2],["film",3]]']


def test_too_many_ids_are_refused() -> None:
    """The limit counts what was given, known or not."""
    assert refusal(plan.Ids(Variable("ids")), ids=["x"] * 4) == "nodes(ids:) takes 3 ids at most, not 4."


def test_names_are_a_json_array() -> None:
    """Enum members by their names, from the document, a variable, or both."""
    assert filled(plan.Listed(Literal([Topic.PLOT, Topic.CASTING]))) == ['["PLOT","CASTING"]']
    assert filled(plan.Listed(Variable("jobs")), jobs=[Job.WRITER]) == ['["WRITER"]']
    both = plan.Listed(Items((Literal(Job.DIRECTOR), Variable("job"))))
    assert filled(both, job=Job.WRITER) == ['["DIRECTOR","WRITER"]']
    assert filled(plan.Listed(Literal([]))) == ["[]"]
