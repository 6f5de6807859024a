"""What an operation costs that nobody has asked before, beside what graphql-core takes to parse and validate it.

In this process, on a database without films: all that the gateway does is counted, SQLite's reading of the statement
too, and there is nothing for the statement to find.
"""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from graphql import FieldNode, GraphQLSchema, NameNode, Visitor, parse, print_ast, validate, visit

from bench.data import make
from bench.markdown import row, table
from bench.queries import Query, queries
from gql.gateway import Gateway, Request, open_gateway
from gql.schema import graphql_schema
from gql.settings import Settings

CORE, OURS, AGAIN = "graphql-core: parse and validate", "**twistgraph: all until the answer**", "the same once more"

Taken = dict[str, float]
"""Milliseconds of one operation, of CORE, OURS and AGAIN."""


def cold(documents: int, rounds: int) -> None:
    """Prints what the median of so many *documents* of each query takes, of which each is asked once."""
    with tempfile.TemporaryDirectory() as folder:
        location = make(Path(folder) / "empty.db", 0, lambda _: None)
        gateway = open_gateway(location, Settings(max_page=1_000))
        found = asyncio.run(_measured(gateway, documents, rounds))
    print(f"Milliseconds of a processor for an operation that is new; {documents} of each query:\n")
    table(found)
    row([CORE, *(f"{taken[CORE]:.3g}" for taken in found.values())])
    row([OURS, *(f"{taken[OURS]:.3g} ({taken[OURS] / taken[CORE]:.2f})" for taken in found.values())])
    row([AGAIN, *(f"{taken[AGAIN]:.3g}" for taken in found.values())])


async def _measured(gateway: Gateway, documents: int, rounds: int) -> dict[str, Taken]:
    """Of each query, the least of the rounds."""
    schema = graphql_schema()
    asked = queries(10, list(range(10)), 10)
    best: dict[str, Taken] = {}
    for number in range(rounds + 1):
        for query in asked:
            fresh = [renamed(query.document, number * documents + each) for each in range(documents)]
            taken = await _round(gateway, schema, query, fresh)
            if number:  # in the first one, Python itself is still warming up
                before = best.setdefault(query.name, taken)
                best[query.name] = {name: min(before[name], taken[name]) for name in taken}
    await gateway.close()
    return best


async def _round(gateway: Gateway, schema: GraphQLSchema, query: Query, documents: Sequence[str]) -> Taken:
    taken: dict[str, list[float]] = {CORE: [], OURS: [], AGAIN: []}
    gc.collect()
    gc.freeze()  # as the server does
    for document in documents:
        request = Request(document, query.variants[0], query.name)
        since = time.process_time()
        assert not validate(schema, parse(document)), "the queries are valid"
        core = time.process_time()
        answer = await gateway.answer(request)
        ours = time.process_time()
        again = await gateway.answer(request)
        taken[AGAIN].append(time.process_time() - ours)
        taken[OURS].append(ours - core)
        taken[CORE].append(core - since)
        assert answer.body == again.body, "the same request has the same answer"
        assert answer.body.startswith(b'{"data":'), answer.body
    return {name: median(seconds) * 1000 for name, seconds in taken.items()}


def renamed(document: str, number: int) -> str:
    """*document* as nobody has written it: what it reads is called by other names."""

    class Renaming(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> FieldNode | None:
            if node.selection_set:
                return None
            return FieldNode(name=node.name, alias=NameNode(value=f"{node.name.value}{number}"))

    return print_ast(visit(parse(document), Renaming()))
