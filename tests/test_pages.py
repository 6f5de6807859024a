"""Pages follow each other without a gap or a repeat, whatever their size, through ties and unknown values."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.gateway import open_gateway
from gql.settings import Settings
from tests.conftest import Asked
from tests.places import Place, filled

FILMS = 90
CAST = 17


def _record(number: int) -> dict[str, Any]:
    """A film that shares its title with others, with billed and unbilled roles, and reviews with and without a date."""
    return {
        "slug": f"film-{number}",
        "title": ("Alpha", "beta", "Gämma 'quoted'")[number % 3],
        "cast": [
            {"person": f"Person {(number * 7 + place) % 40}", "billing": place + 1 if place % 3 else None}
            for place in range(CAST if number == 0 else 1)
        ],
        "reviews": [
            {"critic": f"Critic {place}", "written": f"2001-0{place % 4 + 1}" if place % 2 else None}
            for place in range(9 if number == 0 else 0)
        ],
    }


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def asked(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder: Path = tmp_path_factory.mktemp("pages")
    records = folder / "films.jsonl"
    records.write_bytes(b"\n".join(orjson.dumps(_without_nulls(_record(number))) for number in range(FILMS)))
    location = filled(place(), records)
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked
    asked.close()


CONNECTIONS = {
    # name: (what stands around it, the connection's field, what orders it)
    "films": ("{}", "films", "title id"),
    "people": ("{}", "people", "name id"),
    "reviews": ("{}", "reviews", "written id"),
    "roles of a film": ('film(by: {{slug: "film-0"}}) {{ {} }}', "roles", "billing id"),
    "reviews of a film": ('film(by: {{slug: "film-0"}}) {{ {} }}', "reviews", "written id"),
    "roles of a person": ('person(by: {{slug: "person-7"}}) {{ {} }}', "roles", "billing id"),
}


def _page(asked: Asked, name: str, first: int, after: str | None) -> dict[str, Any]:
    around, field, keys = CONNECTIONS[name]
    info = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    page = f"{field}(first: $first, after: $after) {{ {info} nodes {{ {keys} }} edges {{ cursor node {{ {keys} }} }} }}"
    document = f"query($first: Int, $after: String) {{ {around.format(page)} }}"
    data = asked.data(document, {"first": first, "after": after})
    return next(iter(data.values()))[field] if around != "{}" else data[field]  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", CONNECTIONS)
@pytest.mark.parametrize("first", [1, 4, 100])
def test_pages_are_the_list(asked: Asked, name: str, first: int) -> None:
    """All pages together are the whole list in its order, and each says rightly where it lies."""
    whole = _page(asked, name, 100, None)
    assert not whole["pageInfo"]["hasNextPage"]
    assert len(whole["nodes"]) == whole["totalCount"] >= 4
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = _page(asked, name, first, after)
        assert page["totalCount"] == whole["totalCount"]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == whole["nodes"]


@pytest.mark.parametrize("name", CONNECTIONS)
def test_order_is_the_schemas(asked: Asked, name: str) -> None:
    """By the column that the schema names, unknown last; the id breaks ties."""
    key = CONNECTIONS[name][2].split()[0]
    fold = {"Alpha": "alpha", "Gämma 'quoted'": "gamma 'quoted'"}

    def place(node: dict[str, Any]) -> tuple[Any, ...]:
        value = node[key]
        number = int(node["id"].partition(".")[2]) if key != "billing" or value is not None else 0
        return (value is None, fold.get(value, str(value).lower()) if isinstance(value, str) else value or 0, number)

    places = [place(node) for node in _page(asked, name, 100, None)["nodes"]]
    assert places == sorted(places)


@pytest.mark.parametrize("name", CONNECTIONS)
def test_an_empty_page_says_so(asked: Asked, name: str) -> None:
    """`first: 0` is an empty page that knows whether there is more; behind the last item there is nothing."""
    empty = _page(asked, name, 0, None)
    assert (empty["nodes"], empty["edges"]) == ([], [])
    nowhere = {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert empty["pageInfo"] == nowhere
    last = _page(asked, name, 100, None)["pageInfo"]["endCursor"]
    assert _page(asked, name, 5, last)["pageInfo"] == nowhere | {"hasNextPage": False, "hasPreviousPage": True}


def test_a_cursor_of_another_list_is_refused(asked: Asked) -> None:
    """A cursor belongs to its order: another order's, a cut or an edited one is an error that names the argument."""
    cursor = _page(asked, "films", 1, None)["pageInfo"]["endCursor"]
    document = "query($a: String) { people(after: $a) { totalCount } }"
    for wrong in (cursor, cursor[:-2], f"{cursor}00", "zz", "", "5b5d", "é"):
        assert asked.code(document, {"a": wrong}) == "BAD_USER_INPUT"
    message = orjson.loads(asked.body(document, {"a": cursor}))["errors"][0]["message"]
    assert message == (
        "Query.people(after:) cannot start there: it is a cursor of another order (TITLE_ASC). "
        "Take it from pageInfo or an edge of the same list."
    )
