"""Global ids: what is one, and that each has one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql import ids

NUMBERS = st.integers(min_value=1, max_value=2**63 - 1)
TYPES = st.sampled_from(["film", "person", "twist", "role"])


@given(TYPES, NUMBERS)
def test_an_id_is_read_as_it_was_written(type_: str, number: int) -> None:
    """A type, a dot and a number of 63 bits come back as they went in."""
    assert ids.split(f"{type_}.{number}") == (type_, number)
    assert ids.number(f"{type_}.{number}", type_) == number


@given(st.text() | st.from_regex(r"[a-z]{0,3}\.?[+-]?0*[0-9]{0,21}\s?"))
def test_an_id_has_one_spelling(text: str) -> None:
    """Whatever is read as an id is what would be written for it; nothing else is one, and nothing is an error."""
    found = ids.split(text)
    assert found is None or f"{found[0]}.{found[1]}" == text


NONE = ["", ".", "film", "film.", "film,1", "12", "film.0", "film.01", "film.+1", "film.-1", "film. 1", "film.1 "]
NONE += ["film.1\n", "film.1.2", "film.x", "film.1e3", "film.1_0", "film.\u0661", "film.\u00b2"]
NONE += [f"film.{2**63}", f"film.{'9' * 5_000}"]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_id_is_none(text: str) -> None:
    """Signs, zeros in front, white space, other digits and numbers beyond 63 bits make no id."""
    assert ids.split(text) is None
    assert ids.number(text, "film") is None


def test_an_id_of_another_type_is_none() -> None:
    """A look-up by id finds only its own type; the type is written in lower case."""
    assert ids.number("person.7", "film") is None
    assert ids.number("Film.7", "film") is None
    assert ids.number(".7", "film") is None
    assert ids.number("film.7", ids.prefix("Film")) == 7
