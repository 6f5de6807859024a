"""What the catalog refuses at start: declarations that the tables do not bear out, all of them together."""

from typing import Any

import pytest
import strawberry
from sqlmodel import SQLModel
from strawberry.schema.config import StrawberryConfig

from gql import tables
from gql.catalog import bind
from gql.errors import SetupError
from gql.schema.fields import Filter, argument, by_id, column, connection, embedded, lookup, many, one, sealed_count
from gql.schema.fields import Order as By
from gql.schema.money import Money
from gql.schema.paging import Connection
from gql.schema.sources import Node
from gql.schema.words import SCALARS, PartialDate, entity
from gql.tables.kinds import Job, Medium

X = "X."


@entity(tables.Person, "A person.")
class Person(Node):
    slug: str = column("Slug.")


@entity(tables.Character, "A character.", sealed=True)
class Character(Node):
    slug: str = column("Slug.")


@entity(tables.Role, "A role.", sealed=True)
class Role(Node):
    billing: int | None = column("Billing.")


@entity(tables.Relation, "A relation.", sealed=True)
class Relation(Node):
    label: str = column("Label.")


@strawberry.type(description="No table stands behind it.")
class Loose:
    text: str = column("Text.")


@strawberry.input(one_of=True, description="A key.")
class ByKey:
    key: str | None = strawberry.UNSET


def thing(table: type[SQLModel], *, sealed: bool = False, **fields: tuple[Any, Any]) -> type[Any]:
    """A type called Thing on *table* with these fields: annotation and declaration."""
    annotations = {name: annotation for name, (annotation, _) in fields.items()}
    declared = {name: declaration for name, (_, declaration) in fields.items()}
    return entity(table, "A thing.", sealed=sealed)(
        type("Thing", (Node,), {"__annotations__": annotations, **declared})
    )


def root(**fields: tuple[Any, Any]) -> type[Any]:
    """A Query with these fields, and `node`."""
    fields["node"] = (Node | None, by_id(X, argument("id", strawberry.ID, X)))
    annotations = {name: annotation for name, (annotation, _) in fields.items()}
    declared = {name: declaration for name, (_, declaration) in fields.items()}
    return strawberry.type(type("Query", (), {"__annotations__": annotations, **declared}))


def faults(query: type[Any]) -> list[str]:
    """What the catalog has against the schema of *query*; nothing when it binds."""
    schema = strawberry.Schema(query=query, config=StrawberryConfig(scalar_map=SCALARS))._schema
    try:
        bind(schema)
    except SetupError as error:
        return [fault.strip() for fault in error.message.splitlines()[1:]]
    return []


def of(type_: type[Any]) -> type[Any]:
    """A Query that leads to *type_*."""
    return root(things=(Connection[type_], connection("Things.", By("ID_ASC", ()))))  # type: ignore[valid-type]


