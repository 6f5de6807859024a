"""Clients in JavaScript, as they are installed, against a server in a process of its own: each of them just works.

What is shown stands in the scripts beside this file: each is a run of node's own tests. What generates code generates
it first, from schema.graphql, into folders `__generated__`.
"""

import re
import shutil
from pathlib import Path

from tests.clients.conftest import HERE, PACKAGES, Node


def passes(node: Node, script: str) -> None:
    """All tests in *script* pass and none is skipped; and there are some."""
    said = node("--test-reporter=tap", script)
    assert re.search(r"^# pass [1-9].*\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0$", said, re.MULTILINE), said


def tool(name: str) -> str:
    """The command *name* of a package."""
    return str(PACKAGES / ".bin" / name)


def fresh(folder: str) -> Path:
    """The folder of a client, without what has been generated there before."""
    shutil.rmtree(HERE / folder / "__generated__", ignore_errors=True)
    return HERE / folder


def test_graphql_http_finds_no_fault_in_the_protocol(node: Node) -> None:
    """All 61 audits of GraphQL over HTTP are ok: what a server MUST, SHOULD and MAY."""
    passes(node, "audits.mjs")


def test_apollo_client(node: Node) -> None:
    """The walk; a cache that must be reset when the viewer changes, and then is right; pages joined."""
    passes(node, "apollo.mjs")


def test_apollo_client_persists_queries(node: Node) -> None:
    """A document is sent once; then its hash is enough, by POST and by GET."""
    passes(node, "apollo_persisted.mjs")


def test_urql_with_graphcache(node: Node) -> None:
    """The same for urql, whose cache has read the schema by introspection."""
    passes(node, "urql.mjs")


def test_urql_persists_queries(node: Node) -> None:
    """A document is sent once; then its hash is enough, by POST and by GET."""
    passes(node, "urql_persisted.mjs")


def test_relay(node: Node) -> None:
    """The compiler accepts schema and fragments; the runtime walks, refetches by id, pages, and keeps to its viewer."""
    node(tool("relay-compiler"), "relay.config.json", cwd=fresh("relay"))
    passes(node, "relay.mjs")


def test_graphql_request(node: Node) -> None:
    """The walk, variables, and an error's code."""
    passes(node, "graphql_request.mjs")


def test_graphql_codegen(node: Node) -> None:
    """Types are generated; tsc accepts what is right by them, and refuses what is wrong; what they promise comes."""
    folder = fresh("codegen")
    node(tool("graphql-codegen"), "--config", "codegen.yml", cwd=folder)
    node(tool("tsc"), "--project", ".", cwd=folder)
    passes(node, "codegen/site.ts")


def test_gql_tada(node: Node) -> None:
    """Types are inferred from the documents; tsc refuses what is wrong by them; what they promise comes."""
    folder = fresh("tada")
    node(tool("gql.tada"), "generate-output", cwd=folder)
    node(tool("gql.tada"), "check", "--fail-on-warn", cwd=folder)
    node(tool("tsc"), "--project", ".", cwd=folder)
    passes(node, "tada/site.ts")


def test_graphql_inspector_sees_no_change(node: Node) -> None:
    """schema.graphql and the text at /schema.graphql say the same; and a difference would be noticed."""
    passes(node, "inspector.mjs")


def test_graphql_eslint_is_content(node: Node) -> None:
    """The schema keeps to the recommended rules and Relay's, the operations to those for operations."""
    passes(node, "eslint.mjs")
