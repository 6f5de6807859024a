"""Conditions and orders: what the catalog makes of their declarations, what it refuses, and the tests of a plan."""

from enum import StrEnum
from typing import Any

import pytest
import strawberry
from sqlmodel import SQLModel

from gql import plan, tables
from gql.errors import TooComplex
from gql.meanings import Condition, Kind, RowsOf, ValueOf
from gql.plan import All, Among, Compare, Folding, Holds, How, Key, Known, Not, Operand, Order, Rows, Seal, Some, Via
from gql.schema.fields import Column, Combine, Orders, Related, connection, key
from gql.schema.fields import Known as IsKnown
from gql.schema.fields import Order as By
from gql.schema.filters import DateMatch, IntMatch, TextMatch, conditions
from gql.schema.graph import Character, Film, Review, Role
from gql.schema.paging import Connection
from gql.settings import Settings
from gql.tables.kinds import Job, Verdict
from tests.stages import CATALOG, parts, planned
from tests.test_catalog_faults import X, root
from tests.test_catalog_faults import faults as schema_faults

SEALED = Seal("twist_id", optional=True)
OF_FILM = (("film_id", "id"),)

MEANT: dict[str, Condition] = {
    "FilmWhere.and": Combine.AND,
    "FilmWhere.or": Combine.OR,
    "FilmWhere.not": Combine.NOT,
    "FilmWhere.ids": ValueOf(Kind.IDS, Operand("id"), type="film"),
    "FilmWhere.imdb": ValueOf(Kind.MATCH, Operand("imdb_id", folding=Folding.CASE)),
    "FilmWhere.title": ValueOf(Kind.MATCH, Operand("title_key", folding=Folding.KEY)),
    "FilmWhere.year": ValueOf(Kind.MATCH, Operand("year"), number=True),
    "FilmWhere.released": ValueOf(Kind.MATCH, Operand("released"), interval=True),
    "FilmWhere.genre": ValueOf(
        Kind.MATCH,
        Operand("text", folding=Folding.CASE),
        rows=Rows("film_label", OF_FILM, tests=(plan.Is("kind", "GENRE"),)),
    ),
    "FilmWhere.company": ValueOf(
        Kind.MATCH,
        Operand("name_key", folding=Folding.KEY),
        rows=Rows("company", link=plan.Link("involvement", "company_id", "film_id", None)),
    ),
    "FilmWhere.grossContested": ValueOf(
        Kind.HOLDS,
        Operand("contested"),
        rows=Rows("estimate", OF_FILM, tests=(plan.Is("metric", "GROSS"), plan.Is("territory", "WORLD"))),
    ),
    "FilmWhere.role": RowsOf("RoleWhere", Rows("role", OF_FILM, seal=SEALED)),
    "RoleWhere.character": RowsOf("CharacterWhere", Rows("character", (("id", "character_id"),), seal=SEALED)),
    "RoleWhere.billed": ValueOf(Kind.KNOWN, Operand("billing")),
    "CharacterWhere.fullName": ValueOf(
        Kind.MATCH, Operand("full_name", Seal("full_name_twist_id", optional=True), Folding.CASE)
    ),
    "CharacterWhere.relation": RowsOf(
        "RelationWhere", Rows("relation", (("from_character_id", "id"),), seal=SEALED)
    ),
    "ReviewWhere.verdicts": ValueOf(Kind.AMONG, Operand("verdict")),
    "ReviewWhere.critic": ValueOf(
        Kind.MATCH, Operand("name_key", folding=Folding.KEY), rows=Rows("person", (("id", "critic_id"),))
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", MEANT)
def test_a_condition_means(place: str) -> None:
    """One of each kind, whole: the same seals as those of fields."""
    input_, _, name = place.partition(".")
    assert CATALOG.conditions[input_][name] == MEANT[place]


def test_orders_are_bound() -> None:
    """By the enum and its members: columns, whether they may be unknown, and their direction."""
    assert {enum: list(members) for enum, members in CATALOG.orders.items()} == {
        enum: list(CATALOG.schema.type_map[enum].values)  # type: ignore[attr-defined]
        for enum in ("FilmOrder", "PersonOrder", "CharacterOrder", "RoleOrder", "ReviewOrder")
    }
    released = Key("released", number=False, optional=True, descending=True)
    assert CATALOG.orders["FilmOrder"]["RELEASED_DESC"] == (released,)
    via = Key("released", number=False, optional=True, via=Via("film", "film_id"))
    assert CATALOG.orders["RoleOrder"]["RELEASED_ASC"] == (via,)
    billing = (Key("billing", number=True, optional=True), Key("position", number=True))
    assert CATALOG.orders["RoleOrder"]["BILLING_ASC"] == billing


# --- declarations that do not hold ------------------------------------------------------------------------------------


class ThingOrder(StrEnum):
    """What things are ordered by, in these tests."""

    ONE = "ONE"


strawberry.enum(ThingOrder, description=X)


THINGS = {tables.Film: Film, tables.Role: Role, tables.Character: Character, tables.Review: Review}


def faults(table: type[SQLModel], annotation: Any, binding: Any, order: By | None = None) -> list[str]:
    """What the catalog has against a filter with this one key, `each`, and this order of *table*'s rows."""
    declared = {"__annotations__": {"each": annotation}, "each": key(X, binding)}
    where = conditions(table, X)(type("ThingWhere", (), declared))
    orders = Orders(ThingOrder, {"ONE": order or By("ONE", ("id",))})
    things = connection(X, orders, where=where)
    return schema_faults(root(things=(Connection[THINGS[table]], things)))  # type: ignore[valid-type]


FAULTY: list[tuple[type[SQLModel], Any, Any, str]] = [
    # table, the key's type and binding, what is wrong with it
    (tables.Film, TextMatch | None, Column("tagline"), 'film has no column "tagline".'),
    (tables.Film, TextMatch | None, Column("year"), 'it is a TextMatch, but the column "year" is Integer().'),
    (tables.Film, IntMatch | None, Column("title"), 'it is a IntMatch, but the column "title" is Text(length=500).'),
    (tables.Film, IntMatch | None, Column("id"), 'it is a IntMatch, but the column "id" is'),
    (tables.Film, DateMatch | None, Column("title"), 'it is a DateMatch, but the column "title" is'),
    (tables.Film, TextMatch | None, Column("released"), 'it is a TextMatch, but the column "released" is'),
    (tables.Film, list[strawberry.ID] | None, Column("slug"), 'it is a ID, but the column "slug" is'),
    (tables.Film, strawberry.ID | None, Column("id"), 'it is a ID, but the column "id" is'),
    (tables.Review, list[Job] | None, Column("verdict"), 'it is a Job, but the column "verdict" is'),
    (tables.Review, Verdict | None, Column("verdict"), 'it is a Verdict, but the column "verdict" is'),
    (tables.Film, bool | None, Column("year"), 'it is a Boolean, but the column "year" is'),
    (tables.Role, bool | None, IsKnown("tagline"), 'role has no column "tagline".'),
    (tables.Film, TextMatch | None, Related(column=(tables.Company, "name")), "company does not refer to film by one"),
    (tables.Film, TextMatch | None, Related(column=(tables.FilmLabel, "nick")), 'film_label has no column "nick".'),
    (tables.Film, TextMatch | None, Related(), "no table stands behind the type TextMatch."),
    (
        tables.Role,
        TextMatch | None,
        Related(keys={"credited_as": "name"}, column=(tables.Person, "name")),
        'the column "credited_as" of role may be sealed, so nothing may depend on it.',
    ),
    (
        tables.Film,
        TextMatch | None,
        Related(fixed={"credited_as": "X"}, column=(tables.Role, "credited_as")),
        'the column "credited_as" of role may be sealed, so nothing may depend on it.',
    ),
]


@pytest.mark.parametrize(("table", "annotation", "binding", "fault"), FAULTY, ids=lambda each: str(each)[:50])
def test_a_filter_that_does_not_fit_is_refused(
    table: type[SQLModel], annotation: Any, binding: Any, fault: str
) -> None:
    """At start, by its name."""
    (found,) = faults(table, annotation, binding)
    assert found.startswith(f"ThingWhere.each: {fault}")


def test_a_filter_that_fits_is_taken() -> None:
    """A sealed column too: it is read through its seal."""
    assert faults(tables.Role, TextMatch | None, Column("credited_as")) == []


FAULTY_ORDERS: list[tuple[type[SQLModel], tuple[str, ...], str]] = [
    (tables.Film, ("tagline",), 'film has no column "tagline".'),
    (tables.Role, ("credited_as",), 'the column "credited_as" of role may be sealed, so nothing may depend on it.'),
    (tables.Character, ("full_name",), 'the column "full_name" of character may be sealed'),
    (tables.Role, ("film.tagline",), 'film has no column "tagline".'),
    (tables.Role, ("nobody.name",), 'role has no column "nobody_id".'),
    (tables.Role, ("character.name_key",), "rows of character may be sealed, so nothing may be ordered by them."),
    (tables.Film, ("imdb.x",), 'the column "imdb_id" of film refers to nothing.'),
]


@pytest.mark.parametrize(("table", "columns", "fault"), FAULTY_ORDERS)
def test_an_order_that_does_not_fit_is_refused(table: type[SQLModel], columns: tuple[str, ...], fault: str) -> None:
    """At start; nothing that may be sealed can be ordered by."""
    (found,) = faults(table, bool | None, IsKnown("id"), By("ONE", columns))
    assert found.startswith(f"Query.things: {fault}")


# --- tests of a plan --------------------------------------------------------------------------------------------------

SEEN = '@viewer(seen: [{film: "film.1"}])'


def asked_of(where: str, viewer: str = "", connection: str = "films") -> tuple[plan.Test, ...]:
    """What a *where* comes to, for this viewer. Variables: $v, a text."""
    declared = '($v: String = "x")' if "$v" in where else ""
    planned_ = planned(f"query {declared} {viewer} {{ {connection}(where: {where}) {{ totalCount }} }}", {"v": "x"})
    ((_, page),) = planned_.fields
    assert isinstance(page, plan.Page)
    return page.rows.tests


V = plan.Variable("v")
NAME, SLUG = Operand("title_key", folding=Folding.KEY), Operand("slug", folding=Folding.CASE)
AS_IT_IS = Operand("slug")

ASKED: dict[str, tuple[plan.Test, ...]] = {
    "{}": (),
    "{year: null, and: null, or: null, not: null, role: null}": (),
    "{and: []}": (),
    "{or: []}": (plan.Any(()),),
    "{not: {}}": (Not(All(())),),
    "{title: {}}": (),
    "{title: {eq: $v}}": (Compare(NAME, How.EQUAL, plan.Text(V, Folding.KEY)),),
    "{title: {contains: $v}}": (Compare(NAME, How.CONTAINS, plan.Text(V, Folding.KEY)),),
    "{title: {startsWith: $v}}": (
        All(
            (
                Compare(NAME, How.GREATER_OR_EQUAL, plan.Text(V, Folding.KEY)),
                Compare(NAME, How.LESS, plan.Text(V, Folding.KEY, "\U0010ffff")),
            )
        ),
    ),
    "{title: {in: [$v]}}": (Among(NAME, plan.Listed(plan.Items((V,)), Folding.KEY)),),
    "{slug: {eq: $v}}": (Compare(AS_IT_IS, How.EQUAL, plan.Text(V)),),
    "{slug: {contains: $v}}": (Compare(SLUG, How.CONTAINS, plan.Text(V, Folding.CASE)),),
    "{slug: {startsWith: $v}}": (Compare(SLUG, How.STARTS_WITH, plan.Text(V, Folding.CASE)),),
    "{slug: {eq: null}}": (Known(SLUG, known=False),),
    "{genre: {eq: null}}": (Not(Some(Rows("film_label", OF_FILM, tests=(plan.Is("kind", "GENRE"),)))),),
    "{genre: {}}": (),
    "{role: {}}": (Some(Rows("role", OF_FILM, seal=SEALED)),),
    "{role: {billed: true}}": (
        Some(Rows("role", OF_FILM, tests=(Known(Operand("billing"), known=True),), seal=SEALED)),
    ),
    "{not: {role: {billed: false, film: {year: null}}}}": (
        Not(
            Some(
                Rows(
                    "role",
                    OF_FILM,
                    tests=(Known(Operand("billing"), known=False), Some(Rows("film", (("id", "film_id"),)))),
                    seal=SEALED,
                )
            )
        ),
    ),
    "{grossContested: false}": (
        Some(
            Rows(
                "estimate",
                OF_FILM,
                tests=(plan.Is("metric", "GROSS"), plan.Is("territory", "WORLD"), Holds("contested", true=False)),
            )
        ),
    ),
    "{or: {slug: {eq: $v}}}": (plan.Any((Compare(AS_IT_IS, How.EQUAL, plan.Text(V)),)),),
    "{or: [{slug: {eq: $v, in: [$v]}}, {}]}": (
        plan.Any(
            (
                All((Compare(AS_IT_IS, How.EQUAL, plan.Text(V)), Among(AS_IT_IS, plan.Listed(plan.Items((V,)))))),
                All(()),
            )
        ),
    ),
}


@pytest.mark.parametrize("where", ASKED)
def test_a_filter_becomes_tests(where: str) -> None:
    """What is not given asks nothing."""
    assert asked_of(where) == ASKED[where]


def test_a_sealed_value_is_read_through_its_seal() -> None:
    """Unless the viewer sees everything: then there is no seal, of values as of rows."""
    where = "{fullName: {eq: null}, role: {}}"
    sealed = Operand("full_name", Seal("full_name_twist_id", optional=True), Folding.CASE)
    role = Rows("role", (("character_id", "id"),), seal=SEALED)
    for viewer in ("", SEEN):
        assert asked_of(where, viewer, "characters") == (Known(sealed, known=False), Some(role))
    assert asked_of(where, "@viewer(allow: ALL)", "characters") == (
        Known(Operand("full_name", folding=Folding.CASE), known=False),
        Some(Rows("role", (("character_id", "id"),))),
    )


def test_orders_are_put_together() -> None:
    """By each column once, in the direction that comes first; the id behind, in the last one's."""
    document = "{ films(orderBy: [RELEASED_DESC, TITLE_ASC, RELEASED_ASC]) { totalCount } }"
    ((_, page),) = planned(document).fields
    assert isinstance(page, plan.Page)
    released = Key("released", number=False, optional=True, descending=True)
    keys = (released, Key("title_key", number=False), Key("id", number=True))
    assert page.rows.order == Order("RELEASED_DESC,TITLE_ASC,RELEASED_ASC", keys)
    ((_, page),) = planned("{ films(orderBy: [TITLE_ASC, RUNTIME_DESC]) { totalCount } }").fields
    assert isinstance(page, plan.Page)
    assert page.rows.order
    assert page.rows.order.keys[-1] == Key("id", number=True, descending=True)


def test_conditions_are_counted_over_the_whole_operation() -> None:
    """Whatever fields they are stated at; a list of values is one."""
    document = (
        "{{ films(where: {{title: {{in: {}}}}}) {{ nodes {{ roles(where: {{billed: true}}) {{ totalCount }} }} }} }}"
    )
    assert parts(planned(document.format('["a", "b", "c"]'), settings=Settings(max_conditions=2)))
    with pytest.raises(TooComplex, match="more than 1 conditions"):
        planned(document.format("[]"), settings=Settings(max_conditions=1))


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_filters_lead_so_far_and_no_farther(depth: int) -> None:
    """Through so many kinds of rows, one inside another; side by side they may be more."""
    chain = "{role: {film: {role: {}}}}"
    wide = "{and: [{role: {}}, {review: {}}, {credit: {}}]}"
    settings = Settings(max_filter_depth=depth)
    for where, needed in ((chain, 3), (wide, 1)):
        document = f"{{ films(where: {where}) {{ totalCount }} }}"
        if needed <= depth:
            assert parts(planned(document, settings=settings))
        else:
            with pytest.raises(TooComplex, match=f"through {depth} kinds of rows at most"):
                planned(document, settings=settings)
