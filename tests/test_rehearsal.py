"""Rehearsals: which operations a document has, what is wrong with them, and what they may tell that is sealed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    DirectiveNode,
    FieldDefinitionNode,
    GraphQLObjectType,
    ObjectTypeDefinitionNode,
    TypeNode,
    get_named_type,
    is_required_argument,
    parse,
)
from graphql.language import ListTypeNode, NamedTypeNode, NonNullTypeNode

from gql.dialects import sqlite
from gql.errors import RequestError, SetupError
from gql.operations import prepare
from gql.rehearsal import Stage, names, rehearse, rehearse_all, unsealed
from gql.settings import Settings, Spoilers
from tests.stages import CATALOG, MODERN, SETTINGS, everything


def stage(settings: Settings = SETTINGS) -> Stage:
    return Stage(CATALOG, sqlite(MODERN), settings)


def refusal(document: str, settings: Settings = SETTINGS, name: str | None = None) -> list[str]:
    """The code and the words of what *document* is refused for; nothing when it is not."""
    try:
        rehearse(document, name, stage(settings))
    except RequestError as error:
        return [error.code, *(fault.message for fault in error.faults)]
    return []


# --- operations of a document -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ a }", [None]),
        ("query A { a }", ["A"]),
        ("query B { a } fragment F on X { b } mutation A { c } subscription C { d }", ["B", "A", "C"]),
        ("{ a } { b } query A { c }", [None, None, "A"]),
        ("fragment F on X { b }", [None]),
        ("", [None]),
        ("{ a", [None]),
        ("{" * 100_000, [None]),
    ],
    ids=["bare", "one", "several", "twice without a name", "none", "empty", "broken", "deep"],
)
def test_each_operation_is_named(document: str, expected: list[str | None]) -> None:
    """In the document's order; where there is none, what stands for it will be refused."""
    assert names(document) == expected


def test_the_operation_that_is_named_is_rehearsed() -> None:
    """It is handed back as it is prepared for requests; faults of its siblings are theirs, once all is valid."""
    document = "query A { films(first: 1000) { totalCount } } query B { films { totalCount } }"
    operation = rehearse(document, "B", stage())
    assert operation.definition.name
    assert operation.definition.name.value == "B"
    assert refusal(document, name="A") == ["BAD_USER_INPUT", "Query.films(first:) takes 0 to 100, not 1000."]


# --- the least that variables can be ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        "query ($v: Int!) { films(first: $v) { totalCount } }",
        "query ($v: String!) { films(after: $v) { totalCount } }",
        "query ($v: ID!) { node(id: $v) { id } nodes(ids: [$v]) { id } }",
        "query ($v: [ID!]!) { nodes(ids: $v) { id } }",
        "query ($v: Boolean!) { films { totalCount @skip(if: $v) } }",
        "query ($v: Boolean!) { films(where: {grossContested: $v}) { totalCount } }",
        'query ($v: Job!) { film(by: {slug: "x"}) { credits(jobs: [$v]) { job } } }',
        "query ($v: FilmOrder!) { films(orderBy: [$v, TITLE_ASC]) { totalCount } }",
        "query ($v: [FilmOrder!]!) { films(orderBy: $v) { totalCount } }",
        "query ($v: FilmWhere!) { films(where: $v) { totalCount } }",
        "query ($v: [FilmWhere!]!) { films(where: {or: $v}) { totalCount } }",
        "query ($v: TextMatch!) { companies(name: $v) { totalCount } }",
        "query ($v: PartialDate!) { films(where: {released: {gt: $v}}) { totalCount } }",
        "query ($v: FilmBy!) { film(by: $v) { id } }",
        "query ($v: ID!) { film(by: {id: $v}) { id } }",
        "query ($v: Seen!) @viewer(seen: [$v]) { films { totalCount } }",
        "query ($v: [Seen!]!) @viewer(seen: $v) { films { totalCount } }",
        "query ($v: Spoilers!) @viewer(allow: $v) { films { totalCount } }",
        "query ($v: Int) { films(first: $v) { totalCount } }",
        "query ($v: Int = 3) { films(first: $v) { totalCount } }",
        "query ($v: FilmBy = {slug: \"x\"}) { film(by: $v) { id } }",
        "query ($v: [FilmOrder!] = [TITLE_ASC]) { films(orderBy: $v) { totalCount } }",
        "query ($v: FilmWhere = {title: {eq: null}}) { films(where: $v) { totalCount } }",
        "query ($v: FilmWhere = null) { films(where: $v) { totalCount } }",
    ],
)  # fmt: skip
def test_variables_of_every_kind_have_a_least_value(document: str) -> None:
    """One that must be given, the simplest; others their default, or none."""
    assert refusal(document) == []


