"""`gql check`: what is said of a front end's operations, wherever they and their fragments stand."""

from pathlib import Path

import orjson
import pytest

from gql.check import Finding, check, summary
from gql.database import SQLITE
from gql.dialects import sqlite
from gql.errors import SetupError
from gql.rehearsal import Stage
from tests.serving import settings_free
from tests.stages import CATALOG, SETTINGS
from tests.test_cli import run

STAGE = Stage(CATALOG, sqlite(SQLITE.sqlite_version_info), SETTINGS)


def checked(folder: Path, **files: str) -> list[Finding]:
    """The findings in these files; a double underscore in a name is a folder."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.graphql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return check(folder, STAGE)


def said(folder: Path, findings: list[Finding]) -> list[str]:
    return [line.replace(f"{folder}/", "") for finding in findings for line in finding.lines()]


def test_operations_and_fragments_may_stand_in_any_file(tmp_path: Path) -> None:
    """A fragment of a fragment as well; those that nothing spreads are not missed."""
    findings = checked(
        tmp_path,
        a="query A {\n  films { nodes { ...F } }\n}\n\nquery B { people { nodes { ...P } } }",
        parts__f="fragment F on Film { title ...G }\nfragment Unused on Film { year }",
        parts__deeper__g="fragment G on Film { year }\nfragment P on Person { name }",
    )
    assert said(tmp_path, findings) == [
        "a.graphql:1: A: tells nothing sealed",
        "a.graphql:5: B: tells nothing sealed",
    ]


def test_a_fault_is_named_where_it_stands(tmp_path: Path) -> None:
    """In the file and the line of the operation, or of the fragment."""
    findings = checked(
        tmp_path,
        a="\n\nquery A {\n  films {\n    nodes { ...F }\n  }\n}\nquery B { films(first: 1000) { totalCount } }",
        f="# a comment\n\nfragment F on Film {\n  title\n  titel\n}",
        g="query C { films { nodes { ...Missing } } }\nquery D { films { totalCount",
        h="query E { films { nodes { ...Missing } } }",
    )
    assert said(tmp_path, findings) == [
        "g.graphql:2:29: Syntax Error: Expected Name, found <EOF>.",
        "f.graphql:5: Cannot query field 'titel' on type 'Film'. Did you mean 'title'?",
        "a.graphql:8: B: Query.films(first:) takes 0 to 100, not 1000.",
        "h.graphql:1: Unknown fragment 'Missing'.",
    ]
    assert summary(findings) == "4 checked: 4 faulty, 0 may tell what is sealed."


def test_two_fragments_of_one_name_are_a_fault(tmp_path: Path) -> None:
    """Which of them is meant is not guessed."""
    findings = checked(tmp_path, a="query A { films { nodes { ...F } } }", f="fragment F on Film { title }",
                       g="fragment F on Film { year }")  # fmt: skip
    assert said(tmp_path, findings) == [
        "g.graphql:1: there is another fragment F, in f.graphql:1.",
        "a.graphql:1: A: tells nothing sealed",
    ]


SEEING = "query A($seen: [Seen!]) @viewer(seen: $seen) "
TELLING = {
    # an operation: what it may tell
    "{ films { nodes { fullName: title } } }": [],
    "{ characters { totalCount } }": ["Query.characters"],
    '{ film(by: {slug: "a"}) { twists { revealedAs } } }': ["Film.twists"],
    '{ film(by: {slug: "a"}) { ...F } } fragment F on Film { roles { edges { node { creditedAs } } } }': [
        "Film.roles", "Role.creditedAs", "RoleEdge.node",
    ],
    "{ films(where: {role: {billed: true}}) { totalCount } }": ["FilmWhere.role"],
    "{ films(where: {review: {verdicts: [MIXED]}}) { totalCount } }": [],
    '{ node(id: "x") { ... on Twist { revealedAs kind } } }': ["Query.node"],
    '{ nodes(ids: ["x"]) { ... on Twist { revealedAs kind } } }': ["Query.nodes"],
    '{ characters(where: {not: {fullName: {eq: "a"}}}) { totalCount } }': [
        "CharacterWhere.fullName", "Query.characters",
    ],
}  # fmt: skip


@pytest.mark.parametrize("selection", TELLING)
def test_what_may_be_told_is_named(tmp_path: Path, selection: str) -> None:
    """Fields of what is sealed, counts of it, and filters by it: to who has @viewer. To nobody else anything."""
    (seeing,) = checked(tmp_path, a=SEEING + selection)
    assert list(seeing.sealed) == TELLING[selection]
    (blind,) = checked(tmp_path, a=f"query A {selection}")
    assert (blind.faults, blind.sealed) == ((), ())


def test_the_fragments_of_others_do_not_count(tmp_path: Path) -> None:
    """Neither those of a folder nor those of a document of a manifest."""
    texts = {
        "a": "query A @viewer(allow: ALL) { films { nodes { title } } }",
        "b": "query B @viewer(allow: ALL) { films { nodes { ...F } } }",
        "f": "fragment F on Film { twists { revealedAs } }",
    }
    relay = tmp_path / "relay.json"
    relay.write_bytes(orjson.dumps({"1": " ".join(texts.values())}))
    for findings in (checked(tmp_path, **texts), check(relay, STAGE)):
        assert [finding.sealed for finding in findings] == [(), ("Film.twists",)]


def test_a_filter_in_a_variable_may_be_any(tmp_path: Path) -> None:
    """Whatever its type allows counts, at any depth."""
    (found,) = checked(tmp_path, a="query A($w: FilmWhere) @viewer(allow: ALL) { films(where: $w) { totalCount } }")
    assert {"FilmWhere.role", "CharacterWhere.fullName", "RoleWhere.character"} <= set(found.sealed)


def test_a_manifest_is_checked_by_its_ids(tmp_path: Path) -> None:
    """Relay's form, and Apollo's."""
    relay, apollo = tmp_path / "relay.json", tmp_path / "apollo.json"
    relay.write_bytes(orjson.dumps({"1": "{ films { totalCount } }", "2": "query Q { unknown }"}))
    operations = [{"id": "x", "name": "Q", "type": "query", "body": "query Q { films { totalCount } }"}]
    apollo.write_bytes(
        orjson.dumps({"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations})
    )
    assert said(tmp_path, check(relay, STAGE)) == [
        "relay.json: 1: tells nothing sealed",
        "relay.json: 2: Q: Cannot query field 'unknown' on type 'Query'.",
    ]
    assert said(tmp_path, check(apollo, STAGE)) == ["apollo.json: x: Q: tells nothing sealed"]


def test_a_folder_without_operations_is_refused(tmp_path: Path) -> None:
    """A check of nothing has found nothing wrong, which would be believed."""
    with pytest.raises(SetupError, match=r"There is no operation in .*\. Its files must end in \.gql or \.graphql\."):
        checked(tmp_path, f="fragment F on Film { title }")


def test_the_command_says_it_with_its_exit_code(tmp_path: Path) -> None:
    """0 when all is well, 1 for a fault; with --safe also when something may be told."""
    (tmp_path / "a.graphql").write_text(SEEING + "{ characters { totalCount } }", encoding="utf-8")
    arguments = ("check", "--documents", str(tmp_path))
    ended = run(settings_free(), *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("\n1 checked: 0 faulty, 1 may tell what is sealed.\n")
    assert run(settings_free(), *arguments, "--safe").returncode == 1
    (tmp_path / "b.graphql").write_text("{ nope }", encoding="utf-8")
    assert run(settings_free(), *arguments).returncode == 1
    assert run(settings_free(), "check", "--documents", str(tmp_path / "none")).returncode == 2
