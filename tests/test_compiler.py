"""The compiler: what an operation reads, for what is assumed of its variables and its viewer."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from gql import plan
from gql.columns import row_seal
from gql.errors import BadUserInput, TooComplex
from gql.plan import Fixed, Unlocked
from gql.settings import Settings
from gql.tables import METADATA
from tests.stages import CATALOG, LARGE, everything, parts, planned

BY = {"by": {"slug": "film-1"}}
SEEN = '@viewer(seen: [{film: "film.1"}])'


def film(selection: str, **variables: Any) -> plan.Plan:
    """The plan of a film's *selection*; equal plans come from equal selections, as the film is a variable."""
    declared = "".join(f", ${name}: Boolean!" for name in variables)
    return planned(f"query ($by: FilmBy!{declared}) {{ film(by: $by) {selection} }}", BY | variables)


# --- selections -------------------------------------------------------------------------------------------------------

CREDITS = "credits { job person { name slug } }"
WHOLE = film(f"{{ title year {CREDITS} }}")


@pytest.mark.parametrize(
    "selection",
    [
        "{ title title year title credits { job person { name slug } } }",
        "{ title year credits { job } credits { person { name } } credits { person { slug } } }",
        "{ title ... { year } ... on Film { credits { job ... on Credit { person { name slug } } } } }",
        f"{{ ... on Node {{ ... on Film {{ title }} }} ... on Sourced {{ ... on Film {{ year {CREDITS} }} }} }}",
        f"{{ title ... on Node {{ ... on Person {{ born name }} id @skip(if: true) }} year {CREDITS} }}",
        f"{{ title year @skip(if: false) ... @include(if: true) @skip(if: false) {{ {CREDITS} }} }}",
        f"{{ title year summary @skip(if: true) ... @include(if: false) {{ runtime }} {CREDITS} }}",
    ],
    ids=["repeated", "merged", "inline", "interfaces", "others", "kept", "skipped"],
)
def test_one_key_is_one_field(selection: str) -> None:
    """However a selection is parted, repeated or wrapped, its plan is that of the plain one, in the client's order."""
    assert film(selection) == WHOLE


def test_named_fragments_are_walked_once() -> None:
    """Through others, twice in one place, and in several places."""
    fragments = """fragment A on Film { title ...B ...C } fragment B on Node { ... on Film { year ...C } }
      fragment C on Film { credits { ...D } } fragment D on Credit { job person { ...E ...E } }
      fragment E on Person { name slug }"""
    assert planned(f"query ($by: FilmBy!) {{ film(by: $by) {{ ...A ...B }} }} {fragments}", BY) == WHOLE


def test_an_alias_is_a_field_of_its_own() -> None:
    """Fields come in the order in which the client first names their keys."""
    ((_, found),) = film("{ b: title a: title title b: title }").fields
    assert isinstance(found, plan.One)
    title = plan.Scalar("title", plan.Form.TEXT, optional=False)
    assert found.object.fields == (("b", title), ("a", title), ("title", title))


@pytest.mark.parametrize("value", [True, False])
def test_variables_skip_and_include(value: bool) -> None:
    """A plan is made for what they say."""
    skipped = film("{ title year @skip(if: $v) credits @include(if: $v) { job } }", v=value)
    assert skipped == film("{ title credits { job } }" if value else "{ title year }")


def test_a_condition_is_never_null() -> None:
    """A default may make it nullable; a null is refused then, and named."""
    with pytest.raises(BadUserInput, match=r"^@include\(if:\) is null: \$v was given so\.$"):
        planned("query ($v: Boolean = true) { __typename @include(if: $v) }", {"v": None})


def test_typename_is_known() -> None:
    """At every level, under any name: it asks nothing of the database."""
    found = planned("""{ __typename films { __typename nodes { t: __typename }
      edges { __typename cursor node { __typename } } pageInfo { __typename } }
      film(by: {slug: "x"}) { gross { __typename money { __typename } } } }""")
    said = [part.text for part in parts(found) if isinstance(part, Fixed)]
    assert said == [
        f'"{name}"' for name in ("Query", "FilmConnection", "Film", "FilmEdge", "Film", "PageInfo", "Estimate", "Money")
    ]


