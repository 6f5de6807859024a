"""The files of the site, the same for everybody: the schema's text, and what the playground's page loads.

The name of each of the latter holds its content's hash, so whoever has one may keep it for ever.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.types import Receive, Scope, Send

from gql import playground
from gql.errors import BadRequest
from gql.playground import Asset
from gql.web import reading
from gql.web.observing import CODE
from gql.web.reading import Headers, Refused
from gql.web.writing import Answered, Fixed, Writer

FOR_EVER: Final = "public, max-age=31536000, immutable"


class File:
    """The application at one file's path: answers *answered*, and refuses what does not get it."""

    def __init__(self, answered: Answered, writer: Writer) -> None:
        self._answered = answered
        self._writer = writer

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        answered = self._answered
        sent: Headers = {}
        try:
            sent = reading.headers(scope)
            if scope["method"] not in {"GET", "HEAD"}:
                message = f"{scope['method']} {scope['path']}: Method Not Allowed."
                raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, message, allow=b"GET, HEAD")
        except Refused as refused:
            answered, scope[CODE] = Answered(refused.status, refused.body, reading.JSON, refused.extra), BadRequest.code
        await self._writer.send(answered, scope, sent, send)


def playground_files(writer: Writer) -> Mapping[str, File]:
    """What the playground's page loads, by path."""
    return {f"/playground/{name}": File(_answered(name, asset), writer) for name, asset in playground.assets().items()}


def _answered(name: str, asset: Asset) -> Answered:
    extra = ((b"x-content-type-options", b"nosniff"),)
    fixed = Fixed(f'W/"{name}"'.encode(), asset.gz)
    return Answered(HTTPStatus.OK, asset.body, asset.media, extra, FOR_EVER, fixed)
