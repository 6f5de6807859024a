"""The shape of the schema, written down once more: what a client's generated types rest on.

A change here is a change of the interface: additions are kind, anything else breaks somebody.
"""

from collections.abc import Sequence

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    parse,
    print_ast,
)

from gql.schema import schema_text

EXPECTED = """
type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  film(by: FilmBy!): Film
  films(where: FilmWhere, orderBy: [FilmOrder!], first: Int, after: String): FilmConnection!
  person(by: PersonBy!): Person
  people(where: PersonWhere, orderBy: [PersonOrder!], first: Int, after: String): PersonConnection!
  character(by: CharacterBy!): Character
  characters(where: CharacterWhere, orderBy: [CharacterOrder!], first: Int, after: String): CharacterConnection!
  company(by: CompanyBy!): Company
  companies(name: TextMatch, first: Int, after: String): CompanyConnection!
  reviews(where: ReviewWhere, orderBy: [ReviewOrder!], first: Int, after: String): ReviewConnection!
}

interface Node { id: ID! }
interface Sourced { sources: [Citation!]! }

type Film implements Node & Sourced {
  id: ID!  slug: String!  imdbId: String  wikidataId: String
  title: String!  year: Int  released: PartialDate  runtime: Int
  genres: [String!]!  countries: [String!]!  languages: [String!]!  summary: String
  passages(topics: [Topic!]): [Passage!]!
  roles(where: RoleWhere, orderBy: [RoleOrder!], first: Int, after: String): RoleConnection!
  credits(jobs: [Job!]): [Credit!]!
  involvements(parts: [CompanyPart!]): [Involvement!]!
  releases(media: [Medium!]): [Release!]!
  budget: Estimate  gross(territory: String = "WORLD"): Estimate  homeVideo: Estimate
  figures(metrics: [Metric!]): [Figure!]!
  scores: [Score!]!
  reviews(where: ReviewWhere, orderBy: [ReviewOrder!], first: Int, after: String): ReviewConnection!
  twists: [Twist!]!  sealedTwists: Int!
  sources: [Citation!]!
}
type Person implements Node & Sourced {
  id: ID!  slug: String!  imdbId: String  wikidataId: String  name: String!  born: PartialDate  died: PartialDate
  roles(where: RoleWhere, orderBy: [RoleOrder!], first: Int, after: String): RoleConnection!
  credits(jobs: [Job!]): [Credit!]!
  reviews(where: ReviewWhere, orderBy: [ReviewOrder!], first: Int, after: String): ReviewConnection!
  sources: [Citation!]!
}
type Role implements Node & Sourced @sealed {
  id: ID!  person: Person!  film: Film!  character: Character  creditedAs: String @sealed  billing: Int
  sources: [Citation!]!
}
type Character implements Node & Sourced @sealed {
  id: ID!  slug: String!  name: String!  introducedAs: String  fullName: String @sealed
  passages(topics: [Topic!]): [Passage!]!
  relations(kinds: [RelationKind!]): [Relation!]!
  relationsTo(kinds: [RelationKind!]): [Relation!]!
  twists: [Twist!]!
  roles(where: RoleWhere, orderBy: [RoleOrder!], first: Int, after: String): RoleConnection!
  sources: [Citation!]!
}
type Twist implements Node & Sourced @sealed {
  id: ID!  film: Film!  characters: [Character!]!  kind: TwistKind!  level: TwistLevel!  minute: Int
  introducedAs: String  revealedAs: String!  clues: [Clue!]!  sources: [Citation!]!
}
type Clue @sealed { minute: Int  text: String! }
type Relation implements Node & Sourced @sealed {
  id: ID!  from: Character!  to: Character!  kind: RelationKind!  label: String!  twist: Twist  sources: [Citation!]!
}
type Passage implements Sourced @sealed {
  topic: Topic!  text: String!  date: PartialDate  twist: Twist  sources: [Citation!]!
}
type Credit implements Node & Sourced {
  id: ID!  person: Person!  film: Film!  job: Job!  position: Int!  sources: [Citation!]!
}
type Company implements Node {
  id: ID!  slug: String!  name: String!
  involvements(parts: [CompanyPart!], first: Int, after: String): InvolvementConnection!
  reviews(where: ReviewWhere, orderBy: [ReviewOrder!], first: Int, after: String): ReviewConnection!
}
type Involvement implements Sourced {
  company: Company!  film: Film!  part: CompanyPart!  position: Int!  sources: [Citation!]!
}
type Release implements Sourced {
  medium: Medium!  scope: Scope  date: PartialDate  territory: String  distributor: Company  sources: [Citation!]!
}
type Money { amount: Amount!  currency: Currency! }
type Figure implements Node & Sourced {
  id: ID!  metric: Metric!  money: Money!  territory: String!  derived: Boolean!  sources: [Citation!]!
}
type Estimate { money: Money  low: Money  high: Money  contested: Boolean!  figures: [Figure!]! }
type Score implements Sourced {
  aggregator: Company!  approval: Float  average: Float  scale: Float  count: Int  sources: [Citation!]!
}
type Review implements Node & Sourced {
  id: ID!  film: Film!  critic: Person  publication: Company  verdict: Verdict
  quote: String @sealed  paraphrase: String @sealed  written: PartialDate  url: String  sources: [Citation!]!
}
type Source implements Node { id: ID!  title: String!  url: String  retrieved: PartialDate }
type Citation @sealed { source: Source!  section: String  quote: String  extracted: Boolean! }
type PageInfo { hasNextPage: Boolean!  hasPreviousPage: Boolean!  startCursor: String  endCursor: String }

enum Spoilers { NONE MINOR ALL }
enum TwistKind { KINSHIP IDENTITY ALLEGIANCE FATE OTHER }
enum TwistLevel { MINOR MAJOR }
enum RelationKind { FAMILY PROFESSIONAL ADVERSARY ROMANTIC OTHER }
enum Topic { PLOT ABOUT ANNOUNCEMENT SCRIPT CASTING FILMING RELEASE DIRECTION RECEPTION OTHER }
enum Job { DIRECTOR PRODUCER EXECUTIVE_PRODUCER WRITER MUSIC CINEMATOGRAPHY EDITOR OTHER }
enum CompanyPart { STUDIO DISTRIBUTOR }
enum Medium { THEATRICAL VOD HOME_VIDEO TV }
enum Scope { LIMITED WIDE }
enum Metric { BUDGET GROSS HOME_VIDEO_SALES }
enum FilmOrder { TITLE_ASC TITLE_DESC RELEASED_ASC RELEASED_DESC RUNTIME_ASC RUNTIME_DESC }
enum PersonOrder { NAME_ASC NAME_DESC }
enum CharacterOrder { NAME_ASC NAME_DESC }
enum RoleOrder { BILLING_ASC RELEASED_ASC RELEASED_DESC }
enum ReviewOrder { WRITTEN_ASC WRITTEN_DESC }
enum Verdict { POSITIVE MIXED NEGATIVE }

input Seen { film: ID!  until: Int }
input FilmBy @oneOf { id: ID  slug: String  imdb: String  wikidata: String }
input PersonBy @oneOf { id: ID  slug: String  imdb: String  wikidata: String }
input CharacterBy @oneOf { id: ID  slug: String }
input CompanyBy @oneOf { id: ID  slug: String }

input TextMatch { eq: String  in: [String!]  contains: String  startsWith: String }
input IntMatch { eq: Int  in: [Int!]  lt: Int  lte: Int  gt: Int  gte: Int }
input DateMatch { eq: PartialDate  lt: PartialDate  lte: PartialDate  gt: PartialDate  gte: PartialDate }
input FilmWhere {
  and: [FilmWhere!]  or: [FilmWhere!]  not: FilmWhere
  ids: [ID!]  slug: TextMatch  imdb: TextMatch  wikidata: TextMatch
  title: TextMatch  year: IntMatch  released: DateMatch  runtime: IntMatch
  genre: TextMatch  country: TextMatch  language: TextMatch
  role: RoleWhere  review: ReviewWhere  credit: CreditWhere  company: TextMatch  grossContested: Boolean
}
input PersonWhere {
  and: [PersonWhere!]  or: [PersonWhere!]  not: PersonWhere
  ids: [ID!]  slug: TextMatch  imdb: TextMatch  wikidata: TextMatch  name: TextMatch
  role: RoleWhere  credit: CreditWhere
}
input CharacterWhere {
  and: [CharacterWhere!]  or: [CharacterWhere!]  not: CharacterWhere
  ids: [ID!]  name: TextMatch  fullName: TextMatch  role: RoleWhere  relation: RelationWhere
}
input RoleWhere {
  and: [RoleWhere!]  or: [RoleWhere!]  not: RoleWhere
  person: PersonWhere  film: FilmWhere  character: CharacterWhere  billed: Boolean
}
input RelationWhere { kinds: [RelationKind!]  label: TextMatch  to: CharacterWhere }
input ReviewWhere {
  and: [ReviewWhere!]  or: [ReviewWhere!]  not: ReviewWhere
  verdicts: [Verdict!]  publication: TextMatch  critic: TextMatch
}
input CreditWhere { jobs: [Job!]  person: TextMatch }

scalar PartialDate @specifiedBy(url: "https://www.iso.org/iso-8601-date-and-time-format.html")
scalar Amount @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc8259#section-6")
scalar Currency @specifiedBy(url: "https://www.iso.org/iso-4217-currency-codes.html")
"""

