"""Removing films: nothing is left of them but what other films mention, and a film is removed wholly or not at all."""

import pytest

from gql.errors import SetupError
from gql.load import load_seed, remove
from tests.load.conftest import Library
from tests.load.test_load import HEAT, SEQUEL

OTHER = """
title = "Ronin"
released = "1998"
cites = [{ source = "article" }]
companies = [{ company = "United Artists", part = "STUDIO" }]

[sources.article]
title = "Ronin (film)"

[[cast]]
person = "Robert De Niro"
"""


def test_nothing_is_left_of_a_film_alone(library: Library) -> None:
    """All its rows go, with its people, companies and sources; and it can be loaded again."""
    load_seed(library.engine)
    first = library.export()
    removal = remove(library.engine, ["backtrace-2018"])
    assert removal.lines() == [
        "backtrace-2018: 240 rows removed",
        "Removed with them, since no other film mentions them: 24 people, 13 companies, 1 source",
    ]
    assert library.export() == ""
    load_seed(library.engine)
    assert library.export() == first


def test_what_another_film_mentions_stays(library: Library) -> None:
    """The database is then as if the other film alone had been loaded, but for where people were found."""
    library.load(OTHER)
    without = library.export()
    library.load(HEAT)
    library.load(HEAT)
    removal = remove(library.engine, ["heat-1995"])
    assert removal.lines()[1] == "Removed with them, since no other film mentions them: 1 person"
    kept = set(library.export().splitlines()) - set(without.splitlines())
    # De Niro is in the other film; that he was found in the article on Heat stays with him.
    assert sorted(line.split(" ", 1)[0] for line in kept) == ["citation", "source"]
    remove(library.engine, ["ronin-1998"])
    assert library.export() == ""


def test_people_whom_a_film_no_longer_mentioned_stay(library: Library) -> None:
    """Only what the film mentions goes with it: a reload leaves people behind, and they may be wanted."""
    library.load(OTHER)
    library.load(OTHER.replace("Robert De Niro", "Jean Reno"))
    remove(library.engine, ["ronin-1998"])
    assert library.rows("person", "slug") == [("robert-de-niro",)]


@pytest.mark.parametrize("order", [["heat-1995", "heat-2-2030"], ["heat-2-2030", "heat-1995", "heat-2-2030"]])
def test_films_that_share_characters_go_together(library: Library, order: list[str]) -> None:
    """A film whose character another one uses cannot go alone, and can with it."""
    library.load(HEAT)
    library.load(SEQUEL)
    first = library.export()
    with pytest.raises(SetupError) as caught:
        remove(library.engine, ["heat-1995"])
    assert str(caught.value) == (
        "characters: 'neil-mccauley-heat-1995' cannot go while others use it: heat-2-2030"
        " Remove those as well; nothing was removed."
    )
    assert library.export() == first
    removal = remove(library.engine, order)
    assert [slug for slug, _ in removal.films] == list(dict.fromkeys(order))
    assert library.export() == ""


def test_unknown_slugs_are_named_with_the_closest(library: Library) -> None:
    """Nothing is removed when one of the films is not there."""
    library.load(HEAT)
    first = library.export()
    with pytest.raises(SetupError) as caught:
        remove(library.engine, ["heat-1995", "heat-1996", "x" * 300, "'"])
    assert str(caught.value).splitlines() == [
        "No film has the slug 'heat-1996'; like it are: heat-1995.",
        f"No film has the slug '{'x' * 300}'; none is like it.",
        "No film has the slug '''; none is like it. Nothing was removed.",
    ]
    assert library.export() == first
