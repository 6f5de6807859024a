"""Operations: a document and a name in, one operation out; everything wrong with it is said here."""

import json
from typing import Any

import pytest
from graphql import parse, specified_rules, validate
from hypothesis import given
from hypothesis import strategies as st

from gql.errors import (
    BadUserInput,
    Fault,
    OperationUnresolved,
    ParseFailed,
    RequestError,
    SpoilersCapped,
    TooComplex,
    ValidationFailed,
)
from gql.operations import MAX_ERRORS, Operation, coerce, faults, prepare
from gql.plan import Unlocked
from gql.rules import RULES
from gql.settings import Settings, Spoilers
from gql.viewer import NOBODY, Viewer
from tests.stages import CATALOG, SETTINGS


def prepared(text: str, name: str | None = None, settings: Settings = SETTINGS) -> Operation:
    return prepare(text, name, CATALOG.schema, settings)


def coerced(text: str, settings: Settings = SETTINGS, **given: Any) -> tuple[dict[str, object], Viewer]:
    return coerce(prepared(text), given, CATALOG.schema, settings)


def refusal(text: str, name: str | None = None, settings: Settings = SETTINGS) -> RequestError:
    with pytest.raises(RequestError) as error:
        prepared(text, name, settings)
    return error.value


# --- places of faults -------------------------------------------------------------------------------------------------

LINES = st.text(alphabet=" \n\r,#", max_size=30).map(lambda text: text.replace("#", "# comment\n"))


@given(st.lists(LINES, min_size=1, max_size=5))
def test_a_fault_is_where_graphql_core_says(gaps: list[str]) -> None:
    """Whatever ends the lines before it."""
    text = f"{{ films {{ nodes {{ {' '.join(f'{gap}nope{place}' for place, gap in enumerate(gaps))} }} }} }}"
    errors = validate(CATALOG.schema, parse(text))
    assert len(errors) == len(gaps)
    expected = [[(place.line, place.column) for place in error.locations or ()] for error in errors]
    assert [list(fault.locations) for fault in faults(errors, text)] == expected


def test_faults_of_a_long_document_have_their_places() -> None:
    """All of them, behind tens of thousands of lines."""
    error = refusal("\n" * 49_000 + "{ " + " ".join(f"a{number}: nope" for number in range(40)) + " }")
    assert {fault.locations[0] for fault in error.faults} == {
        (49_001, 3 + len("".join(f"a{before}: nope " for before in range(number)))) for number in range(40)
    }


# --- documents --------------------------------------------------------------------------------------------------------


def test_a_document_that_cannot_be_parsed_says_where() -> None:
    """One fault, with its line and column."""
    error = refusal("{\n  films {")
    assert type(error) is ParseFailed
    assert error.faults == (Fault("Syntax Error: Expected Name, found <EOF>.", ((2, 10),)),)


def test_too_many_tokens_are_too_complex() -> None:
    """The limit is the settings'; no more of the document is read."""
    error = refusal("{ a b c ", settings=Settings(max_tokens=3))
    assert (type(error), error.message) == (
        TooComplex,
        "Document contains more than 3 tokens. Parsing aborted.",
    )


@pytest.mark.parametrize(
    "document",
    [
        "{a" * 1_000 + "}" * 1_000,
        "{ a(b: " + "[" * 3_000 + "]" * 3_000 + ") }",
        "{ a(b: " + "{c:" * 1_000 + "1" + "}" * 1_000 + ") }",
        "{ ...F0 }" + "".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(900)),
    ],
    ids=["selections", "lists", "objects", "fragments"],
)
def test_nesting_without_end_is_too_complex(document: str) -> None:
    """Selections, lists, objects, and fragments in fragments: no stack of ours overflows."""
    assert type(refusal(document)) is TooComplex


def test_limits_come_before_validation() -> None:
    """A document that is too deep is not validated first: that would cost what the limit saves."""
    assert type(refusal("{ nothing { of { this { exists } } } }", settings=Settings(max_depth=3))) is TooComplex


