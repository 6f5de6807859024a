"""What the client is sent: tags and the 304, who may keep it, compression, other origins, and the request's id."""

import asyncio
import contextlib
import gzip
import re
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Message

from gql.database import SqliteFile
from gql.gateway import Answer, Outcome, Request, open_gateway
from gql.log import REQUEST_ID
from gql.schema import schema_text
from gql.settings import Settings
from gql.web import door, writing
from tests.test_web import BODY, GRAPHQL, JSON, StandIn, call, faults, site

ASKING = "/graphql?query=%7B+a+%7D"
TAG = re.compile(r'W/"[0-9a-f]{24}"')
PLAIN = {"accept-encoding": "identity"}


def ask(app: ASGIApp, method: str = "GET", path: str = ASKING, **headers: str) -> httpx.Response:
    """The response to a request with these *headers*; nothing is compressed that does not ask for it."""
    named = PLAIN | {name.replace("_", "-"): value for name, value in headers.items()}
    if method == "POST":
        return call(app, method, "/graphql", content=b'{"query":"{ a }"}', headers=named | {"content-type": JSON})
    return call(app, method, path, headers=named)


def saying(body: bytes, outcome: Outcome = Outcome.ANSWERED, /, **settings: Any) -> ASGIApp:
    """A site that answers everything so."""
    return site(StandIn(Answer(body, outcome)), **settings)


def chosen(response: httpx.Response, *names: str) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in names}


# --- tags -------------------------------------------------------------------------------------------------------------


def test_what_is_got_has_a_tag() -> None:
    """Be it asked by GET or HEAD; what is posted has none, as nobody keeps it."""
    got, headed, posted = (ask(saying(BODY), method) for method in ("GET", "HEAD", "POST"))
    assert TAG.fullmatch(got.headers["etag"])
    assert headed.headers["etag"] == got.headers["etag"]
    assert chosen(posted, "etag", "cache-control") == {"etag": None, "cache-control": "no-store"}


