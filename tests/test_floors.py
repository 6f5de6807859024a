"""The floors: imports point down only, and what a library is for stays where it belongs.

Read from the sources: imports inside functions and for type checking alone count like any other.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

GQL = Path(__file__).parent.parent / "gql"
ROOT = GQL.parent

FLOORS: tuple[tuple[str, ...], ...] = (
    # From the ground up. A module imports from the floors below its own; a package is one module, and its own modules
    # may import each other, without cycles.
    ("gql", "gql.errors", "gql.ids", "gql.cache", "gql.playground", "gql.rules"),
    ("gql.settings", "gql.line", "gql.documents", "gql.bodies"),
    ("gql.postgres", "gql.log"),
    ("gql.database",),
    ("gql.tables", "gql.plan", "gql.assumptions"),
    ("gql.migrations", "gql.load"),
    ("gql.schema", "gql.dialects", "gql.cursors", "gql.limits", "gql.viewer"),
    ("gql.meanings", "gql.columns", "gql.sql", "gql.arguments", "gql.parameters", "gql.operations", "gql.store"),
    ("gql.catalog", "gql.conditions", "gql.introspection", "gql.explain", "gql.cost"),
    ("gql.compiler", "gql.ready"),
    ("gql.rehearsal",),
    ("gql.gateway", "gql.check"),
    ("gql.web",),
    ("gql.app",),
    ("gql.serve",),
    ("gql.cli",),
)

WINGS = {
    # What stands beside the house: what it may import, and who may import it. A loader can never break a request.
    "gql.load": ({"gql.errors", "gql.settings", "gql.database", "gql.tables"}, {"gql.cli", "gql.serve"}),
    "gql.migrations": ({"gql.errors", "gql.database", "gql.postgres"}, {"gql.cli", "gql.serve", "gql.app"}),
    "gql.playground": (set[str](), {"gql.web", "gql.serve"}),
}

LIBRARIES = {
    # Who may import what; a package speaks for its modules.
    "strawberry": {"gql.schema"},
    "sqlmodel": {"gql.tables", "gql.schema.fields"},  # a binding names a table by its class
    "sqlalchemy": {
        "gql.tables", "gql.database", "gql.postgres", "gql.load", "gql.migrations", "gql.columns", "gql.catalog",
    },
    "alembic": {"gql.migrations"},
    "psycopg": {"gql.postgres"},
    "sqlite3": {"gql.database"},
    "pysqlite3": {"gql.database"},
    "starlette": {"gql.web", "gql.app"},
    "uvicorn": {"gql.serve", "gql.web.connection"},
    "typer": {"gql.cli"},
    "mwparserfromhell": {"gql.load.articles.words"},
    "pydantic_settings": {"gql.settings"},
    "pydantic": {"gql.settings", "gql.load"},
    "graphql": {
        "gql.schema", "gql.plan", "gql.assumptions", "gql.arguments", "gql.limits", "gql.operations", "gql.rules",
        "gql.introspection", "gql.meanings", "gql.catalog", "gql.compiler", "gql.rehearsal", "gql.ready",
        "gql.check",
    },
}  # fmt: skip

SQL_STANDS_IN = {
    "gql.sql": "it writes every statement that answers a request",
    "gql.dialects": "the phrases in which databases differ",
    "gql.store.sqlite": "it asks whether the database is ready",
    "gql.store.postgres": "it does, too",
    "gql.postgres": "whose tables are there, and the lock of who writes",
    "gql.tables.views": "the views that are derived facts",
    "gql.migrations": "the steps, and the version of a database",
}

LONGEST = 450


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the package, read."""
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(GQL.rglob("*.py"))}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def within(module: str, packages: object) -> bool:
    """Whether *module* is one of *packages* or in one of them."""
    assert isinstance(packages, dict | set | tuple)
    return any(module == each or module.startswith(f"{each}.") for each in packages if each != "gql" or module == each)


def imported(module: str) -> Iterator[str]:
    """What *module* imports: a module of ours by its full name, any other by its first."""
    for node in ast.walk(sources()[module]):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{module} imports relatively"
            for each in node.names:
                inner = f"{node.module}.{each.name}"
                yield inner if inner in sources() else node.module


def ours(module: str) -> set[str]:
    return {each for each in imported(module) if each.partition(".")[0] == "gql"}


def floor(module: str) -> int:
    """The floor on which *module* stands."""
    (found,) = (number for number, modules in enumerate(FLOORS) if within(module, modules))
    return found


def top(module: str) -> str:
    """The module or package of which FLOORS speaks."""
    return ".".join(module.split(".")[:2])


def test_every_module_has_its_floor() -> None:
    """No module is forgotten here, and none is listed that is gone."""
    listed = [module for modules in FLOORS for module in modules]
    assert sorted({top(module) for module in sources()}) == sorted(listed)


@pytest.mark.parametrize("module", sources())
def test_imports_point_down(module: str) -> None:
    """What a module imports stands on a floor below it, or in its own package."""
    above = {each for each in ours(module) if top(each) != top(module) and floor(each) >= floor(module)}
    assert above == set()


def test_no_module_imports_itself_through_others() -> None:
    """There are no cycles, within packages neither."""
    left = {module: ours(module) - {module} for module in sources()}
    while free := {module for module, needs in left.items() if not needs & left.keys()}:
        left = {module: needs for module, needs in left.items() if module not in free}
    assert left == {}


@pytest.mark.parametrize("wing", WINGS)
def test_a_wing_shares_ground_and_facts_alone(wing: str) -> None:
    """It imports nothing of the serving side, and of that only the street imports it."""
    may, by = WINGS[wing]
    needed = {each for module in sources() if within(module, {wing}) for each in ours(module)}
    assert {each for each in needed if not within(each, {wing, *may})} == set()
    others = {module for module in sources() if not within(module, {wing})}
    users = {module for module in others if any(within(each, {wing}) for each in ours(module))}
    assert {module for module in users if not within(module, by)} == set()


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_stays_where_it_belongs(library: str) -> None:
    """Only those import it that are named here, and all of them do."""
    users = {module for module in sources() if library in {each.partition(".")[0] for each in imported(module)}}
    assert {module for module in users if not within(module, LIBRARIES[library])} == set()
    assert {place for place in LIBRARIES[library] if not any(within(module, {place}) for module in users)} == set()


STATEMENT = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP) ")


def said(module: str) -> Iterator[str]:
    """The string constants of *module*, docstrings apart."""
    tree = sources()[module]
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_sql_stands_where_it_may() -> None:
    """Whoever looks for a statement finds it in one of these places, each with its reason."""
    found = {module for module in sources() if any(STATEMENT.search(text) for text in said(module))}
    assert {module for module in found if not within(module, SQL_STANDS_IN)} == set()
    assert {place for place in SQL_STANDS_IN if not any(within(module, {place}) for module in found)} == set()


@pytest.mark.parametrize("path", sorted(GQL.rglob("*.py")), ids=_name)
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    """No module is longer than this, and each says first what it holds."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text))


CITED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def test_tests_that_the_code_cites_exist() -> None:
    """A comment that points at a test points at one that is there."""
    cited = [found for path in GQL.rglob("*.py") for found in CITED.findall(path.read_text(encoding="utf-8"))]
    assert cited
    for file, name in cited:
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"