@pytest.mark.parametrize(
    "document",
    [
        "query A { __typename } subscription B { a b }",
        "{ ... @defer { films { nodes { title } } } }",
        "{ films { nodes @stream { title } } }",
        "{ films @defer { nodes { id } } }",
    ],
)
def test_what_other_servers_have_is_unknown(document: str) -> None:
    """Their own rules are left out: what those would say of them, one says of all."""
    (fault,) = refusal(document, "A" if "B" in document else None).faults
    assert fault.message in {
        "Unknown directive '@defer'.",
        "Unknown directive '@stream'.",
        "The subscription operation is not supported by the schema.",
    }
    left_out = set(specified_rules) - set(RULES)
    assert {each.__name__.partition("Directive")[0] for each in left_out} == {
        "DeferStream",
        "Stream",
        "SingleFieldSubscriptionsRule",
    }


def test_all_that_is_not_valid_is_said_together() -> None:
    """Each fault with its place, in the document's order."""
    error = refusal("query ($a: Int) {\n  nothing\n  film { id }\n}")
    assert type(error) is ValidationFailed
    assert sorted(error.faults, key=lambda fault: fault.locations) == [
        Fault("Variable '$a' is never used.", ((1, 8),)),
        Fault("Cannot query field 'nothing' on type 'Query'.", ((2, 3),)),
        Fault("Argument 'Query.film(by:)' of type 'FilmBy!' is required, but it was not provided.", ((3, 3),)),
    ]


def test_faults_are_not_searched_for_without_end() -> None:
    """After so many the rest is not looked for, and that is said."""
    error = refusal("{ " + " ".join(f"nothing{number}" for number in range(100)) + " }")
    assert len(error.faults) == MAX_ERRORS + 1
    assert error.faults[-1].message == "Too many validation errors, error limit reached. Validation aborted."


# --- which operation --------------------------------------------------------------------------------------------------

BOTH = "query B { __typename } query A { films { totalCount } }"


def test_the_only_operation_needs_no_name() -> None:
    """It may have one, and may be asked for by it."""
    assert prepared("{ __typename }").definition.name is None
    assert prepared("query A { __typename }") is not None
    assert prepared("query A { __typename }", "A").definition.name.value == "A"  # type: ignore[union-attr]


def test_of_several_operations_the_named_one_is_meant() -> None:
    """By its name alone, wherever it stands."""
    assert prepared(BOTH, "A").definition.name.value == "A"  # type: ignore[union-attr]
    assert prepared(BOTH, "B").definition.name.value == "B"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("document", "name", "message"),
    [
        (BOTH, None, "The document has several operations; name one of them: A, B."),
        (BOTH, "C", "The document has no operation called 'C' (A, B)."),
        (BOTH, "", "The document has no operation called '' (A, B)."),
        ("{ __typename }", "A", "The document has no operation called 'A' (none has a name)."),
    ],
)
def test_an_operation_that_is_not_there_is_refused(document: str, name: str | None, message: str) -> None:
    """The names that there are stand in the message."""
    error = refusal(document, name)
    assert (type(error), error.message) == (OperationUnresolved, message)


# --- variables and the viewer -----------------------------------------------------------------------------------------


def test_variables_are_what_the_operation_declares() -> None:
    """Coerced, with defaults; what was given besides is ignored."""
    text = "query ($first: Int = 3, $after: String) { films(first: $first, after: $after) { totalCount } }"
    assert coerced(text) == ({"first": 3}, NOBODY)
    assert coerced(text, first=None, after="x", other=1) == ({"first": None, "after": "x"}, NOBODY)
    assert coerced("{ __typename }", first=1) == ({}, NOBODY)


def test_variables_that_do_not_fit_are_said_together() -> None:
    """A fault for each, with the place of its declaration."""
    text = "query ($first: Int, $by: FilmBy!) { film(by: $by) { roles(first: $first) { totalCount } } }"
    with pytest.raises(BadUserInput) as error:
        coerced(text, first="x", by={"slug": "a", "id": "b"})
    assert [fault.locations for fault in error.value.faults] == [((1, 8),), ((1, 21),)]


SEEING = "query ($seen: [Seen!], $allow: Spoilers! = NONE) @viewer(seen: $seen, allow: $allow) { __typename }"


