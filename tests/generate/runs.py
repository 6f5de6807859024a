"""Runs: the same check of very many operations, and what it takes for them to have said something."""

import os
from collections.abc import Callable, Iterator
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType
from hypothesis import HealthCheck, given, seed, settings

from tests.generate.facts import Facts
from tests.generate.operations import Generated, Options, operations, schema

_MORE = os.environ.get("GQL_TEST_OPERATIONS", "")


def usually(count: int) -> int:
    """How many operations are asked: *count*, the same ones each time; or `GQL_TEST_OPERATIONS`, always other ones."""
    return int(_MORE or count)


def each(facts: Facts, options: Options, count: int, check: Callable[[Generated], None]) -> None:
    """Runs *check* on so many operations; one that fails is made as small as can be, and shown."""
    limits = settings(
        max_examples=count,
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    run = limits(given(operations(facts, options))(check))
    if not _MORE:
        # Its own seed: hypothesis would take the text of *check* for one, and ask other operations after each edit.
        run = seed(1)(run)
    run()


def finds(value: Any) -> bool:
    """Whether an answer's data hold more than nulls, zeros, empty lists and names of types."""
    if isinstance(value, dict):
        return any(map(finds, value.values()))
    if isinstance(value, list):
        return any(map(finds, value))
    return bool(value) and value not in schema().type_map


def coordinates() -> Iterator[str]:
    """All that may be asked, as `Generated.met` has it."""
    for name, type_ in schema().type_map.items():
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType() if not name.startswith("__"):
                for field, declared in type_.fields.items():
                    yield f"{name}.{field}"
                    yield from (f"{name}.{field}({argument}:)" for argument in declared.args)
            case GraphQLInputObjectType():
                yield from (f"{name}.{key}" for key in type_.fields)


def ordered(answer: Any) -> Any:
    """*answer* so that the order of its keys counts, and 10 is 10.0."""
    if isinstance(answer, dict):
        return [(key, ordered(value)) for key, value in answer.items()]
    return [ordered(value) for value in answer] if isinstance(answer, list) else answer