def test_empty_selections_are_empty_objects() -> None:
    """What nothing is left of is still an object."""
    assert film("{ title @skip(if: true) }") == film("{ }")
    ((_, found),) = film("{ }").fields
    assert isinstance(found, plan.One)
    assert found.object == plan.Object(())


# --- the viewer -------------------------------------------------------------------------------------------------------

UNLOCKED = {
    "": Unlocked(),
    "@viewer": Unlocked(),
    "@viewer(seen: [], allow: NONE)": Unlocked(),
    SEEN: Unlocked(whole=True),
    '@viewer(seen: {film: "film.1", until: 60})': Unlocked(until=True),
    '@viewer(seen: [{film: "film.1", until: 60}, {film: "film.2"}])': Unlocked(whole=True, until=True),
    "@viewer(allow: MINOR)": Unlocked(minor=True),
    '@viewer(seen: [{film: "film.1", until: 60}], allow: MINOR)': Unlocked(minor=True, until=True),
}


@pytest.mark.parametrize("viewer", UNLOCKED)
def test_a_plan_says_in_kind_what_is_unlocked(viewer: str) -> None:
    """Never which films."""
    assert planned(f"query {viewer} {{ films {{ totalCount }} }}").unlocked == UNLOCKED[viewer]


COUNTED = plan.Rows("twist", ties=(("film_id", "id"),))
"""`Film.sealedTwists` reads past its seal: it counts what the seal hides."""


@cache
def all_of_it(viewer: str) -> list[object]:
    """Every piece of the plan that reads every field of every type, for a viewer."""
    return parts(planned(f"query {viewer} {everything(levels=4)}", settings=LARGE))


def rows(pieces: Iterable[object]) -> list[plan.Rows]:
    return [piece for piece in pieces if isinstance(piece, plan.Rows) and piece != COUNTED]


def test_every_reference_is_sealed() -> None:
    """Wherever rows of a sealable table are read, in whatever way, their seal stands there; and so do links' seals."""
    found = rows(all_of_it(SEEN))
    seals = {name: row_seal(table) for name, table in METADATA.tables.items()}
    assert {each.table for each in found} == METADATA.tables.keys() - {"twist_character"} | {"estimate"}
    assert [each for each in found if each.seal != seals.get(each.table)] == []
    assert {each.table for each in found if each.seal} == SEALED
    assert {each.link for each in found if each.link and each.link.seal != seals[each.link.table]} == set()
    assert {each.link.table for each in found if each.link} == {"twist_character"}


SEALED = {"character", "citation", "clue", "passage", "relation", "role", "twist"}


def test_every_sealed_column_is_sealed() -> None:
    """Wherever it is read; a column of the same name that is open elsewhere is open there."""
    found = {piece for piece in all_of_it(SEEN) if isinstance(piece, plan.Scalar)}
    assert {(each.column, each.seal.column) for each in found if each.seal} == {
        ("credited_as", "credited_as_twist_id"),
        ("full_name", "full_name_twist_id"),
        ("quote", "text_twist_id"),
        ("paraphrase", "text_twist_id"),
    }
    assert {each.column for each in found if not each.seal} & {"credited_as", "full_name", "paraphrase"} == set()


def test_who_allows_all_reads_the_same_without_seals() -> None:
    """The rows are those of a viewer of some film; no seal is left, and nothing is counted as sealed."""
    found = all_of_it("@viewer(allow: ALL)")
    assert [piece for piece in found if isinstance(piece, plan.Seal | plan.Count)] == []
    some = [(each.table, each.ties, each.link and each.link.table, each.order) for each in rows(all_of_it(SEEN))]
    assert [(each.table, each.ties, each.link and each.link.table, each.order) for each in rows(found)] == some


