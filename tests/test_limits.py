"""How much a document may ask: depth and number of fields, counted with every fragment written out."""

import pytest
from graphql import get_introspection_query, parse

from gql import limits
from gql.errors import TooComplex
from gql.settings import Settings

DEEP = Settings(max_depth=3)
LARGE = Settings(max_fields=6)


def refusal(document: str, settings: Settings) -> str:
    """Why *document* is refused; nothing when it is not."""
    try:
        limits.check(parse(document), settings)
    except TooComplex as error:
        return error.message
    return ""


@pytest.mark.parametrize(
    "document",
    [
        "{ a { b { c { d } e } } f }",
        "{ a { ... { b { ... on X { c { d } } } } } }",
        "{ a { ...F } } fragment F on X { b { ...G } } fragment G on X { c { d } }",
        "fragment G on X { c { d } } fragment F on X { b { ...G } } { x a { ...F ...F } }",
        "query A { a } query B { a { b { c { d } } } }",
    ],
)
def test_depth_is_levels_of_fields(document: str) -> None:
    """Fragments add no level of their own and hide none; every operation of the document counts."""
    assert refusal(document, DEEP) == "The operation is 4 levels deep; at most 3 are allowed."
    assert refusal(document, Settings(max_depth=4)) == ""


@pytest.mark.parametrize(
    "document",
    [
        "{ a b c d e f g }",
        "{ a { b c } d { e { f g } } }",
        "{ a { ...F } b { ...F } c } fragment F on X { d e }",
        "{ a { ... { b c } ... on X { d e } } f g }",
        "{ a a a a: b a: b @skip(if: true) a a }",
    ],
)
def test_fields_are_counted_with_fragments_written_out(document: str) -> None:
    """Each spread counts what its fragment holds; repeated, aliased and skipped fields count as well."""
    assert refusal(document, LARGE) == "The operation has 7 fields; at most 6 are allowed."
    assert refusal(document, Settings(max_fields=7)) == ""


def test_a_fragment_is_measured_once() -> None:
    """Fragments that double each other forty times are a million million fields, counted without writing them out."""
    doubled = "".join(f"fragment F{n} on X {{ ...F{n + 1} ...F{n + 1} }} " for n in range(40))
    found = refusal(f"{{ ...F0 }} {doubled} fragment F40 on X {{ a }}", Settings())
    assert found == f"The operation has {2**40} fields; at most 5000 are allowed."


def test_what_validation_will_refuse_is_no_trouble() -> None:
    """A fragment that spreads itself, or that is not there, ends the count; validation names it."""
    assert refusal("{ ...F } fragment F on X { a ...G } fragment G on X { b ...F }", Settings()) == ""
    assert refusal("{ ...Missing }", Settings()) == ""


def test_an_introspection_query_is_let_through() -> None:
    """The introspection of playgrounds and code generators is within the limits."""
    assert refusal(get_introspection_query(), Settings()) == ""
