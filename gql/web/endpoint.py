"""The application at /graphql: one HTTP request in, one HTTP response out, with nothing between it and the server.

The response's status is the outcome's. But a refusal is 200 to who accepts only application/json: that is how clients
older than the protocol tell an answer of the gateway from one of a proxy.
"""

import logging
import re
import secrets
from http import HTTPStatus
from time import perf_counter
from typing import Final

from starlette.types import Receive, Scope, Send

from gql import playground
from gql.bodies import INTERNAL
from gql.gateway import Answer, Gateway, Outcome
from gql.log import REQUEST_ID, RequestLog
from gql.settings import Settings
from gql.web import reading
from gql.web.reading import Gone, Headers, Refused
from gql.web.writing import Answered, Lines, Writer

log = logging.getLogger(__name__)

RETRY: Final = ((b"retry-after", b"1"),)  # seconds

POST_ONLY: Final = ((b"allow", b"POST"),)

_GIVEN_ID: Final = re.compile(rb"[\w.-]{1,64}", re.ASCII)
"""A request's id that a proxy may have given it already."""


class Endpoint:
    """Answers requests by *gateway*, and writes a line about each."""

    def __init__(self, gateway: Gateway, settings: Settings) -> None:
        self._gateway = gateway
        self._settings = settings
        self._writer = Writer(settings)
        self._log = RequestLog(settings.log_format)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request. Only a client that leaves while it is sending gets no response."""
        since = perf_counter()
        sent: Headers = {}
        request_id, code = secrets.token_hex(8).encode(), ""
        media = reading.JSON  # until it is known what the client accepts
        try:
            sent = reading.headers(scope)
            if _GIVEN_ID.fullmatch(sent.get(b"x-request-id", b"")):
                request_id = sent[b"x-request-id"]
            REQUEST_ID.set(request_id.decode())
            reading.check_method(scope)
            media = reading.negotiate(sent.get(b"accept", b""), reading.offered(scope))
            if media == reading.HTML:
                answered = Answered(HTTPStatus.OK, playground.PAGE, media, playground.HEADERS, kept="no-cache")
            else:
                request = await reading.request(scope, sent, receive, self._settings.max_body_bytes)
                answer = await self._gateway.answer(request)
                answered, code = self._answered(answer, media, scope["method"]), answer.code
        except Refused as refused:
            answered, code = Answered(refused.status, refused.body, media, refused.extra), "BAD_REQUEST"
        except Gone:
            return
        except Exception:
            log.exception("The endpoint failed.")
            answered, code = Answered(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL, media), "INTERNAL"
        status = await self._writer.send(answered, scope, sent, request_id, send)
        self._log.write(scope, status, code, len(answered.body), since)

    def _answered(self, answer: Answer, media: str, method: str) -> Answered:
        extra: Lines = ()
        if self._settings.dev and answer.timing:
            stages = ", ".join(f"{name};dur={ms:.3f}" for name, ms in answer.timing)
            extra = ((b"server-timing", stages.encode()),)
        match answer.outcome:
            case Outcome.ANSWERED:
                kept = "" if method == "POST" else self._settings.cache_control
                return Answered(HTTPStatus.OK, answer.body, media, extra, kept)
            case Outcome.NOT_A_QUERY if method != "POST":
                return Answered(HTTPStatus.METHOD_NOT_ALLOWED, answer.body, media, POST_ONLY)
            case Outcome.REFUSED | Outcome.NOT_A_QUERY:
                status = HTTPStatus.BAD_REQUEST if media == reading.GRAPHQL else HTTPStatus.OK
                return Answered(status, answer.body, media)
            case Outcome.UNAVAILABLE:
                return Answered(HTTPStatus.SERVICE_UNAVAILABLE, answer.body, media, RETRY)
            case Outcome.FAILED:
                return Answered(HTTPStatus.INTERNAL_SERVER_ERROR, answer.body, media)
