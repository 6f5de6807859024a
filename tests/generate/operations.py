"""Operations: a document, its variables, and what is wrong in them on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from graphql import GraphQLSchema, build_schema
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from gql.schema import schema_text
from tests.generate.choice import Choice
from tests.generate.facts import Facts
from tests.generate.selections import Place, Selections
from tests.generate.values import FAULTS, Values
from tests.generate.writing import Writing


class Anybody(Enum):
    """The mark of a viewer who is drawn as well."""

    ANYBODY = "anybody"


ANYBODY: Final = Anybody.ANYBODY


@dataclass(frozen=True, slots=True)
class Generated:
    """One operation. *faults*: what is wrong on purpose, of `values.FAULTS`. *met*: what it asks, as "Type.field",
    "Type.field(argument:)" and "Input.key"."""

    document: str
    variables: Mapping[str, object]
    faults: tuple[str, ...] = ()
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked, and by whom.

    viewer    the arguments of @viewer, None for no such directive, or ANYBODY
    left_out  fields that are never asked, as "Type.field"
    aims      keys of filters that are preferred
    faulty    whether some operations are wrong on purpose
    """

    viewer: Mapping[str, object] | Anybody | None = ANYBODY
    left_out: frozenset[str] = frozenset()
    aims: frozenset[str] = frozenset()
    faulty: bool = True


@cache
def schema() -> GraphQLSchema:
    """The schema as its text has it: all that a client knows."""
    return build_schema(schema_text())


def operations(facts: Facts, options: Options) -> st.SearchStrategy[Generated]:
    """Operations whose values are drawn from *facts*."""
    return _operations(facts, options)


@st.composite
def _operations(draw: DrawFn, facts: Facts, options: Options) -> Generated:
    choice = Choice(draw)
    fault = choice.pick(FAULTS) if options.faulty and choice.one_in(5) else ""
    values = Values(choice, facts, options.aims, fault)
    writing = Writing(choice, values)
    query = schema().query_type
    assert query, "a schema has a query type"
    selections = Selections(schema(), choice, values, writing, options.left_out, choice.number(3, 30))
    body = selections.selection(query, Place())
    viewer = _viewer(choice, values, writing, options)
    name = " Asked" if choice.one_in(4) else ""
    variables = ", ".join(f"${each}: {rest}" for each, rest in writing.declared.items())
    head = f"query{name}{f'({variables})' if variables else ''}{viewer} "
    parts = [body if head == "query " and not choice.one_in(4) else head + body]
    parts += [f"fragment {each.name} on {each.type.name} {each.text}" for each in selections.fragments]
    return Generated("\n".join(parts), writing.given, tuple(dict.fromkeys(values.faults)), frozenset(values.met))


def _viewer(choice: Choice, values: Values, writing: Writing, options: Options) -> str:
    """The directive that says who is viewing."""
    directive = schema().get_directive("viewer")
    assert directive, "the schema declares it"
    types = {name: argument.type for name, argument in directive.args.items()}
    given = options.viewer
    if given is None or (given is ANYBODY and choice.one_in(3)):
        return ""
    if given is ANYBODY:
        given = {name: values.value(type_, (), name) for name, type_ in types.items() if not choice.one_in(3)}
    return f" @viewer{writing.arguments(types, given)}"