def test_another_answer_has_another_tag() -> None:
    """The same one has the same, whoever gives it and in whichever of the two JSON types."""
    tags = [ask(saying(body)).headers["etag"] for body in (BODY, BODY + b" ", b"", BODY)]
    assert len(set(tags)) == 3
    assert tags[0] == tags[3] == ask(saying(BODY), accept=GRAPHQL).headers["etag"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("condition", ["{}", "{strong}", '"a", {}', '"a",{strong} , W/"b"', "*", '"a", *', " {} "])
def test_who_has_the_answer_already_is_told_so(method: str, condition: str) -> None:
    """By its tag, weakly compared, alone or in a list; by any. There is no body, and no length of one."""
    app = saying(BODY)
    tag = ask(app).headers["etag"]
    response = ask(app, method, if_none_match=condition.format(tag, strong=tag.removeprefix("W/")))
    assert (response.status_code, response.content) == (304, b"")
    assert chosen(response, "etag", "cache-control", "vary", "content-length", "content-encoding") == {
        "etag": tag,
        "cache-control": "no-cache",
        "vary": "accept, accept-encoding",
        "content-length": None,
        "content-encoding": None,
    }


@pytest.mark.parametrize("condition", ["", '"a"', '"a", W/"b"', "{bare}", '"{bare}x"', ","])
def test_who_has_another_answer_gets_this_one(condition: str) -> None:
    """A tag is compared with its quotes."""
    app = saying(BODY)
    bare = ask(app).headers["etag"].removeprefix('W/"').removesuffix('"')
    response = ask(app, if_none_match=condition.format(bare=bare))
    assert (response.status_code, response.content) == (200, BODY)


def test_what_is_posted_is_answered_whatever_the_client_has() -> None:
    """If-None-Match is for what can be got."""
    assert ask(saying(BODY), "POST", if_none_match="*").content == BODY


# --- who may keep it --------------------------------------------------------------------------------------------------


def test_the_settings_say_how_long_an_answer_may_be_kept() -> None:
    """And the schema; the page is asked for anew each time. Without a word, whoever keeps an answer has to ask."""
    told = {}
    for settings in ({}, {"cache_control": "public, max-age=60"}):
        app = saying(BODY, **settings)
        told[settings.get("cache_control", "")] = [
            ask(app).headers["cache-control"],
            ask(app, "HEAD").headers["cache-control"],
            ask(app, path="/schema.graphql").headers["cache-control"],
            ask(app, path="/graphql", accept="text/html").headers["cache-control"],
        ]
    kept = "public, max-age=60"
    assert told == {"": ["no-cache"] * 4, kept: [kept, kept, kept, "no-cache"]}


@pytest.mark.parametrize(
    ("method", "outcome", "status"),
    [
        ("GET", Outcome.REFUSED, 400),
        ("HEAD", Outcome.REFUSED, 400),
        ("GET", Outcome.NOT_A_QUERY, 405),
        ("GET", Outcome.UNAVAILABLE, 503),
        ("GET", Outcome.FAILED, 500),
        ("POST", Outcome.ANSWERED, 200),
        ("POST", Outcome.NOT_A_QUERY, 400),
    ],
)
def test_nobody_keeps_anything_else(method: str, outcome: Outcome, status: int) -> None:
    """It has no tag, so nobody can have it already."""
    app = saying(BODY, outcome, cache_control="public, max-age=60")
    response = ask(app, method, accept=GRAPHQL, if_none_match="*")
    assert (response.status_code, chosen(response, "cache-control", "etag")) == (
        status,
        {"cache-control": "no-store", "etag": None},
    )


def test_nobody_keeps_a_refusal_that_is_200() -> None:
    """To who accepts plain JSON alone it has the status of an answer, and nothing else of one."""
    response = ask(saying(BODY, Outcome.REFUSED, cache_control="public, max-age=60"), accept=JSON, if_none_match="*")
    assert (response.status_code, chosen(response, "cache-control", "etag")) == (
        200,
        {"cache-control": "no-store", "etag": None},
    )


@pytest.mark.parametrize("header", ["x-cost", "x-explain"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nobody_keeps_what_a_header_asked_for_besides(method: str, header: str) -> None:
    """A URL is one answer, whoever asks for it."""
    app = saying(BODY, cache_control="public, max-age=60")
    response = call(app, method, ASKING, headers=PLAIN | {header: "1", "if-none-match": "*"})
    assert (response.status_code, chosen(response, "cache-control", "etag")) == (
        200,
        {"cache-control": "no-store", "etag": None},
    )


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/graphql?query=", {}, 400),
        ("GET", "/graphql?query=%FF", {}, 400),
        ("PUT", "/graphql", {}, 405),
        ("GET", ASKING, {"accept": "image/png"}, 406),
        ("POST", "/graphql", {"content-type": "text/plain"}, 415),
        ("GET", f"/graphql?query={'x' * 2_000}", {}, 414),
        ("POST", "/graphql", {"content-type": JSON, "content-length": "2000"}, 413),
    ],
)
def test_nobody_keeps_what_is_refused_at_the_door(method: str, path: str, headers: dict[str, str], status: int) -> None:
    """Whatever is wrong with it."""
    app = saying(BODY, max_body_bytes=1_000, cache_control="public, max-age=60")
    response = call(app, method, path, headers=headers | {"if-none-match": "*"})
    assert (response.status_code, chosen(response, "cache-control", "etag")) == (
        status,
        {"cache-control": "no-store", "etag": None},
    )


# --- compression ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("br;q=1.0, gzip;q=0.2, identity;q=0.1", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip ; q=1", "gzip"),
        ("*", "gzip"),
        ("br, *;q=0.1", "gzip"),
        ("*;q=0, gzip", "gzip"),
        ("", None),
        ("identity", None),
        ("br", None),
        ("deflate, br", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0", None),
        ("gzip;q=0.000, *", None),
        ("*;q=0", None),
        ("identity, *;q=0", None),
        ("gzipped", None),
    ],
)
def test_what_accepts_gzip_is_sent_gzip(accepted: str, coding: str | None) -> None:
    """By name or by `*`, with any quality but 0. RFC 9110, section 12.5.3."""
    response = ask(saying(BODY, compress_from=1), accept_encoding=accepted)
    assert (response.headers.get("content-encoding"), response.content) == (coding, BODY)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_answers_are_compressed_from_a_length_on(method: str) -> None:
    """Ten thousand bytes, if the settings do not say otherwise; what is sent is as long as it says."""
    for length, settings in ((10_000, {}), (len(BODY), {"compress_from": len(BODY)})):
        for size, coding in ((length - 1, None), (length, "gzip")):
            body = b"x" * size
            response = ask(saying(body, **settings), method, accept_encoding="gzip")
            assert (response.headers.get("content-encoding"), response.content) == (coding, body)
            assert response.headers["content-length"] == str(response.num_bytes_downloaded)
    assert int(ask(saying(b"x" * 10_000), accept_encoding="gzip").headers["content-length"]) < 1_000


