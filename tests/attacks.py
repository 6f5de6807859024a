"""Attacks: requests that ask for too much, are broken, or never end; and the answers that are right.

    Attack     what is sent, as the bytes of HTTP, and which answers are right
    throw      many connections send it at once
    Watcher    another client, which asks something small all the while

`python -m tests.attacks` prints a table in Markdown of how long each attack takes and how long it makes others wait;
`python -m tests.attacks deep` prints those with "deep" in their names. Each attack gets a server of its own.
"""

import gzip
import hashlib
import itertools
import random
import socket
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

import orjson
from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    is_input_object_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
)

from gql import tables
from gql.database import SQLITE, SqliteFile
from gql.schema import VIEWER
from gql.settings import Settings
from tests.conftest import SEED, filled
from tests.rows import Row, put, row
from tests.serving import Server, serving, settings_free

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


# --- the database -----------------------------------------------------------------------------------------------------

FILMS, PEOPLE, ROLES = 1_500, 600, 40  # the last of each film
WORDS = ("night", "harbour", "glass", "long", "winter", "mercy", "paper", "silent", "river", "crown", "north", "last")


def world(path: Path) -> SqliteFile:
    """A database at *path*: the seed, and so many films of so few people that each leads to all others."""
    location = filled(path, SEED)
    connection = SQLITE.connect(path)
    put(connection, _rows(random.Random(1895)))
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()
    return location


def _rows(rng: random.Random) -> Iterator[Row]:
    ids = count(1_000_000)

    def words(number: int) -> str:
        return " ".join(rng.choices(WORDS, k=number))

    for number in range(100):
        name = words(2)
        yield row(tables.Company, id=100_000 + number, slug=f"company-{number}", name=name.title(), name_key=name)
    for number in range(PEOPLE):
        name = words(2)
        yield row(tables.Person, id=200_000 + number, slug=f"person-{number}", name=name.title(), name_key=name)
    for number in range(1, FILMS + 1):
        title, year = words(3), 1950 + number % 70
        yield row(tables.Film, id=number, slug=f"film-{number}", title=title.title(), title_key=title, year=year,
                  released=f"{year}-0{number % 9 + 1}", runtime=60 + number % 100, summary=words(150))  # fmt: skip
        yield row(tables.Twist, id=300_000 + number, film_id=number, key="end", kind="FATE", level="MAJOR",
                  minute=50, revealed_as=words(10))  # fmt: skip
        name = words(2)
        yield row(tables.Character, id=400_000 + number, slug=f"character-{number}", name=name.title(), name_key=name,
                  full_name=words(3).title(), full_name_twist_id=300_000 + number, introduced_as=words(10))  # fmt: skip
    for number in range(1, FILMS + 1):
        for place in range(1, ROLES + 1):
            sealed = {"credited_as": words(2), "credited_as_twist_id": 300_000 + number} if place % 3 == 0 else {}
            yield row(tables.Role, id=next(ids), film_id=number, person_id=200_000 + rng.randrange(PEOPLE),
                      character_id=400_001 + rng.randrange(FILMS), billing=place, position=place, **sealed)  # fmt: skip
        for place in range(1, 6):
            yield row(tables.Review, id=next(ids), film_id=number, publication_id=100_000 + rng.randrange(100),
                      critic_id=200_000 + rng.randrange(PEOPLE), verdict="MIXED", quote=words(30),
                      written=f"2019-01-0{place}", text_twist_id=300_000 + number if place > 3 else None)  # fmt: skip
        for place in (1, 2):
            yield row(tables.FilmLabel, id=next(ids), film_id=number, kind="GENRE", position=place, text=words(1))
            yield row(tables.Figure, id=next(ids), film_id=number, metric="GROSS", territory="WORLD",
                      amount=number * 1_000 + place, currency="USD", derived=False)  # fmt: skip
            yield row(tables.Passage, id=next(ids), film_id=number, topic="PLOT", position=place, text=words(100))


# --- what is sent -----------------------------------------------------------------------------------------------------


def walk(levels: int, arguments: str = "") -> str:
    """From films to their roles, to these roles' films, and so on."""
    return "{ films { nodes { " + f"roles{arguments} {{ nodes {{ film {{ " * levels + "id" + " }" * (3 * levels + 3)


