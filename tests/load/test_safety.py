"""Safe names: what everyone may read of a character must not tell to whom a secret ties them."""

import pytest

from tests.load.conftest import Library

FILM = """
title = "Backtrace"
released = "2018"

[[twists]]
key = "family"
kind = "KINSHIP"
revealed_as = "They are a family."

[[characters]]
key = "hero"
name = 'Donovan "Mac" MacDonald'

[[characters]]
key = "other"
{other}

[[cast]]
person = "Matthew Modine"
character = "hero"

[[cast]]
person = "Somebody Else"
character = "other"
{role}

[[relations]]
from = "other"
label = "relative of"
to = "hero"
kind = "FAMILY"
{relation}
"""
SEALED = 'twist = "family"'
TIE = 'belongs with Donovan "Mac" MacDonald, which is sealed'
HINT = "leave it out here; it may stand in full_name, sealed by full_name_twist"


def film(other: str, role: str = "", relation: str = SEALED) -> str:
    return FILM.format(other=other, role=role, relation=relation)


@pytest.mark.parametrize("name", ["Lucas MacDonald", "Dr. Erin MacDonald", "Farren MacDonald", "MacDonald's man"])
def test_a_name_must_not_tell(library: Library, name: str) -> None:
    """A word of the name of someone to whom a sealed relation ties a character may not be in the character's name."""
    assert library.faults(film(f'name = "{name}"')) == [
        f"characters[1].name: 'macdonald' gives away that {name} {TIE}; {HINT}"
    ]


@pytest.mark.parametrize("name", ["Lucas", "Dr. Erin", "Farren", "Agent Franks", "Mac Junior", "Mac Donald"])
def test_safe_names_pass(library: Library, name: str) -> None:
    """Names that share no word of four letters or more are safe."""
    assert library.warnings(film(f'name = "{name}"')) == []


def test_an_open_relation_tells_nothing(library: Library) -> None:
    """Characters whose relation everyone may see may share a name."""
    assert library.warnings(film('name = "Lucas MacDonald"', relation="")) == []


def test_a_twist_ties_its_characters(library: Library) -> None:
    """Two characters of one twist are tied by it, without any relation."""
    twist = film('name = "Lucas MacDonald"', relation="").replace(
        'They are a family."', 'They are a family."\ncharacters = ["hero", "other"]'
    )
    assert library.faults(twist) == [f"characters[1].name: 'macdonald' gives away that Lucas MacDonald {TIE}; {HINT}"]


def test_characters_sealed_by_the_tie_have_nothing_to_tell(library: Library) -> None:
    """Who is hidden by the same twist as the tie is not there to be compared with."""
    assert library.warnings(film('name = "Lucas MacDonald"\ntwist = "family"')) == []


@pytest.mark.parametrize(
    ("other", "role", "where"),
    [
        ('slug = "lucas-macdonald-backtrace-2018"', "", "characters[1].slug"),
        ('full_name = "Lucas MacDonald"', "", "characters[1].full_name"),
        ("", 'credited_as = "Lucas MacDonald"', "cast[1].credited_as"),
    ],
)
def test_other_open_names_must_not_tell(library: Library, other: str, role: str, where: str) -> None:
    """A slug, and a full name or a credit that nothing seals, are names that everyone reads."""
    assert library.faults(film(f'name = "Lucas"\n{other}', role)) == [
        f"{where}: 'macdonald' gives away that Lucas {TIE}; {HINT}"
    ]


def test_sealed_names_may_tell(library: Library) -> None:
    """A full name and a credit that are sealed may say everything."""
    other = 'name = "Lucas"\nfull_name = "Lucas MacDonald"\nfull_name_twist = "family"'
    role = 'credited_as = "Lucas MacDonald"\ncredited_as_twist = "family"'
    assert library.warnings(film(other, role)) == []


def test_prose_that_may_tell_is_a_warning(library: Library) -> None:
    """The same words in an introduction or an open passage load, and the report says so."""
    other = """
        name = "Lucas"
        introduced_as = "MacDonald's inmate."
        passages = [{ text = "Near MacDonald." }, { text = "MacDonald's son.", twist = "family" }]
    """
    assert library.warnings(film(other)) == [
        f"characters[1].introduced_as: 'macdonald' may give away that Lucas {TIE}",
        f"characters[1].passages[0].text: 'macdonald' may give away that Lucas {TIE}",
    ]


def test_names_of_other_films_are_compared(library: Library) -> None:
    """A secret may tie a character to one of another film."""
    library.load(film('name = "Lucas"'))
    sequel = """
        title = "Backtrace 2"
        twists = [{ key = "t", kind = "KINSHIP", revealed_as = "Ada is his daughter." }]
        characters = [{ key = "ada", name = "Ada MacDonald" }]
        cast = [{ person = "Anybody", character = "ada" }]
        [[relations]]
        from = "ada"
        label = "daughter of"
        to = "donovan-mac-macdonald-backtrace-2018"
        kind = "FAMILY"
        twist = "t"
    """
    assert library.faults(sequel) == [f"characters[0].name: 'macdonald' gives away that Ada MacDonald {TIE}; {HINT}"]
