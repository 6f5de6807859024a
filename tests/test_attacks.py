"""Attacks on `gql serve`: each is answered with a status and a code, and nobody else notices."""

import sys
from collections.abc import Iterator

import pytest
from graphql import get_named_type, is_input_object_type, is_introspection_type, is_object_type

from gql.database import SqliteFile
from gql.schema import VIEWER, graphql_schema
from tests.attacks.clients import (
    IMPATIENT,
    INPUT,
    MALFORMED,
    NOT_GOT,
    TYPENAME,
    Attack,
    Watcher,
    get,
    memory,
    prepared,
    throw,
)
from tests.attacks.films import world
from tests.attacks.harmless import HARMLESS
from tests.attacks.known import ATTACKS, ENDLESS, REGISTERED
from tests.attacks.wrong import wrong_values
from tests.serving import Server, serving, settings_free

HELLO = b'{"data":{"__typename":"Query"}}'

OTHERS = 5
"""How many answers another client gets at least while an attack goes on."""

ROUNDS = 100
"""How often an attack is thrown at most, until the other client has had its answers."""

WRONG = wrong_values(graphql_schema())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    return world(tmp_path_factory.mktemp("attacks") / "films.db")


@pytest.fixture(scope="module")
def server(database: SqliteFile) -> Iterator[Server]:
    """When it ends, its log must hold nothing but requests: no traceback."""
    with serving(settings_free(), "--database", str(database), but=MALFORMED) as server:
        yield server


@pytest.fixture(scope="module")
def impatient(database: SqliteFile) -> Iterator[Server]:
    """One that waits for no request longer than a second."""
    with serving(settings_free() | IMPATIENT, "--database", str(database)) as server:
        yield server


def withstands(server: Server, thrown: Attack) -> None:
    """Throws an attack, again until another client has been answered several times meanwhile; looks at all answers."""
    replies, others = [], 0
    with Watcher(server.address, TYPENAME) as watcher:
        for _ in range(ROUNDS):
            requests = prepared(thrown)
            before = len(watcher.replies)
            replies += throw(server.address, requests)
            others += len(watcher.replies) - before
            if others >= OTHERS:
                break
    assert {reply.answer for reply in replies} <= thrown.answers
    assert others >= OTHERS
    assert {(reply.status, reply.body) for reply in watcher.replies} == {(200, HELLO)}
    assert server.ask() == HELLO


@pytest.mark.parametrize("thrown", [*ATTACKS, *HARMLESS], ids=str)
def test_an_attack_is_refused_and_others_are_answered(server: Server, thrown: Attack) -> None:
    """With a status of 4xx and a code in JSON, or with an answer where it asks for no more than is allowed."""
    withstands(server, thrown)


@pytest.mark.parametrize("thrown", ENDLESS, ids=str)
def test_who_begins_a_request_and_does_not_end_it_is_told_so(impatient: Server, thrown: Attack) -> None:
    """In time, however many do; who says nothing at all is told nothing."""
    withstands(impatient, thrown)


@pytest.mark.parametrize("name", WRONG)
def test_a_variable_of_a_wrong_type_is_named(server: Server, name: str) -> None:
    """Of each type that the schema takes."""
    replies = throw(server.address, [WRONG[name]])
    assert [reply.answer for reply in replies] == [INPUT] * len(WRONG[name])


def test_a_get_that_is_no_query_is_told_what_may_be(server: Server) -> None:
    """A link or an image of another site can change nothing."""
    for operation in ("mutation", "subscription"):
        (reply,) = throw(server.address, [[get(f"/graphql?query={operation}{{a}}")]])
        assert (reply.answer, reply.headers["allow"]) == (NOT_GOT, "POST")


def test_every_type_that_is_taken_is_attacked() -> None:
    """In the arguments of fields and of the viewer, and in the objects given there."""
    schema = graphql_schema()
    viewer = schema.get_directive(VIEWER)
    assert viewer
    taken = [argument.type for argument in viewer.args.values()]
    for type_ in schema.type_map.values():
        if is_input_object_type(type_):
            taken += [field.type for field in type_.fields.values()]
        elif is_object_type(type_) and not is_introspection_type(type_):
            taken += [argument.type for field in type_.fields.values() for argument in field.args.values()]
    assert set(WRONG) == {get_named_type(type_).name for type_ in taken}


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells how much memory a process has")
def test_documents_do_not_fill_the_memory(server: Server) -> None:
    """However many are sent with their hashes, to be remembered."""
    before = memory(server)
    withstands(server, REGISTERED)
    assert memory(server) - before < 200  # MB