def hundreds(last: int) -> str:
    """Two lists of a hundred, and one of *last* in each of ten thousand rows."""
    inner = f"roles(first: {last}) {{ nodes {{ id }} }}"
    return f"{{ films(first: 100) {{ nodes {{ roles(first: 100) {{ nodes {{ film {{ {inner} }} }} }} }} }} }}"


def aliased(number: int, field: str, prefix: str = "a") -> str:
    """A field so many times, each by a name of its own."""
    return " ".join(f"{prefix}{place}: {field}" for place in range(number))


def of_films(fields: str, arguments: str = "(first: 1)") -> str:
    return f"films{arguments} {{ nodes {{ {fields} }} }}"


def doubled(selection: str, levels: int = 20) -> str:
    """Fragments on films, each of which spreads the next one twice: where *selection* has a star."""
    fragments = "".join(
        f"fragment F{place} on Film {{ {selection.replace('*', f'...F{place + 1}')} }} " for place in range(levels)
    )
    return f"{{ {of_films('...F0')} }} {fragments} fragment F{levels} on Film {{ id }}"


def filtered(value: str) -> str:
    return f"{{ films(where: {value}) {{ totalCount }} }}"


def nested(begin: str, inner: str, end: str, levels: int = 2_000) -> str:
    return begin * levels + inner + end * levels


def inline(levels: int) -> str:
    """A field inside so many inline fragments."""
    return nested("{ ... ", "{ __typename }", " }", levels)


def seen(number: int) -> bytes:
    """The JSON of so many films."""
    return orjson.dumps([{"film": f"film.{place}"} for place in range(1, number + 1)])


def large(number: int) -> str:
    """A valid document with almost as many tokens as are allowed, another one for each *number*."""
    most = (LIMITS.max_tokens - 200) // 3
    fields = [aliased(min(440, most - begin), "id", f"a{number}_") for begin in range(0, most, 440)]
    return f"{{ {' '.join(f'b{place}: {of_films(each)}' for place, each in enumerate(fields))} }}"


def one_of_many(number: int) -> str:
    """A document of 5 KB for each *number*, all different."""
    return f"# {number} {'x' * 5_000}\n{{ {of_films('id title')} }}"


LIMITS = Settings()

YEARS = "query ($v: [Int!]) { films(where: {year: {in: $v}}) { totalCount } }"
YEAR = "query ($v: Int) { films(where: {year: {eq: $v}}) { totalCount } }"
TITLE = "query ($v: String) { films(where: {title: {eq: $v}}) { totalCount } }"
WHERE = "query ($v: FilmWhere) { films(where: $v) { totalCount } }"
SEEN = "query ($v: [Seen!]!) @viewer(seen: $v) { films { totalCount } }"
UNUSED = "{ __typename __schema { queryType { name } } }"

WIDE = "roles(first: 100) { nodes { id person { name } } } reviews(first: 100) { nodes { id verdict } }"
LOOK = 'film(by: {id: "film.1"})'
TEN_MEGABYTES = "x" * 10_000_000
FITTING = "x" * 990_000  # in a body

WALKS = [
    attack("films > roles > film, ten deep", post(walk(10)), COMPLEX),
    attack("films > roles > film, six deep", post(walk(6)), COMPLEX),
    attack("films > roles > film, six deep, one of each", post(walk(6, "(first: 1)")), GOOD),
    attack("100 films > 100 roles > film > 100 roles", post(hundreds(100)), COMPLEX),
    attack("100 films > 100 roles > film > 2 roles, which is allowed", post(hundreds(2)), GOOD),
]

