"""The stages of an answer one at a time, on the real schema and tables: for tests that look between them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import psycopg
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_abstract_type, is_composite_type

from gql import plan
from gql.assumptions import assume
from gql.catalog import bind
from gql.compiler import compile_operation
from gql.dialects import Dialect, Postgres, sqlite
from gql.operations import coerce, prepare
from gql.parameters import Parameter, filler
from gql.schema import graphql_schema
from gql.settings import Settings
from gql.sql import Statement, render

SETTINGS = Settings()
CATALOG = bind(graphql_schema())
LARGE = Settings(
    max_document_length=1_000_000, max_tokens=1_000_000, max_fields=1_000_000
)  # for documents that ask for everything
VIEWERS = ("", '@viewer(seen: [{film: "film.1"}, {film: "film.2", until: 3}], allow: MINOR)', "@viewer(allow: ALL)")
MODERN, OLD = (3, 53, 4), (3, 40, 1)  # versions of SQLite on either side of the dialect's watershed

DIALECTS: tuple[Dialect, ...] = (sqlite(MODERN), sqlite(OLD), Postgres(SETTINGS.max_page))

Variables = Mapping[str, object] | None

CONDITIONED = """query ($place: String, $later: String, $text: String, $date: PartialDate) %s {
  films(orderBy: [RUNTIME_DESC, TITLE_ASC], after: $place, where: {
    and: [{title: {contains: $text}, year: {lt: 2000, eq: null}}, {not: {role: {character: {fullName: {in: ["a"]}}}}}]
    or: [{ids: ["film.1"]}, {released: {eq: "2018", gt: $date}}, {not: {}}, {company: {eq: null, startsWith: "b"}}]
    grossContested: false, genre: {contains: "c"}
  }) {
    nodes {
      title
      roles(after: $later, orderBy: RELEASED_DESC, where: {person: {role: {film: {credit: {jobs: [OTHER]}}}}}) {
        edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
  none: films(where: {or: [], role: {billed: true}}) { nodes { id } pageInfo { hasNextPage } }
}"""
"""Tests of every kind, and cursors at the root and inside; to be put in: the viewer."""

PLACES = {
    "place": b'["RUNTIME_DESC,TITLE_ASC",null,"a",1]'.hex(),
    "later": b'["RELEASED_DESC",null,1]'.hex(),
    "text": "x",
    "date": "2018",
}
"""Its variables."""


def planned(document: str, variables: Variables = None, settings: Settings = SETTINGS) -> plan.Plan:
    """The plan of *document* for these *variables*."""
    operation = prepare(document, None, CATALOG.schema, settings)
    coerced, viewer = coerce(operation, variables or {}, CATALOG.schema, settings)
    shapes = dict(assume(operation.shapers, coerced))
    return compile_operation(operation, CATALOG, shapes, viewer.unlocked, settings)


def rendered(
    document: str, variables: Variables = None, settings: Settings = SETTINGS, dialect: Dialect = DIALECTS[0]
) -> Statement:
    """The statement of *document* for these *variables*, as one that may take long."""
    statement = render(planned(document, variables, settings), dialect, heavy=True)
    assert statement, f"{document} needs no database"
    return statement


def run(
    connection: Any, document: str, variables: Variables = None, settings: Settings = SETTINGS
) -> tuple[str | None, ...]:
    """The row that the statement of *document* returns on *connection*."""
    if isinstance(connection, psycopg.Connection):
        statement = rendered(document, variables, settings, DIALECTS[-1])
        connection = psycopg.RawCursor(connection)
    else:
        version = tuple(map(int, connection.execute("SELECT sqlite_version()").fetchone()[0].split(".")))
        statement = rendered(document, variables, settings, sqlite(version))
    row = connection.execute(statement.text, parameters(statement, document, variables, settings)).fetchone()
    return tuple(each.decode() if isinstance(each, bytes) else each for each in row)


def parameters(
    statement: Statement, document: str, variables: Variables = None, settings: Settings = SETTINGS
) -> list[Parameter]:
    operation = prepare(document, None, CATALOG.schema, settings)
    coerced, viewer = coerce(operation, variables or {}, CATALOG.schema, settings)
    return [filler(slot, settings)(coerced, viewer) for slot in statement.slots]


def parts(tree: object) -> list[object]:
    """*tree* and everything inside it: of a plan, every piece."""
    if isinstance(tree, tuple):
        return [part for each in tree for part in parts(each)]
    if not is_dataclass(tree):
        return [tree]
    return [tree, *(part for each in fields(tree) for part in parts(getattr(tree, each.name)))]


def everything(type_name: str = "Query", levels: int = 5) -> str:
    """A selection of every field of a type and of theirs, as deep as *levels*; objects below are left out."""
    type_ = CATALOG.schema.type_map[type_name]
    if is_abstract_type(type_):
        found = [
            f"... on {each.name} {everything(each.name, levels)}" for each in CATALOG.schema.get_possible_types(type_)
        ]
        return f"{{ __typename {' '.join(found)} }}"
    assert isinstance(type_, GraphQLObjectType)
    selected = ["__typename", *(_selected(type_, name, field, levels) for name, field in type_.fields.items())]
    return f"{{ {' '.join(filter(None, selected))} }}"


def _selected(type_: GraphQLObjectType, name: str, field: GraphQLField, levels: int) -> str:
    named = get_named_type(field.type)
    # Aliases with the type's name: fields of two types never conflict.
    called = f"{type_.name}_{name}: {name}" + (f"({_GIVEN[name]})" if name in _GIVEN and field.args else "")
    if not is_composite_type(named):
        return called
    return f"{called} {everything(named.name, levels - 1)}" if levels > 1 else ""


_GIVEN = {
    "node": 'id: "film.1"',
    "nodes": 'ids: ["film.1", "person.3"]',
    "film": 'by: {slug: "film-1"}',
    "person": 'by: {id: "person.3"}',
    "character": 'by: {slug: "role-8"}',
    "company": 'by: {slug: "paper"}',
}
"""The arguments that must be given."""
