"""Orders: each is the one that its name says, page by page, also while rows come and go between the pages."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import GraphQLEnumType

from gql import tables
from gql.database import writing_engine
from gql.gateway import open_gateway
from gql.settings import Settings
from gql.tables import METADATA
from gql.tables.keys import fold
from tests import films
from tests.conftest import Asked
from tests.places import Place, filled
from tests.reference import Reference
from tests.rows import Row, insert, row
from tests.stages import CATALOG

LISTS = {
    # where a list of each order stands: %s
    "FilmOrder": ["{ films%s }"],
    "PersonOrder": ["{ people%s }"],
    "CharacterOrder": ["{ characters%s }"],
    "RoleOrder": ["{ films(first: 9) { nodes { roles%s } } }", "{ people(first: 9) { nodes { roles%s } } }"],
    "ReviewOrder": ["{ reviews%s }", "{ films { nodes { reviews%s } } }", "{ companies { nodes { reviews%s } } }"],
}


def orders() -> Iterator[tuple[str, str]]:
    """Every list with every choice of one member of its order, and of some that name two or three."""
    chance = random.Random(7)
    for enum, documents in LISTS.items():
        type_ = CATALOG.schema.type_map[enum]
        assert isinstance(type_, GraphQLEnumType)
        chosen: list[tuple[str, ...]] = [(member,) for member in type_.values]
        several = [*itertools.product(type_.values, repeat=2), *itertools.product(type_.values, repeat=3)]
        chosen += chance.sample(several, min(len(several), 20))
        for document in documents:
            for members in chosen:
                yield document, ", ".join(members)


@pytest.fixture(scope="module")
def world(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Asked, Reference]]:
    """Many films, before a gateway and before the reference."""
    folder = tmp_path_factory.mktemp("orders")
    records = folder / "films.jsonl"
    records.write_bytes(b"\n".join(map(orjson.dumps, films.told())))
    location = filled(place(), records)
    asked = Asked(open_gateway(location, Settings()), location)
    yield asked, Reference(location)
    asked.close()


PAGE = """(orderBy: [{}], first: {}, after: {}) {{
  edges {{ cursor node {{ id }} }} nodes {{ id }} totalCount
  pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
}}"""


def lists(value: Any) -> Iterator[dict[str, Any]]:
    """Every page in an answer."""
    if isinstance(value, dict):
        if "pageInfo" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from lists(each)


@pytest.mark.parametrize(("document", "members"), list(orders()))
def test_a_list_has_its_order(world: tuple[Asked, Reference], document: str, members: str) -> None:
    """As the reference has it, whole, and behind the cursor of its second row."""
    asked, reference = world
    whole = document % PAGE.format(members, 100, "null")
    answer = asked.data(whole)
    assert reference.answer(whole, {}) == {"data": answer}
    cursors = [page["edges"][1]["cursor"] for page in lists(answer) if len(page["edges"]) > 2]
    assert cursors
    for cursor in cursors[:3]:
        rest = document % PAGE.format(members, 2, f'"{cursor}"')
        assert reference.answer(rest, {}) == {"data": asked.data(rest)}


@pytest.mark.parametrize(
    "members", ["TITLE_ASC", "RELEASED_DESC", "RUNTIME_ASC, TITLE_DESC", "RUNTIME_DESC, RELEASED_ASC"]
)
@pytest.mark.parametrize("size", [1, 3])
def test_pages_are_the_list(world: tuple[Asked, Reference], members: str, size: int) -> None:
    """One behind the other they are all of it, nothing lost and nothing twice."""
    asked, _ = world
    document = "query ($first: Int, $after: String) { films" + PAGE.format(members, "$first", "$after") + " }"
    whole = asked.data(document, {"first": 100})["films"]
    assert list(pages(asked, document, size)) == [node["id"] for node in whole["nodes"]]


def pages(asked: Asked, document: str, size: int) -> Iterator[str]:
    """The ids of a list, read page by page: the next one is asked for when the last one is used up."""
    after, more = None, True
    while more:
        (page,) = lists(asked.data(document, {"first": size, "after": after}))
        yield from (node["id"] for node in page["nodes"])
        after, more = page["pageInfo"]["endCursor"] or after, page["pageInfo"]["hasNextPage"]


# --- rows that come and go --------------------------------------------------------------------------------------------


def film(number: int, chance: random.Random) -> Row:
    title = chance.choice(("Ash", "ash", "Äsh", "Zoë", "b", "%", f"T {chance.random():.1f}"))
    return row(
        tables.Film, id=number, slug=f"film-{number}", title=title, title_key=fold(title),
        released=chance.choice((None, "2018", "2018-11", "2018-11-30", "2019")),
        runtime=chance.choice((None, 80, 90, 90)),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("members", ["TITLE_ASC", "RELEASED_ASC", "RELEASED_DESC", "RUNTIME_DESC, TITLE_ASC"])
def test_what_stays_is_seen_once(place: Place, members: str, seed: int) -> None:
    """Films are added and removed between the pages, the cursor's own among them; no other is lost or comes twice."""
    chance = random.Random(seed)
    there = set(range(1, 41))
    location = filled(place())
    insert(location, [film(number, chance) for number in there])
    asked = Asked(open_gateway(location, Settings()), location)
    document = "query ($first: Int, $after: String) { films" + PAGE.format(members, "$first", "$after") + " }"
    stayed, seen = set(there), []
    writer = writing_engine(location)
    for count, id_ in enumerate(pages(asked, document, 3)):
        number = int(id_.partition(".")[2])
        assert number in there, "what is gone is not seen"
        seen.append(number)
        if count % 3 == 2:  # the last one of a page, before the next one is asked for
            gone = {number} if chance.random() < 0.5 else set()
            gone |= set(chance.sample(sorted(there), 2))
            new = max(there - gone) + 1 + count
            table = METADATA.tables["film"]
            with writer.begin() as connection:
                connection.execute(table.delete().where(table.c.id.in_(gone)))
                connection.execute(table.insert(), film(new, chance)[1])
            there -= gone
            stayed -= gone
            there.add(new)
    writer.dispose()
    asked.close()
    assert len(seen) == len(set(seen))
    assert stayed <= set(seen)
    assert len(stayed) > 5
