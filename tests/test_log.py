"""The log: a line for each request that says how it was answered and nothing of what was asked or told; and records."""

import asyncio
import contextlib
import logging
import logging.config
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from gql import log
from gql.database import SqliteFile
from gql.gateway import Answer, Outcome
from gql.log import REQUEST_ID, Formatter, RequestLog
from gql.settings import LogFormat
from gql.web.reading import MAX_HEADERS
from tests.serving import GQL, settings_free
from tests.test_web import BODY, GRAPHQL, JSON, StandIn, call, exchange, faults, parts, site
from tests.test_writing import EVERYTHING, preflight, serving_site

TEXT_OF_TIME = "1970-01-01T00:00:01.250Z"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one and a quarter seconds past the beginning, and the process has run for ten seconds."""
    monkeypatch.setattr(log, "time", lambda: 1.25)
    monkeypatch.setattr(log, "perf_counter", lambda: 10.0)


@pytest.fixture(autouse=True)
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines do not wait for others, but in the test of that."""
    if "together" not in request.function.__name__:
        monkeypatch.setattr(log, "PAUSE", 0)


@contextlib.contextmanager
def answering(request_id: str) -> Iterator[None]:
    """While the request with this id is answered."""
    token = REQUEST_ID.set(request_id)
    try:
        yield
    finally:
        REQUEST_ID.reset(token)


# --- the line of a request --------------------------------------------------------------------------------------------

SCOPE = {
    "method": "GET",
    "path": "/graphql",
    "query_string": b"query=sesame",
    "headers": [(b"cookie", b"sesame")],
    "client": ("192.0.2.1", 1),
}


def line(capsys: pytest.CaptureFixture[str], form: LogFormat, status: int, code: str, **scope: object) -> str:
    """The one line that is written about such a request."""

    async def write() -> None:
        log = RequestLog(form)
        log.write(SCOPE | scope, (status, 31), code, 9.5)
        log.flush()

    asyncio.run(write())
    written = capsys.readouterr()
    assert written.out == ""
    found = written.err.removesuffix("\n")
    assert written.err == f"{found}\n"
    assert "\n" not in found
    return found


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("status", "code", "answered"), [(200, "", "200"), (304, "", "304"), (400, "TOO_COMPLEX", "400 TOO_COMPLEX")]
)
def test_a_line_says_how_a_request_was_answered(
    capsys: pytest.CaptureFixture[str], status: int, code: str, answered: str
) -> None:
    """When, what was asked for, the status, the code of its errors, the answer's length, how long it took, the id."""
    with answering("mine"):
        text, json_ = (line(capsys, form, status, code) for form in (LogFormat.TEXT, LogFormat.JSON))
    assert text == f"{TEXT_OF_TIME} GET '/graphql' {answered} 31 bytes 500.0 ms [mine]"
    members = {
        "time": TEXT_OF_TIME,
        "request": "mine",
        "method": "GET",
        "path": "/graphql",
        "status": status,
        "code": code or None,
        "bytes": 31,
        "ms": 500.0,
    }
    assert json_ == orjson.dumps(members).decode()


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/a b", "'/a b'"),
        ("/film/Zoë", "'/film/Zoë'"),
        ("/a\n1970 GET", r"'/a\n1970 GET'"),
        ("/\x1b[31m\r\x85\u2028", r"'/\x1b[31m\r\x85\u2028'"),
        ("/'\"", r"""'/\'"'"""),
    ],
)
def test_no_path_breaks_the_line(capsys: pytest.CaptureFixture[str], path: str, text: str) -> None:
    """Whatever a client asks for, it cannot write lines of its own."""
    assert line(capsys, LogFormat.TEXT, 404, "", path=path) == (f"{TEXT_OF_TIME} GET {text} 404 31 bytes 500.0 ms [-]")
    assert orjson.loads(line(capsys, LogFormat.JSON, 404, "", path=path))["path"] == path