DOCUMENTS = [
    attack("100,000 tokens", post(f"{{ {'a ' * 99_998} }}"), COMPLEX),
    attack("10,000 directives", post(f"{{ a {'@include(if: true) ' * 10_000} }}"), COMPLEX),
    attack("1,000 directives at one place", post(f"{{ a {'@include(if: true) ' * 1_000} }}"), COMPLEX),
    attack("10 directives at each of 100 places", post(f"{{ {aliased(100, 'a ' + '@a ' * 10)} }}"), INVALID),
    attack("2 directives at each of 500 places",
           post(f"{{ {of_films('id @include(if: true) @skip(if: false) ' * 500)} }}"), COMPLEX),
    attack("2 directives at each of 250 places",
           post(f"{{ {of_films(aliased(250, 'id @include(if: true) @skip(if: false)'))} }}"), GOOD),
    attack("2^20 fields: fragments below fields",
           post(doubled("a: credits { film { * } } b: credits { film { * } }")), COMPLEX),
    attack("2^20 fields: fragments side by side", post(doubled("* *")), COMPLEX),
    attack("10,000 aliases", post(f"{{ {aliased(10_000, '__typename')} }}"), COMPLEX),
    attack("3,000 aliases", post(f"{{ {aliased(3_000, '__typename')} }}"), COMPLEX),
    attack("1,000 look-ups by id", post(f"{{ {aliased(1_000, f'{LOOK} {{ id }}')} }}"), COMPLEX),
    attack("100 look-ups by id", post(f"{{ {aliased(100, f'{LOOK} {{ id }}')} }}"), GOOD),
    attack("100 look-ups, each with lists of lists",
           post(f"{{ {aliased(100, f'{LOOK} {{ roles(first: 100) {{ nodes {{ film {{ {WIDE} }} }} }} }}')} }}"),
           COMPLEX),
    attack("a field 690 times", post(f"{{ {of_films('id ' * 690)} }}"), COMPLEX),
    attack("a field 490 times", lambda number: post(f"{{ {of_films(f'a{number}: id ' * 490)} }}"), GOOD, COMPLEX),
    attack("a field 490 times in each of 9 lists",
           lambda number: post(f"{{ {aliased(9, of_films('id ' * 490), f'a{number}_')} }}"), GOOD, COMPLEX),
    attack("100 inline fragments in each other", post(inline(100)), GOOD),
    attack("2,000 inline fragments in each other", post(inline(2_000)), COMPLEX),
    attack("a fragment that spreads itself", post("{ ...F } fragment F on Query { ...F }"), INVALID),
    attack("fragments that spread each other",
           post("{ ...F } fragment F on Query { films { ...G } } fragment G on FilmConnection { nodes { ...H } }"
                " fragment H on Film { roles { nodes { film { ...H } } } }"), INVALID),
    attack("1,000 fragments, all spread at once",
           post(f"{{ {' '.join(f'...F{n}' for n in range(1_000))} }}"
                + "".join(f"fragment F{n} on Query {{ __typename }} " for n in range(1_000))), COMPLEX),
    attack("480 fragments, all spread at once",
           post(f"{{ {of_films(' '.join(f'...F{n}' for n in range(480)))} }}"
                + "".join(f"fragment F{n} on Film {{ id }} " for n in range(480))), GOOD, COMPLEX),
    attack("300 operations that share 100 fragments",
           post("".join(f"query Q{n}($v: ID!) {{ ...F0 }} " for n in range(300))
                + "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(100))
                + "fragment F100 on Query { node(id: $v) { id } }", operationName="Q1"), GOOD, INPUT, COMPLEX),
    attack("as many tokens as are allowed, always others", lambda number: post(large(number)), GOOD, connections=8),
    attack("__schema > types > fields > type > fields, eight deep",
           post(f"{{ __schema {{ types {nested('{ fields { type ', '{ name }', ' } }', 8)} }} }}"), INVALID),
    attack("the introspection query of playgrounds", post(get_introspection_query()), GOOD),
    attack("100,000 films seen, in the document",
           post(f"query @viewer(seen: [{'{film:1}' * 100_000}]) {{ __typename }}"), COMPLEX),
    attack("1,001 films seen, in the document",
           post(f"query @viewer(seen: [{'{film: 1} ' * 1_001}]) {{ __typename }}"), INPUT, COMPLEX),
    attack("10,000 conditions, in the document", post(filtered(f"{{or: [{'{year: {eq: 1}} ' * 10_000}]}}")), COMPLEX),
    attack("1,000 conditions, in the document", post(filtered(f"{{or: [{'{year: {eq: 1}} ' * 1_000}]}}")), COMPLEX),
    attack("2,000 arrays in each other, in the document", post(filtered(nested("[", "", "]"))), COMPLEX),
    attack("2,000 objects in each other, in the document", post(filtered(nested("{not: ", "{}", "}"))), COMPLEX),
    attack("an Int of 5,000 digits, in the document", post(filtered(f"{{year: {{eq: {'9' * 5_000}}}}}")), INVALID),
    attack("an ID of 5,000 digits, in the document", post(f"{{ film(by: {{id: {'9' * 5_000}}}) {{ id }} }}"), GOOD),
    attack("an unknown operation", post("query A { __typename }", operationName="B"), UNRESOLVED),
    attack("several operations, none of them named",
           post(" ".join(f"query Q{n} {{ __typename }}" for n in range(1_000))), UNRESOLVED),
    attack("a mutation", post("mutation { a }"), UNRESOLVED),
    attack("a mutation by GET", get("/graphql?query=mutation{a}"), NOT_GOT),
    attack("a subscription by GET", get("/graphql?query=subscription{a}"), NOT_GOT),
]  # fmt: skip