BY_CREDIT = By("CREDIT_ASC", ("credited_as",))
WHO = Filter("who", "credited_as", str | None, X)
SEALED = 'the column "credited_as" of role may be sealed, so nothing may depend on it.'
MISSING = "it is never null, but its row may be missing."
FAULTS: list[tuple[type[SQLModel], dict[str, tuple[Any, Any]], str]] = [
    # table, field, what is wrong with it
    (tables.Film, {"tagline": (str, column(X))}, 'Thing.tagline: film has no column "tagline".'),
    (tables.Film, {"rank": (int, column(X, of="tagline"))}, 'Thing.rank: film has no column "tagline".'),
    (tables.Film, {"year": (str | None, column(X))}, 'Thing.year: it is a String, but the column "year" is Integer().'),
    (tables.Film, {"title": (int, column(X))}, 'Thing.title: it is a Int, but the column "title" is Text(length=500).'),
    (
        tables.Film,
        {"released": (str | None, column(X))},
        'Thing.released: it is a String, but the column "released" is PartialDateText(length=10).',
    ),
    (
        tables.Film,
        {"title": (PartialDate, column(X))},
        'Thing.title: it is a PartialDate, but the column "title" is Text(length=500).',
    ),
    (
        tables.Release,
        {"medium": (Job, column(X))},
        f'Thing.medium: it is a Job, but the column "medium" is Name({Medium!r}).',
    ),
    (
        tables.Figure,
        {"amount": (int, column(X))},
        'Thing.amount: it is a Int, but the column "amount" is BigInteger().',
    ),
    (
        tables.Film,
        {"ref": (strawberry.ID, column(X, of="slug"))},
        'Thing.ref: it is a ID, but the column "slug" is Text(length=200).',
    ),
    (
        tables.Film,
        {"runtime": (int, column(X))},
        'Thing.runtime: it is never null, but the column "runtime" of film may be.',
    ),
    (
        tables.Film,
        {"title": (str, column(X, sealed=True))},
        "Thing.title: sealed in the schema alone; declare both or neither.",
    ),
    (
        tables.Review,
        {"quote": (str | None, column(X))},
        "Thing.quote: sealed in the tables alone; declare both or neither.",
    ),
    (tables.Credit, {"character": (Character | None, one(X))}, 'Thing.character: credit has no column "character_id".'),
    (tables.Credit, {"film": (Person | None, one(X))}, 'Thing.film: the column "film_id" does not refer to person.'),
    (tables.Review, {"critic": (Person, one(X))}, f"Thing.critic: {MISSING}"),
    (tables.Film, {"role": (Role, one(X, keys={"id": "film_id"}))}, f"Thing.role: {MISSING}"),
    (
        tables.Credit,
        {"person": (Person, one(X, keys={"person_id": "id", "position": "id"}))},
        f"Thing.person: {MISSING}",
    ),
    (tables.Film, {"loose": (list[Loose], many(X))}, "Thing.loose: no table stands behind the type Loose."),
    (
        tables.Film,
        {"loose": (Connection[Loose], connection(X, By("ID_ASC", ())))},
        "Thing.loose: no table stands behind the type Loose.",
    ),
    (
        tables.Character,
        {"relations": (list[Relation], many(X))},
        "Thing.relations: relation does not refer to character by one column (from_character_id, to_character_id); "
        "name the keys.",
    ),
    (  # a seal is no reference to follow
        tables.Twist,
        {"relations": (list[Relation], many(X))},
        "Thing.relations: relation does not refer to twist by one column (none); name the keys.",
    ),
    (
        tables.Film,
        {"people": (list[Person], many(X))},
        "Thing.people: person does not refer to film by one column (none); name the keys.",
    ),
    (
        tables.Film,
        {"people": (list[Person], many(X, through=tables.Figure))},
        "Thing.people: figure does not refer to person by one column (none); name the keys.",
    ),
    (tables.Film, {"roles": (list[Role], many(X, order=BY_CREDIT))}, f"Thing.roles: {SEALED}"),
    (tables.Film, {"roles": (Connection[Role], connection(X, BY_CREDIT))}, f"Thing.roles: {SEALED}"),
    (tables.Film, {"roles": (list[Role], many(X, filters=(WHO,)))}, f"Thing.roles: {SEALED}"),
    (tables.Film, {"roles": (list[Role], many(X, fixed={"credited_as": "x"}))}, f"Thing.roles: {SEALED}"),
    (
        tables.Film,
        {"roles": (list[Role], many(X, order=By("X", ("rank",))))},
        'Thing.roles: role has no column "rank".',
    ),
    (
        tables.Figure,
        {"money": (Money, embedded(X, amount="amount", currency="derived"))},
        'Thing.money: it is a Currency, but the column "derived" is Boolean().',
    ),
    (
        tables.Estimate,
        {"low": (Money, embedded(X, amount="low", currency="currency"))},
        'Thing.low: it is never null, but the column "low" of estimate may be.',
    ),
    (
        tables.Film,
        {"hidden": (int, sealed_count(X, of=tables.Figure))},
        "Thing.hidden: no row of figure can be sealed.",
    ),
    (
        tables.Person,
        {"hidden": (int, sealed_count(X, of=tables.Twist))},
        "Thing.hidden: twist does not refer to person by one column (none); name the keys.",
    ),
]


@pytest.mark.parametrize(("table", "fields", "fault"), FAULTS, ids=[fault.partition(":")[0] for *_, fault in FAULTS])
def test_what_does_not_hold_is_refused(table: type[SQLModel], fields: dict[str, tuple[Any, Any]], fault: str) -> None:
    """Each fault names its field, and says what is against it."""
    assert faults(of(thing(table, sealed=table in {tables.Character, tables.Twist}, **fields))) == [fault]


def test_what_holds_is_taken() -> None:
    """The same declarations with their faults mended bind."""
    mended: dict[str, tuple[Any, Any]] = {
        "runtime": (int | None, column(X)),
        "rank": (int | None, column(X, of="year")),
        "roles": (Connection[Role], connection(X, By("BILLING_ASC", ("billing",)))),
        "hidden": (int, sealed_count(X, of=tables.Twist)),
    }
    assert faults(of(thing(tables.Film, sealed=False, **mended))) == []


def test_what_is_sealed_is_declared_twice_or_not_at_all() -> None:
    """A type is sealed where its table is, and only there."""
    fault = "Thing: sealed in the schema or in the tables alone; declare both or neither."
    assert faults(of(thing(tables.Film, sealed=True))) == [fault]
    assert faults(of(thing(tables.Character))) == [fault]
    assert faults(of(thing(tables.Character, sealed=True))) == []


