"""Attacks that everybody knows: depth, width, doubling, size, broken bodies and heads, requests that never end."""

import gzip
from collections.abc import Sequence

import orjson
from graphql import (
    get_introspection_query,
)

from gql.settings import Settings
from tests.attacks.clients import (
    BAD,
    CLOSED,
    COMPLEX,
    GOOD,
    HEAD,
    IMPATIENT,
    INPUT,
    INVALID,
    LARGE,
    LATE,
    MEDIA,
    NOT_GOT,
    TYPENAME,
    UNKNOWN,
    UNRESOLVED,
    attack,
    chunks,
    get,
    given,
    http,
    persisted,
    post,
    registered,
)


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
