"""A connection: requests that are too long in coming, or in their heads, end here, before there is anything to answer;
and so do those whose answers nobody takes. What is answered whole is sent whole; what comes whole, with a head that
came before, is left to the turn.

The server alone waits for ever for a request that was begun, and for a client to read; it takes headers of any size,
and refuses in plain text what is no HTTP. Whoever serves the application with another server sets its limits there.
"""

from asyncio import TimerHandle
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from itertools import chain
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from gql.bodies import errors_body
from gql.errors import BadRequest, Fault
from gql.settings import Settings, read_settings
from gql.web.turn import TURN, Turn
from gql.web.writing import WHOLE, Lines


@cache
def _settings() -> Settings:
    """Those of the environment: workers are told nothing else."""
    return read_settings()


class Connection(HttpToolsProtocol):
    """A connection within the limits of the settings.

    *_open*: whether a request has begun to arrive and is not whole; *_headed*: whether its head is. *_length*: bytes of
    that request so far, but for those in a read with the end of another. *_late* runs when the rest does not come in
    time, *_untaken* when what was written is not read in time. *_running*: what is being answered; with requests sent
    one upon another, that is an earlier one.

    *_in_turn*: whether the turn has a request of it; *_behind*: what came meanwhile; *_used*: when the last of the
    turn's requests was answered, by the loop's time. *_ends*: whether it does, behind that answer, as the server does.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._open = self._headed = False
        self._begun = self._length = 0
        self._chunks: list[bytes] = []  # of a body, from the current read
        self._late: TimerHandle | None = None
        self._untaken: TimerHandle | None = None
        self._running: RequestResponseCycle | None = None
        self._turn: Turn | None = self.app_state.get(TURN)
        self._in_turn = self._ends = False
        self._behind: list[bytes] = []
        self._used = 0.0
        self._extensions: dict[str, dict[object, object]] = {WHOLE: {"send": self._send}}

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_no_more()
        if self._running:  # the server alone tells the last request, and this one would go on sending
            self._running.disconnected = True
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_turn:  # a client that does not wait for answers
            self._behind.append(data)
            self.flow.pause_reading()
        elif self._turn is None or not self._is_free():
            self._receive(data)
        elif self._turn.take(self, data):
            self._note()
        else:
            begun = self._begun
            self._receive(data)
            if self._begun == begun + 1:
                self._learn(self._turn, data)

    def _receive(self, data: bytes) -> None:
        begun, was_open = self._begun, self._open
        super().data_received(data)
        self._hand_on()
        if not self._open:
            if was_open or self._begun > begun:
                self._expect_no_more()
            elif self._late is None:  # empty lines: the server waits for what follows, and forgets the time
                self._expect()
            return
        if self._begun == begun + (not was_open):
            self._length += len(data)
            self._check_length()
        if self._late is None:
            self._expect()

    def on_message_begin(self) -> None:
        self._expect_no_more()
        self._open, self._headed = True, False
        self._begun += 1
        self._length = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if not self.transport.is_closing() and self._check_head(
            len(self.url) + sum(map(len, chain.from_iterable(self.headers)))
        ):
            super().on_headers_complete()
            self._headed = True

    def on_message_complete(self) -> None:
        self._open = False
        if self._headed:
            self._hand_on()
            super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        if self._headed:
            self._chunks.append(body)

    def _hand_on(self) -> None:
        """What arrived at once is handed on at once: the server alone copies a body again for each of its chunks."""
        if self._chunks:
            super().on_body(b"".join(self._chunks))
            self._chunks.clear()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        cycle.scope["extensions"] = self._extensions
        super()._start_asgi_task(cycle, app)

    def _send(self, status: HTTPStatus, lines: Lines, body: bytes) -> bool:
        """Sends a whole response at once, where the server alone sends its head and its body, and looks at each line.

        Returns False when the client has not taken what was sent to it before.
        """
        cycle = self._running
        if cycle is None or cycle.response_started or cycle.flow.write_paused:
            return False
        if not cycle.disconnected:
            head = _first_lines(status, (*cycle.default_headers, *lines))
            if not cycle.keep_alive:
                head.append(b"connection: close\r\n")
            head += (b"\r\n", body)
            cycle.response_started = cycle.response_complete = True
            self.transport.write(b"".join(head))
            cycle.message_event.set()
            if not cycle.keep_alive:
                self.transport.close()
            cycle.on_response()
        return True

    # --- the turn -----------------------------------------------------------------------------------------------------

    def _is_free(self) -> bool:
        """Whether no request is arriving or being answered."""
        running = self._running
        return not (
            self._open
            or (running and not running.response_complete)
            or self.flow.write_paused
            or self.transport.is_closing()
        )

    def _learn(self, turn: Turn, data: bytes) -> None:
        """Lets the head be remembered of a request that came whole, and whose client stays."""
        if not self._open and self._headed and self.cycle.keep_alive and not self.transport.is_closing():
            turn.learn(data, self.cycle.body, self.cycle.scope)  # type: ignore[arg-type]  # the server's own type of it

    def _note(self) -> None:
        """Notes that the turn has a request of this connection."""
        self._in_turn = True
        if self._late:
            self._expect_no_more()

    def tell(self, status: HTTPStatus, rest: bytes) -> None:
        self._in_turn = False
        self._used = self.loop.time()
        self.server_state.total_requests += 1
        if not self.transport.is_closing():
            head = _first_lines(status, self.server_state.default_headers)
            head.append(b"connection: close\r\n" + rest if self._ends else rest)
            self.transport.write(b"".join(head))
            if self.timeout_keep_alive_task is None:
                self._keep_alive(self.timeout_keep_alive)
            self._go_on()

    def take_back(self, data: bytes) -> None:
        self._in_turn = False
        if not self.transport.is_closing():
            self._receive(data)
            self._go_on()

    def drop(self) -> None:
        self._in_turn = False
        self.transport.abort()

    def _go_on(self) -> None:
        """Goes on when the turn has no request of this connection any more."""
        if self._ends:
            super().shutdown()
        elif self._behind:
            behind, self._behind = self._behind, []
            self.flow.resume_reading()
            for data in behind:
                if not self.transport.is_closing():
                    self.data_received(data)

    def _keep_alive(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def timeout_keep_alive_handler(self) -> None:
        """Closes a connection that was not used for so long; the turn's requests only note when they were answered."""
        left = self._used + self.timeout_keep_alive - self.loop.time()
        if self._in_turn:
            self.timeout_keep_alive_task = None  # there is another one behind the answer
        elif left > 0:
            self._keep_alive(left)
        else:
            super().timeout_keep_alive_handler()

    def shutdown(self) -> None:
        if self._in_turn:
            self._ends = True
        else:
            super().shutdown()

    # --- what is not as usual -----------------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        super().pause_writing()
        self._untaken = self.loop.call_later(_settings().send_timeout, self.transport.abort)

    def resume_writing(self) -> None:
        if self._untaken:
            self._untaken.cancel()
            self._untaken = None
        super().resume_writing()

    def _unsupported_upgrade_warning(self) -> None:
        """Says nothing: a client may offer another protocol, and is answered in this one."""

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    # --- limits -------------------------------------------------------------------------------------------------------

    def _check_head(self, length: int) -> bool:
        """Whether a head may have so many bytes; one that has more is refused."""
        most = _settings().max_head_bytes
        if length > most:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"The head of a request has at most {most} bytes.")
        return length <= most

    def _check_length(self) -> None:
        """Refuses a request of which too much has arrived and that is still not whole."""
        if not self._headed:
            self._check_head(self._length)
            return
        # Chunks of a few bytes take many times their bytes, and as long; those of any client that is none take 1 %.
        most = _settings().max_head_bytes + 2 * _settings().max_body_bytes
        # Who is answered already reads it when all is sent: closed before, the answer would be lost.
        if self._length > most and not self.cycle.response_started:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request has at most {most} bytes, with its chunks.")

    def _expect(self) -> None:
        self._late = self.loop.call_later(_settings().receive_timeout, self._too_late)

    def _expect_no_more(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        if self._open:
            message = f"The request did not arrive within {_settings().receive_timeout:g} seconds."
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, message)
        elif self._running is None or self._running.response_complete:
            self.transport.close()

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        """Answers the request that is arriving, in place of the application, and closes the connection.

        What is being answered is answered first, and then nothing more: who gets it knows what was not.
        """
        if self.transport.is_closing():
            return
        arriving: RequestResponseCycle | None = self.cycle if self._headed else None
        running = self._running
        if (
            running is not None
            and not running.response_complete
            and (running is not arriving or running.response_started)
        ):
            running.keep_alive = False
            self.pipeline.clear()
            self.transport.pause_reading()
            return
        if arriving is None or not arriving.response_started:
            if arriving is not None:
                arriving.disconnected = True
                arriving.message_event.set()
            self.transport.write(_response(status, errors_body([Fault(message)], BadRequest.code)))
        self.transport.close()


def _first_lines(status: HTTPStatus, headers: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    head = [STATUS_LINE[status]]
    for name, value in headers:
        head += (name, b": ", value, b"\r\n")
    return head


def _response(status: HTTPStatus, body: bytes) -> bytes:
    lines = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "content-type: application/json; charset=utf-8",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "connection: close",
    )
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body
