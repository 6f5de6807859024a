"""Odd requests: valid documents that few clients would send, and nulls where none may be."""

from collections.abc import Iterator
from typing import Any

import pytest

from gql.gateway import open_gateway
from gql.settings import Settings
from tests.conftest import Asked
from tests.rows import database


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    location = database(tmp_path_factory.mktemp("repairs") / "world.db")
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked
    asked.close()


@pytest.mark.parametrize(("first", "count"), [(0, 0), (1, 1), (5, 2)])
@pytest.mark.parametrize("edge", ["", "__typename", "cursor @skip(if: true)"])
def test_an_edge_of_which_nothing_is_asked_is_still_one(world: Asked, first: int, count: int, edge: str) -> None:
    """As many edges as rows, whatever is asked of each."""
    found = world.data(f"{{ films(first: {first}) {{ edges {{ {edge} }} }} }}")
    assert len(found["films"]["edges"]) == count


@pytest.mark.parametrize("info", ["hasPreviousPage", "__typename"])
@pytest.mark.parametrize("after", [None, b'["TITLE_ASC","one",1]'.hex()])
def test_a_page_that_needs_no_size_is_answered(world: Asked, info: str, after: str | None) -> None:
    """Every parameter stands in the text."""
    found = world.data(f"query ($a: String) {{ films(after: $a) {{ pageInfo {{ {info} }} }} }}", {"a": after})
    assert found["films"]["pageInfo"] == {info: after is not None if info == "hasPreviousPage" else "PageInfo"}


NULLS: list[tuple[str, dict[str, Any]]] = [
    ("query ($slug: String) { film(by: {slug: $slug}) { id } }", {}),
    ("query ($slug: String) { film(by: {slug: $slug}) { id } }", {"slug": None}),
    ('query ($slug: String = "a") { film(by: {slug: $slug}) { id } }', {"slug": None}),
    ('query ($by: FilmBy = {slug: "a"}) { film(by: $by) { id } }', {"by": None}),
    ('query ($id: ID = "film.1") { node(id: $id) { id } }', {"id": None}),
    ('query ($ids: [ID!] = ["film.1"]) { nodes(ids: $ids) { id } }', {"ids": None}),
    ('query ($id: ID = "film.1") { nodes(ids: ["film.2", $id]) { id } }', {"id": None}),
]


@pytest.mark.parametrize(("document", "variables"), NULLS)
def test_a_null_where_none_may_be_is_the_clients_fault(world: Asked, document: str, variables: dict[str, Any]) -> None:
    """Validation lets a nullable variable stand there when it has a default, or in a @oneOf."""
    assert world.code(document, variables) == "BAD_USER_INPUT"


def test_one_film_seen_is_no_list(world: Asked) -> None:
    """A variable of type Seen that is given a list is refused like any other that does not fit."""
    document = "query ($film: Seen!) @viewer(seen: [$film]) { films { totalCount } }"
    assert world.code(document, {"film": [{"film": "film.1"}]}) == "BAD_USER_INPUT"
    assert world.data(document, {"film": {"film": "film.1"}}) == {"films": {"totalCount": 2}}
