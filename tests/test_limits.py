"""How much a request may ask: fields and their levels, counted with every fragment written out; directives, values."""

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
    assert refusal(document, DEEP) == "4 levels of fields are asked; at most 3 are allowed."
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
    assert refusal(document, LARGE) == "7 fields are asked; at most 6 are allowed."
    assert refusal(document, Settings(max_fields=7)) == ""


def test_a_fragment_is_measured_once() -> None:
    """Fragments that double each other forty times are a million million fields, counted without writing them out."""
    doubled = "".join(f"fragment F{n} on X {{ a {{ ...F{n + 1} }} b {{ ...F{n + 1} }} }} " for n in range(20))
    found = refusal(f"{{ ...F0 }} {doubled} fragment F20 on X {{ a }}", Settings())
    assert found == f"{3 * 2**20 - 2} fields are asked; at most 5000 are allowed."


def test_one_object_has_so_many_fields() -> None:
    """With fragments written out, wherever they stand, also in one that is not spread."""
    for document in (
        "{ a { b c d e } }",
        "{ a { b ...F e } } fragment F on X { c d }",
        "fragment F on X { a { b ... { c d } e } } { z }",
    ):
        assert refusal(document, Settings(max_fields_per_object=3)) == (
            "4 fields are asked of one object; at most 3 are allowed."
        )
        assert refusal(document, Settings(max_fields_per_object=4)) == ""


def test_an_operation_has_so_many_root_fields() -> None:
    """Aliases of one field are as many fields."""
    assert refusal("{ a: f b: f ...F } fragment F on Query { c }", Settings(max_root_fields=2)) == (
        "3 root fields are asked; at most 2 are allowed."
    )
    assert refusal("{ a: f { x y z } b: f }", Settings(max_root_fields=2)) == ""


@pytest.mark.parametrize(
    "document",
    [
        "query @a @b @c { f }",
        "{ f @a @b @c }",
        "{ ...F @a @b @c } fragment F on X { f }",
        "{ ... @a @b @c { f } }",
        "fragment F on X { f { g @a @b @c } } { f }",
    ],
)
def test_directives_are_counted_wherever_they_stand(document: str) -> None:
    """At an operation, a field, a spread: before anything asks what they are."""
    found = refusal(document, Settings(max_directives=2))
    assert found.startswith("3 directives stand at ")
    assert refusal(document, Settings(max_directives=3)) == ""


def test_a_document_defines_so_many_fragments() -> None:
    """Whether or not they are spread."""
    document = "{ f } " + " ".join(f"fragment F{number} on X {{ a }}" for number in range(3))
    assert refusal(document, Settings(max_fragments=2)) == "3 fragments are defined; at most 2 are allowed."
    assert refusal(document, Settings(max_fragments=3)) == ""


def test_an_operation_declares_so_many_variables() -> None:
    """Whether or not they are used."""
    document = "query ($a: Int, $b: Int, $c: Int) { f }"
    assert refusal(document, Settings(max_variables=2)) == "3 variables are declared; at most 2 are allowed."


# --- values -----------------------------------------------------------------------------------------------------------


def test_values_are_counted_at_any_depth() -> None:
    """Objects and lists count as well as what is in them."""
    assert limits.values([], 100) == 0
    assert limits.values([None, 1, "text"], 100) == 3
    assert limits.values([{"a": [1, 2, {"b": []}]}], 100) == 6


def test_counting_ends_when_it_is_enough() -> None:
    """A million values are found to be too many without looking at them all."""
    assert limits.values([list(range(1_000_000))], 10) == 11
    assert limits.values([[[[]] * 1_000_000] * 1_000_000], 10) == 11
    with pytest.raises(TooComplex, match=r"The variables hold more than 10 values\."):
        limits.check_values(11, Settings(max_values=10))
    limits.check_values(10, Settings(max_values=10))


def test_what_validation_will_refuse_is_no_trouble() -> None:
    """A fragment that spreads itself, or that is not there, ends the count; validation names it."""
    assert refusal("{ ...F } fragment F on X { a ...G } fragment G on X { b ...F }", Settings()) == ""
    assert refusal("{ ...Missing }", Settings()) == ""


def test_an_introspection_query_is_let_through() -> None:
    """The introspection of playgrounds and code generators is within the limits."""
    assert refusal(get_introspection_query(), Settings()) == ""
