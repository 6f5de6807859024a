"""Growth: requests on a small database and on a large one, a page far in beside the first one, and the memory taken."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import orjson

from bench import clients
from bench.markdown import row, table
from bench.measuring import Measured, check, count, measure, megabytes, requests, stored_queries, surroundings
from bench.queries import VARIANTS as USUAL
from bench.queries import Query
from bench.servers import LIMIT, OURS, Pair, Server, serving
from gql.database import SQLITE

NAMES = ("Q1", "Q2", "Q3")

VARIANTS = (USUAL, 10_000)
"""So many different variables: as many as elsewhere, and so many that hardly any page is in a processor's caches."""

SIZE, FAR = 20, 10_000
"""Items of a page, and the page that is far in, or the last one."""

ORDERS = {"TITLE_ASC": "title_key, id", "RUNTIME_DESC": "runtime DESC, id DESC"}
"""Orders of films, and the same in SQL. Dozens of films have the same title, and thousands the same runtime."""

PAGE = f"""query Page($order: [FilmOrder!], $after: String) {{
  films(first: {SIZE}, after: $after, orderBy: $order) {{ nodes {{ slug title }} pageInfo {{ endCursor }} }} }}"""

CURSOR = """query Cursor($order: [FilmOrder!], $slug: String!) {
  films(first: 1, where: {slug: {eq: $slug}}, orderBy: $order) { edges { cursor } } }"""

MEMORY = ("RssAnon", "RssFile", "VmHWM")

Memory = list[tuple[str, list[int]]]
"""When, and the megabytes of each kind then."""


def growth(
    small: Path, large: Path, seconds: float, rounds: int, pairs: tuple[Pair, Pair] = ((LIMIT, OURS), (LIMIT, OURS))
) -> None:
    """*pairs*: who is asked on the small database, and on the large one."""
    places = list(zip((small, large), pairs, strict=True))
    asked = [{number: _queries(path, number) for number in VARIANTS} for path, _ in places]
    for (path, pair), queries in zip(places, asked, strict=True):
        _warm(path)
        check(path, [(each, query.name, requests(each, query)) for each in pair for query in queries[max(VARIANTS)]])
    keys = [(number, who, name) for number in VARIANTS for who in range(2) for name in NAMES]
    found = {key: (Measured(), Measured()) for key in keys}
    for _ in range(rounds):
        for who in range(2):
            with ExitStack() as stack:
                servers = [stack.enter_context(serving(pair[who], path)) for path, pair in places]
                for number, place in product(VARIANTS, range(len(NAMES))):
                    for where, (server, (_, pair)) in enumerate(zip(servers, places, strict=True)):
                        query = asked[where][number][place]
                        each = requests(pair[who], query)
                        clients.answers(server.port, each)  # a page that a process has not seen yet costs it 0.1 ms
                        measure(server, each, query.connections, seconds, found[number, who, query.name][where])
    print(f"{surroundings(small)} Large: {megabytes(large)} MB, {count(large, 'film'):,} films.\n")
    print("Milliseconds of a processor for one request, small and large; how many times as much:\n")
    table(NAMES)
    for number in VARIANTS:
        for who, system in enumerate(pairs[0]):
            both = [[best.cpu * 1000 for best in found[number, who, name]] for name in NAMES]
            said = (f"{less:.3g}, {more:.3g} ({more / less:.2f})" for less, more in both)
            row([f"{system.name}, {number:,} different", *said])
    with serving(pairs[1][1], large) as server:
        memory = _memory(server, asked[1][max(VARIANTS)], seconds)
        pages = _pages(server, large, seconds, rounds)
    far = min(FAR, count(large, "film") // SIZE)
    print(f"\nFilms of the large database by {SIZE}, milliseconds of a processor for one page:\n")
    table(["page 1", "page 2", f"page {far:,}", "times page 2"])
    for order, bests in pages.items():
        costs = [best.cpu * 1000 for best in bests]
        row([order, *(f"{cost:.3g}" for cost in costs), f"{costs[2] / costs[1]:.2f}"])
    print("\nMegabytes of the server's memory with the large database, of which the file's pages are RssFile:\n")
    table(MEMORY)
    for when, kinds in memory:
        row([when, *(f"{kind:,}" for kind in kinds)])


def _queries(path: Path, variants: int) -> list[Query]:
    return [each for each in stored_queries(path, variants) if each.name in NAMES]


def _warm(path: Path) -> None:
    """Reads the whole file once, so that the system has it in memory."""
    with path.open("rb") as file:
        while file.read(2**24):
            pass


def _memory(server: Server, queries: list[Query], seconds: float) -> Memory:
    found = [("started", [server.memory(kind) for kind in MEMORY])]
    answered = 0
    for _ in range(3):
        for query in queries:
            answered += len(clients.ask(server.port, requests(OURS, query), query.connections, seconds))
        found.append((f"{answered:,} answers later", [server.memory(kind) for kind in MEMORY]))
    return found


def _pages(server: Server, database: Path, seconds: float, rounds: int) -> dict[str, list[Measured]]:
    """Of each order, the first page, the second, which is the first behind a cursor, and the far one."""
    found = {order: [Measured() for _ in range(3)] for order in ORDERS}
    bodies = {order: _bodies(server, database, order) for order in ORDERS}
    for _ in range(rounds):
        for order, bests in found.items():
            for body, best in zip(bodies[order], bests, strict=True):
                measure(server, [body], 8, seconds, best)
    return found


def _bodies(server: Server, database: Path, order: str) -> list[bytes]:
    """Requests for these pages, which are seen to hold what they should. A cursor is asked of its film alone."""
    bodies = [_request(PAGE, order=order)]
    connection = SQLITE.connect(database)
    for page in (2, min(FAR, count(database, "film") // SIZE)):
        found = connection.execute(
            f"SELECT slug FROM film ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?", (SIZE + 1, (page - 1) * SIZE - 1)
        )
        last, *slugs = (slug for (slug,) in found)
        (answer,) = clients.answers(server.port, [_request(CURSOR, order=order, slug=last)])
        (edge,) = orjson.loads(answer)["data"]["films"]["edges"]
        bodies.append(_request(PAGE, order=order, after=edge["cursor"]))
        (answer,) = clients.answers(server.port, bodies[-1:])
        if [node["slug"] for node in orjson.loads(answer)["data"]["films"]["nodes"]] != slugs:
            sys.exit(f"Page {page} by {order} is another one: {answer[:300].decode()}")
    connection.close()
    return bodies


def _request(document: str, **variables: str) -> bytes:
    return clients.request(OURS.path, orjson.dumps({"query": document, "variables": variables}))
