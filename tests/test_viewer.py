"""The viewer: what `@viewer` unlocks in kind, and the two parameters that seals ask."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.errors import BadUserInput, SpoilersCapped
from gql.plan import Unlocked
from gql.settings import Settings, Spoilers
from gql.viewer import NOBODY, Viewer, is_plain, view

SETTINGS = Settings(max_seen=4)


def seeing(*seen: dict[str, Any], allow: Spoilers = Spoilers.NONE) -> Viewer:
    return view(seen, allow, SETTINGS)


def test_who_has_seen_nothing_is_nobody() -> None:
    """An empty list unlocks what no directive does: nothing."""
    assert seeing() == NOBODY == Viewer(Unlocked(), ",", "{}")


def test_films_are_seen_wholly_or_in_part() -> None:
    """Each kind is a parameter of its own and says in the plan only that there is some."""
    assert seeing({"film": "film.12"}, {"film": "film.7"}) == Viewer(Unlocked(whole=True), ",12,7,", "{}")
    assert seeing({"film": "film.12", "until": 60}) == Viewer(Unlocked(until=True), ",", '{"12":60}')
    both = seeing({"film": "film.2", "until": 0}, {"film": "film.1"}, {"film": "film.3", "until": -1})
    assert both == Viewer(Unlocked(whole=True, until=True), ",1,", '{"2":0,"3":-1}')


def test_a_null_until_is_the_whole_film() -> None:
    """`until: null` says no more than leaving it out."""
    assert seeing({"film": "film.1", "until": None}) == seeing({"film": "film.1"})


def test_of_one_film_twice_the_most_counts() -> None:
    """The greatest minute, and the whole film above any minute, in whatever order they come."""
    minutes = [{"film": "film.1", "until": 9}, {"film": "film.1", "until": 80}, {"film": "film.1", "until": 10}]
    assert seeing(*minutes) == seeing(*reversed(minutes)) == Viewer(Unlocked(until=True), ",", '{"1":80}')
    assert seeing(*minutes, {"film": "film.1"}) == seeing({"film": "film.1"}, *minutes) == seeing({"film": "film.1"})


@pytest.mark.parametrize(
    "film",
    ["", "film", "person.1", "film.0", "film.1,2", "film.1,film.2", ",1,", "film.-1", "film.99999999999999999999"],
)
def test_what_is_no_film_is_ignored(film: str) -> None:
    """It is no error, and it unlocks nothing: a page may send what it has stored for years."""
    assert seeing({"film": film}, {"film": film, "until": 5}) == NOBODY


def test_minor_spoilers_come_on_top() -> None:
    """`allow: MINOR` is one more way to unlock; the films seen are the same."""
    assert seeing({"film": "film.1"}, allow=Spoilers.MINOR) == Viewer(Unlocked(minor=True, whole=True), ",1,", "{}")


def test_who_allows_all_has_no_seals() -> None:
    """There is nothing left to ask of a twist."""
    assert seeing({"film": "film.1"}, allow=Spoilers.ALL) == Viewer(unlocked=None)


def test_a_server_caps_what_may_be_allowed() -> None:
    """Asking for more than the server allows is an error that says how much it allows; as much is none."""
    capped = Settings(allow_cap=Spoilers.MINOR)
    with pytest.raises(SpoilersCapped, match=r"may be MINOR at most on this server, not ALL\."):
        view([], Spoilers.ALL, capped)
    assert view([], Spoilers.MINOR, capped) == Viewer(Unlocked(minor=True))
    with pytest.raises(SpoilersCapped):
        view([], Spoilers.MINOR, Settings(allow_cap=Spoilers.NONE))


@pytest.mark.parametrize("allow", Spoilers)
def test_too_many_films_are_refused(allow: Spoilers) -> None:
    """The limit holds whatever is allowed, and counts what was given: films twice and unknown ones too."""
    view([{"film": "film.1"}] * 4, allow, SETTINGS)
    with pytest.raises(BadUserInput, match=r"@viewer\(seen:\) takes 4 films at most, not 5\."):
        view([{"film": "film.1"}] * 5, allow, SETTINGS)


SEEN = st.lists(
    st.fixed_dictionaries(
        {"film": st.integers(1, 5).map("film.{}".format)}, optional={"until": st.none() | st.integers(-5, 200)}
    ),
    max_size=12,
)


@given(SEEN)
def test_parameters_say_what_was_seen(seen: list[dict[str, Any]]) -> None:
    """Each film stands in one of the two; both can be read back; the plan knows which of them hold any."""
    viewer = view(seen, Spoilers.NONE, Settings())
    assert viewer.unlocked is not None
    whole = [film["film"] for film in seen if film.get("until") is None]
    until = {film["film"] for film in seen if film["film"] not in whole}
    assert viewer.whole == "," + "".join(f"{each.removeprefix('film.')}," for each in whole)
    assert {f"film.{film}" for film in json.loads(viewer.until)} == until
    assert (viewer.unlocked.whole, viewer.unlocked.until) == (bool(whole), bool(until))


def test_plain_lists_are_those_that_coercion_leaves_alone() -> None:
    """Films by their ids, with a minute that is an Int or without; anything else is graphql-core's to judge."""
    for plain in ([], [{"film": "film.1"}], [{"film": "", "until": 0}], [{"film": "x", "until": 2**31 - 1}]):
        assert is_plain(plain, SETTINGS)
    odd: list[object] = [
        None,
        {"film": "film.1"},
        "film.1",
        ["film.1"],
        [None],
        [[]],
        [{}],
        [{"film": None}],
        [{"film": 1}],
    ]
    odd += [[{"film": "film.1", "until": until}] for until in (None, 1.0, True, "1", 2**31)]
    odd += [[{"film": "film.1", "since": 1}], [{"film": "film.1", "until": 1, "x": 1}], [{"until": 1}]]
    assert [value for value in odd if is_plain(value, SETTINGS)] == []
    with pytest.raises(BadUserInput, match=r"takes 4 films at most, not 5\."):
        is_plain([{"film": "film.1"}] * 5, SETTINGS)
