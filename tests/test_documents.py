"""Documents by other names: what is found, what is kept, which are trusted, and what a manifest is."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import orjson
import pytest

from gql.database import SqliteFile
from gql.documents import PERSISTED, PERSISTED_CHARACTERS, Documents, read_manifest
from gql.errors import BadRequest, DocumentNotFound, DocumentNotTrusted, RequestError, SetupError
from gql.gateway import Request, open_gateway
from gql.settings import Settings
from tests.test_web import StandIn, call, faults, post, site

TEXT, OTHER = "{ films { totalCount } }", "{ people { totalCount } }"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


HASH = sha256(TEXT)


def refusal(documents: Documents, text: str | None, name: str) -> tuple[type[RequestError], str]:
    """Which fault it is to ask for *text* by *name*, and its words."""
    with pytest.raises(RequestError) as error:
        documents.find(text, name)
    return type(error.value), str(error.value)


# --- what is found ----------------------------------------------------------------------------------------------------


def test_a_text_stands_for_itself() -> None:
    """Whether or not it is a document: that is for others to say."""
    for text in (TEXT, "", "nonsense"):
        assert Documents({"films": TEXT}, only=False).find(text, "") == text


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("films", "films"),
        (HASH, HASH),
        (HASH, HASH.upper()),
        (HASH, f"sha256:{HASH}"),
        (HASH, f"sha256:{HASH.upper()}"),
        (f"sha256:{HASH}", f"sha256:{HASH}"),
        (f"sha256:{HASH}", HASH.upper()),
        (HASH.upper(), HASH),
    ],
)
def test_a_trusted_document_is_found_by_its_id(id_: str, name: str) -> None:
    """A hash may be named in capitals, and with what it is a hash by, as GraphQL over HTTP proposes."""
    for only in (False, True):
        assert Documents({"other": OTHER, id_: TEXT}, only=only).find(None, name) == TEXT


@pytest.mark.parametrize("name", ["FILMS", "sha256:films", "films "])
def test_an_id_is_taken_as_it_is(name: str) -> None:
    """When it is no hash."""
    with pytest.raises(DocumentNotFound):
        Documents({"films": TEXT}, only=False).find(None, name)


@pytest.mark.parametrize("name", [HASH, HASH.upper(), f"sha256:{HASH}", f"sha256:{HASH.upper()}"])
@pytest.mark.parametrize("kept", [HASH, HASH.upper()])
def test_a_kept_document_is_found_by_its_hash(kept: str, name: str) -> None:
    """In any case, and beside trusted ones."""
    documents = Documents({"other": OTHER}, only=False)
    documents.keep(TEXT, kept)
    assert documents.find(None, name) == TEXT


def test_a_text_and_its_hash_are_the_text() -> None:
    """The hash in any case; nothing is kept by that alone."""
    documents = Documents({}, only=False)
    assert [documents.find(TEXT, name) for name in (HASH, HASH.upper())] == [TEXT, TEXT]
    assert refusal(documents, None, HASH) == (DocumentNotFound, "PersistedQueryNotFound")


@pytest.mark.parametrize("text", [OTHER, f"{TEXT} ", "", "\ud800"])
def test_a_hash_that_is_not_the_texts_is_refused(text: str) -> None:
    """Or anybody could put a document in the place of another."""
    assert refusal(Documents({}, only=False), text, HASH) == (
        BadRequest,
        "'extensions.persistedQuery.sha256Hash' is not the SHA-256 of 'query'.",
    )


@pytest.mark.parametrize("name", ["", "film", HASH, "sha256:", f"sha256:{HASH}", "sha256:films", TEXT])
def test_what_is_unknown_is_said_in_the_words_that_clients_know(name: str) -> None:
    """Exactly these: Apollo's clients then send the document."""
    assert refusal(Documents({"films ": TEXT}, only=False), None, name) == (
        DocumentNotFound,
        "PersistedQueryNotFound",
    )
    assert DocumentNotFound.code == "PERSISTED_QUERY_NOT_FOUND"


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_so_many_documents_are_kept() -> None:
    """The one that nobody asked for longest goes first."""
    documents = Documents({}, only=False)
    for number in range(PERSISTED):
        documents.keep(f"{number}", f"hash-{number}")
    assert documents.find(None, "hash-0") == "0"
    documents.keep("one more", "hash-more")
    assert refusal(documents, None, "hash-1") == (DocumentNotFound, "PersistedQueryNotFound")
    assert [documents.find(None, name) for name in ("hash-0", "hash-2", "hash-more")] == ["0", "2", "one more"]


