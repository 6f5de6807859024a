"""Attacks that look harmless: within every limit of their form, or short, and long to work on all the same."""

import string

import orjson

from tests.attacks.clients import (
    BAD,
    COMPLEX,
    GOOD,
    HEAD,
    INPUT,
    INVALID,
    LARGE,
    MEDIA,
    attack,
    chunks,
    get,
    given,
    http,
    post,
)
from tests.attacks.known import HELLO, LIMITS, TITLE, YEARS, aliased, doubled, of_films

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


HARMLESS = [
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
    attack("1,000 films seen until a minute, in 10,000 rows",
           given("query ($v: [Seen!]!) @viewer(seen: $v) { films(first: 100) { nodes { roles(first: 100) { nodes {"
                 " creditedAs character { fullName } } } } } }",
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
