"""The application at /graphql: one HTTP request in, one HTTP response out, with nothing between it and the server.

The response's status is the outcome's. But a refusal is 200 to who accepts only application/json: that is how clients
older than the protocol tell an answer of the gateway from one of a proxy.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from starlette.types import Receive, Scope, Send

from gql import playground
from gql.gateway import INTERNAL, Answer, Gateway, Outcome
from gql.log import REQUEST_ID
from gql.settings import Settings
from gql.web import reading
from gql.web.reading import Gone, Refused

log = logging.getLogger(__name__)

RETRY: Final = {"retry-after": "1"}  # seconds
EXPLAIN: Final = "x-explain"
"""The header that asks, in development mode, for `extensions.explain`: any value will do."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    gateway: Gateway
    settings: Settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request. Only a client that leaves while it is sending gets no response."""
        request_id = secrets.token_hex(8)
        REQUEST_ID.set(request_id)
        media = reading.JSON  # until it is known what the client accepts
        extra: Mapping[str, str]
        try:
            headers = reading.headers(scope)
            reading.check_method(scope)
            media = reading.negotiate(headers.get("accept", ""), reading.offered(scope))
            if media == reading.HTML:
                status, body, extra = HTTPStatus.OK, playground.PAGE, playground.HEADERS
            else:
                request = await reading.request(scope, headers, receive, self.settings.max_body_bytes)
                if EXPLAIN in headers:
                    request = replace(request, explain=True)
                answer = await self.gateway.answer(request)
                status, body, extra = _status(answer.outcome, media), answer.body, self._extra(answer)
        except Refused as refused:
            status, body, extra = refused.status, refused.body, refused.headers
        except Gone:
            return
        except Exception:
            log.exception("The endpoint failed.")
            status, body, extra = HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL, {}
        lines = {
            "content-type": f"{media}; charset=utf-8",
            "content-length": str(len(body)),
            "cache-control": "no-store",
            "access-control-allow-origin": "*",
            "access-control-expose-headers": "x-request-id",
            "x-request-id": request_id,
            **extra,
        }
        raw = [(name.encode(), value.encode()) for name, value in lines.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _extra(self, answer: Answer) -> dict[str, str]:
        extra = dict(RETRY) if answer.outcome is Outcome.UNAVAILABLE else {}
        if self.settings.dev and answer.timing:
            extra["server-timing"] = ", ".join(f"{name};dur={ms:.3f}" for name, ms in answer.timing)
        return extra


def _status(outcome: Outcome, media: str) -> HTTPStatus:
    match outcome:
        case Outcome.ANSWERED:
            return HTTPStatus.OK
        case Outcome.REFUSED:
            return HTTPStatus.BAD_REQUEST if media == reading.GRAPHQL else HTTPStatus.OK
        case Outcome.UNAVAILABLE:
            return HTTPStatus.SERVICE_UNAVAILABLE
        case Outcome.FAILED:
            return HTTPStatus.INTERNAL_SERVER_ERROR