# --- through the door -------------------------------------------------------------------------------------------------


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What the log has said since, but when and how long."""
    lines = [orjson.loads(each) for each in capsys.readouterr().err.splitlines()]
    return [{key: value for key, value in each.items() if key not in {"time", "ms"}} for each in lines]


@pytest.mark.parametrize(
    ("gateway", "headers", "status", "code"),
    [
        (StandIn(), {}, 200, None),
        (StandIn(Answer(BODY, Outcome.REFUSED, "TOO_COMPLEX")), {}, 200, "TOO_COMPLEX"),
        (StandIn(Answer(BODY, Outcome.REFUSED, "TOO_COMPLEX")), {"accept": GRAPHQL}, 400, "TOO_COMPLEX"),
        (StandIn(Answer(BODY, Outcome.UNAVAILABLE, "TIMEOUT")), {}, 503, "TIMEOUT"),
        (StandIn(Answer(BODY, Outcome.FAILED, "INTERNAL")), {}, 500, "INTERNAL"),
        (StandIn(RuntimeError("no")), {}, 500, "INTERNAL"),
        (StandIn(), {"accept": "image/png"}, 406, "BAD_REQUEST"),
        (StandIn(), {"if-none-match": "*"}, 304, None),
    ],
)
def test_each_request_has_a_line(
    capsys: pytest.CaptureFixture[str], gateway: StandIn, headers: dict[str, str], status: int, code: str | None
) -> None:
    """With the status that the client sees, and the id that it is told."""
    app = site(gateway, log_format=LogFormat.JSON)
    response = call(app, "GET", params={"query": "{ a }"}, headers=headers)
    (found,) = told(capsys)
    length = found.pop("bytes")
    assert length == len(response.content)
    assert found == {
        "request": response.headers["x-request-id"],
        "method": "GET",
        "path": "/graphql",
        "status": response.status_code,
        "code": code,
    }
    assert response.status_code == status


def test_lines_are_written_together_soon_after_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """The first one at once, those that follow it all at once."""
    said: list[str] = []

    async def write() -> None:
        lines = RequestLog(LogFormat.TEXT)
        for _ in range(3):
            lines.write(SCOPE, (200, 31), "", 9.5)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            said.append(capsys.readouterr().err)
        await asyncio.sleep(2 * log.PAUSE)
        said.append(capsys.readouterr().err)

    asyncio.run(write())
    assert [text.count("\n") for text in said] == [1, 0, 0, 2]


def test_what_else_is_asked_for_has_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    """Whether or not it is there."""
    app = site(StandIn(), log_format=LogFormat.JSON)
    asked = [
        ("GET", "/healthz"),
        ("HEAD", "/schema.graphql"),
        ("GET", "/"),
        ("GET", "/nowhere?sesame"),
        ("POST", "/readyz"),
    ]
    statuses = [call(app, method, path).status_code for method, path in asked]
    assert statuses == [200, 200, 307, 404, 405]
    assert [(each["method"], each["path"], each["status"]) for each in told(capsys)] == [
        (method, urlsplit(path).path, status) for (method, path), status in zip(asked, statuses, strict=True)
    ]


@pytest.mark.parametrize(("method", "path", "status", "code"), EVERYTHING)
def test_each_request_of_the_site_has_one_line(
    capsys: pytest.CaptureFixture[str], method: str, path: str, status: int, code: str | None
) -> None:
    """With the code of what it is refused for, by whatever part of the site."""
    response = call(site(StandIn(is_ready=False), log_format=LogFormat.JSON), method, path)
    assert response.status_code == status
    assert told(capsys) == [
        {
            "request": response.headers["x-request-id"],
            "method": method,
            "path": urlsplit(path).path,
            "status": status,
            "code": code,
            "bytes": len(response.content),
        }
    ]


@pytest.mark.parametrize("is_allowed", [True, False])
def test_who_asks_beforehand_has_a_line(capsys: pytest.CaptureFixture[str], *, is_allowed: bool) -> None:
    """Be it told yes or no."""
    app = site(StandIn(), log_format=LogFormat.JSON, cors_origins="https://a.example")
    response = preflight(app, "https://a.example" if is_allowed else "https://c.example")
    assert [(each["request"], each["method"], each["path"], each["status"]) for each in told(capsys)] == [
        (response.headers["x-request-id"], "OPTIONS", "/graphql", 200 if is_allowed else 400)
    ]


@pytest.mark.parametrize("path", ["/graphql", "/schema.graphql"])
def test_who_sends_too_many_headers_has_a_line(capsys: pytest.CaptureFixture[str], path: str) -> None:
    """With the id of the response."""
    headers = [("x-twice", "x")] * (MAX_HEADERS + 1)
    response = call(site(StandIn(), log_format=LogFormat.JSON), "GET", path, headers=headers)
    assert (response.status_code, faults(response)) == (431, ["A request has at most 100 headers."])
    assert [(each["request"], each["status"], each["code"]) for each in told(capsys)] == [
        (response.headers["x-request-id"], 431, "BAD_REQUEST")
    ]


class Failing(StandIn):
    async def ready(self) -> None:
        raise RuntimeError("the cause")


def test_what_fails_has_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault of this program outside of the endpoint is told to nobody but the log either."""
    response = call(site(Failing(), log_format=LogFormat.JSON), "GET", "/readyz")
    assert (response.status_code, response.json()) == (
        500,
        {"errors": [{"message": "Something went wrong here; the log has more.", "extensions": {"code": "INTERNAL"}}]},
    )
    assert [(each["path"], each["status"]) for each in told(capsys)] == [("/readyz", 500)]