@pytest.mark.parametrize(
    ("declared", "condition", "is_asked"),
    [
        ("Boolean!", "include", True),
        ("Boolean!", "skip", False),
        ("Boolean! = false", "include", False),
        ("Boolean = false", "skip", True),
        ("Boolean = true", "include", True),
    ],
)
def test_a_condition_is_rehearsed_as_its_default_or_as_true(declared: str, condition: str, is_asked: bool) -> None:
    """What it leaves out some requests do not ask: a fault in there stops nobody."""
    document = f"query ($v: {declared}) {{ films(first: 1000) @{condition}(if: $v) {{ totalCount }} }}"
    fault = ["BAD_USER_INPUT", "Query.films(first:) takes 0 to 100, not 1000."]
    assert refusal(document) == (fault if is_asked else [])


def test_what_a_seal_could_hide_is_rehearsed() -> None:
    """For viewers of some film the rows of a twist are asked."""
    twists = "twists { characters { roles(first: 101) { totalCount } } }"
    document = f'query ($s: [Seen!]) @viewer(seen: $s) {{ film(by: {{slug: "x"}}) {{ {twists} }} }}'
    assert refusal(document) == ["BAD_USER_INPUT", "Character.roles(first:) takes 0 to 100, not 101."]


# --- faults -----------------------------------------------------------------------------------------------------------

DEEP = "roles(first: 100) { nodes { person { roles(first: 100) { totalCount } } } }"
"""10,201 rows, each time it is asked."""


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{ films(first: 101) { totalCount } }", ["BAD_USER_INPUT", "Query.films(first:) takes 0 to 100, not 101."]),
        ("{ films(first: -1) { totalCount } }", ["BAD_USER_INPUT", "Query.films(first:) takes 0 to 100, not -1."]),
        (
            '{ films(after: "here") { totalCount } }',
            [
                "BAD_USER_INPUT",
                "Query.films(after:) cannot start there: it is not a cursor. Take it from pageInfo or an edge of the"
                " same list.",
            ],
        ),
        (
            "{ films(orderBy: [TITLE_ASC, RELEASED_ASC, RUNTIME_ASC, TITLE_DESC]) { totalCount } }",
            ["BAD_USER_INPUT", "Query.films(orderBy:) takes 3 at most, not 4."],
        ),
        (
            '{ nodes(ids: [%s]) { id } }' % ('"a" ' * 101),
            ["BAD_USER_INPUT", "nodes(ids:) takes 100 ids at most, not 101."],
        ),
        (
            f"{{ films(first: 100) {{ nodes {{ {DEEP} }} }} }}",
            [
                "TOO_COMPLEX",
                "The operation may read 2040200 rows and fields of rows; at most 100000 are allowed. Ask for smaller"
                " pages, or for less of each row.",
            ],
        ),
        (
            f"{{ films(where: {{or: [{'{year: {eq: 1}} ' * 200}]}}) {{ totalCount }} }}",
            [
                "TOO_COMPLEX",
                "The operation's filters hold more than 64 conditions. A list of values is one condition: write `in`"
                " for many `or`.",
            ],
        ),
        (
            f"{{ {' '.join(f'a{number}: __typename' for number in range(101))} }}",
            ["TOO_COMPLEX", "101 root fields are asked; at most 100 are allowed."],
        ),
        (
            "{ films { id } person }",
            [
                "GRAPHQL_VALIDATION_FAILED",
                "Cannot query field 'id' on type 'FilmConnection'.",
                "Field 'person' of type 'Person' must have a selection of subfields. Did you mean 'person { ... }'?",
                "Argument 'Query.person(by:)' of type 'PersonBy!' is required, but it was not provided.",
            ],
        ),
        ("{ films", ["GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."]),
        (
            "mutation { film }",
            ["OPERATION_RESOLUTION_FAILURE", "This graph is read only: it answers queries, and no mutation."],
        ),
        (
            "fragment F on Film { id }",
            ["OPERATION_RESOLUTION_FAILURE", "The document has no operation at all (none has a name)."],
        ),
    ],
    ids=["page", "negative", "cursor", "orders", "ids", "cost", "conditions", "root fields", "invalid", "broken",
         "no query", "no operation"],
)  # fmt: skip
def test_what_every_request_would_be_refused_for_is_found(document: str, said: list[str]) -> None:
    """With all faults of its kind, in the words that a client would be told."""
    assert refusal(document) == said