CONNECTIONS = ("Film", "Person", "Character", "Role", "Company", "Involvement", "Review")
CONNECTION = """
type {0}Connection {{ edges: [{0}Edge!]!  nodes: [{0}!]!  pageInfo: PageInfo!  totalCount: Int! }}
type {0}Edge {{ cursor: String!  node: {0}! }}
"""

Shape = dict[str, tuple[str, ...] | dict[str, str]]


def shape(definition: DefinitionNode) -> Shape:
    """What there is to a definition beside its descriptions; the order of fields and interfaces says nothing."""
    match definition:
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
            return {
                "interfaces": tuple(sorted(each.name.value for each in definition.interfaces or ())),
                "directives": tuple(map(print_ast, definition.directives or ())),
                "fields": {field.name.value: _field(field) for field in definition.fields or ()},
            }
        case InputObjectTypeDefinitionNode():
            return {
                "directives": tuple(map(print_ast, definition.directives or ())),
                "fields": {field.name.value: _value(field) for field in definition.fields or ()},
            }
        case EnumTypeDefinitionNode():
            return {"values": tuple(value.name.value for value in definition.values or ())}
        case ScalarTypeDefinitionNode():
            return {"directives": tuple(map(print_ast, definition.directives or ()))}
    raise AssertionError(f"a {definition.kind} is no type")