VARIABLES = [
    attack("1,001 films seen", given(SEEN, seen(1_001)), INPUT),
    attack("40,000 films seen, which fit into a body", given(SEEN, seen(40_000)), INPUT),
    attack("100,000 films seen", given(SEEN, seen(100_000)), LARGE),
    attack("20,001 values", given(YEARS, orjson.dumps([1] * 20_000)), COMPLEX),
    attack("490,000 values", given(YEARS, orjson.dumps([1] * 490_000)), COMPLEX),
    attack("490,000 values of a variable that is not declared", given("{ __typename }", orjson.dumps([1] * 490_000)),
           GOOD, COMPLEX),
    attack("10,000 conditions", given(WHERE, orjson.dumps({"or": [{"year": {"eq": 1}}] * 10_000})), COMPLEX),
    attack("5,000 conditions", given(WHERE, orjson.dumps({"or": [{"year": {"eq": 1}}] * 5_000})), COMPLEX),
    attack("2,000 arrays in each other", given(WHERE, nested("[", "", "]").encode()), BAD),
    attack("2,000 objects in each other", given(WHERE, nested('{"not":', "{}", "}").encode()), BAD),
    attack("900 arrays in each other", given(WHERE, nested("[", "", "]", 900).encode()), INPUT),
    attack("900 objects in each other", given(WHERE, nested('{"not":', "{}", "}", 900).encode()), INPUT),
    attack("900 arrays in a variable that is not declared", given(UNUSED, nested("[", "", "]", 900).encode()),
           GOOD, BAD, INPUT),
    attack("an Int of 5,000 digits", given(YEAR, b"9" * 5_000), BAD),
    attack("an ID of 5,000 digits", given("query ($v: ID!) { node(id: $v) { id } }", b"9" * 5_000), BAD),
    attack("a text that fills the body", given(TITLE, orjson.dumps(FITTING)), INPUT),
    attack("a text that fills the body, in the document", post(filtered(f'{{title: {{eq: "{FITTING}"}}}}')),
           GOOD, COMPLEX),
    attack("a text of 10 MB", given(TITLE, orjson.dumps(TEN_MEGABYTES)), LARGE),
    attack("a text of 10 MB, in the document", post(filtered(f'{{title: {{eq: "{TEN_MEGABYTES}"}}}}')), LARGE),
]  # fmt: skip

HELLO = orjson.dumps({"query": "{ __typename }"})
FORM = b"query=%7B__typename%7D"
PARTS = b'--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{ __typename }\r\n--x--\r\n'

NO_OBJECTS: Sequence[object] = (1, True, "{}", [], [{}])
NO_STRINGS: Sequence[object] = (1, True, [], ["{ a }"], {})
NO_MEMBERS = {
    "query": NO_STRINGS,
    "variables": NO_OBJECTS,
    "operationName": NO_STRINGS,
    "extensions": NO_OBJECTS,
    "documentId": NO_STRINGS,
}
NO_HASHES: Sequence[object] = (
    1, "x", [], {}, {"version": 1}, {"sha256Hash": "x"}, {"version": 2, "sha256Hash": "x"},
    {"version": "1", "sha256Hash": "x"}, {"version": 1, "sha256Hash": 1}, {"version": 1, "sha256Hash": ""},
)  # fmt: skip