def test_so_much_text_is_kept() -> None:
    """However few documents it is; one that is too long alone drives nobody out."""
    documents = Documents({}, only=False)
    documents.keep("a", "a")
    documents.keep("b" * (PERSISTED_CHARACTERS + 1), "b")
    assert documents.find(None, "a") == "a"
    documents.keep("c" * PERSISTED_CHARACTERS, "c")
    for name in ("a", "b"):
        assert refusal(documents, None, name) == (DocumentNotFound, "PersistedQueryNotFound")
    assert documents.find(None, "c") == "c" * PERSISTED_CHARACTERS


# --- only trusted ones ------------------------------------------------------------------------------------------------


def test_a_trusted_text_needs_no_name() -> None:
    """A client that sends the text of a trusted document is answered, whatever it calls it."""
    documents = Documents({"films": TEXT}, only=True)
    assert [documents.find(TEXT, name) for name in ("", "films", HASH, "anything")] == [TEXT] * 4


def test_all_others_are_refused() -> None:
    """By text or by name, each with what to do about it."""
    documents = Documents({"films": TEXT}, only=True)
    for name in ("", "films", sha256(OTHER)):
        assert refusal(documents, OTHER, name) == (
            DocumentNotTrusted,
            "This server answers trusted documents only: name one by its 'documentId'.",
        )
    for name in ("", "film", sha256(OTHER), HASH):
        assert refusal(documents, None, name) == (
            DocumentNotTrusted,
            "This server answers trusted documents only, and knows none by this id.",
        )
    assert DocumentNotTrusted.code == "PERSISTED_QUERY_NOT_SUPPORTED"


def test_nothing_is_kept_beside_trusted_ones() -> None:
    """What a client sent does not become trusted by that."""
    documents = Documents({"films": TEXT}, only=True)
    documents.keep(OTHER, sha256(OTHER))
    assert refusal(documents, None, sha256(OTHER))[0] is DocumentNotTrusted


# --- manifests --------------------------------------------------------------------------------------------------------

APOLLO = {"format": "apollo-persisted-query-manifest", "version": 1}
ENTRY = {"id": "a", "name": "A", "type": "query", "body": TEXT}


def manifest(folder: Path, content: object) -> Path:
    """A file that holds this JSON, or these bytes."""
    path = folder / "manifest.json"
    path.write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))
    return path


@pytest.mark.parametrize(
    ("content", "documents"),
    [
        (APOLLO | {"operations": [ENTRY, {"id": "b", "body": OTHER}]}, {"a": TEXT, "b": OTHER}),
        (APOLLO | {"operations": []}, {}),
        ({"a": TEXT, "b": OTHER}, {"a": TEXT, "b": OTHER}),
        ({"format": TEXT, "operations": OTHER}, {"format": TEXT, "operations": OTHER}),
    ],
    ids=["Apollo's", "Apollo's empty", "Relay's", "ids like Apollo's keys"],
)
def test_a_manifest_is_apollos_or_relays(tmp_path: Path, content: object, documents: dict[str, str]) -> None:
    """A list of operations, or an object of ids to texts."""
    assert read_manifest(manifest(tmp_path, content)) == documents


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        [ENTRY],
        "films",
        1,
        None,
        {"a": TEXT, "b": 1},
        {"a": {"body": TEXT}},
        APOLLO,
        APOLLO | {"operations": {"a": TEXT}},
        {"format": "another", "version": 1, "operations": [ENTRY]},
        {"operations": [ENTRY]},
    ],
    ids=repr,
)
def test_any_other_json_is_no_manifest(tmp_path: Path, content: object) -> None:
    """Both forms are named."""
    path = manifest(tmp_path, content)
    with pytest.raises(SetupError) as error:
        read_manifest(path)
    assert str(error.value) == (
        f'{path} is no manifest of documents. Apollo\'s has "format": "apollo-persisted-query-manifest" and'
        ' "operations"; Relay\'s is an object of ids to texts.'
    )


@pytest.mark.parametrize(
    "entry", [{}, {"id": "b"}, {"body": TEXT}, {"id": 1, "body": TEXT}, {"id": "b", "body": None}, "b", None], ids=repr
)
def test_an_operation_of_apollos_has_an_id_and_a_text(tmp_path: Path, entry: object) -> None:
    """Whatever else it has."""
    path = manifest(tmp_path, APOLLO | {"operations": [ENTRY, entry]})
    with pytest.raises(SetupError) as error:
        read_manifest(path)
    assert str(error.value) == f'{path}: an operation lacks "id" or "body", which are texts.'


