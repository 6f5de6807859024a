"""The catalog: what stands behind each field of the schema that is served. What it refuses: test_catalog_faults.py."""

import pytest
from graphql import is_object_type

from gql import plan
from gql.meanings import EmbeddedOf, Kind, ListOf, LookupOf, OneOf, PageOf, ValueOf
from gql.plan import Form, Key, Operand, Order, Rows, Seal
from tests.stages import CATALOG


def test_every_field_has_its_meaning() -> None:
    """Of each type with a table behind it, and of the root; what is an embedded object or a connection has none."""
    types = {name: list(type_.fields) for name, type_ in CATALOG.schema.type_map.items() if is_object_type(type_)}
    meant = {name: list(fields) for name, fields in CATALOG.meanings.items()}
    assert meant == {name: types[name] for name in meant}
    without = {name for name in types.keys() - meant.keys() if not name.startswith("__")}
    assert {name for name in without if not name.endswith(("Edge", "Connection"))} == {"Money", "PageInfo"}


def test_ids_name_the_nodes() -> None:
    """Each type that has an id may be asked for by it, by its prefix."""
    assert sorted(CATALOG.nodes) == [
        "character", "company", "credit", "figure", "film", "person", "relation", "review", "role", "source", "twist"
    ]  # fmt: skip
    twist = Rows("twist", ties=(("id", "id"),), seal=Seal("id", optional=False))
    assert CATALOG.nodes["twist"] == OneOf("Twist", twist, {}, required=False)


ID = Key("id", number=True)
LINK = plan.Link("twist_character", "character_id", "twist_id", Seal("twist_id", optional=False))
MEANINGS = {
    "Film.title": plan.Scalar("title", Form.TEXT, optional=False),
    "Film.id": plan.Scalar("id", Form.NAME, optional=False, prefix="film."),
    "Film.released": plan.Scalar("released", Form.NAME, optional=True),
    "Film.runtime": plan.Scalar("runtime", Form.NUMBER, optional=True),
    "Score.approval": plan.Scalar("approval", Form.REAL, optional=True),
    "Figure.derived": plan.Scalar("derived", Form.BOOLEAN, optional=False),
    "Role.creditedAs": plan.Scalar(
        "credited_as", Form.TEXT, optional=True, seal=Seal("credited_as_twist_id", optional=True)
    ),
    "Figure.money": EmbeddedOf(
        "Money",
        {
            "amount": plan.Scalar("amount", Form.NUMBER, optional=False),
            "currency": plan.Scalar("currency", Form.TEXT, optional=False),
        },
        needs=(),
    ),
    "Role.character": OneOf(
        "Character",
        Rows("character", ties=(("id", "character_id"),), seal=Seal("twist_id", optional=True)),
        {},
        required=False,
    ),
    "Relation.from": OneOf(
        "Character",
        Rows("character", ties=(("id", "from_character_id"),), seal=Seal("twist_id", optional=True)),
        {},
        required=True,
    ),
    "Film.gross": OneOf(
        "Estimate",
        Rows("estimate", ties=(("film_id", "id"),), tests=(plan.Is("metric", "GROSS"),)),
        {"territory": ValueOf(Kind.EQUAL, Operand("territory"))},
        required=False,
    ),
    "Film.genres": ListOf(
        "String",
        Rows(
            "film_label",
            ties=(("film_id", "id"),),
            tests=(plan.Is("kind", "GENRE"),),
            order=Order("POSITION_ASC", (Key("position", number=True), ID)),
        ),
        {},
        value=plan.Scalar("text", Form.TEXT, optional=False),
    ),
    "Twist.characters": ListOf(
        "Character",
        Rows(
            "character",
            link=LINK,
            seal=Seal("twist_id", optional=True),
            order=Order("POSITION_ASC", (Key("position", number=True, linked=True), ID)),
        ),
        {},
        value=None,
    ),
    "Film.roles": PageOf(
        "Role",
        Rows(
            "role",
            ties=(("film_id", "id"),),
            seal=Seal("twist_id", optional=True),
            order=Order("BILLING_ASC", (Key("billing", number=True, optional=True), Key("position", number=True), ID)),
        ),
        {},
        where="RoleWhere",
        orders="RoleOrder",
    ),
    "Query.company": LookupOf("Company", Rows("company"), {"id": "id", "slug": "slug"}),
    "Film.sealedTwists": plan.Count(Rows("twist", ties=(("film_id", "id"),)), Seal("id", optional=False)),
}


@pytest.mark.parametrize("place", MEANINGS)
def test_a_field_means(place: str) -> None:
    """One of each kind of binding, whole."""
    type_name, _, field = place.partition(".")
    assert CATALOG.meanings[type_name][field] == MEANINGS[place]