@pytest.mark.parametrize(
    "document",
    [
        "query ($n: Int!, $a: String!) { films(first: $n, after: $a) { totalCount } }",
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }",
        "query ($n: Int = 1000) { films(first: $n) { totalCount } }",
        f"query ($n: Int!) {{ films(first: $n) {{ nodes {{ {DEEP} }} }} }}",
    ],
    ids=["page", "ids", "default", "cost"],
)
def test_what_depends_on_a_request_is_left_to_it(document: str) -> None:
    """Values of variables, and what they make an operation cost."""
    assert refusal(document) == []


def test_what_nobody_can_see_costs_nothing() -> None:
    """Without @viewer no twist is read; with it, whoever asks, each may be."""
    document = "{ films(first: 10) { nodes { twists { clues { text } } } } }"
    assert refusal(document, Settings(max_cost=60)) == []
    assert refusal(f"query @viewer(seen: []) {document}", Settings(max_cost=60)) == [
        "TOO_COMPLEX",
        "The operation may read 620 rows and fields of rows; at most 60 are allowed. Ask for smaller pages, or for less"
        " of each row.",
    ]


@pytest.mark.parametrize(
    ("viewer", "said"),
    [
        ("allow: ALL", ["SPOILERS_CAPPED", "@viewer(allow:) may be NONE at most on this server, not ALL."]),
        (
            'seen: [{film: "film.1"}, {film: "film.2", until: 5}]',
            ["BAD_USER_INPUT", "@viewer(seen:) takes 1 films at most, not 2."],
        ),
        ('seen: [{film: "film.1"}], allow: NONE', []),
    ],
    ids=["allow", "seen", "fits"],
)
def test_a_viewer_that_is_written_is_rehearsed(viewer: str, said: list[str]) -> None:
    """It is the same for every request."""
    settings = Settings(allow_cap=Spoilers.NONE, max_seen=1)
    assert refusal(f"query @viewer({viewer}) {{ films {{ totalCount }} }}", settings) == said


def test_the_settings_have_their_say() -> None:
    """Limits are those of the server that will answer."""
    document = "{ films(first: 3) { nodes { genres } } }"
    assert refusal(document, Settings(max_cost=21)) == []
    assert refusal(document, Settings(max_cost=20))[0] == "TOO_COMPLEX"
    assert refusal("{ __schema { queryType { name } } }", Settings(introspection=False))[0] == (
        "GRAPHQL_VALIDATION_FAILED"
    )


# --- all documents ----------------------------------------------------------------------------------------------------


def test_all_faults_are_said_together() -> None:
    """Each with the id of its document, and where the documents come from."""
    documents = {
        "good": "{ films { totalCount } }",
        "invalid": "{ id xyz }",
        "second": "query A { films { totalCount } } query B { films(first: 101) { totalCount } }",
        "empty": "",
    }
    with pytest.raises(SetupError) as error:
        rehearse_all(documents, stage(), "front/manifest.json")
    assert str(error.value).splitlines() == [
        "These documents of front/manifest.json cannot be answered:",
        "  invalid: Cannot query field 'id' on type 'Query'.",
        "  invalid: Cannot query field 'xyz' on type 'Query'.",
        "  second: Query.films(first:) takes 0 to 100, not 101.",
        "  empty: Syntax Error: Unexpected <EOF>.",
    ]