BODIES = [
    attack("no UTF-8", http(b'{"query":"{ a\xff }"}'), BAD),
    attack("no body", http(b""), BAD),
    attack("the body null", http(b"null"), BAD),
    attack('the body "x"', http(b'"x"'), BAD),
    attack("the body 1", http(b"1"), BAD),
    attack("the body []", http(b"[]"), BAD),
    attack("the body {}", http(b"{}"), BAD),
    attack("the body a megabyte of [", http(b"[" * 1_000_000), BAD),
    attack("a gzip body", http(gzip.compress(HELLO), "content-encoding: gzip"), MEDIA),
    attack("a gzip bomb of 100 MB", http(gzip.compress(bytes(100_000_000)), "content-encoding: gzip"), MEDIA),
    attack("a form", http(FORM, "origin: https://evil.example", media="application/x-www-form-urlencoded"), MEDIA),
    attack("a form in parts", http(PARTS, "origin: https://evil.example", media="multipart/form-data; boundary=x"),
           MEDIA),
    attack("a form of plain text", http(HELLO, "origin: https://evil.example", media="text/plain"), MEDIA),
    attack("a body without a type", http(HELLO, "origin: https://evil.example", media=""), MEDIA),
    *(
        attack(f"{member}: {value!r}"[:60], http(orjson.dumps({"query": "{ __typename }", **{member: value}})), BAD)
        for member, wrong in NO_MEMBERS.items()
        for value in wrong
    ),
    *(
        attack(f"persistedQuery: {value!r}"[:60], post(None, extensions={"persistedQuery": value}), BAD)
        for value in NO_HASHES
    ),
    attack("a document with another one's hash", persisted("{ __typename }", "0" * 64), BAD),
    attack("a hash that is not known", persisted(None, "0" * 64), UNKNOWN),
    attack("a hash of a megabyte", persisted(None, FITTING), UNKNOWN),
]  # fmt: skip

