/** The operations that the tabs begin with; the tests run each of them on the seed. */

export interface Example {
  query: string;
  variables: string;
}

/** The name of its operation. */
export function title({ query }: Example): string {
  return /^query (\w+)/m.exec(query)?.[1] ?? "";
}

const NOTHING_SEEN = '{"seen": []}';

export const EXAMPLES: Example[] = [
  {
    query: `# From an actor to the twist: press Ctrl-Enter.
# Whoever has seen nothing is told who Lucas seems to be.
# Say that you have seen Backtrace, and be told who he is.
query Twist($seen: [Seen!]) @viewer(seen: $seen) {
  person(by: {slug: "ryan-guzman"}) {
    name
    roles { nodes {
      film { id title }
      character {
        name
        introducedAs
        fullName
        twists { kind revealedAs }
        relations { label to { name roles { nodes { person { name } } } } }
      }
    } }
  }
}
`,
    variables: NOTHING_SEEN,
  },
  {
    query: `# The page of a film: who plays whom.
# A character has a safe name; what they really are is sealed.
# \`sealedTwists\` counts what there is still to learn.
query Cast($seen: [Seen!]) @viewer(seen: $seen) {
  film(by: {slug: "backtrace-2018"}) {
    id
    title
    year
    sealedTwists
    roles(first: 50) {
      nodes {
        billing
        person { name }
        character { name introducedAs fullName relations { label to { name } } }
      }
    }
  }
}
`,
    variables: NOTHING_SEEN,
  },
  {
    query: `# Sources disagree, and nothing is picked silently.
# \`contested\` says that they do; \`figures\` says who says what.
query Money {
  film(by: {slug: "backtrace-2018"}) {
    title
    budget { money { amount currency } contested }
    gross {
      contested
      low { amount currency }
      high { amount currency }
      figures { money { amount currency } territory derived sources { section quote } }
    }
  }
}
`,
    variables: "",
  },
  {
    query: `# Filters reach through related rows; orders have several keys.
# A variable that is absent asks nothing: delete "director".
# A page's \`endCursor\` is what \`after\` takes for the next one.
query Find($title: String, $from: Int, $until: Int, $director: String) {
  films(
    where: {
      title: {contains: $title}
      year: {gte: $from, lte: $until}
      credit: {jobs: [DIRECTOR], person: {eq: $director}}
    }
    orderBy: [RELEASED_DESC, TITLE_ASC]
    first: 10
  ) {
    totalCount
    nodes { title released runtime genres }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    variables: '{"from": 2010, "until": 2020, "director": "Brian A. Miller"}',
  },
  {
    query: `# Ids are global: here a film, a person, a twist, and nonsense.
# What is sealed and what never was are answered alike: null.
query Nodes($ids: [ID!]!, $seen: [Seen!]) @viewer(seen: $seen) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Film { title }
    ... on Person { name }
    ... on Twist { kind revealedAs }
  }
}
`,
    variables: `{
  "ids": ["film.513902626562233507", "person.4081429740996378952", "twist.8142535393465386210", "nonsense"],
  "seen": []
}`,
  },
  {
    query: `# What critics said, and how each aggregator counts it.
# A review's words are sealed when they give something away.
query Reception($seen: [Seen!]) @viewer(seen: $seen) {
  film(by: {slug: "backtrace-2018"}) {
    scores { aggregator { name } approval average scale count }
    reviews {
      totalCount
      nodes { critic { name } publication { name } verdict quote paraphrase }
    }
  }
}
`,
    variables: NOTHING_SEEN,
  },
];