def test_documents_without_faults_are_quiet() -> None:
    """However many there are."""
    rehearse_all({}, stage(), "none.json")
    rehearse_all({f"{number}": "query A { __typename } query B { __typename }" for number in range(3)}, stage(), "")


# --- what is sealed ---------------------------------------------------------------------------------------------------

SEEING = "query ($seen: [Seen!]) @viewer(seen: $seen)"


def told(document: str, name: str | None = None) -> list[str]:
    """What the operation of *document* that is called *name* may tell that is sealed."""
    return unsealed(prepare(document, name, CATALOG.schema, SETTINGS), CATALOG)


@pytest.mark.parametrize(
    "selection",
    [
        '{ film(by: {slug: "x"}) { twists { revealedAs } sources { quote } } }',
        '{ characters(where: {fullName: {eq: "x"}}) { totalCount nodes { fullName } } }',
        '{ node(id: "x") { ... on Twist { revealedAs } } }',
    ],
)
def test_without_a_viewer_nothing_sealed_is_told(selection: str) -> None:
    """Whatever is asked."""
    assert told(selection) == []


def test_a_viewer_is_told_what_is_asked() -> None:
    """Fields that are sealed themselves, and those that lead to rows which may be; each once, in alphabetical order."""
    document = f"""{SEEING} {{
      reviews {{ nodes {{ url q: quote quote }} edges {{ node {{ paraphrase }} }} }}
      film(by: {{slug: "x"}}) {{ title roles {{ nodes {{ ...R }} }} }}
    }}
    fragment R on Role {{ creditedAs film {{ title }} ... on Sourced {{ sources {{ section }} }} }}"""
    assert told(document) == [
        "Film.roles", "Review.paraphrase", "Review.quote", "Role.creditedAs", "RoleConnection.nodes", "Sourced.sources",
    ]  # fmt: skip


def test_what_an_id_may_name_may_be_sealed() -> None:
    """Of any type: the field that asks for it is named."""
    twist = "{ ... on Twist { revealedAs kind } }"
    for field, asked in (("node", '(id: "x")'), ("nodes", '(ids: ["x"])')):
        assert told(f"query @viewer(allow: ALL) {{ {field}{asked} {twist} }}") == [f"Query.{field}"]


def test_an_operation_is_asked_for_its_own_fragments() -> None:
    """And theirs; what others of its document tell is told by them."""
    document = """query A @viewer(allow: ALL) { films { nodes { title } } }
    query B @viewer(allow: ALL) { film(by: {slug: "x"}) { ...F } }
    fragment F on Film { title ...G } fragment G on Film { twists { revealedAs } }"""
    assert (told(document, "A"), told(document, "B")) == ([], ["Film.twists"])


def test_a_viewer_who_asks_for_nothing_sealed_is_told_nothing() -> None:
    """However much else it is."""
    document = f"""{SEEING} {{
      films(where: {{genre: {{eq: "x"}}, credit: {{jobs: [WRITER]}}, review: {{verdicts: [MIXED]}}}}) {{
        totalCount
        nodes {{ title genres credits {{ person {{ name }} }} gross {{ low {{ amount }} }} reviews {{ totalCount }} }}
      }}
      companies {{ nodes {{ name }} }}
    }}"""
    assert told(document) == []


@pytest.mark.parametrize(
    ("where", "keys"),
    [
        ('characters(where: {fullName: {eq: "x"}}) { __typename }', ["CharacterWhere.fullName"]),
        ('characters(where: {or: [{not: {fullName: {eq: null}}}]}) { __typename }', ["CharacterWhere.fullName"]),
        ('films(where: {role: {person: {name: {eq: "x"}}}}) { __typename }', ["FilmWhere.role"]),
        (
            'people(where: {role: {character: {relation: {to: {name: {eq: "x"}}}}}}) { __typename }',
            ["CharacterWhere.relation", "PersonWhere.role", "RelationWhere.to", "RoleWhere.character"],
        ),
        ('films(where: {title: {eq: "x"}, review: {critic: {eq: "x"}}}) { __typename }', []),
    ],
)  # fmt: skip
def test_a_filter_tells_what_it_asks_about(where: str, keys: list[str]) -> None:
    """Its keys are named when what they look at may be sealed, at whatever depth."""
    queried = ["Query.characters"] if where.startswith("characters") else []
    assert told(f"{SEEING} {{ {where} }}") == keys + queried