def test_errors_are_compressed_like_answers() -> None:
    """They may be as long."""
    body = b"x" * 10_000
    response = ask(saying(body, Outcome.REFUSED), accept_encoding="gzip")
    assert (response.headers["content-encoding"], response.content) == ("gzip", body)


def test_a_thread_compresses_what_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the loop goes on answering others; what is short is done before a thread would have begun."""
    by_loop: list[bool] = []

    def noted(body: bytes) -> bytes:
        by_loop.append(threading.current_thread() is threading.main_thread())
        return gzip.compress(body)

    monkeypatch.setattr(writing, "_compressed", noted)
    for length in (writing.LONG - 1, writing.LONG):
        body = bytes(number % 251 for number in range(length))
        assert ask(saying(body), accept_encoding="gzip").content == body
    assert by_loop == [True, False]


def test_the_tag_is_that_of_the_answer_not_of_its_coding() -> None:
    """Whoever has it in one coding has it in the other."""
    app = saying(b"x" * 20_000)
    compressed, plain = ask(app, accept_encoding="gzip"), ask(app)
    assert compressed.headers["content-encoding"] == "gzip"
    assert compressed.headers["etag"] == plain.headers["etag"]
    response = ask(app, accept_encoding="gzip", if_none_match=plain.headers["etag"])
    assert (response.status_code, response.num_bytes_downloaded) == (304, 0)


def test_what_is_not_sent_is_not_compressed() -> None:
    """However short an answer may be that is."""
    app = saying(BODY, compress_from=0)
    got = ask(app, accept_encoding="gzip")
    assert (got.headers["content-encoding"], got.content) == ("gzip", BODY)
    response = ask(app, accept_encoding="gzip", if_none_match=got.headers["etag"])
    assert (response.status_code, response.num_bytes_downloaded) == (304, 0)
    assert chosen(response, "content-encoding", "content-length") == dict.fromkeys(
        ("content-encoding", "content-length")
    )


# --- lengths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (ASKING, {}),
        (ASKING, {"accept-encoding": "gzip"}),
        (ASKING, {"accept": "image/png"}),
        ("/graphql", {"accept": "text/html"}),
        ("/graphql?query=", {}),
        ("/schema.graphql", {}),
        ("/schema.graphql", {"accept-encoding": "gzip"}),
    ],
)
def test_head_says_how_long_the_answer_would_be(path: str, headers: dict[str, str]) -> None:
    """And everything else that GET says, but its body."""
    gateway = StandIn(Answer(b"x" * 20_000, Outcome.ANSWERED), schema_text="y" * 20_000)
    got, headed = (call(site(gateway), method, path, headers=PLAIN | headers) for method in ("GET", "HEAD"))
    assert headed.content == b""
    assert got.headers["content-length"] == str(got.num_bytes_downloaded)
    assert (headed.status_code, _without_id(headed)) == (got.status_code, _without_id(got))


def test_head_sends_no_body() -> None:
    """Whichever server would leave it out."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("a request without a body is not read")

    for path, query in ((b"/graphql", b"query=%7Ba%7D"), (b"/schema.graphql", b"")):
        scope = {"type": "http", "method": "HEAD", "path": path.decode(), "query_string": query, "headers": []}
        asyncio.run(saying(BODY)(scope, receive, send))  # type: ignore[arg-type]
    assert [message["body"] for message in sent if message["type"] == "http.response.body"] == [b"", b""]


def _without_id(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "x-request-id"}


