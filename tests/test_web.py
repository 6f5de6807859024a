"""The door: GraphQL over HTTP as the protocol says, in front of a gateway that only listens."""

import asyncio
import base64
import contextlib
import gzip
import hashlib
import html
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from graphql import parse, validate
from starlette.types import ASGIApp, Message

from gql import playground
from gql.errors import StoreUnavailable
from gql.gateway import Answer, Outcome, Request
from gql.log import REQUEST_ID
from gql.playground import EXAMPLE
from gql.schema import graphql_schema
from gql.settings import Settings
from gql.web import door

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
BODY = b'{"data":{"__typename":"Query"}}'


@dataclass
class StandIn:
    """A gateway that gives one answer to everything and remembers what it was asked."""

    reply: Answer | Exception = Answer(BODY, Outcome.ANSWERED, timing=(("prepare", 0.25), ("store", 1.5)))
    is_ready: bool = True
    asked: list[Request] = field(default_factory=list)
    schema_text: str = "type Query {\n  film: Film\n}\n"

    async def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    async def ready(self) -> None:
        if not self.is_ready:
            raise StoreUnavailable("The database does not answer.")


@contextlib.asynccontextmanager
async def no_lifespan(_: object) -> AsyncIterator[None]:
    yield


def site(gateway: StandIn, **settings: Any) -> ASGIApp:
    return door(gateway, Settings(**settings), no_lifespan)  # type: ignore[arg-type]


def call(app: ASGIApp, method: str, path: str = "/graphql", root_path: str = "", **request: Any) -> httpx.Response:
    return asyncio.run(exchanged(app, method, path, root_path, **request))


async def exchanged(
    app: ASGIApp, method: str, path: str = "/graphql", root_path: str = "", **request: Any
) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, root_path=root_path)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        return await client.request(method, path, **request)


def post(content: bytes, *, gateway: StandIn | None = None, **headers: str) -> httpx.Response:
    named = {"content-type": JSON} | {name.replace("_", "-"): value for name, value in headers.items()}
    return call(site(gateway or StandIn()), "POST", content=content, headers=named)


def faults(response: httpx.Response) -> list[str]:
    """The messages of an error response, which has this form and no other."""
    body = response.json()
    assert body == {
        "errors": [{"message": error["message"], "extensions": {"code": "BAD_REQUEST"}} for error in body["errors"]]
    }
    return [error["message"] for error in body["errors"]]


# --- requests ---------------------------------------------------------------------------------------------------------


def test_a_posted_request_reaches_the_gateway_and_its_bytes_come_back() -> None:
    gateway = StandIn()
    members = {"query": "query A($s: Int) { a }", "variables": {"s": [1, None]}, "operationName": "A", "extra": 1}
    response = post(json.dumps(members).encode(), gateway=gateway)
    assert gateway.asked == [Request("query A($s: Int) { a }", {"s": [1, None]}, "A")]
    assert (response.status_code, response.content) == (200, BODY)
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"


def test_a_request_in_the_url_reaches_the_gateway() -> None:
    gateway = StandIn()
    parameters = {"query": "{ Zoë }", "variables": '{"s":"ü"}', "operationName": "A", "extensions": "{}", "extra": "1"}
    response = call(site(gateway), "GET", params=parameters)
    assert gateway.asked == [Request("{ Zoë }", {"s": "ü"}, "A")]
    assert response.content == BODY


def test_what_is_null_or_an_empty_form_field_is_absent() -> None:
    gateway = StandIn()
    post(b'{"query":"{ a }","variables":null,"operationName":null,"extensions":null}', gateway=gateway)
    call(site(gateway), "GET", "/graphql?query=%7B+a+%7D&variables=&operationName=&extensions=")
    assert gateway.asked == [Request("{ a }", {}, None)] * 2