def test_what_nobody_may_see_is_not_asked() -> None:
    """To a viewer who has seen nothing twists and clues are not there: no rows, no node, and no wrong count."""
    assert {each.table for each in rows(all_of_it("")) if each.seal} == SEALED - {"twist", "clue"}
    ((_, found),) = film("{ twists { revealedAs } }").fields
    assert isinstance(found, plan.One)
    assert found.object.fields == (("twists", Fixed("[]")),)
    document = '{ character(by: {slug: "x"}) { relations { twist { id } } } node(id: "twist.1") { id } }'
    pieces = parts(planned(document))
    assert [piece for piece in pieces if isinstance(piece, Fixed)] == [Fixed("null")]
    (by_id,) = [piece for piece in pieces if isinstance(piece, plan.ById)]
    assert sorted(name for name, _ in by_id.branches) == sorted(CATALOG.nodes.keys() - {"twist"})


# --- arguments --------------------------------------------------------------------------------------------------------


def test_null_and_absent_are_one_plan() -> None:
    """A filter, a page size or a cursor that is null is none."""
    bare = parts(film("{ passages { text } roles { nodes { billing } } }"))
    nulled = parts(film("{ passages(topics: null) { text } roles(first: null, after: null) { nodes { billing } } }"))
    assert rows(nulled) == rows(bare)
    assert [size(nulled), size(bare)] == [20, 20]
    assert [piece for piece in (*nulled, *bare) if isinstance(piece, plan.CursorKey)] == []


def size(pieces: Iterable[object]) -> object:
    """The size of the one page, which is a literal."""
    (found,) = [piece for piece in pieces if isinstance(piece, plan.PageSize)]
    assert isinstance(found.origin, plan.Literal)
    return found.origin.value


def test_a_page_has_a_default_size() -> None:
    """The settings' own, when the client gives none."""
    assert size(parts(planned("{ films { totalCount } }", settings=Settings(default_page=7)))) == 7
    assert size(parts(planned("{ films(first: 3) { totalCount } }", settings=Settings(default_page=7)))) == 3


def equal(column: str, value: plan.Value) -> plan.Compare:
    return plan.Compare(plan.Operand(column), plan.How.EQUAL, value)


def test_filters_are_tests_of_rows() -> None:
    """A list asks for any of it, anything else for the same; what the schema fixes stands before."""
    document = """query ($by: FilmBy!, $t: String, $j: [Job!]) {
      film(by: $by) { gross(territory: $t) { contested } credits(jobs: $j) { job } } }"""
    film_rows, estimate, credit = rows(parts(planned(document, BY | {"t": "US-CA", "j": ["WRITER"]})))
    assert film_rows.tests == (equal("slug", plan.Text(plan.Variable("by", ("slug",)))),)
    assert estimate.tests == (plan.Is("metric", "GROSS"), equal("territory", plan.Text(plan.Variable("t"))))
    assert credit.tests == (plan.Among(plan.Operand("job"), plan.Listed(plan.Variable("j"))),)


def test_a_look_up_by_id_takes_its_number() -> None:
    """Other keys are texts."""
    (by_id,) = rows(parts(planned("query ($id: ID!) { person(by: {id: $id}) { name } }", {"id": "person.3"})))
    assert by_id.tests == (equal("id", plan.RowId(plan.Variable("id"), "person")),)
    (by_imdb,) = rows(parts(planned("query ($i: String!) { person(by: {imdb: $i}) { name } }", {"i": "nm1"})))
    assert by_imdb.tests == (equal("imdb_id", plan.Text(plan.Variable("i"))),)


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "twice", ["{{ films {{ {} }} films {{ {} }} }}", "{{ films {{ pageInfo {{ {} }} pageInfo {{ {} }} }} }}"]
)
def test_an_object_has_so_many_fields(twice: str) -> None:
    """Five hundred of one object are allowed, fragments and merging done; one more is too complex."""
    fields = [f"a{number}: __typename" for number in range(500)]
    planned(twice.format(" ".join(fields), " ".join(fields)))
    with pytest.raises(TooComplex, match=r"^501 fields are asked of one \w+; at most 500 are allowed\.$"):
        planned(twice.format(" ".join(fields), "one: __typename"))


def test_introspection_is_left_to_graphql_core() -> None:
    """Its nodes are handed on as they are."""
    ((key, found),) = planned('{ a: __type(name: "Film") { name } a: __type(name: "Film") { kind } }').fields
    assert isinstance(found, plan.Introspected)
    assert (key, [node.name.value for node in found.nodes]) == ("a", ["__type", "__type"])
