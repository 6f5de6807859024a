"""What every request gets, whoever answers it: an id, and a line in the log."""

import re
import secrets
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.log import REQUEST_ID, RequestLog

CODE: Final = "twistgraph.code"
"""Where an application leaves, in the scope, the code of the errors that it answers with."""

_GIVEN: Final = re.compile(rb"[\w.-]{1,64}")
"""An id that a proxy may have given the request already."""


async def observed(application: ASGIApp, log: RequestLog, scope: Scope, receive: Receive, send: Send) -> None:
    """Has a request answered by *application*. There is no line of one whose client has left before its answer."""
    since, status, length = perf_counter(), 0, 0
    given = [value for name, value in scope["headers"] if name == b"x-request-id"]
    is_given = len(given) == 1 and _GIVEN.fullmatch(given[0])
    request_id = given[0] if is_given else secrets.token_hex(8).encode()
    REQUEST_ID.set(request_id.decode())

    async def heard(message: Message) -> None:
        nonlocal status, length
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id)]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
        else:
            length += len(message.get("body", b""))
        await send(message)

    try:
        await application(scope, receive, heard)
    finally:
        if status:
            log.write(scope, status, scope.get(CODE, ""), length, since)
