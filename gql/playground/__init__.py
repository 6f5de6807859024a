"""The page at the endpoint, for people, and the files that it loads.

    page/    the sources: GraphiQL and our own parts, built with Vite by hatch_build.py
    assets/  what is built, each file under a name that holds its hash; not there when it was built without
    plain    the page that is shown then

Knows no HTTP: a response's body and the headers that belong to it are all that goes out.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gql.playground import plain
from gql.playground.plain import EXAMPLE, HEADERS, PAGE

__all__ = ["ASSETS", "EXAMPLE", "HEADERS", "PAGE", "Asset", "Playground", "assets", "headers", "page", "playground"]

ASSETS: Final = Path(__file__).parent / "assets"

Lines = tuple[tuple[bytes, bytes], ...]

MEDIA: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
"""The media types of the files that Vite makes of our sources; others are not served."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Monaco sets styles from its script, so they cannot be named by hashes.

_DEVELOPMENT = b'<meta name="twistgraph-development" content="%d">'


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the page loads; its name holds its hash. *gz*: the same compressed, or None for the smallest."""

    body: bytes
    gz: bytes | None
    media: str


@dataclass(frozen=True, slots=True)
class Playground:
    """What was built: the page in and out of development mode, and the files that it loads, by name."""

    page: bytes
    development: bytes
    assets: Mapping[str, Asset]


def read(folder: Path) -> Playground | None:
    """The playground in *folder*, or None when none was built there."""
    try:
        page = (folder / "index.html").read_bytes()
    except FileNotFoundError:
        return None
    assert page.count(_DEVELOPMENT % 0) == 1, "index.html has one place for the mode"
    found = (asset(path) for path in sorted(folder.iterdir()))
    return Playground(
        page, page.replace(_DEVELOPMENT % 0, _DEVELOPMENT % 1), MappingProxyType(dict(filter(None, found)))
    )


def asset(path: Path) -> tuple[str, Asset] | None:
    """The name under which the file at *path* is served, and what that serves; None when it is no file for browsers."""
    name, gz, body = path.name, None, path.read_bytes()
    if path.suffix == ".gz":
        name, gz, body = path.stem, body, gzip.decompress(body)
    media = MEDIA.get(Path(name).suffix)
    return (name, Asset(body, gz, media)) if media else None


@cache
def playground() -> Playground | None:
    """What was built into this installation, read once."""
    return read(ASSETS)


def page(dev: bool) -> bytes:
    """The page at the endpoint. *dev*: with what development mode adds to it."""
    built = playground()
    if built is None:
        return PAGE
    return built.development if dev else built.page


def headers() -> Lines:
    """The response headers that `page` needs: what it may load, which is never from another host."""
    if playground() is None:
        return plain.HEADERS
    return ((b"content-security-policy", _POLICY.encode()), (b"x-content-type-options", b"nosniff"))


def assets() -> Mapping[str, Asset]:
    """The files that the page loads, by the name that follows `playground/`; empty when none were built."""
    built = playground()
    return {} if built is None else built.assets
