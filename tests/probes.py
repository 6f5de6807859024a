"""Questions that try to read a secret off something that is open: counts, places, ids, cursors, errors.

Each is (name, document, variables). None asks `sealedTwists`, the one declared leak. Ids and cursors of sealed rows are
made here, because a client could have learned them elsewhere.
"""

import json

from gql.tables.keys import row_id

BACKTRACE, MASQUE = "backtrace-2018", "the-masque-2021"

Probe = tuple[str, str, dict[str, object]]


def id_of(type_: str, *natural_key: str | int | None) -> str:
    """The global id of the row with this natural key."""
    return f"{type_}.{row_id(type_, *natural_key)}"


def cursor(*parts: str | int | None) -> str:
    """A cursor as the server would write it."""
    return json.dumps(parts, separators=(",", ":")).encode().hex()


STRANGER = f"a-stranger-{MASQUE}"
SHADE = f"shade-{MASQUE}"
SEALED_ROLE = row_id("role", MASQUE, "olaf-brandt", STRANGER)
SEALED_IDS = [
    id_of("twist", MASQUE, "mask"),
    id_of("twist", MASQUE, "flight"),
    id_of("twist", BACKTRACE, "nothing"),
    id_of("character", STRANGER),
    id_of("character", SHADE),
    f"role.{SEALED_ROLE}",
    id_of("role", MASQUE, "una-hall", SHADE),
    id_of("relation", f"the-page-{MASQUE}", "heir of", STRANGER),
    id_of("relation", f"the-host-{MASQUE}", "debtor of", f"the-page-{MASQUE}"),
    id_of("relation", f"the-host-{MASQUE}", "a lover of", f"the-page-{MASQUE}"),
]
NODE = """
  __typename id
  ... on Sourced { sources { section quote } }
  ... on Role { billing creditedAs person { name } }
  ... on Character { slug name fullName introducedAs }
  ... on Relation { label from { name } to { name } }
  ... on Twist { kind level minute revealedAs clues { text } }
"""
CHARACTER = """
  id slug name introducedAs fullName
  passages { topic text date twist { kind } sources { quote } }
  relations { id kind label to { name } twist { id } sources { section } }
  relationsTo { id kind label from { name } twist { id } }
  twists { id kind level minute introducedAs revealedAs characters { name } clues { minute text } sources { quote } }
  sources { section quote }
"""
PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


def _film(selection: str, slug: str = MASQUE) -> str:
    return f'{{ film(by: {{slug: "{slug}"}}) {{ {selection} }} }}'


def _character(selection: str, slug: str) -> str:
    return f'{{ character(by: {{slug: "{slug}"}}) {{ {selection} }} }}'


def _probes() -> list[Probe]:
    found: list[Probe] = []

    def probe(name: str, document: str, **variables: object) -> None:
        found.append((name, document, variables))

    for slug in (BACKTRACE, MASQUE):
        short = slug.split("-")[0]
        probe(f"{short}: twists", _film("twists { id kind revealedAs }", slug))
        probe(
            f"{short}: roles", _film(f"roles(first: 100) {{ {PAGE} edges {{ cursor node {{ id billing }} }} }}", slug)
        )
        probe(f"{short}: credited as", _film("roles(first: 100) { nodes { creditedAs sources { quote } } }", slug))
        probe(f"{short}: characters", _film(f"roles(first: 100) {{ nodes {{ character {{ {CHARACTER} }} }} }}", slug))
        probe(f"{short}: passages", _film("passages { topic text date sources { section } twist { level } }", slug))
        probe(f"{short}: plot", _film("passages(topics: [PLOT]) { text }", slug))
        probe(f"{short}: sources", _film("sources { source { id title } section quote }", slug))
        probe(f"{short}: reviews", _film(f"reviews {{ {PAGE} nodes {{ id quote paraphrase verdict }} }}", slug))
        for first in range(4):
            probe(f"{short}: page of {first}", _film(f"roles(first: {first}) {{ {PAGE} nodes {{ id }} }}", slug))

    for sealed in SEALED_IDS:
        probe(f"node {sealed}", f"query($id: ID!) {{ node(id: $id) {{ {NODE} }} }}", id=sealed)
    probe("nodes", f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {NODE} }} }}", ids=[*SEALED_IDS, "film.1", "x"])
    probe("sealed character by id", "query($id: ID!) { character(by: {id: $id}) { name } }", id=SEALED_IDS[3])
    for slug in (STRANGER, SHADE, f"the-page-{MASQUE}", f"the-host-{MASQUE}", f"lucas-{BACKTRACE}"):
        probe(f"character {slug}", _character(CHARACTER, slug))
        probe(f"roles of {slug}", _character(f"roles {{ {PAGE} nodes {{ id creditedAs }} }}", slug))
    probe("the hero's relations", _character(CHARACTER, f"donovan-mac-macdonald-{BACKTRACE}"))
    probe("family only", _character("relations(kinds: [FAMILY]) { label }", f"the-page-{MASQUE}"))

    probe("characters", f"{{ characters(first: 100) {{ {PAGE} edges {{ cursor node {{ name fullName }} }} }} }}")
    for first in range(1, 16):
        probe(f"first {first} characters", f"{{ characters(first: {first}) {{ {PAGE} nodes {{ name }} }} }}")
    probe(
        "behind a sealed character",
        f"query($a: String) {{ characters(first: 3, after: $a) {{ {PAGE} nodes {{ name }} }} }}",
        a=cursor("NAME_ASC", "a stranger", row_id("character", STRANGER)),
    )
    probe(
        "behind a sealed role",
        f'query($a: String) {{ film(by: {{slug: "{MASQUE}"}}) {{ roles(after: $a) {{ {PAGE} nodes {{ id }} }} }} }}',
        a=cursor("BILLING_ASC", None, 2, SEALED_ROLE),
    )
    for person in ("olaf-brandt", "una-hall", "ines-roy", "ryan-guzman", "sylvester-stallone"):
        roles = f"roles {{ {PAGE} nodes {{ id billing creditedAs character {{ name fullName }} }} }}"
        probe(f"roles of {person}", f'{{ person(by: {{slug: "{person}"}}) {{ name {roles} }} }}')
    probe("people", f"{{ people(first: 100) {{ {PAGE} nodes {{ name roles {{ totalCount }} }} }} }}")
    probe("all reviews", f"{{ reviews {{ {PAGE} nodes {{ quote paraphrase text: verdict film {{ title }} }} }} }}")
    probe("films", f"{{ films {{ {PAGE} nodes {{ twists {{ id }} roles {{ totalCount }} passages {{ topic }} }} }} }}")
    probe(
        "round and round",
        _film(
            "roles { nodes { character { roles { nodes { film { roles { totalCount nodes { character {"
            " relationsTo { from { name } } twists { film { title } } } } } } } } } } }"
        ),
    )
    probe(
        "fragments",
        f"{{ films {{ nodes {{ roles {{ nodes {{ character {{ ...C }} }} }} }} }} }} "
        f"fragment C on Character {{ {CHARACTER} }}",
    )
    probe("a bad cursor", _film('roles(after: "zz") { totalCount }'))
    probe("a page too large", _film("roles(first: 101) { totalCount }"))
    probe("a field that is not", _film("twist { id }"))
    probe("introspection", '{ __type(name: "Twist") { name description fields { name description } } }')
    return found


PROBES = _probes()
