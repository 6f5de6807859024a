"""The application at /graphql: one HTTP request in, one HTTP response out, with nothing between it and the server.

The response's status is the outcome's. But a refusal is 200 to who accepts only application/json: that is how clients
older than the protocol tell an answer of the gateway from one of a proxy.
"""

import logging
from http import HTTPStatus
from typing import Final

from starlette.types import Receive, Scope, Send

from gql import playground
from gql.bodies import INTERNAL
from gql.errors import BadRequest
from gql.gateway import Answer, Gateway, Outcome
from gql.settings import Settings
from gql.web import reading
from gql.web.observing import CODE
from gql.web.reading import Gone, Headers, Refused
from gql.web.writing import Answered, Lines, Writer

log = logging.getLogger(__name__)

OK: Final = HTTPStatus.OK  # to look at a member of this enum takes half a microsecond

RETRY: Final = ((b"retry-after", b"1"),)  # seconds

POST_ONLY: Final = ((b"allow", b"POST"),)


class Endpoint:
    """Answers requests by *gateway*."""

    def __init__(self, gateway: Gateway, settings: Settings) -> None:
        self._gateway = gateway
        self._settings = settings
        self._writer = Writer(settings)
        page = playground.page(settings.dev)
        self._page = Answered(HTTPStatus.OK, page, reading.HTML, playground.headers(), kept="no-cache")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request. Only a client that leaves while it is sending gets no response."""
        sent: Headers = {}
        code = ""
        media = reading.JSON  # until it is known what the client accepts
        try:
            sent = reading.headers(scope)
            media = reading.negotiate(sent.get(b"accept", b""), reading.offered(scope))
            if media == reading.HTML:
                answered = self._page
            else:
                request = await reading.request(scope, sent, receive, self._settings.max_body_bytes)
                answer = await self._gateway.answer(request)
                # What a header asks for besides is for the one who asks: a URL must be one answer.
                is_kept = scope["method"] != "POST" and not (request.cost or request.explain)
                kept = self._settings.cache_control if is_kept else ""
                answered, code = response(answer, media, kept=kept, method=scope["method"]), answer.code
        except Refused as refused:
            answered, code = Answered(refused.status, refused.body, media, refused.extra), BadRequest.code
        except Gone:
            return
        except Exception:
            log.exception("The endpoint failed.")
            answered, code = Answered(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL, media), "INTERNAL"
        scope[CODE] = code
        await self._writer.send(answered, scope, sent, send)


def response(answer: Answer, media: str, kept: str = "", method: str = "POST") -> Answered:
    """*kept*: by whom and how long an answer without errors is."""
    match answer.outcome:
        case Outcome.ANSWERED:
            return Answered(OK, answer.body, media, _timing(answer) if answer.timing else (), kept)
        case Outcome.NOT_A_QUERY if method != "POST":
            return Answered(HTTPStatus.METHOD_NOT_ALLOWED, answer.body, media, POST_ONLY)
        case Outcome.REFUSED | Outcome.NOT_A_QUERY:
            status = HTTPStatus.BAD_REQUEST if media == reading.GRAPHQL else HTTPStatus.OK
            return Answered(status, answer.body, media)
        case Outcome.UNAVAILABLE:
            return Answered(HTTPStatus.SERVICE_UNAVAILABLE, answer.body, media, RETRY)
        case Outcome.FAILED:
            return Answered(HTTPStatus.INTERNAL_SERVER_ERROR, answer.body, media)


def _timing(answer: Answer) -> Lines:
    stages = ", ".join(f"{name};dur={ms:.3f}" for name, ms in answer.timing)
    return ((b"server-timing", stages.encode()),)
