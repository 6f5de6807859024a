"""What the code believes of its libraries, and names in its comments. More stands in test_assumptions_*.py."""

import contextlib
from types import ModuleType

import pytest
import strawberry
from graphql import GraphQLSyntaxError, parse, print_schema, validate

from gql.database import SQLITE, check_sqlite
from gql.errors import DatabaseError
from gql.schema import graphql_schema
from gql.settings import Settings
from gql.store.sqlite import UNPARSABLE
from tests.rows import LIBRARIES, in_memory
from tests.stages import run

# --- graphql-core and Strawberry --------------------------------------------------------------------------------------


def test_token_limit() -> None:
    """A document beyond the token limit, or nested too deeply to be parsed, is a syntax error that says "aborted"."""
    for document in ("{ a b c }", "{a" * 500 + "}" * 500):
        with pytest.raises(GraphQLSyntaxError, match="Parsing aborted"):
            parse(document, max_tokens=4 if " " in document else 10_000)
    with pytest.raises(GraphQLSyntaxError) as fault:
        parse("{ a } }")
    assert "Parsing aborted" not in fault.value.message
    parse("{ a b c }", max_tokens=5)


def test_one_of_is_not_told() -> None:
    """Strawberry prints @oneOf, refuses two keys itself, and leaves graphql-core without knowing of either."""

    @strawberry.input(one_of=True)
    class By:
        id: int | None = strawberry.UNSET
        slug: str | None = strawberry.UNSET

    @strawberry.type
    class Query:
        @strawberry.field
        def film(self, by: By) -> str | None:
            return str(by.slug)

    declared = strawberry.Schema(query=Query)
    schema = declared._schema
    two_keys = parse('{ film(by: {id: 1, slug: "a"}) }')
    assert "input By @oneOf {" in declared.as_str()
    assert "input By {" in print_schema(schema)
    assert validate(schema, two_keys) == []
    schema.type_map["By"].is_one_of = True  # type: ignore[attr-defined]
    assert len(validate(schema, two_keys)) == 1
    told = {name: getattr(type_, "is_one_of", False) for name, type_ in graphql_schema().type_map.items()}
    assert {name for name, one_of in told.items() if one_of} == {"CharacterBy", "CompanyBy", "FilmBy", "PersonBy"}


# --- SQLite -----------------------------------------------------------------------------------------------------------

NESTED = """
CREATE TABLE film (id INTEGER PRIMARY KEY);
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE role (id INTEGER PRIMARY KEY, film_id INTEGER, person_id INTEGER);
CREATE INDEX role_of_film ON role (film_id);
INSERT INTO film VALUES (1), (2), (3);
INSERT INTO person VALUES (1, 'Ann'), (2, 'Ann'), (3, 'Bob');
INSERT INTO role VALUES (1, 1, 1), (2, 1, 2), (3, 2, 3), (4, 3, 3), (5, 3, 1);
"""


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.sqlite_version)
def test_nested_exists(library: ModuleType) -> None:
    """A film with two roles of people called Ann is found once: SQLite 3.51.0 and 3.51.1 find it twice."""
    with contextlib.closing(library.connect(":memory:")) as connection:
        connection.executescript(NESTED)
        found = connection.execute(
            "SELECT f.id FROM film f WHERE EXISTS (SELECT 1 FROM role r WHERE r.film_id = f.id AND EXISTS"
            " (SELECT 1 FROM person p WHERE p.id = r.person_id AND p.name = 'Ann'))"
        ).fetchall()
    assert found == [(1,), (3,)]


@pytest.mark.parametrize("version", [(3, 51, 0), (3, 51, 1)])
def test_a_library_that_answers_nested_exists_wrongly_is_refused(version: tuple[int, int, int]) -> None:
    """Its neighbours are not, nor is the library that runs."""
    with pytest.raises(DatabaseError, match=r"SQLite 3\.51\.[01] gives wrong answers to nested EXISTS"):
        check_sqlite(version)
    for other in ((3, 40, 1), (3, 50, 4), (3, 51, 2), (3, 53, 4), SQLITE.sqlite_version_info):
        check_sqlite(other)


VIEWER = '@viewer(seen: [{film: "film.1"}, {film: "film.2", until: 3}])'
UNLIMITED = Settings(max_depth=10_000, max_fields=1_000_000, max_tokens=1_000_000)
GROWS = (3, 46)
"""Since then the parser's stack grows as needed."""

SHAPES = {
    # rows in rows: what is outermost, a field of its rows, a step from one such row to the next, and the step's levels
    "connections": ("films { nodes %s }", "title", "roles { nodes { film %s } pageInfo { endCursor hasNextPage } }", 3),
    "lists": ("characters { nodes %s }", "name", "relations { label to %s }", 2),
    "links": ("characters { nodes %s }", "name", "twists { clues { text } characters %s }", 2),
}


def nested(shape: str, steps: int, width: int) -> str:
    """A document of so many *steps*, with *width* more fields at each."""
    root, label, step, _ = SHAPES[shape]
    wide = " ".join(f"{label}_{number}: {label}" for number in range(width))
    selected = f"{{ {label} }}"
    for _ in range(steps):
        selected = f"{{ {wide} {step % selected} }}"
    return f"query {VIEWER} {{ {root % selected} }}"


def said(library: ModuleType, document: str, settings: Settings) -> str:
    """What *library* says of the statement of *document*; nothing when it takes it."""
    with contextlib.closing(in_memory(library)) as connection:
        try:
            run(connection, document, settings=settings)
        except library.Error as error:
            return str(error)
    return ""


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.sqlite_version)
def test_nesting(library: ModuleType, shape: str) -> None:
    """A modern library takes whatever the depth limit lets through, seals and hundreds of fields included."""
    settings = Settings()
    deepest = (settings.max_depth - 3) // SHAPES[shape][-1]
    expected = "" if library.sqlite_version_info >= GROWS else "parser stack overflow"
    assert said(library, nested(shape, deepest, width=40), settings) == expected


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.sqlite_version)
def test_nesting_of_the_walk(library: ModuleType) -> None:
    """Every library takes the walk from an actor to the twist, and on to who plays the other character."""
    walk = """{ name roles { nodes { film { id title } character { name introducedAs fullName
      twists { kind introducedAs revealedAs clues { text } characters { name } }
      relations { label to { name roles { nodes { person { name } } } } } } } } }"""
    document = f'query {VIEWER} {{ person(by: {{slug: "person-3"}}) {walk} }}'
    assert said(library, document, Settings()) == ""


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.sqlite_version)
def test_nesting_of_wide_rows(library: ModuleType) -> None:
    """Every library takes two steps of rows with many fields; an older one only because its groups are larger."""
    assert said(library, nested("links", 2, width=30), Settings()) == ""
    assert said(library, nested("connections", 2, width=100), Settings()) == ""


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.sqlite_version)
def test_nesting_beyond_all_limits(library: ModuleType, shape: str) -> None:
    """Every library has an end, and says so in words that the store knows."""
    modern = library.sqlite_version_info >= GROWS
    expected = "Expression tree is too large (maximum depth 1000)" if modern else "parser stack overflow"
    found = said(library, nested(shape, 60, width=1), UNLIMITED)
    assert found == expected
    assert any(limit in found for limit in UNPARSABLE)