def test_head_answers_like_get_without_a_body() -> None:
    gateway = StandIn()
    response = call(site(gateway), "HEAD", params={"query": "{ a }"})
    assert gateway.asked == [Request("{ a }", {}, None)]
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == str(len(BODY))


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        (b"", [r"The body is not JSON: .*"]),
        (b"not JSON", [r"The body is not JSON: .*line 1 column 1.*"]),
        (b"\xff", [r"The body is not JSON: .*UTF-8.*"]),
        (b'{"query":"{ a }","variables":{"x":NaN}}', [r"The body is not JSON: .*"]),
        (b'{"query":"{ a }","variables":{"x":"\\ud800"}}', [r"The body is not JSON: .*"]),
        (b'{"query":"{ a }","variables":{"x":' + b"9" * 5000 + b"}}", [r"The body is not JSON: .*"]),
        (b'{"query":"{ a }","variables":' + b"[" * 2000 + b"]" * 2000 + b"}", [r"The body is not JSON: .*"]),
        (b"null", [r"The body must be an object with the member 'query'\."]),
        (b'"x"', [r"The body must be an object with the member 'query'\."]),
        (b"1", [r"The body must be an object with the member 'query'\."]),
        (b'[{"query":"{ a }"}]', [r"The body must be an object with the member 'query'\."]),
        (b"{}", [r"'query' is missing: the text of a GraphQL document\."]),
        (b'{"query":null}', [r"'query' is missing: .*"]),
        (b'{"query":["{ a }"]}', [r"'query' must be a string\."]),
        (b'{"query":"{ a }","variables":[]}', [r"'variables' must be an object\."]),
        (b'{"query":"{ a }","variables":"{}"}', [r"'variables' must be an object\."]),
        (b'{"query":"{ a }","operationName":1}', [r"'operationName' must be a string\."]),
        (b'{"query":"{ a }","extensions":false}', [r"'extensions' must be an object\."]),
        (b'{"variables":0,"operationName":{}}', [r"'query' is missing.*", r"'variables'.*", r"'operationName'.*"]),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_is_no_request_is_refused_with_all_its_faults(body: bytes, messages: list[str]) -> None:
    gateway = StandIn()
    response = post(body, gateway=gateway)
    found = faults(response)
    assert response.status_code == 400
    assert len(found) == len(messages)
    assert all(re.fullmatch(message, fault) for message, fault in zip(messages, found, strict=True)), found
    assert gateway.asked == []


def test_an_integer_beyond_64_bits_is_a_number_like_any_other() -> None:
    gateway = StandIn()
    post(b'{"query":"{ a }","variables":{"x":18446744073709551616}}', gateway=gateway)
    assert gateway.asked == [Request("{ a }", {"x": 2.0**64}, None)]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("?variables=%7B%7D", r"'query' is missing.*"),
        ("?query=%7Ba%7D&variables=%7B", r"'variables' is not JSON: .*"),
        ("?query=%7Ba%7D&variables=%5B%5D", r"'variables' must be an object\."),
        ("?query=%7Ba%7D&extensions=1", r"'extensions' must be an object\."),
        ("?query=%FF", r"The URL's parameters are not percent-encoded UTF-8\."),
    ],
)
def test_a_url_that_is_no_request_is_refused(url: str, message: str) -> None:
    response = call(site(StandIn()), "GET", "/graphql" + url)
    assert response.status_code == 400
    (found,) = faults(response)
    assert re.fullmatch(message, found)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused_with_those_that_work(method: str) -> None:
    response = call(site(StandIn()), method)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST")
    assert faults(response) == [f"{method} is not answered here. Use POST, or GET."]


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql",
     "application/json; charset=utf-16", "application/json, text/plain", "garbage",
     f'application/json; a="{"x" * 200}"'],
)  # fmt: skip
def test_only_json_in_utf_8_is_read(content_type: str) -> None:
    gateway = StandIn()
    response = post(b'{"query":"{ a }"}', gateway=gateway, content_type=content_type)
    assert response.status_code == 415
    assert faults(response) == ["The body must be application/json in UTF-8, and say so."]
    assert gateway.asked == []


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/json; a=b"]
)
def test_json_may_be_spelt_in_every_way(content_type: str) -> None:
    assert post(b'{"query":"{ a }"}', content_type=content_type).status_code == 200


def test_a_compressed_body_is_refused() -> None:
    response = post(gzip.compress(b'{"query":"{ a }"}'), content_encoding="gzip")
    assert (response.status_code, faults(response)) == (415, ["The body must not be compressed."])


# --- sizes ------------------------------------------------------------------------------------------------------------


def exchange(app: ASGIApp, headers: dict[str, str], messages: Iterator[Message]) -> list[Message]:
    """What *app* sends to a client that sends *messages*, one at a time."""
    sent: list[Message] = []

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in ({"content-type": JSON} | headers).items()]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": raw}
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    return sent


def parts(*bodies: bytes) -> Iterator[Message]:
    return ({"type": "http.request", "body": body, "more_body": True} for body in bodies)


def test_a_body_is_read_no_further_than_its_limit() -> None:
    gateway = StandIn()
    messages = parts(*[b"x" * 10] * 100)
    start, body = exchange(site(gateway, max_body_bytes=25), {}, messages)
    assert start["status"] == 413
    assert json.loads(body["body"])["errors"][0]["message"] == "A request has at most 25 bytes."
    assert len(list(messages)) == 97
    assert gateway.asked == []


def test_a_body_that_says_it_is_too_large_is_not_read_at_all() -> None:
    messages = parts(b"{")
    start, _ = exchange(site(StandIn(), max_body_bytes=25), {"content-length": "26"}, messages)
    assert start["status"] == 413
    assert len(list(messages)) == 1


