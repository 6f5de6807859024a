"""What every request gets, whoever answers it: an id, and a line in the log.

An application leaves in the scope what the line says of its answer: `CODE`, and `SENT`, without which there is no line.
"""

import re
import secrets
from itertools import count
from typing import Final

from starlette.types import Message, Scope, Send

from gql.log import REQUEST_ID

CODE: Final = "twistgraph.code"
"""The code of the errors in the answer."""

SENT: Final = "twistgraph.sent"
"""Its status and the length of its body, when there was one."""

_GIVEN: Final = re.compile(rb"[\w.-]{1,64}")
"""An id that a proxy may have given the request already."""

_PROCESS: Final = secrets.token_hex(4)
_COUNT: Final = count(1)


def identify(scope: Scope) -> None:
    """Gives the request the id that it brings, or one that no other has."""
    given = b""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = b" " if given else value  # of two, nobody knows which is meant
    is_given = given and _GIVEN.fullmatch(given)
    REQUEST_ID.set(given.decode() if is_given else new_id())


def new_id() -> str:
    """An id that no other request has."""
    return f"{_PROCESS}{next(_COUNT) & 0xFFFFFFFF:08x}"


def heard(scope: Scope, send: Send) -> Send:
    """*send*, for an application that knows nothing of ids: nobody keeps what it does not say may be kept."""

    async def hear(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"] = [*message.get("headers", ()), id_line()]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            scope[SENT] = (message["status"], 0)
        else:
            status, length = scope[SENT]
            scope[SENT] = (status, length + len(message.get("body", b"")))
        await send(message)

    return hear


def id_line() -> tuple[bytes, bytes]:
    """The response's header that says its request's id."""
    return (b"x-request-id", REQUEST_ID.get().encode())