HEADS = [
    attack("1,000 headers", get("/graphql?query={__typename}", *(f"a{n}: b" for n in range(1_000))), GOOD, HEAD),
    attack("1,000 times a header", get("/graphql?query={__typename}", *["a: b"] * 1_000), HEAD),
    attack("100,000 headers", get("/graphql?query={__typename}", *(f"a{n}: b" for n in range(100_000))), HEAD),
    attack("a header of 1 MB", get("/graphql?query={__typename}", "a: " + "b" * 1_000_000), HEAD),
    attack("a URL of 2 MB", get("/graphql?query=" + "a" * 2_000_000), HEAD),
    attack("a TLS handshake", b"\x16\x03\x01\x00\xc4\x01\x00\x00\xc0\x03\x03" + b"\x00" * 189, BAD),
    attack("a length and chunks", b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n"
           b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n", BAD),
    attack("a body in chunks of one byte", chunks(HELLO + b" " * 100_000), GOOD),
]  # fmt: skip

REGISTERED = attack(
    "1,000 documents with their hashes", lambda number: registered(one_of_many(number)), GOOD, times=250
)

ENDLESS = [
    attack("half a head", TYPENAME[:50], LATE, settings=IMPATIENT),
    attack("half a body", TYPENAME[:-5], LATE, settings=IMPATIENT),
    attack("200 halves of a head", TYPENAME[:50], LATE, connections=200, settings=IMPATIENT),
    attack("200 halves of a body", TYPENAME[:-5], LATE, connections=200, settings=IMPATIENT),
    attack("200 connections that say nothing", b"", CLOSED, connections=200, settings=IMPATIENT),
]

ATTACKS = [*WALKS, *DOCUMENTS, *VARIABLES, *BODIES, *HEADS]


# --- wrong values -----------------------------------------------------------------------------------------------------

WRONG: Mapping[str, Sequence[object]] = {
    "Boolean": ["true", 1, []],
    "ID": [1.5, True, []],
    "Int": [1.5, "1", True, 2**31, 2.0**64],
    "PartialDate": ["yesterday", "2018-02-30", "", 2018],
    "String": [1, 1.5, True],
}
"""Values that a scalar is not; what is wrong for every type is not among them."""


def wrong_values(schema: GraphQLSchema) -> dict[str, list[bytes]]:
    """Requests with a variable of a wrong value, by the name of its type: each type that *schema* takes."""
    found: dict[str, list[bytes]] = {}
    for type_, written in _places(schema):
        named = get_named_type(type_)
        values = [{"nope": 1}, *WRONG.get(named.name, [1, True, "NOPE"])]
        if is_input_object_type(named) and named.is_one_of:
            values.append({})
        if is_non_null_type(type_):
            values.append(None)
        document = f"query ($v: {type_}) {written.replace('*', '$v')}"
        found.setdefault(named.name, [given(document, orjson.dumps(value)) for value in values])
    return found


Place = tuple[GraphQLInputType, str]
"""A type, and a selection with a star where a value of this type stands."""


def _places(schema: GraphQLSchema) -> Iterator[Place]:
    """Where values stand: in the arguments of all fields that can be reached without one, the nearest ones first."""
    for directive in schema.directives:
        for name, argument in directive.args.items() if directive.name == VIEWER else ():
            yield from _inside(argument.type, f"@viewer({name}: *) {{ __typename }}")
    assert schema.query_type, "whatever is asked is asked of it"
    reached = {schema.query_type: "{ * }"}
    rest = [schema.query_type]
    for object_ in rest:
        for name, asked in object_.fields.items():
            type_ = get_named_type(asked.type)
            inner = " { * }" if is_composite_type(type_) else ""
            for key, argument in asked.args.items():
                text = f"{name}({key}: *){inner.replace('*', '__typename')}"
                yield from _inside(argument.type, reached[object_].replace("*", text))
            if is_object_type(type_) and not any(map(is_required_argument, asked.args.values())):
                if type_ not in reached:
                    rest.append(type_)
                reached.setdefault(type_, reached[object_].replace("*", name + inner))


def _inside(type_: GraphQLInputType, written: str, levels: int = 3) -> Iterator[Place]:
    """A place, and those in the objects that may stand there."""
    yield type_, written
    named = get_named_type(type_)
    fields = named.fields if is_input_object_type(named) and levels else {}
    for name, inner in fields.items():
        if not any(is_required_input_field(other) for other in fields.values() if other is not inner):
            yield from _inside(inner.type, written.replace("*", f"{{{name}: *}}"), levels - 1)


# --- attacks that look harmless ---------------------------------------------------------------------------------------

LONG = LIMITS.max_document_length - 2_000
LINES = "\n" * LONG
FRAGMENT = f"fragment F on Film {{ {aliased(48, 'id', 'f')} }}"
LOOK_UPS = aliased(95, "film(by: {id: 1}) { ...F }")
TINY = " ".join(f"{letter}: id" for letter in string.ascii_letters[:36])
NAMES = aliased(400, "fields { name }")
SUMMARIES = aliased(480, "summary")
UNTIL = orjson.dumps([{"film": f"film.{place}", "until": 40} for place in range(1, 1_001)])
LIGATURES = orjson.dumps("\ufdfa" * 160_000)  # each is 18 letters when it is compared
TEXTS = orjson.dumps([f"title {number}" for number in range(19_000)])
IDS = orjson.dumps([f"film.{number}" for number in range(19_000)])


def fields(number: int) -> str:
    """A document as large as is allowed and without a statement, another one for each *number*."""
    typenames = aliased(390, "__typename")
    return f"{{ {aliased(4, f'__schema {{ {typenames} }}', f'b{number}_')} }}"


def shaped(number: int) -> bytes:
    """A document that is always the same, with variables of another shape for each *number*."""
    names = [f"v{place}" for place in range(20)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    skipped = " ".join(f"{name}: id @skip(if: ${name})" for name in names)
    document = f"query ({declared}) {{ {LOOK_UPS} }} fragment F on Film {{ {skipped} }}"
    return post(document, variables={name: bool(number >> place & 1) for place, name in enumerate(names)})


def everywhere(condition: str, variable: str) -> str:
    """A condition on the films of 95 lists."""
    lists = aliased(95, f"films(where: {condition}) {{ totalCount }}")
    return f"query ($v: {variable}) {{ {lists} }}"


WORSE = [
    attack("a document of empty lines, then 60 faults", post(f"{LINES} {{ {of_films(aliased(60, 'nope'))} }}"),
           INVALID),
    attack("a document of empty lines, and 60 wrong values", post(LINES + YEARS, variables={"v": ["x"] * 60}),
           INPUT),
    attack("60 faults of an operation with a very long name",
           lambda number: post(f"query {'N' * LONG}{number} ({' '.join(f'$v{n}: Int' for n in range(60))})"
                               " { __typename }"), INVALID),
    attack("4,000 characters, 4,600 fields", lambda number: post(
           f"{{ {aliased(95, 'film(by: {id: 1}) { ...F }', f'a{number}_')} }} {FRAGMENT}"), GOOD, COMPLEX),
    attack("700 characters, 4,300 fields", lambda number: post(
           f"{{ {aliased(12, 'film(by: {id: 1}) { ...F }', f'a{number}_')} }}"
           f" fragment F on Film {{ {aliased(10, 'credits { ...G }')} }} fragment G on Credit {{ {TINY} }}"),
           GOOD, COMPLEX),
    attack("600 characters, 2^10 fields",
           lambda number: post(doubled(f"a{number}: credits {{ film {{ * }} }} b: credits {{ film {{ * }} }}", 9)),
           GOOD, COMPLEX),
    attack("4,600 fields, always of another shape", shaped, GOOD, COMPLEX),
    attack("99 look-ups of any type", lambda number: post(
           f"{{ {aliased(99, 'node(id: 1) { ...F }', f'a{number}_')} }} fragment F on Node {{"
           " ... on Film { title roles { nodes { id } } } ... on Person { name roles { nodes { id } } }"
           " ... on Character { name roles { nodes { id } } } ... on Review { film { id } } }"), GOOD, COMPLEX),
    attack("99 times all types and their fields", lambda number: post(
           f"{{ {aliased(99, '__schema { types { fields { type { name } args { name } } } }', f'a{number}_')} }}"),
           GOOD, COMPLEX),
    attack("800 times all fields", lambda number: post(
           f"{{ {aliased(2, f'__schema {{ types {{ {NAMES} }} }}', f'a{number}_')} }}"), GOOD, COMPLEX),
    attack("a quote in the content type", http(HELLO, media=f'application/json; a="{";" * 50_000}'), GOOD, MEDIA, HEAD),
    attack("6,000 media types", http(HELLO, "accept: " + ", a/b;q=0.1" * 5_500), GOOD, HEAD, (406, "BAD_REQUEST")),
    attack("15,000 parameters of a URL", get("/graphql?query={__typename}" + "&a=b" * 15_000), BAD),
    attack("a body of 900,000 chunks", chunks(b" " * 900_000), LARGE),
    attack("900 KB of lists that are not declared", given("{ __typename }", b"[" + b"[]," * 330_000 + b"1]"),
           GOOD, COMPLEX),
    attack("160,000 ligatures", given(TITLE, LIGATURES), INPUT),
    attack("19,000 texts in 95 lists", given(everywhere("{title: {in: $v}}", "[String!]"), TEXTS), GOOD, COMPLEX),
    attack("19,000 ids in 95 lists", given(everywhere("{ids: $v}", "[ID!]"), IDS), GOOD, COMPLEX),
    attack("a cursor of 800 KB in 95 lists",
           given(f"query ($v: String) {{ {aliased(95, 'films(after: $v) { totalCount }')} }}",
                 orjson.dumps(b'["TITLE_ASC","%b",1]'.replace(b"%b", b"x" * 400_000).hex())), GOOD, INPUT, COMPLEX),
    attack("30 filters from films to roles to people and back",
           post("{ " + aliased(30, "films(where: {role: {person: {not: {role: {film: {title: {contains: \"a\"}}}}}}})"
                                   " { totalCount }") + " }"), GOOD, COMPLEX),
    attack("1,000 films seen until a minute, in 20,000 rows",
           given("query ($v: [Seen!]!) @viewer(seen: $v) { films(first: 100) { nodes { roles(first: 100) { nodes {"
                 " creditedAs character { fullName } film { roles(first: 5) { nodes { creditedAs } } } } } } } }",
                 UNTIL), GOOD, COMPLEX),
    attack("100 rows of 480 summaries", post(f"{{ {of_films(SUMMARIES, '(first: 100)')} }}"), GOOD, COMPLEX),
    attack("4,000 rows of 480 summaries",
           post(f"{{ {of_films(f'roles(first: 100) {{ nodes {{ film {{ {SUMMARIES} }} }} }}', '(first: 100)')} }}"),
           GOOD, COMPLEX),
    attack("large documents that ask nothing of the database", lambda number: post(fields(number)), GOOD, COMPLEX,
           times=10),
    attack("a comment as long as a document may be",
           lambda number: post(f"# {number} {'x' * LONG}\n{{ __typename }}"), GOOD, COMPLEX, times=20),
    attack("another protocol is asked for", get("/graphql?query={__typename}", "connection: upgrade",
           "upgrade: websocket"), GOOD),
]  # fmt: skip
"""What is no test: some of these take a server's seconds or its memory."""


# --- the table --------------------------------------------------------------------------------------------------------


def memory(server: Server, which: str = "VmRSS") -> int:
    """Megabytes of a server's memory, now or (VmHWM) at most so far. Linux alone tells."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{which}:")) // 1024


HEADINGS = (
    "attack", "status", "code", "answer alone, ms", "slowest answer", "another client waits", "during the attack",
    "for a look-up", "memory before, MB", "at most", "after",
)  # fmt: skip


def measured(database: SqliteFile, thrown: Attack, rounds: int) -> list[object]:
    """A line of the table: the attack on a server of its own, *rounds* times by each connection."""
    alone, requests = prepared(thrown)[0][:1], prepared(thrown, rounds)
    line: list[object] = []
    with suppress(AssertionError):
        with serving(settings_free() | thrown.settings, "--database", str(database), but=MALFORMED) as server:
            with Watcher(server.address, TYPENAME) as watcher, Watcher(server.address, LOOK_UP) as looker:
                for _ in range(100):
                    if min(len(watcher.replies), len(looker.replies)) >= 50:
                        break
                    time.sleep(0.1)
                before, began, looked = memory(server), len(watcher.replies), len(looker.replies)
                first = throw(server.address, [alone])
                replies = throw(server.address, requests)
            told = sorted({reply.answer for reply in replies})
            seconds = [
                first[0].seconds,
                max(reply.seconds for reply in replies),
                median(reply.seconds for reply in watcher.replies[:began]),
                max(reply.seconds for reply in watcher.replies[began - 1 :]),
                max(reply.seconds for reply in looker.replies[looked - 1 :]),
            ]
            line += [
                thrown.name + ": wrong" * (not thrown.answers.issuperset(told)),
                ", ".join(sorted({str(status) for status, _ in told})),
                ", ".join(sorted({code for _, code in told if code})),
                *(round(each * 1_000, 1) for each in seconds),
                before,
                memory(server, "VmHWM"),
                memory(server),
            ]
        return line
    return [f"{line[0] if line else thrown.name}: the log complains", *line[1:]]


def main(*parts: str) -> None:
    """Prints the table of all attacks with one of *parts* in their names."""

    def say(cells: Sequence[object]) -> None:
        sys.stdout.write(f"| {' | '.join(map(str, cells))} |\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        database = world(Path(folder) / "films.db")
        say(HEADINGS)
        say(["---"] * len(HEADINGS))
        for thrown in (*ATTACKS, REGISTERED, *ENDLESS, *WORSE):
            if any(part in thrown.name for part in parts or ("",)):
                say(measured(database, thrown, 1 if thrown.settings or thrown.times > 1 else 5))


if __name__ == "__main__":
    main(*sys.argv[1:])