def _field(field: FieldDefinitionNode) -> str:
    directives = "".join(f" {print_ast(each)}" for each in field.directives or ())
    return f"({_values(field.arguments or ())}): {print_ast(field.type)}{directives}"


def _values(values: Sequence[InputValueDefinitionNode]) -> str:
    return ", ".join(sorted(f"{value.name.value}: {_value(value)}" for value in values))


def _value(value: InputValueDefinitionNode) -> str:
    return print_ast(value.type) + (f" = {print_ast(value.default_value)}" if value.default_value else "")


def shapes(text: str) -> dict[str, Shape]:
    """The shape of each type in *text*, by its name."""
    definitions = [each for each in parse(text).definitions if not each.kind.startswith("directive")]
    return {each.name.value: shape(each) for each in definitions}  # type: ignore[attr-defined]


def test_the_schema_has_its_shape() -> None:
    """Every type, field, argument, default, value and interface, its nullability to the letter, and what is sealed."""
    expected = EXPECTED + "".join(CONNECTION.format(name) for name in CONNECTIONS)
    assert shapes(schema_text()) == shapes(expected)


def test_the_directives_have_their_shape() -> None:
    """The viewer's, on queries; the mark of what is sealed; and @oneOf."""
    found = [each for each in parse(schema_text()).definitions if isinstance(each, DirectiveDefinitionNode)]
    assert {
        each.name.value: (_values(each.arguments or ()), [at.value for at in each.locations]) for each in found
    } == {
        "viewer": ("allow: Spoilers = NONE, seen: [Seen!] = []", ["QUERY"]),
        "sealed": ("", ["OBJECT", "FIELD_DEFINITION"]),
        "oneOf": ("", ["INPUT_OBJECT"]),
    }