def test_the_viewer_comes_from_the_directive() -> None:
    """Written in the document or given as variables; without the directive it is nobody."""
    film = Viewer(Unlocked(whole=True), ",1,", "{}")
    assert coerced(SEEING, seen=[{"film": "film.1"}])[1] == film
    assert coerced('query @viewer(seen: [{film: "film.1"}]) { __typename }') == ({}, film)
    assert coerced("query ($id: ID!) @viewer(seen: {film: $id}) { __typename }", id="film.1")[1] == film
    assert coerced(SEEING)[1] == coerced(SEEING, seen=None)[1] == NOBODY
    assert coerced("query @viewer(seen: null, allow: null) { __typename }")[1] == NOBODY
    assert coerced(SEEING, allow="ALL")[1] == Viewer(unlocked=None)


@pytest.mark.parametrize(
    "seen",
    [
        [{"film": "film.1", "until": 5}, {"film": "x"}],
        [{"film": "film.1", "until": None}],
        [{"film": 1}],
        {"film": "film.1"},
        [],
        None,
    ],
)
def test_seen_is_coerced_like_any_other(seen: object) -> None:
    """The short way for plain lists comes to what graphql-core comes to: here, for the same list in the document."""
    written = json.dumps(seen).replace('"film"', "film").replace('"until"', "until")
    assert coerced(SEEING, seen=seen)[1] == coerced(f"query @viewer(seen: {written}) {{ __typename }}")[1]


@pytest.mark.parametrize(
    "seen", ["film.1", [None], [{}], [{"film": None}], [{"film": "x", "until": "1"}], [{"film": "x", "at": 1}]]
)
def test_seen_that_does_not_fit_is_refused(seen: object) -> None:
    """A list of films or one film, each with its id."""
    with pytest.raises(BadUserInput):
        coerced(SEEING, seen=seen)


def test_a_capped_viewer_is_refused() -> None:
    """It is its own code, so that a page can ask again for less."""
    with pytest.raises(SpoilersCapped):
        coerced(SEEING, Settings(allow_cap=Spoilers.MINOR), allow="ALL")


@pytest.mark.parametrize(
    ("text", "given", "said", "hint"),
    [
        (
            "query ($w: FilmWhere) { films(where: $w) { totalCount } }",
            {"w": {"titel": {}}},
            "Variable '$w' has invalid value: Expected value of type 'FilmWhere' not to include unknown field"
            " 'titel'%s",
            (", found: {'titel': {}}.", ". Did you mean 'title'? Found: {'titel': {}}."),
        ),
        (
            "query ($a: Spoilers!) @viewer(allow: $a) { __typename }",
            {"a": "AL"},
            "Variable '$a' has invalid value: Value 'AL' does not exist in 'Spoilers' enum.%s",
            ("", " Did you mean the enum value 'ALL'?"),
        ),
        (
            "query @viewer(allow: AL) { __typename }",
            {},
            "Value 'AL' does not exist in 'Spoilers' enum.%s",
            ("", " Did you mean the enum value 'ALL'?"),
        ),
        (
            "query @viewer(alow: ALL) { __typename }",
            {},
            "Unknown argument 'alow' on directive '@viewer'.%s",
            ("", " Did you mean 'allow'?"),
        ),
        (
            "{ films(frist: 1) { totalCount } }",
            {},
            "Unknown argument 'frist' on field 'Query.films'.%s",
            ("", " Did you mean 'first'?"),
        ),
    ],
    ids=["variable", "viewer's variable", "viewer", "viewer's argument", "argument"],
)
def test_a_schema_that_is_kept_is_not_hinted_at(
    text: str, given: dict[str, object], said: str, hint: tuple[str, str]
) -> None:
    """What may have been meant is said where the schema is shown, and nowhere else."""
    for introspection in (False, True):
        settings = Settings(introspection=introspection)
        with pytest.raises(RequestError) as error:
            coerce(prepared(text, settings=settings), given, CATALOG.schema, settings)
        assert [fault.message for fault in error.value.faults] == [said % hint[introspection]]
