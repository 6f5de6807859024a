"""Attacks and clients: what is sent, who sends it all at once, and another client that asks all the while."""

import hashlib
import itertools
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import orjson

from tests.serving import Server

ACCEPT = "application/graphql-response+json"
"""With this, a refusal has a status of its own."""

IMPATIENT = {"GQL_RECEIVE_TIMEOUT": "1"}
"""Settings of a server for requests that never end."""

MALFORMED = "Invalid HTTP request received."
"""What the server's log says of what is not HTTP."""

Answer = tuple[int, str]
"""A status and the code of all errors; empty without any. (0, "") is a connection that is closed without an answer."""

GOOD: Answer = (200, "")
COMPLEX: Answer = (400, "TOO_COMPLEX")
UNPARSED: Answer = (400, "GRAPHQL_PARSE_FAILED")
INVALID: Answer = (400, "GRAPHQL_VALIDATION_FAILED")
INPUT: Answer = (400, "BAD_USER_INPUT")
UNRESOLVED: Answer = (400, "OPERATION_RESOLUTION_FAILURE")
UNKNOWN: Answer = (400, "PERSISTED_QUERY_NOT_FOUND")
BAD: Answer = (400, "BAD_REQUEST")
NOT_GOT: Answer = (405, "OPERATION_RESOLUTION_FAILURE")
LATE: Answer = (408, "BAD_REQUEST")
LARGE: Answer = (413, "BAD_REQUEST")
MEDIA: Answer = (415, "BAD_REQUEST")
HEAD: Answer = (431, "BAD_REQUEST")
CLOSED: Answer = (0, "")


# --- requests ---------------------------------------------------------------------------------------------------------


def http(body: bytes, *headers: str, media: str = "application/json") -> bytes:
    """A POST of *body*."""
    lines = ["POST /graphql HTTP/1.1", "host: films.example", f"accept: {ACCEPT}"]
    lines += [f"content-type: {media}"] * bool(media) + [f"content-length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def post(query: object, **members: object) -> bytes:
    """A POST of a document and other members of a request."""
    return http(orjson.dumps({"query": query, **members}))


def get(target: str = "/graphql?query={__typename}", *headers: str) -> bytes:
    lines = [f"GET {target} HTTP/1.1", "host: films.example", f"accept: {ACCEPT}", *headers, "", ""]
    return "\r\n".join(lines).encode()


def given(query: str, value: bytes) -> bytes:
    """A POST of a document and the JSON of its variable `$v`, however wrong that is."""
    return http(b'{"query":' + orjson.dumps(query) + b',"variables":{"v":' + value + b"}}")


def chunks(body: bytes) -> bytes:
    """A POST of *body*, each byte a chunk."""
    head = http(b"", "transfer-encoding: chunked").replace(b"content-length: 0\r\n", b"")
    return head + b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"


def persisted(query: str | None, sha256: str) -> bytes:
    """A POST of a document with its hash, or of the hash alone."""
    return post(query, extensions={"persistedQuery": {"version": 1, "sha256Hash": sha256}})


def registered(query: str) -> bytes:
    return persisted(query, hashlib.sha256(query.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Attack:
    """*request*: the bytes of its request number n, which may be the same for all n."""

    name: str
    request: Callable[[int], bytes]
    answers: frozenset[Answer]
    times: int = 1  # for each connection, one after the other
    connections: int = 4
    settings: dict[str, str] = field(default_factory=dict)  # of the server

    def __str__(self) -> str:
        return self.name


def attack(name: str, request: bytes | Callable[[int], bytes], *answers: Answer, **how: Any) -> Attack:
    return Attack(name, request if callable(request) else lambda _: request, frozenset(answers), **how)


# --- clients ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float  # since the request began to be sent

    @cached_property
    def answer(self) -> Answer:
        """Raises AssertionError for what is no answer to a GraphQL request."""
        if not self.status:
            return CLOSED
        assert self.headers["content-type"].startswith("application/"), self
        response = orjson.loads(self.body)
        if self.status == 200:
            assert response.keys() == {"data"}, self
            return GOOD
        assert response.keys() == {"errors"}, self
        (code,) = {error["extensions"]["code"] for error in response["errors"] if error["message"]}
        return self.status, code


class Connection:
    """A connection that sends whatever it is told, opened when it is needed."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> Reply:
        since = time.perf_counter()
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=120)
        with suppress(OSError):  # it may be answered before all of it was sent
            self._socket.sendall(request)
        head, _, body = self._received(lambda got: b"\r\n\r\n" in got).partition(b"\r\n\r\n")
        if not head:
            self.close()
            return Reply(0, {}, b"", time.perf_counter() - since)
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        missing = int(headers.get("content-length", 0)) - len(body)
        body += self._received(lambda got: len(got) >= missing) if missing > 0 else b""
        if headers.get("connection") == "close":
            self.close()
        return Reply(int(status.split()[1]), headers, body, time.perf_counter() - since)

    def _received(self, enough: Callable[[bytearray], bool]) -> bytes:
        """What comes until it is *enough*, or the server ends it."""
        assert self._socket, "something was sent"
        got = bytearray()
        with suppress(ConnectionError):
            while not enough(got) and (more := self._socket.recv(1 << 20)):
                got += more
        return bytes(got)

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None


class Watcher(AbstractContextManager["Watcher"]):
    """Another client: asks *request* over a connection of its own, again and again, until it is left."""

    def __init__(self, address: tuple[str, int], request: bytes) -> None:
        self.replies: list[Reply] = []
        self._address = address
        self._request = request
        self._left = Event()
        self._thread = Thread(target=self._ask)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._thread.join()

    def _ask(self) -> None:
        with closing(Connection(self._address)) as connection:
            while not self._left.wait(0.002):
                self.replies.append(connection.ask(self._request))


TYPENAME = post("{ __typename }")
LOOK_UP = post('{ film(by: {id: "film.1"}) { id } }')

_NUMBERS = count(1)


def prepared(thrown: Attack, times: int = 1) -> list[list[bytes]]:
    """The requests of each connection of an attack that is thrown so many times."""
    numbers = (list(itertools.islice(_NUMBERS, times * thrown.times)) for _ in range(thrown.connections))
    return [[thrown.request(number) for number in each] for each in numbers]


def throw(address: tuple[str, int], requests: Sequence[Iterable[bytes]]) -> list[Reply]:
    """The answers to *requests*, of which each connection sends its own, all at once."""

    def send(each: Iterable[bytes]) -> list[Reply]:
        with closing(Connection(address)) as connection:
            return [connection.ask(request) for request in each]

    with ThreadPoolExecutor(len(requests)) as senders:
        return [reply for replies in senders.map(send, requests) for reply in replies]


def memory(server: Server, which: str = "VmRSS") -> int:
    """Megabytes of a server's memory, now or (VmHWM) at most so far. Linux alone tells."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{which}:")) // 1024