def test_who_leaves_while_sending_has_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no answer to speak of."""
    messages = iter([*parts(b'{"query":'), {"type": "http.disconnect"}])
    assert exchange(site(StandIn()), {}, messages) == []
    assert capsys.readouterr().err == ""


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("GET", {"params": {"query": ""}}),
    ("GET", {"params": {"query": "{ films {"}}),
    ("GET", {"params": {"query": "{ nothing }"}}),
    ("GET", {"params": {"query": "mutation { film }"}}),
    ("GET", {"params": {"query": "{ __typename }", "operationName": "A"}}),
    ("GET", {"params": {"query": "{ __typename }", "variables": "{"}}),
    ("GET", {"params": {"documentId": "unknown"}}),
    ("GET", {"params": {"query": "{" * 20_000}}),
    ("GET", {"params": {"query": "{a" * 3_000}}),
    ("PUT", {}),
    ("POST", {"content": b"\xff", "headers": {"content-type": JSON}}),
    ("POST", {"content": b"{}", "headers": {"content-type": "text/plain"}}),
    ("POST", {"content": b"[" * 100_000, "headers": {"content-type": JSON}}),
    ("POST", {"content": b"x" * 1_000_001, "headers": {"content-type": JSON}}),
    ("POST", {"json": {"query": "{ films(first: 1000) { totalCount } }"}}),
    ("POST", {"json": {"query": "{ films(first: 99999999999) { totalCount } }"}}),
    ("POST", {"json": {"query": '{ films(after: "5b") { totalCount } }'}}),
    ("POST", {"json": {"query": '{ films(where: {released: {eq: "yesterday"}}) { totalCount } }'}}),
    ("POST", {"json": {"query": "query ($n: Int) { films(first: $n) { totalCount } }", "variables": {"n": "1"}}}),
    ("POST", {"json": {"query": "query ($n: Int) { films(first: $n) { totalCount } }", "variables": {"n": 1e300}}}),
    ("POST", {"json": {"query": "query ($v: Boolean = true) { __typename @skip(if: $v) }", "variables": {"v": None}}}),
    ("POST", {"json": {"query": "query ($w: FilmWhere) { films(where: $w) { totalCount } }", "variables": {"w": []}}}),
    ("POST", {"json": {"query": "query ($s: [Seen!]) @viewer(seen: $s) { __typename }", "variables": {"s": [1]}}}),
    ("POST", {"json": {"query": "query ($i: [ID!]!) { nodes(ids: $i) { id } }", "variables": {"i": ["x"] * 101}}}),
    ("POST", {"json": {"query": "{ a }", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a"}}}}),
]  # fmt: skip


def test_a_fault_of_a_client_is_a_line_and_no_more(
    seeded: SqliteFile, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """It has a code; nobody has to look for a traceback."""
    with serving_site(seeded, log_format=LogFormat.JSON) as app:
        for method, request in BROKEN:
            response = call(app, method, **request)
            (found,) = told(capsys)
            assert (found["status"], {error["extensions"]["code"] for error in response.json()["errors"]}) == (
                response.status_code,
                {found["code"]},
            )
            assert found["code"] not in {"INTERNAL", None}
            assert response.status_code < 500
    assert caplog.records == []


# --- records ----------------------------------------------------------------------------------------------------------


def record(**members: object) -> logging.LogRecord:
    said = {"name": "gql.gateway", "levelname": "ERROR", "msg": "%s: %s", "args": ("TIMEOUT", "interrupted")}
    return logging.makeLogRecord(said | {"created": 1.25} | members)


def in_json(message: str, request_id: str) -> str:
    members = {
        "time": TEXT_OF_TIME,
        "level": "ERROR",
        "logger": "gql.gateway",
        "request": request_id,
        "message": message,
    }
    return orjson.dumps(members).decode()


@pytest.mark.parametrize("request_id", ["-", "mine"])
def test_a_record_names_the_request_that_it_is_about(request_id: str) -> None:
    """Whoever makes it; outside of requests there is none to name."""
    with answering("mine") if request_id == "mine" else contextlib.nullcontext():
        assert Formatter().format(record()) == (f"{TEXT_OF_TIME} ERROR gql.gateway [{request_id}] TIMEOUT: interrupted")
        assert Formatter(LogFormat.JSON).format(record()) == in_json("TIMEOUT: interrupted", request_id)


def test_a_traceback_stands_below_or_in_the_one_line_of_json() -> None:
    """It is kept whole."""
    try:
        raise ValueError("the cause\nof it")
    except ValueError as error:
        made = [record(exc_info=(type(error), error, error.__traceback__)) for _ in range(2)]
    text, json_ = Formatter().format(made[0]), Formatter(LogFormat.JSON).format(made[1])
    first, *below = text.split("\n")
    assert first == f"{TEXT_OF_TIME} ERROR gql.gateway [-] TIMEOUT: interrupted"
    assert (below[0], below[-2:]) == ("Traceback (most recent call last):", ["ValueError: the cause", "of it"])
    assert json_ == in_json("\n".join(["TIMEOUT: interrupted", *below]), "-")
    assert "\n" not in json_


def test_a_fault_of_this_program_is_told_to_the_log_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    """Under the id that the client is told."""
    response = call(site(StandIn(RuntimeError("the cause"))), "GET", params={"query": "{ a }"})
    (found,) = caplog.records
    with answering(response.headers["x-request-id"]):
        said = orjson.loads(Formatter(LogFormat.JSON).format(found))
    assert (said["level"], said["request"]) == ("ERROR", response.headers["x-request-id"])
    assert re.fullmatch(r"The endpoint failed\.\nTraceback .*\nRuntimeError: the cause", said["message"], re.DOTALL)


@pytest.mark.parametrize("form", LogFormat)
def test_the_configuration_gives_all_records_one_form(form: LogFormat) -> None:
    """From warnings on, on standard error, whichever logger they are of."""
    config = log.config(form)
    made = logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["line"])
    assert made.format(record()) == Formatter(form).format(record())
    assert config["root"] == {"handlers": ["stderr"], "level": "WARNING"}
    assert config["handlers"] == {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}}


# --- a server's -------------------------------------------------------------------------------------------------------


def logged(location: SqliteFile, form: LogFormat, ask: Callable[[str], None]) -> list[str]:
    """The log of a server that is asked so, and then ended."""
    command = [str(GQL), "serve", "--port", "0", "--database", str(location)]
    process = subprocess.Popen(
        command,
        env=settings_free() | {"GQL_LOG_FORMAT": form},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        url = next(found[1] for said in process.stdout if (found := re.search(r"^Serving .* at (http://\S+)$", said)))
        ask(url)
    finally:
        process.terminate()
        _, written = process.communicate(timeout=60)
    assert process.returncode == 0
    return written.splitlines()


SECRET = "sesame"
SECRET_HEADERS = {
    "user-agent": SECRET,
    "cookie": SECRET,
    "authorization": SECRET,
    "referer": f"http://{SECRET}.example",
    "origin": f"http://{SECRET}.example",
    "if-none-match": f'"{SECRET}"',
    f"x-{SECRET}": SECRET,
}
SECRET_QUERY = (
    f"query {SECRET}($v: String) {{ {SECRET}: __typename films(where: {{title: {{eq: $v}}}}) {{ totalCount }} }}"
)
SECRET_MEMBERS = {"query": SECRET_QUERY, "operationName": SECRET}
SECRET_VARIABLES = {"v": SECRET}


@pytest.mark.parametrize("form", LogFormat)
def test_a_servers_log_holds_nothing_of_what_was_asked_or_told(seeded: SqliteFile, form: LogFormat) -> None:
    """Not of addresses' parameters, bodies or headers, nor of answers; whether or not there is one."""
    responses: list[httpx.Response] = []

    def ask(url: str) -> None:
        with httpx.Client(headers=SECRET_HEADERS, trust_env=False) as client:
            refused = {"query": f"{{ {SECRET} }}"}
            responses.extend(
                [
                    client.get(url, params=SECRET_MEMBERS | {"variables": orjson.dumps(SECRET_VARIABLES).decode()}),
                    client.post(url, json=SECRET_MEMBERS | {"variables": SECRET_VARIABLES}),
                    client.get(url, params=refused),
                    client.post(url, json=refused),
                    client.post(url, json={"documentId": SECRET}),
                    client.post(url, content=f"{SECRET}: no JSON".encode(), headers={"content-type": JSON}),
                    client.get(url.replace("/graphql", f"/healthz?{SECRET}")),
                ]
            )
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as other:
            other.sendall(f"{SECRET} {SECRET}\r\n\r\n".encode())
            assert other.recv(1_000).startswith(b"HTTP/1.1 400 Bad Request\r\n")

    # What others say is said at once, so it may come before what was asked.
    lines = sorted(logged(seeded, form, ask), key=lambda line: "WARNING" in line)
    assert [SECRET in response.text for response in responses] == [True, True, True, True, False, False, False]
    assert len(lines) == len(responses) + 1
    assert [line for line in lines if SECRET in line] == []
    codes = [None, None, *["GRAPHQL_VALIDATION_FAILED"] * 2, "PERSISTED_QUERY_NOT_FOUND", "BAD_REQUEST", None]
    if form is LogFormat.JSON:
        *requests, other = map(orjson.loads, lines)
        assert [each["code"] for each in requests] == codes
        assert [each["bytes"] for each in requests] == [len(response.content) for response in responses]
        assert (other["level"], other["logger"], other["request"], other["message"]) == (
            "WARNING",
            "uvicorn.error",
            "-",
            "Invalid HTTP request received.",
        )
    else:
        *found, last = lines
        assert [line.split(" ")[3:5] for line in found] == [
            [str(response.status_code), code or str(len(response.content))]
            for response, code in zip(responses, codes, strict=True)
        ]
        assert last.endswith("Z WARNING uvicorn.error [-] Invalid HTTP request received.")
