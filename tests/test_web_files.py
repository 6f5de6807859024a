"""The files that the playground's page loads, over HTTP: kept for ever, compressed beforehand, and no others."""

import gzip

import httpx
import pytest

from gql import log, playground
from gql.playground import Asset, Playground
from gql.settings import LogFormat
from tests.test_log import told
from tests.test_web import JSON, StandIn, call, faults, site

SCRIPT = b"main();\n" * 200
PACKED = gzip.compress(SCRIPT, 9)
PLAIN = {"accept-encoding": "identity"}
GZIP = {"accept-encoding": "gzip"}


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """A playground of three files."""
    assets = {
        "main-12345678.js": Asset(SCRIPT, PACKED, "text/javascript"),
        "small-12345678.css": Asset(b"a{}", None, "text/css"),
        "icons-12345678.ttf": Asset(b"\0\1", None, "font/ttf"),
    }
    made = Playground(b"<title>public</title>", b"<title>development</title>", assets)
    monkeypatch.setattr(playground, "playground", lambda: made)


def ask(path: str, method: str = "GET", root_path: str = "", **headers: str) -> httpx.Response:
    named = PLAIN | {name.replace("_", "-"): value for name, value in headers.items()}
    return call(site(StandIn()), method, path, root_path=root_path, headers=named)


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("main-12345678.js", SCRIPT, "text/javascript; charset=utf-8"),
        ("small-12345678.css", b"a{}", "text/css; charset=utf-8"),
        ("icons-12345678.ttf", b"\0\1", "font/ttf"),
    ],
)
def test_a_file_is_served_and_may_be_kept_for_ever(name: str, body: bytes, kind: str) -> None:
    """Nobody need ask whether it has changed, nor guess what it is; and it has its id, as every response has."""
    response = ask(f"/playground/{name}")
    assert (response.status_code, response.content) == (200, body)
    headers = dict(response.headers)
    assert headers.pop("x-request-id")
    assert headers == {
        "content-type": kind,
        "x-content-type-options": "nosniff",
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "etag, retry-after, server-timing, x-request-id",
        "cache-control": "public, max-age=31536000, immutable",
        "etag": f'W/"{name}"',
        "content-length": str(len(body)),
    }


def test_it_is_sent_as_it_was_compressed_by_the_build() -> None:
    """To who takes gzip; however long answers must be to be compressed. What is too small for that goes as it is."""
    response = ask("/playground/main-12345678.js", **GZIP)
    assert (response.headers["content-encoding"], response.content) == ("gzip", SCRIPT)
    assert response.num_bytes_downloaded == len(PACKED) == int(response.headers["content-length"])
    small = ask("/playground/small-12345678.css", **GZIP)
    assert ("content-encoding" in small.headers, small.content) == (False, b"a{}")


@pytest.mark.parametrize("headers", [PLAIN, GZIP])
def test_head_says_what_get_says(headers: dict[str, str]) -> None:
    got, headed = (ask("/playground/main-12345678.js", method, **headers) for method in ("GET", "HEAD"))
    assert headed.content == b""
    assert {**headed.headers, "x-request-id": ""} == {**got.headers, "x-request-id": ""}


@pytest.mark.parametrize("headers", [PLAIN, GZIP])
def test_who_has_it_already_is_told_so(headers: dict[str, str]) -> None:
    response = ask("/playground/main-12345678.js", **headers, if_none_match='W/"main-12345678.js"')
    assert (response.status_code, response.content) == (304, b"")
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/playground",
        "/playground/",
        "/playground/index.html",
        "/playground/.sources",
        "/playground/main-12345678.js.gz",
        "/playground/main-87654321.js",
        "/playground/../plain.py",
        "/playground/%2e%2e/plain.py",
        "/playground/MAIN-12345678.js",
        "/playground/main-12345678.js/",
        "/main-12345678.js",
    ],
)
def test_there_are_no_others(path: str) -> None:
    """A name is looked up among those that were built, and never on the disk."""
    response = ask(path)
    assert (response.status_code, response.headers["content-type"]) == (404, JSON)
    assert response.headers["cache-control"] == "no-store"
    assert len(faults(response)) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_file_can_only_be_got(method: str) -> None:
    response = ask("/playground/main-12345678.js", method)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")
    assert faults(response) == [f"{method} /playground/main-12345678.js: Method Not Allowed."]
    assert (response.headers["cache-control"], "etag" in response.headers) == ("no-store", False)


def test_who_asks_for_a_file_has_a_line_in_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever asks for anything: with the id that the answer names, and what was sent of it."""
    monkeypatch.setattr(log, "PAUSE", 0)
    app = site(StandIn(), log_format=LogFormat.JSON)
    path = "/playground/main-12345678.js"
    got = call(app, "GET", path, headers=GZIP)
    posted = call(app, "POST", path)
    assert told(capsys) == [
        {
            "request": response.headers["x-request-id"],
            "method": response.request.method,
            "path": path,
            "status": response.status_code,
            "code": code,
            "bytes": response.num_bytes_downloaded,
        }
        for response, code in ((got, None), (posted, "BAD_REQUEST"))
    ]


def test_files_are_served_below_a_prefix() -> None:
    assert ask("/films/playground/small-12345678.css", root_path="/films").content == b"a{}"


@pytest.mark.parametrize(("dev", "page"), [(False, "public"), (True, "development")])
def test_a_browser_gets_the_page_of_the_mode(dev: bool, page: str) -> None:
    """Under a policy that names no other host. It asks each time whether the page still holds, for files have names."""
    response = call(site(StandIn(), dev=dev), "GET", headers={"accept": "text/html"})
    assert (response.status_code, response.text) == (200, f"<title>{page}</title>")
    assert response.headers["cache-control"] == "no-cache"
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert not any(word in policy for word in ("http", "*", "unsafe-eval", "script-src 'self' "))