def test_a_body_of_exactly_the_limit_in_many_parts_is_read() -> None:
    gateway = StandIn()
    content = b'{"query":"{ abcdefgh }"}'
    messages = [*parts(*(content[n : n + 1] for n in range(len(content)))), {"type": "http.request"}]
    start, _ = exchange(site(gateway, max_body_bytes=len(content)), {}, iter(messages))
    assert (start["status"], gateway.asked) == (200, [Request("{ abcdefgh }", {}, None)])


def test_a_url_has_so_many_parameters() -> None:
    for number, status in ((99, 200), (100, 400)):
        response = call(site(StandIn()), "GET", params={"query": "{ a }"} | {f"p{n}": "x" for n in range(number)})
        assert response.status_code == status
    assert faults(response) == ["A URL has at most 100 parameters."]


def test_a_url_is_as_limited_as_a_body() -> None:
    response = call(site(StandIn(), max_body_bytes=25), "GET", params={"query": "x" * 20})
    assert (response.status_code, faults(response)) == (414, ["A URL has at most 25 bytes of parameters."])


def test_a_client_that_leaves_while_sending_gets_nothing(caplog: pytest.LogCaptureFixture) -> None:
    gateway = StandIn()
    messages: list[Message] = [*parts(b'{"query":'), {"type": "http.disconnect"}]
    assert exchange(site(gateway), {}, iter(messages)) == []
    assert (gateway.asked, caplog.records) == ([], [])


# --- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (GRAPHQL.upper(), GRAPHQL),
        # By quality, then by order.
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{JSON};q=0.9, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON};q=0.6", JSON),
        (f"{GRAPHQL}, {JSON};q=0.9, */*;q=0.1", GRAPHQL),
        (f"*/*, {JSON};q=0", GRAPHQL),
        (f"{JSON};q=nonsense, {GRAPHQL};q=0.1", GRAPHQL),
        # What clients send: urql, Apollo Client, axios, a browser's address bar.
        ("application/graphql-response+json, application/graphql+json, application/json, text/event-stream,"
         " multipart/mixed", GRAPHQL),
        ("multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9", GRAPHQL),
        ("text/event-stream, application/json", JSON),
        ("application/json, text/plain, */*", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
    ],
)  # fmt: skip
def test_the_media_type_is_the_one_that_is_liked_best(accept: str, media: str) -> None:
    response = post(b'{"query":"{ a }"}', accept=accept)
    assert (response.status_code, response.content) == (200, BODY)
    assert response.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/event-stream", "image/*", "text/html", f"{JSON};q=0", "*/*;q=0.0", ";;,,"])
def test_who_accepts_no_json_is_told_so_in_json(accept: str) -> None:
    gateway = StandIn()
    response = post(b'{"query":"{ a }"}', gateway=gateway, accept=accept)
    assert (response.status_code, response.headers["content-type"]) == (406, "application/json; charset=utf-8")
    assert faults(response) == [f"The answer is {JSON} or {GRAPHQL}: accept one of them."]
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("outcome", "as_graphql", "as_json"),
    [
        (Outcome.ANSWERED, 200, 200),
        (Outcome.REFUSED, 400, 200),
        (Outcome.UNAVAILABLE, 503, 503),
        (Outcome.FAILED, 500, 500),
    ],
)
def test_the_status_is_the_outcome_but_a_refusal_in_plain_json_is_200(
    outcome: Outcome, as_graphql: int, as_json: int
) -> None:
    gateway = StandIn(Answer(BODY, outcome))
    for accept, status in ((GRAPHQL, as_graphql), (JSON, as_json)):
        response = post(b'{"query":"{ a }"}', gateway=gateway, accept=accept)
        assert (response.status_code, response.content) == (status, BODY)
        assert response.headers.get("retry-after") == ("1" if status == 503 else None)


def test_a_malformed_request_is_400_in_both_media_types() -> None:
    for accept in (GRAPHQL, JSON):
        response = post(b"{}", accept=accept)
        assert (response.status_code, response.headers["content-type"]) == (400, f"{accept}; charset=utf-8")


def test_stages_are_told_that_were_timed() -> None:
    """Whether they are is the gateway's to say."""
    ask: dict[str, Any] = {"params": {"query": "{ a }"}}
    timed = call(site(StandIn()), "GET", **ask)
    assert timed.headers["server-timing"] == "prepare;dur=0.250, store;dur=1.500"
    untimed = StandIn(Answer(BODY, Outcome.ANSWERED))
    assert "server-timing" not in call(site(untimed), "GET", **ask).headers