# --- other origins ----------------------------------------------------------------------------------------------------

ORIGINS = "https://a.example http://b.example:8000"
CORS = ("access-control-allow-origin", "access-control-allow-credentials", "vary")
EXPOSED = "etag, retry-after, server-timing, x-request-id"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_pages_of_all_origins_may_read_answers(method: str) -> None:
    """Without credentials, as there are none; what may be kept says so to who names no origin too."""
    app = saying(BODY)
    anybody = {
        "access-control-allow-origin": "*",
        "access-control-allow-credentials": None,
        "vary": "accept, accept-encoding",
    }
    for origin in ("https://a.example", "null"):
        response = ask(app, method, origin=origin)
        assert chosen(response, *CORS) == anybody
        assert response.headers["access-control-expose-headers"] == EXPOSED
    nobody = dict.fromkeys(CORS)
    assert chosen(ask(app, method), *CORS) == (nobody if method == "POST" else anybody)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_pages_of_some_origins_may_read_answers(method: str) -> None:
    """Of those that the settings name, exactly; caches keep their answers apart."""
    app = saying(BODY, cors_origins=ORIGINS)
    for origin in ORIGINS.split():
        response = ask(app, method, origin=origin)
        assert chosen(response, *CORS) == {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": None,
            "vary": "accept, accept-encoding, origin",
        }
        assert response.headers["access-control-expose-headers"] == EXPOSED
    for origin in ("https://c.example", "http://a.example", "https://a.example:444", "https://a.example.org", "null"):
        response = ask(app, method, origin=origin)
        assert chosen(response, *CORS) == dict.fromkeys(CORS) | {"vary": "accept, accept-encoding, origin"}
        assert response.content == (b"" if method == "HEAD" else BODY)
    assert chosen(ask(app, method), *CORS) == dict.fromkeys(CORS) | {
        "vary": None if method == "POST" else "accept, accept-encoding, origin"
    }


def test_pages_may_read_refusals_too() -> None:
    """Or they could not say what is wrong."""
    for response in (
        ask(saying(BODY, Outcome.REFUSED), origin="https://a.example"),
        ask(saying(BODY), path="/graphql?query=", origin="https://a.example"),
    ):
        assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [ASKING, "/graphql?query=", "/schema.graphql"])
def test_caches_are_told_once_what_an_answer_depends_on(path: str) -> None:
    """Pages of some origins alone may read it."""
    response = ask(saying(BODY, cors_origins=ORIGINS), path=path, origin="https://a.example")
    assert response.headers.get_list("vary") == ["accept, accept-encoding, origin"]


def preflight(app: ASGIApp, origin: str, method: str = "POST") -> httpx.Response:
    headers = {"access-control-request-method": method, "access-control-request-headers": "content-type, x-cost"}
    return call(app, "OPTIONS", "/graphql", headers=headers | {"origin": origin})


def test_pages_are_told_beforehand_whether_they_may_ask() -> None:
    """Any that the settings let ask, with any headers; and for a day."""
    allowed = {
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "content-type, x-cost",
        "access-control-max-age": "86400",
    }
    for settings, origin in (({}, "*"), ({"cors_origins": ORIGINS}, "https://a.example")):
        response = preflight(saying(BODY, **settings), "https://a.example")
        assert response.status_code == 200
        assert chosen(response, "access-control-allow-origin", *allowed) == (
            allowed | {"access-control-allow-origin": origin}
        )
        assert "Origin" in response.headers["vary"]


def test_pages_that_may_not_ask_are_told_so_beforehand() -> None:
    """Those of other origins, and those that would do more than ask."""
    response = preflight(saying(BODY, cors_origins=ORIGINS), "https://c.example")
    assert (response.status_code, response.headers.get("access-control-allow-origin")) == (400, None)
    assert preflight(saying(BODY), "https://a.example", "DELETE").status_code == 400


# --- the request's id -------------------------------------------------------------------------------------------------