def test_a_sealed_column_may_be_null() -> None:
    """It is nullable in the tables already: a secret that nobody has is none."""
    assert faults(of(thing(tables.Character, sealed=True, full_name=(str, column(X, sealed=True))))) == [
        'Thing.fullName: it is never null, but the column "full_name" of character may be.'
    ]


def test_a_sealed_column_makes_no_embedded_object() -> None:
    """The object would be null while it is sealed: what depends on a secret says so itself."""
    words = entity(None, X)(type("Words", (), {"__annotations__": {"text": str}, "text": column(X)}))
    assert faults(of(thing(tables.Review, words=(words | None, embedded(X, text="quote"))))) == [
        'Thing.words: it is never null, but the column "quote" of review may be sealed.'
    ]


def test_a_row_that_may_be_sealed_is_not_promised() -> None:
    """Unless the row that refers to it is sealed with it: a relation is, by the twist of its end."""
    promise = {"character": (Character, one(X))}
    assert faults(of(thing(tables.TwistCharacter, sealed=True, **promise))) == [
        "Thing.character: it is never null, but a row of character may be sealed while this one is open."
    ]
    covered = {"whose": (Character, one(X, keys={"from_character_id": "id"}))}
    assert faults(of(thing(tables.Relation, sealed=True, **covered))) == []


LOOKUPS = [
    (Person | None, {"key": "name"}, 'the column "name" of person is not unique.'),
    (Person | None, {"key": "nick"}, 'person has no column "nick".'),
    (Person, {"key": "slug"}, "a look-up may find nothing, so it cannot be non-null."),
    (Loose | None, {"key": "text"}, "no table stands behind the type Loose."),
    (
        Character | None,
        {"key": "full_name"},
        'the column "full_name" of character may be sealed, so nothing may depend on it.',
    ),
]


@pytest.mark.parametrize(("annotation", "columns", "fault"), LOOKUPS)
def test_a_lookup_is_by_an_open_key(annotation: Any, columns: dict[str, str], fault: str) -> None:
    """One that finds one row or none, and gives nothing sealed away."""
    assert faults(root(found=(annotation, lookup(X, ByKey, **columns)))) == [f"Query.found: {fault}"]


def test_a_lookup_by_a_unique_column_is_taken() -> None:
    """Each of its keys has a column."""
    assert faults(root(found=(Person | None, lookup(X, ByKey, key="imdb_id")))) == []


def test_the_root_has_no_columns() -> None:
    """Where every walk begins there is no row yet."""
    assert faults(root(year=(int | None, column(X)))) == ["Query.year: no table stands behind the type Query."]


def test_all_faults_are_said_together() -> None:
    """One error, a line for each fault of each type, and what to do."""
    wrong = {"tagline": (str, column(X)), "title": (int, column(X)), "year": (int, column(X))}
    query = root(things=(Connection[thing(tables.Film, sealed=True, **wrong)], connection(X, By("ID_ASC", ()))))  # type: ignore[misc]
    schema = strawberry.Schema(query=query, config=StrawberryConfig(scalar_map=SCALARS))._schema
    with pytest.raises(SetupError) as error:
        bind(schema)
    assert error.value.message.splitlines() == [
        "These fields do not fit the tables:",
        "  Thing: sealed in the schema or in the tables alone; declare both or neither.",
        '  Thing.tagline: film has no column "tagline".',
        '  Thing.title: it is a Int, but the column "title" is Text(length=500).',
        '  Thing.year: it is never null, but the column "year" of film may be.',
    ]
    assert error.value.hint.strip() == "Name the column after the field, or bind it in its declaration."


def test_a_field_without_a_binding_is_refused() -> None:
    """One that was declared by Strawberry's own function: a request would find nothing behind it."""
    found = faults(of(thing(tables.Film, sealed=False, title=(str, strawberry.field(description=X)))))
    assert [fault.partition(":")[0] for fault in found] == ["Thing.title"]


def test_a_tie_by_a_sealed_column_is_refused() -> None:
    """Whether a row is found would say what the column holds."""
    tied = {"namesake": (Person | None, one(X, keys={"credited_as": "name"}))}
    assert faults(of(thing(tables.Role, sealed=True, **tied))) == [
        'Thing.namesake: the column "credited_as" of role may be sealed, so nothing may depend on it.'
    ]


def test_every_key_of_a_lookup_has_a_column() -> None:
    """A key that the input has and the look-up has not would fail at the first request that gives it."""
    assert len(faults(root(found=(Person | None, lookup(X, ByKey, slug="slug"))))) == 1