def test_a_header_asks_for_an_explanation() -> None:
    """Whether it is given is the gateway's to say."""
    gateway = StandIn()
    for headers in ({}, {"x-explain": "1"}):
        call(site(gateway), "GET", params={"query": "{ a }"}, headers=headers)
    assert [request.explain for request in gateway.asked] == [False, True]


def test_every_answer_has_an_id_and_the_log_names_it() -> None:
    ids: list[str] = []

    class Complaining(StandIn):
        async def answer(self, request: Request) -> Answer:
            ids.append(REQUEST_ID.get())
            return await super().answer(request)

    app = site(Complaining(Answer(BODY, Outcome.FAILED)))
    told = [call(app, "GET", params={"query": "{ a }"}).headers["x-request-id"] for _ in range(2)]
    assert len(set(told)) == 2
    assert told == ids


def test_a_fault_of_this_program_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    response = post(b'{"query":"{ a }"}', gateway=StandIn(RuntimeError("the secret cause")))
    assert response.status_code == 500
    assert response.json() == {
        "errors": [{"message": "Something went wrong here; the log has more.", "extensions": {"code": "INTERNAL"}}]
    }
    assert "the secret cause" in caplog.text


def test_pages_of_any_origin_may_ask_without_credentials() -> None:
    origin = {"origin": "https://films.example"}
    preflight = origin | {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    allowed = call(site(StandIn()), "OPTIONS", headers=preflight)
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, "*")
    assert "content-type" in allowed.headers["access-control-allow-headers"]
    answer = post(b'{"query":"{ a }"}', origin=origin["origin"])
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


# --- the rest of the site ---------------------------------------------------------------------------------------------


@pytest.fixture
def without_playground(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it had not been built."""
    monkeypatch.setattr(playground, "playground", lambda: None)


@pytest.mark.usefixtures("without_playground")
def test_without_a_playground_a_browser_gets_a_page_that_loads_and_runs_nothing() -> None:
    """It says how to get one."""
    accept = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    response = call(site(StandIn()), "GET", headers=accept)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in response.text
    assert 'href="schema.graphql"' in response.text
    assert re.findall(r"(?:src|href|action)=\"([^\"]*)\"", response.text) == ["schema.graphql", "graphql"]
    (style,) = re.findall("<style>(.*?)</style>", response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = response.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "this installation was built without it. Install the published wheel, or build" in response.text


@pytest.mark.usefixtures("without_playground")
def test_the_page_shows_a_query_that_the_schema_knows() -> None:
    page = html.unescape(call(site(StandIn()), "GET", headers={"accept": "text/html"}).text)
    assert EXAMPLE in page
    assert validate(graphql_schema(), parse(EXAMPLE)) == []


def test_a_browser_that_asks_gets_the_answer() -> None:
    accept = {"accept": "text/html,*/*;q=0.8"}
    assert call(site(StandIn()), "GET", headers=accept, params={"query": "{ a }"}).content == BODY


def test_the_root_leads_to_the_endpoint() -> None:
    assert call(site(StandIn()), "GET", "/").headers["location"] == "/graphql"
    assert call(site(StandIn()), "GET", "/").status_code == 307
    assert call(site(StandIn()), "GET", "/films/", root_path="/films").headers["location"] == "/films/graphql"


def test_the_endpoint_answers_below_a_prefix() -> None:
    gateway = StandIn()
    response = call(site(gateway), "GET", "/films/graphql", root_path="/films", params={"query": "{ a }"})
    assert (response.content, len(gateway.asked)) == (BODY, 1)


def test_the_schema_is_served_as_text() -> None:
    response = call(site(StandIn()), "GET", "/schema.graphql")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert response.text == StandIn().schema_text


def test_health_is_the_process_and_readiness_its_database() -> None:
    broken = StandIn(is_ready=False)
    assert [call(site(broken), "GET", path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    refused = call(site(broken), "GET", "/readyz")
    assert refused.headers["retry-after"] == "1"
    assert refused.json() == {
        "errors": [{"message": "The database does not answer.", "extensions": {"code": "STORE_UNAVAILABLE"}}]
    }
    assert call(site(StandIn()), "GET", "/readyz").status_code == 200


def test_what_is_not_here_is_refused_in_json() -> None:
    missing = call(site(StandIn()), "GET", "/films?secret=1")
    assert (missing.status_code, faults(missing)) == (404, ["GET /films: Not Found."])
    posted = call(site(StandIn()), "POST", "/schema.graphql")
    assert (posted.status_code, faults(posted)) == (405, ["POST /schema.graphql: Method Not Allowed."])
    assert (posted.headers["content-type"], posted.headers["allow"]) == (f"{JSON}; charset=utf-8", "GET, HEAD")
