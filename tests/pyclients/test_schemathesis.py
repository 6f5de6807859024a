"""schemathesis: whatever it makes of the schema, right and wrong, is answered in JSON, and the server never fails."""

import contextlib
import json
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from graphql import build_schema, introspection_from_schema

from gql.schema import graphql_schema
from tests.pyclients.project import Project, project

CASES = 500
ANSWERED = 100
"""How many are to be answered with data at least. It knows neither @oneOf nor cursors, and half its cases are wrong."""

CHECKS = frozenset({"not_a_server_error", "response_schema_conformance", "negative_data_rejection"})
"""What every answer is held against: its status, its JSON in the schema's form, and errors for what was wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one case was answered, and the checks that it passed."""

    status: int
    content_type: str
    body: bytes
    passed: frozenset[str]


def run(project: Project, url: str) -> tuple[dict[str, Any], str]:
    """What schemathesis reports of the endpoint at *url*, and what it prints."""
    ended = project.run("-m", "schemathesis.cli", "run", url, "--no-color")
    report = project.folder / "report.json"
    assert report.exists(), ended.stdout + ended.stderr
    return json.loads(report.read_text(encoding="utf-8")), ended.stdout


def answers(project: Project) -> Iterator[Answer]:
    """What it got in the last run, each case in its turn."""
    with (project.folder / "events.ndjson").open(encoding="utf-8") as lines:
        for finished in (json.loads(line).get("ScenarioFinished") for line in lines):
            if not finished:
                continue
            recorder = finished["recorder"]
            for case, interaction in recorder["interactions"].items():
                response = interaction["response"]
                (content_type,) = response["headers"]["content-type"]
                passed = {check["name"] for check in recorder["checks"][case] if check["status"] == "success"}
                body = b64decode(response["content"]["$base64"])
                yield Answer(response["status_code"], content_type, body, frozenset(passed))


@pytest.fixture
def schemathesis(tmp_path: Path, kept: Path) -> Project:
    return project("schemathesis", tmp_path, kept)


def test_whatever_it_asks_is_answered_in_json(schemathesis: Project, gateway: str) -> None:
    """Hundreds of operations from every field of Query: no 5xx, no crash, JSON each time, and data often enough."""
    report, said = run(schemathesis, gateway)
    assert (report["exit_code"], report["failures"], report["errors"]) == (0, [], []), said
    query = graphql_schema().query_type
    assert query
    assert report["operations"]["tested"] == len(query.fields)

    got = list(answers(schemathesis))
    assert report["test_cases"]["generated"] == len(got) >= CASES
    kinds = {(answer.status, answer.content_type, answer.passed) for answer in got}
    assert kinds == {(HTTPStatus.OK, "application/json; charset=utf-8", CHECKS)}
    shapes = Counter(tuple(orjson.loads(answer.body)) for answer in got)
    assert shapes.keys() == {("data",), ("errors",)}
    assert shapes["data",] >= ANSWERED

    summary = re.search(r"^Test cases:\n +(.*)", said, re.MULTILINE)
    assert summary
    print(f"\nschemathesis: {summary[1]}; {shapes['data',]} answered with data")  # noqa: T201 - for pytest -s


def test_a_server_that_fails_is_found_out(schemathesis: Project) -> None:
    """The same run on a server that answers 500, or no JSON, or not at all, finds just these faults."""
    with faulty() as url:
        report, _ = run(schemathesis, url)
    assert report["exit_code"] == 1
    assert {fault["type"]: fault["operations"] for fault in report["failures"]} == {
        "ServerError": ["Query.fails"],
        "MalformedJson": ["Query.mumbles"],
    }
    assert [error["title"] for error in report["errors"]] == ["Network Error"]
    assert report["operations"]["errored"] == 1


class Faulty(BaseHTTPRequestHandler):
    """A server whose fields do what their names say."""

    schema = build_schema("type Query { answers: Int fails: Int mumbles: Int vanishes: Int }")

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["content-length"])))["query"]
        if "__schema" in query:
            self.answer(HTTPStatus.OK, json.dumps({"data": introspection_from_schema(self.schema)}))
        elif "answers" in query:
            self.answer(HTTPStatus.OK, '{"data":{"answers":1}}')
        elif "fails" in query:
            self.answer(HTTPStatus.INTERNAL_SERVER_ERROR, '{"errors":[{"message":"It failed."}]}')
        elif "mumbles" in query:
            self.answer(HTTPStatus.OK, "Hm.")

    def answer(self, status: HTTPStatus, body: str) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextlib.contextmanager
def faulty() -> Iterator[str]:
    """The URL of a server that is faulty."""
    with HTTPServer(("127.0.0.1", 0), Faulty) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/graphql"
        finally:
            server.shutdown()
            thread.join()
