"""What is asked beside a field changes nothing about it: random selections against fuller ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_abstract_type, is_composite_type

from gql.gateway import open_gateway
from tests.conftest import Asked
from tests.rows import database
from tests.stages import CATALOG, LARGE, VIEWERS

IDS = ("film.1", "twist.5", "person.3", "role.15", "character.10", "relation.19", "nonsense")
ARGUMENTS: dict[str, tuple[str, ...]] = {
    # what a field may be given; "" where it may be given nothing
    "by: FilmBy!": ('by: {slug: "film-1"}', 'by: {id: "film.2"}', 'by: {slug: "none"}'),
    "by: PersonBy!": ('by: {id: "person.4"}', 'by: {slug: "person-3"}'),
    "by: CharacterBy!": ('by: {slug: "role-8"}', 'by: {id: "character.10"}'),
    "by: CompanyBy!": ('by: {slug: "paper"}',),
    "id: ID!": tuple(f'id: "{each}"' for each in IDS),
    "ids: [ID!]!": (f"ids: [{', '.join(map('{!r}'.format, IDS))}]".replace("'", '"'), "ids: []"),
    "first: Int": ("", "first: 0", "first: 1", "first: 2"),
    "topics: [Topic!]": ("", "topics: [PLOT]"),
    "jobs: [Job!]": ("", "jobs: WRITER"),
    "kinds: [RelationKind!]": ("", "kinds: [FAMILY]", "kinds: []"),
    "territory: String": ("", 'territory: "US-CA"'),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    location = database(tmp_path_factory.mktemp("selections") / "world.db")
    asked = Asked(open_gateway(location, LARGE), location)
    yield asked
    asked.close()


@dataclass
class Selector:
    """Two selections of a type at a time: one of a few fields, and one of the same and all plain ones."""

    choose: random.Random

    def of(self, name: str, levels: int) -> tuple[str, str]:
        type_ = CATALOG.schema.type_map[name]
        if is_abstract_type(type_):
            kinds = self.choose.sample(list(CATALOG.schema.get_possible_types(type_)), 4)
            inner = [(f"... on {each.name}", self.of(each.name, levels)) for each in kinds]
            sides = [" ".join(f"{spread} {both[side]}" for spread, both in inner) for side in (0, 1)]
            return f"{{ {sides[0]} }}", f"{{ __typename {sides[1]} }}"
        assert isinstance(type_, GraphQLObjectType)
        plain = {
            key: f"{name}_{key}: {key}"
            for key, field in type_.fields.items()
            if not is_composite_type(get_named_type(field.type))
        }
        plain["__typename"] = "__typename"
        names = [*type_.fields, "__typename"]
        few: list[str] = []
        full = list(plain.values())
        for key in self.choose.sample(names, self.choose.randint(0, min(4, len(names)))):
            if key in plain:
                few.append(plain[key])
            elif levels:
                called = f"{name}_{key}: {key}{self.arguments(type_.fields[key])}"
                inside = self.of(get_named_type(type_.fields[key].type).name, levels - 1)
                few.append(f"{called} {inside[0]}")
                full.append(f"{called} {inside[1]}")
        self.choose.shuffle(full)
        return f"{{ {' '.join(few)} }}", f"{{ {' '.join(full)} }}"

    def arguments(self, field: GraphQLField) -> str:
        known = [ARGUMENTS.get(f"{name}: {argument.type}", ("",)) for name, argument in field.args.items()]
        given = [each for each in map(self.choose.choice, known) if each]
        return f"({', '.join(given)})" if given else ""


def agrees(few: Any, full: Any) -> bool:
    """Whether *full* says everything that *few* says, and the same."""
    if isinstance(few, dict):
        return isinstance(full, dict) and all(key in full and agrees(each, full[key]) for key, each in few.items())
    if isinstance(few, list):
        return isinstance(full, list) and len(few) == len(full) and all(map(agrees, few, full))
    return bool(few == full)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_is_asked_beside_a_field_changes_nothing(world: Asked, viewer: str) -> None:
    """No value, length, order or null of an answer depends on what else is selected, or in which order."""
    told = 0
    for seed in range(200):
        few, full = Selector(random.Random(seed)).of("Query", levels=1 + seed % 5)
        answer = world.data(f"query {viewer} {few}")
        assert agrees(answer, world.data(f"query {viewer} {full}")), few
        told += len(str(answer)) > 100
    assert told > 50
