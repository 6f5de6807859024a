"""What the client is sent: an `Answered` and the request's headers in, the response's head and body out.

Here are the headers that every response has, the tag and the 304 of what can be cached, and compression. A response to
POST can be cached by nobody, so it pays for none of that; small ones are not compressed. What is the same for everyone
as long as the server runs has its tag and its compressed form beforehand.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Final, NamedTuple

from starlette.types import Scope, Send

from gql.settings import Settings
from gql.web.observing import SENT, id_line
from gql.web.reading import Headers

Lines = tuple[tuple[bytes, bytes], ...]

LEVEL = 1
"""Of compression: three times faster than the usual one, and answers come out a tenth longer."""

LONG = 100_000
"""Bytes from which on a thread compresses them."""

WHOLE: Final = "twistgraph.whole"
"""An extension of the server's: its "send" sends a whole response at once, of its status, headers and body. It returns
False, and sends nothing, to a client that has not yet taken what it was sent before."""

NOT_KEPT: Final = (b"cache-control", b"no-store")

EXPOSED = ("etag", "retry-after", "server-timing", "x-request-id")
"""What pages of other origins may read of a response's headers."""

_EXPOSED = (b"access-control-expose-headers", ", ".join(EXPOSED).encode())


class Fixed(NamedTuple):
    """What is known beforehand of a body: its tag, and itself compressed, unless that does not pay."""

    tag: bytes
    gz: bytes | None


class Answered(NamedTuple):
    """A response. *kept*: by whom and how long, as Cache-Control says; nobody keeps it when that is empty.

    *fixed*: of a body that is the same whatever the request accepts.
    """

    status: HTTPStatus
    body: bytes
    media: str
    extra: Lines = ()
    kept: str = ""
    fixed: Fixed | None = None


class Form(NamedTuple):
    """What the responses to like requests have in common: *lines* of their heads, and whether they may be gzip."""

    media: str
    lines: bytes
    gzip: bool


class Formed(NamedTuple):
    """A response: its status, what stands behind that and the server's own headers, and the length of its body."""

    status: HTTPStatus
    rest: bytes
    length: int


class Writer:
    """Sends responses as these settings say."""

    def __init__(self, settings: Settings) -> None:
        self._compress_from = max(settings.compress_from, 1)
        anywhere = settings.cors_origins == "*"
        self._origins = None if anywhere else frozenset(settings.cors_origins.encode().split())
        fixed = b"accept-encoding" if anywhere else b"accept-encoding, origin"
        self._fixed_varies, self._varies = (b"vary", fixed), (b"vary", b"accept, " + fixed)

    async def send(self, answered: Answered, scope: Scope, sent: Headers, send: Send) -> None:
        status, body, fixed = answered.status, answered.body, answered.fixed
        lines = [(b"content-type", _content_type(answered.media)), id_line(), *answered.extra]
        origin = sent.get(b"origin", b"")
        if origin or answered.kept:
            lines += [self._fixed_varies if fixed else self._varies, *self._shared(origin)]
        if answered.kept:
            etag = fixed.tag if fixed else _tag(body)
            lines += [(b"cache-control", answered.kept.encode()), (b"etag", etag)]
            if _matches(sent.get(b"if-none-match", b""), etag):
                status, body, fixed = HTTPStatus.NOT_MODIFIED, b"", None
        else:
            lines.append(NOT_KEPT)
        if (fixed or len(body) >= self._compress_from) and takes_gzip(sent.get(b"accept-encoding", b"")):
            gz = fixed.gz if fixed else await _packed(body)
            if gz is not None:
                body = gz
                lines.append((b"content-encoding", b"gzip"))
        if status != 304:
            lines.append((b"content-length", b"%d" % len(body)))
        if scope["method"] == "HEAD":
            body = b""
        scope[SENT] = (status, len(body))
        whole = scope.get("extensions", {}).get(WHOLE)
        if whole and whole["send"](status, lines, body):
            return
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": body})

    def form(self, media: str, origin: bytes, accepted: bytes) -> Form:
        """What `send` makes of answers that nobody keeps. *accepted*: the request's Accept-Encoding."""
        lines = [(b"content-type", _content_type(media)), NOT_KEPT]
        if origin:
            lines += [self._varies, *self._shared(origin)]
        return Form(media, _lines(lines), takes_gzip(accepted))

    def takes_long(self, form: Form, body: bytes) -> bool:
        """Whether a thread is to form the response, for it compresses much."""
        return len(body) >= LONG and self._packs(form, body)

    def formed(self, form: Form, id_: str, answered: Answered) -> Formed:
        """A response of this form to the request *id_*."""
        status, body, extra = answered.status, answered.body, _lines(answered.extra) if answered.extra else b""
        if self._packs(form, body):
            body, extra = _compressed(body), extra + b"content-encoding: gzip\r\n"
        changing = b"x-request-id: %b\r\ncontent-length: %d\r\n\r\n" % (id_.encode(), len(body))
        return Formed(status, b"".join((form.lines, extra, changing, body)), len(body))

    def _packs(self, form: Form, body: bytes) -> bool:
        return form.gzip and len(body) >= self._compress_from

    def _shared(self, origin: bytes) -> Lines:
        """What lets a page of *origin* read the answer."""
        if self._origins is None:
            return ((b"access-control-allow-origin", b"*"), _EXPOSED)
        return ((b"access-control-allow-origin", origin), _EXPOSED) if origin in self._origins else ()


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """They, as a head has them."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def _tag(body: bytes) -> bytes:
    """The tag of *body*: weak, for it is the same however that is compressed."""
    return b'W/"%b"' % hashlib.blake2b(body, digest_size=12).hexdigest().encode()


@cache
def _content_type(media: str) -> bytes:
    """The header's value for *media*, with the charset of what is text."""
    return media.encode() if media.startswith("font/") else f"{media}; charset=utf-8".encode()


async def _packed(body: bytes) -> bytes:
    return await asyncio.to_thread(_compressed, body) if len(body) >= LONG else _compressed(body)


def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


def _matches(condition: bytes, tag: bytes) -> bool:
    """Whether If-None-Match names *tag*, weakly compared. RFC 9110, section 13.1.2."""
    named = {each.strip().removeprefix(b"W/") for each in condition.split(b",")}
    return b"*" in named or tag.removeprefix(b"W/") in named


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Whether Accept-Encoding takes gzip. RFC 9110, section 12.5.3."""
    qualities = {}
    for item in accepted.lower().split(b","):
        coding, _, quality = item.partition(b";")
        qualities[coding.strip()] = quality.replace(b" ", b"") not in {b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"}
    return qualities.get(b"gzip", qualities.get(b"*", False))
