"""The rules of validation, worked off together: they find what graphql-core's own way finds."""

import random
import re
from collections.abc import Iterator

import pytest
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)

from gql.rules import ALL, CLOSED, RULES
from gql.schema import graphql_schema
from tests.golden import cases

SCHEMA = graphql_schema()

DOCUMENTS = sorted({case.document for case in cases()})

TOKEN = re.compile(r'"[^"\n]*"|\.\.\.|[$@]?\w+|\S')

WORDS = (
    "on", "fragment", "query", "mutation", "subscription", "type", "Film", "FilmBy", "Int", "nope", "id", "__schema",
    "__typename", "@skip", "@include", "@viewer", "@nope", "$seen", "$nope", "{", "}", "(", ")", "...", "first", "by",
    "null", "1", '"text"', "{ id }", "(if: true)", "(seen: [])", "a: id", "a: __typename", "... Nope",
    "... on Person { id }",
)  # fmt: skip
"""What a document is spoilt with."""

INVALID = [
    "type A { b: Int } { __typename }",
    "query A { __typename } query A { __typename } { __typename }",
    "query ($a: Film, $b: Nope) { film(by: {slug: $a}) { id } }",
    "{ film(by: {slug: \"a\"}) { id ...A ...A ...B } } fragment A on Film { ...B } fragment B on Film { ...A title }",
    "fragment A on Film { id } fragment A on Film { id } fragment B on String { id } { __typename }",
    "query ($a: Int, $a: Int) { films(first: $a, first: 1) { nodes { id { a } } } }",
    "{ films(first: \"a\") { nodes } } fragment C on Film { title @skip(if: true) @skip(if: true) }",
    "{ a: films { nodes { id } } a: film(by: {slug: \"a\", slug: \"b\"}) { title ... on Person { name } } }",
    "query ($a: String) { film(by: {slug: $a}) { id } films(first: $b) { nodes { id } } }",
    "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
    "mutation { a } subscription { b }",
    "{ film @include { id } nope(a: 1) }",
]  # fmt: skip


def spoilt() -> Iterator[str]:
    """The showcase's documents with some of their tokens left out, said twice, or another."""
    random_ = random.Random(11)
    for _ in range(3_000):
        tokens = TOKEN.findall(random_.choice(DOCUMENTS))
        for _ in range(random_.randint(1, 3)):
            place = random_.randrange(len(tokens))
            tokens[place : place + 1] = random_.choice(
                ([], [tokens[place]] * 2, [random_.choice(WORDS)], [tokens[place], random_.choice(WORDS)])
            )
        yield " ".join(tokens)


def parsed() -> Iterator[DocumentNode]:
    for text in (*DOCUMENTS, *INVALID, *spoilt()):
        try:
            yield parse(text)
        except GraphQLSyntaxError:
            continue


def said(errors: list[GraphQLError]) -> list[tuple[str, object]]:
    return [(error.message, error.locations) for error in errors]


@pytest.mark.parametrize(
    ("together", "rules"),
    [(ALL, RULES), (CLOSED, (*RULES, NoSchemaIntrospectionCustomRule))],
    ids=["all", "closed"],
)
def test_the_rules_find_together_what_they_find_apart(
    together: type[ASTValidationRule], rules: tuple[type[ASTValidationRule], ...]
) -> None:
    """The same faults in the same order, whatever is wrong; each rule finds something."""
    silent = set(rules)
    documents = list(parsed())
    assert len(documents) > 400
    for document in documents:
        expected = said(validate(SCHEMA, document, rules, max_errors=20))
        assert said(validate(SCHEMA, document, [together], max_errors=20)) == expected
        if expected:
            silent -= {rule for rule in silent if validate(SCHEMA, document, [rule])}
    assert silent == set()


def test_the_rules_are_those_of_the_specification() -> None:
    """But for some that are about what is not in the schema."""
    assert set(RULES) < set(specified_rules)