class Listening(StandIn):
    """Notes the id under which it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    async def answer(self, request: Request) -> Answer:
        self.ids.append(REQUEST_ID.get())
        return await super().answer(request)


@pytest.mark.parametrize("id_", ["a", "0", "A-z_0.9", "7b3c1c9e-6d6e-4c5a-9d5f-0a1b2c3d4e5f", "x" * 64])
def test_an_id_that_a_proxy_gave_is_kept(id_: str) -> None:
    """One word of at most 64 letters, digits, dots, hyphens and underscores."""
    gateway = Listening()
    assert ask(site(gateway), x_request_id=id_).headers["x-request-id"] == id_
    assert gateway.ids == [id_]


@pytest.mark.parametrize("id_", ["", "x" * 65, "a b", "a, b", "a\tb", '"a"', "a/b", "\xe9", "a\u0301"])
def test_any_other_request_gets_an_id(id_: str) -> None:
    """Nothing that a log or a response could be confused by is repeated."""
    gateway = Listening()
    headers = httpx.Headers(PLAIN | {"x-request-id": id_}, encoding="utf-8")
    made = [call(site(gateway), "GET", ASKING, headers=headers).headers["x-request-id"] for _ in range(2)]
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in made)
    assert made[0] != made[1]
    assert gateway.ids == made


def test_two_ids_are_none() -> None:
    """Which one would be meant?"""
    headers = [("x-request-id", "a"), ("x-request-id", "b")]
    made = call(site(StandIn()), "GET", ASKING, headers=headers).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{16}", made)


EVERYTHING = [
    ("GET", "/", 307, None),
    ("GET", "/healthz", 200, None),
    ("GET", "/readyz", 503, "STORE_UNAVAILABLE"),
    ("GET", "/nowhere", 404, "BAD_REQUEST"),
    ("PUT", "/healthz", 405, "BAD_REQUEST"),
    ("PUT", "/graphql", 405, "BAD_REQUEST"),
    ("OPTIONS", "/graphql", 405, "BAD_REQUEST"),
    ("POST", "/schema.graphql", 405, "BAD_REQUEST"),
    ("GET", "/schema.graphql", 200, None),
    ("GET", ASKING, 200, None),
]
"""What a site whose database is away may be asked, and how it answers: with a status, and the code of its errors."""

KEPT = {"/schema.graphql", ASKING}


@pytest.mark.parametrize(("method", "path", "status", "_code"), EVERYTHING)
def test_every_response_has_an_id_and_says_who_may_keep_it(
    method: str, path: str, status: int, _code: str | None
) -> None:
    """Whatever of the site it is of, and whether or not it is there."""
    app, kept = site(StandIn(is_ready=False), cache_control="public"), "public"
    given = call(app, method, path, headers={"x-request-id": "mine"})
    assert (given.status_code, given.headers.get_list("x-request-id")) == (status, ["mine"])
    assert given.headers.get_list("cache-control") == [kept if status == 200 and path in KEPT else "no-store"]
    for headers in ([], [("x-request-id", "a"), ("x-request-id", "b")]):
        (made,) = call(app, method, path, headers=headers).headers.get_list("x-request-id")
        assert re.fullmatch("[0-9a-f]{16}", made)


def test_pages_that_ask_beforehand_are_given_an_id() -> None:
    """Whether or not they may."""
    for origin, status in (("https://a.example", 200), ("https://c.example", 400)):
        response = preflight(saying(BODY, cors_origins=ORIGINS), origin)
        assert (response.status_code, response.headers["cache-control"]) == (status, "no-store")
        assert re.fullmatch("[0-9a-f]{16}", response.headers["x-request-id"])


def test_a_refusal_has_an_id_too() -> None:
    """Whoever complains can name it."""
    for method, path in (("GET", "/graphql?query="), ("PUT", "/graphql"), ("POST", "/graphql")):
        response = call(site(StandIn()), method, path, headers={"x-request-id": "mine"})
        assert (response.status_code >= 400, response.headers["x-request-id"]) == (True, "mine")


# --- the schema -------------------------------------------------------------------------------------------------------


def test_the_schema_is_tagged_and_compressed_like_an_answer() -> None:
    """Whoever has it already is told so."""
    app = site(StandIn(schema_text="y" * 20_000))
    plain, compressed = ask(app, path="/schema.graphql"), ask(app, path="/schema.graphql", accept_encoding="gzip")
    assert plain.text == compressed.text == "y" * 20_000
    assert chosen(plain, "content-encoding", "content-length") == {"content-encoding": None, "content-length": "20000"}
    assert compressed.headers["content-encoding"] == "gzip"
    assert TAG.fullmatch(plain.headers["etag"])
    assert compressed.headers["etag"] == plain.headers["etag"]
    assert re.fullmatch("[0-9a-f]{16}", plain.headers["x-request-id"])
    for method in ("GET", "HEAD"):
        response = ask(app, method, "/schema.graphql", if_none_match=plain.headers["etag"])
        assert (response.status_code, response.content) == (304, b"")
        assert chosen(response, "etag", "content-length") == {"etag": plain.headers["etag"], "content-length": None}


def test_pages_may_read_the_schema() -> None:
    """Those that may ask."""
    for settings, origin in (({}, "*"), ({"cors_origins": ORIGINS}, "https://a.example")):
        response = ask(saying(BODY, **settings), path="/schema.graphql", origin="https://a.example")
        assert chosen(response, "access-control-allow-origin", "access-control-expose-headers") == {
            "access-control-allow-origin": origin,
            "access-control-expose-headers": EXPOSED,
        }
    response = ask(saying(BODY, cors_origins=ORIGINS), path="/schema.graphql", origin="https://c.example")
    assert response.headers.get("access-control-allow-origin") is None


@contextlib.contextmanager
def serving_site(location: SqliteFile, **given: Any) -> Iterator[ASGIApp]:
    """The site of a real gateway, which is closed at the end."""
    settings = Settings(**given)
    gateway = open_gateway(location, settings)

    @contextlib.asynccontextmanager
    async def no_lifespan(_: object) -> AsyncIterator[None]:
        yield

    try:
        yield door(gateway, settings, no_lifespan)
    finally:
        asyncio.run(gateway.close())


def errors(app: ASGIApp, document: str) -> list[str]:
    """The messages of the errors that *document* is answered with."""
    response = call(app, "POST", json={"query": document}).json()
    assert response.keys() == {"errors"}
    return [error["message"] for error in response["errors"]]


def test_a_server_may_keep_its_schema_to_itself(seeded: SqliteFile) -> None:
    """Its text is not there, introspection is refused, and nothing gives hints; all else is answered."""
    with serving_site(seeded, introspection=False) as app:
        for method in ("GET", "HEAD"):
            assert call(app, method, "/schema.graphql").status_code == 404
        assert faults(call(app, "GET", "/schema.graphql")) == ["GET /schema.graphql: Not Found."]
        refused = "GraphQL introspection has been disabled, but the requested query contained the field"
        assert errors(app, "{ __schema { queryType { name } } }") == [
            f"{refused} '__schema'.",
            f"{refused} 'queryType'.",
        ]
        assert errors(app, '{ film: __type(name: "Film") { name } }') == [f"{refused} '__type'."]
        assert errors(app, "{ filmz { totalCount } films { totalCounts } }") == [
            "Cannot query field 'filmz' on type 'Query'.",
            "Cannot query field 'totalCounts' on type 'FilmConnection'.",
        ]
        assert errors(app, "{ films(frist: 1, orderBy: [TITEL_ASC]) { totalCount } }") == [
            "Unknown argument 'frist' on field 'Query.films'.",
            "Value 'TITEL_ASC' does not exist in 'FilmOrder' enum.",
        ]
        answer = call(app, "POST", json={"query": "{ __typename films { __typename totalCount } }"})
        assert answer.json() == {
            "data": {"__typename": "Query", "films": {"__typename": "FilmConnection", "totalCount": 1}}
        }


def test_a_server_shows_its_schema_otherwise(seeded: SqliteFile) -> None:
    """With hints at what may have been meant."""
    with serving_site(seeded) as app:
        assert call(app, "GET", "/schema.graphql").text == schema_text()
        answer = call(app, "POST", json={"query": "{ __schema { queryType { name } } }"})
        assert answer.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
        assert errors(app, "{ filmz { totalCount } }") == [
            "Cannot query field 'filmz' on type 'Query'. Did you mean 'film' or 'films'?"
        ]