@pytest.mark.parametrize("content", [b"", b"films", b'{"a": "{ films { totalCount } }",}', b'{"a": "\xff"}', b"\xff"])
def test_a_manifest_is_json(tmp_path: Path, content: bytes) -> None:
    """In UTF-8; where it ceases to be is said."""
    path = manifest(tmp_path, content)
    with pytest.raises(SetupError) as error:
        read_manifest(path)
    with pytest.raises(orjson.JSONDecodeError) as cause:
        orjson.loads(content)
    assert str(error.value) == f"{path} is not JSON: {cause.value}."


def test_a_manifest_is_a_file_that_can_be_read(tmp_path: Path) -> None:
    """Why it cannot be is said."""
    for path, why in ((tmp_path / "none.json", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(SetupError) as error:
            read_manifest(path)
        assert str(error.value) == f"{path} cannot be read: {why}."


# --- through a gateway ------------------------------------------------------------------------------------------------


class Ask(Protocol):
    def __call__(self, document: str | None, name: str = "", operation: str | None = None) -> Any: ...


@contextlib.contextmanager
def answering(location: SqliteFile, **settings: Any) -> Iterator[Ask]:
    """Asks a gateway with these settings, and closes it at the end."""
    with asyncio.Runner() as runner:
        gateway = open_gateway(location, Settings(**settings))

        def ask(document: str | None, name: str = "", operation: str | None = None) -> Any:
            return json.loads(runner.run(gateway.answer(Request(document, {}, operation, name))).body)

        try:
            yield ask
        finally:
            runner.run(gateway.close())


def refused(code: str, *messages: str) -> object:
    """A response of these errors."""
    return {"errors": [{"message": message, "extensions": {"code": code}} for message in messages]}


NOT_FOUND = refused("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
COUNTED = {"data": {"films": {"totalCount": 1}}}
FAULTY = {
    "good": TEXT,
    "unknown": "{ nothing { id } }",
    "two faults": "query A { film } query B { xyz }",
    "page": "query A { films { totalCount } } query B { films(first: 1000) { totalCount } }",
    "writes": "mutation { film { id } }",
    "none": "",
}


def test_trusted_documents_are_rehearsed_when_the_gateway_opens(seeded: SqliteFile, tmp_path: Path) -> None:
    """A faulty one stops it; all that are faulty are named, each with its faults."""
    path = manifest(tmp_path, FAULTY)
    with pytest.raises(SetupError) as error, answering(seeded, documents=str(path)):
        pass
    assert str(error.value).splitlines() == [
        f"These documents of {path} cannot be answered:",
        "  unknown: Cannot query field 'nothing' on type 'Query'.",
        "  two faults: Field 'film' of type 'Film' must have a selection of subfields. Did you mean 'film { ... }'?",
        "  two faults: Argument 'Query.film(by:)' of type 'FilmBy!' is required, but it was not provided.",
        "  two faults: Cannot query field 'xyz' on type 'Query'.",
        "  page: Query.films(first:) takes 0 to 100, not 1000.",
        "  writes: This graph is read only: it answers queries, and no mutation.",
        "  none: Syntax Error: Unexpected <EOF>.",
    ]


def test_a_manifest_that_is_wrong_stops_the_gateway(seeded: SqliteFile, tmp_path: Path) -> None:
    """Before the database is looked at."""
    with pytest.raises(SetupError, match=r"manifest\.json is no manifest of documents\."):
        open_gateway(SqliteFile(tmp_path / "none.db"), Settings(documents=str(manifest(tmp_path, {}))))


def test_a_gateway_answers_trusted_documents_by_their_ids(seeded: SqliteFile, tmp_path: Path) -> None:
    """And all others by their texts; one of several operations is chosen as in any document."""
    several = "query A { films { totalCount } } query B { people { totalCount } }"
    path = manifest(tmp_path, {"films": TEXT, "several": several})
    with answering(seeded, documents=str(path)) as ask:
        assert ask(None, "films") == ask(TEXT) == ask(None, "several", "A") == COUNTED
        assert ask(None, "another") == NOT_FOUND
        assert ask("{ __typename }") == {"data": {"__typename": "Query"}}


def test_a_gateway_of_trusted_documents_answers_no_others(seeded: SqliteFile, tmp_path: Path) -> None:
    """Whatever they are, and however often they are sent."""
    with answering(seeded, documents=str(manifest(tmp_path, {"films": TEXT})), only_trusted=True) as ask:
        assert ask(None, "films") == ask(TEXT) == COUNTED
        for document in ("{ __typename }", "{ nothing }", f"{TEXT} "):
            for name in ("", sha256(document)):
                assert ask(document, name) == refused(
                    "PERSISTED_QUERY_NOT_SUPPORTED",
                    "This server answers trusted documents only: name one by its 'documentId'.",
                )
            assert ask(None, sha256(document)) == refused(
                "PERSISTED_QUERY_NOT_SUPPORTED",
                "This server answers trusted documents only, and knows none by this id.",
            )


def test_a_valid_document_is_kept_by_its_hash(seeded: SqliteFile) -> None:
    """Apollo's protocol: the hash alone is not known; sent with the document it is, from then on."""
    with answering(seeded) as ask:
        assert [ask(None, HASH), ask(TEXT, HASH), ask(None, HASH), ask(None, HASH.upper())] == [
            NOT_FOUND,
            COUNTED,
            COUNTED,
            COUNTED,
        ]


def test_a_document_is_kept_whether_or_not_it_was_asked_before(seeded: SqliteFile) -> None:
    """That others sent it without its hash takes nothing from who sends it with."""
    with answering(seeded) as ask:
        assert [ask(TEXT), ask(None, HASH), ask(TEXT, HASH), ask(None, HASH)] == [COUNTED, NOT_FOUND, COUNTED, COUNTED]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ films {", "GRAPHQL_PARSE_FAILED"),
        ("mutation { film }", "OPERATION_RESOLUTION_FAILURE"),
        (f"{{ {'a ' * 11_000} }}", "TOO_COMPLEX"),
    ],
    ids=["invalid", "unparsable", "no query", "too long"],
)
def test_only_a_valid_document_is_kept(seeded: SqliteFile, document: str, code: str) -> None:
    """Nobody fills the store with what cannot be answered."""
    with answering(seeded) as ask:
        (error,) = ask(document, sha256(document))["errors"]
        assert error["extensions"] == {"code": code}
        assert ask(None, sha256(document)) == NOT_FOUND


def test_a_document_is_not_kept_by_the_hash_of_another(seeded: SqliteFile) -> None:
    """It is refused before anything is done with it."""
    with answering(seeded) as ask:
        assert ask(OTHER, HASH) == refused(
            "BAD_REQUEST", "'extensions.persistedQuery.sha256Hash' is not the SHA-256 of 'query'."
        )
        assert ask(None, HASH) == NOT_FOUND


# --- through the door -------------------------------------------------------------------------------------------------

PERSISTED_QUERY = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}


@pytest.mark.parametrize(
    ("members", "request_"),
    [
        ({"documentId": "films"}, Request(None, {}, None, "films")),
        ({"extensions": PERSISTED_QUERY}, Request(None, {}, None, HASH)),
        ({"query": TEXT, "extensions": PERSISTED_QUERY}, Request(TEXT, {}, None, HASH)),
        ({"query": TEXT, "documentId": "films"}, Request(TEXT, {}, None)),
        ({"documentId": "films", "extensions": PERSISTED_QUERY}, Request(None, {}, None, "films")),
        ({"documentId": "films", "operationName": "A"}, Request(None, {}, "A", "films")),
        ({"documentId": "a", "query": None, "extensions": {"persistedQuery": None}}, Request(None, {}, None, "a")),
    ],
    ids=["id", "hash", "text and hash", "text and id", "id and hash", "id and operation", "nulls"],
)  # fmt: skip
def test_a_request_may_name_its_document(members: dict[str, object], request_: Request) -> None:
    """In the body as in the URL: by the id of a manifest, or by a hash, which may come with the text."""
    gateway = StandIn()
    post(orjson.dumps(members), gateway=gateway)
    given = {key: value if isinstance(value, str) else json.dumps(value) for key, value in members.items() if value}
    call(site(gateway), "GET", params=given)
    assert gateway.asked == [request_, request_]


@pytest.mark.parametrize(
    "persisted",
    [{}, {"version": 1}, {"sha256Hash": HASH}, {"version": 2, "sha256Hash": HASH}, {"version": 1, "sha256Hash": ""},
     {"version": 1, "sha256Hash": 1}, HASH, [], 1, False],
    ids=repr,
)  # fmt: skip
def test_a_persisted_query_has_a_version_and_a_hash(persisted: object) -> None:
    """With a text or without."""
    for members in ({"query": TEXT}, {}):
        gateway = StandIn()
        response = post(orjson.dumps(members | {"extensions": {"persistedQuery": persisted}}), gateway=gateway)
        assert (response.status_code, faults(response), gateway.asked) == (
            400,
            ["'extensions.persistedQuery' must hold 'version', which is 1, and 'sha256Hash'."],
            [],
        )


def test_a_document_id_is_a_text() -> None:
    """An empty one names nothing."""
    assert faults(post(b'{"documentId":1}')) == ["'documentId' must be a string."]
    assert faults(post(b'{"documentId":""}')) == ["'query' is missing: the text of a GraphQL document."]
