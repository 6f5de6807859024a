"""A connection: requests that are too long in coming, or in their heads, end here, before there is anything to answer.

The server alone waits for ever for a request that was begun, takes headers of any size, and refuses in plain text what
is no HTTP. Whoever serves the application with another server sets its limits there.
"""

from asyncio import TimerHandle
from functools import cache
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from gql.bodies import errors_body
from gql.errors import BadRequest, Fault
from gql.settings import Settings, read_settings


@cache
def _settings() -> Settings:
    """Those of the environment: workers are told nothing else."""
    return read_settings()


class Connection(HttpToolsProtocol):
    """A connection within the limits of the settings.

    *_headed* and *_whole*: how much of the current request has arrived; *_length*: bytes of its head so far, if it came
    in pieces. *_late* runs when the rest does not come in time.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._headed = self._whole = False
        self._length = 0
        self._late: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._whole:
            self._expect_no_more()
            return
        if not self._headed:
            self._length += len(data)
            if self._length > _settings().max_head_bytes:
                self._refuse(
                    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    f"The head of a request has at most {_settings().max_head_bytes} bytes.",
                )
        if self._late is None:
            self._expect()

    def on_message_begin(self) -> None:
        self._headed = self._whole = False
        self._length = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._headed = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._whole = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    # --- what does not come in time -----------------------------------------------------------------------------------

    def _expect(self) -> None:
        self._late = self.loop.call_later(_settings().receive_timeout, self._too_late)

    def _expect_no_more(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        if self._length or self._headed:
            message = f"The request did not arrive within {_settings().receive_timeout:g} seconds."
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, message)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answers in place of the application, unless an answer is under way, and closes the connection."""
        cycle: RequestResponseCycle | None = self.cycle
        under_way = cycle is not None and (cycle.response_started if self._headed else not cycle.response_complete)
        if cycle is not None and self._headed:
            cycle.disconnected = True
            cycle.message_event.set()
        if not under_way:
            self.transport.write(_response(status, errors_body([Fault(message)], BadRequest.code)))
        self.transport.close()


def _response(status: HTTPStatus, body: bytes) -> bytes:
    lines = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "content-type: application/json; charset=utf-8",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "connection: close",
    )
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body