def test_a_filter_in_a_variable_may_have_every_key() -> None:
    """Of its type, and of all types that it leads to."""
    every = ["CharacterWhere.fullName", "CharacterWhere.relation", "CharacterWhere.role", "FilmWhere.role",
             "PersonWhere.role", "RelationWhere.to", "RoleWhere.character"]  # fmt: skip
    seeing = "@viewer(seen: $seen)"
    for declared, used in (("FilmWhere", "$w"), ("[FilmWhere!]", "{or: $w}"), ("RoleWhere", "{role: $w}")):
        document = f"query ($seen: [Seen!], $w: {declared}) {seeing} {{ films(where: {used}) {{ totalCount }} }}"
        assert told(document) == every
    document = f"query ($seen: [Seen!], $w: TextMatch) {seeing} {{ films(where: {{title: $w}}) {{ totalCount }} }}"
    assert told(document) == []


# --- the schema's own marks -------------------------------------------------------------------------------------------

SCHEMA = parse((Path(__file__).parent.parent / "schema.graphql").read_text(encoding="utf-8"))
TYPES = {each.name.value: each for each in SCHEMA.definitions if isinstance(each, ObjectTypeDefinitionNode)}


def is_marked(node: ObjectTypeDefinitionNode | FieldDefinitionNode | None) -> bool:
    return any(each.name.value == "sealed" for each in (node.directives if node else None) or list[DirectiveNode]())


def named(type_: TypeNode) -> str:
    while isinstance(type_, ListTypeNode | NonNullTypeNode):
        type_ = type_.type
    assert isinstance(type_, NamedTypeNode)
    return type_.name.value


def marked() -> Iterator[str]:
    """Every field that is marked @sealed in schema.graphql, or whose type is, or what its connection is of."""
    for type_ in TYPES.values():
        for field in type_.fields or ():
            of = TYPES.get(named(field.type))
            nodes = [named(each.type) for each in (of.fields if of else None) or () if each.name.value == "nodes"]
            if is_marked(field) or is_marked(of) or any(is_marked(TYPES.get(each)) for each in nodes):
                yield f"{type_.name.value}.{field.name.value}"


MARKED = set(marked())


def ways() -> dict[str, str]:
    """For each object type of the schema a selection that leads to it, up to its own."""
    found = {"Query": "%s"}
    waiting = ["Query"]
    while waiting:
        name = waiting.pop(0)
        type_ = CATALOG.schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        for field, definition in type_.fields.items():
            to = get_named_type(definition.type)
            needs = any(is_required_argument(argument) for argument in definition.args.values())
            if isinstance(to, GraphQLObjectType) and to.name not in found and not needs:
                found[to.name] = found[name] % f"{{ {field} %s }}"
                waiting.append(to.name)
    return found


WAYS = ways()


def test_every_type_is_asked() -> None:
    """Or a mark could be overlooked."""
    assert WAYS.keys() == TYPES.keys()
    assert {"Role.creditedAs", "Film.twists", "Film.roles", "RoleEdge.node", "Query.characters"} < MARKED


@pytest.mark.parametrize("name", WAYS)
def test_every_field_that_the_schema_marks_is_found(name: str) -> None:
    """And no other one of its type; what an id may name is another matter."""
    found = told(f"{SEEING} {WAYS[name] % everything(name, levels=2)}")
    of_type = {each for each in found if each.startswith(f"{name}.")} - {"Query.node", "Query.nodes"}
    assert of_type == {each for each in MARKED if each.startswith(f"{name}.")}
