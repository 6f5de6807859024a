/** The sources of a page, as relay-compiler reads them; relay.mjs runs what it makes of them. */

import { graphql } from "relay-runtime";

export const query = graphql`
  query CastQuery($film: String!, $seen: [Seen!]) @viewer(seen: $seen) {
    film(by: { slug: $film }) {
      ...Cast_film
    }
  }
`;

export const film = graphql`
  fragment Cast_film on Film
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "CastPageQuery", directives: ["@viewer(seen: $seen)"]) {
    id
    viewer(seen: $seen)
    roles(first: $count, after: $cursor) @connection(key: "Cast_roles") {
      edges {
        node {
          person {
            name
          }
          character {
            fullName
          }
        }
      }
    }
  }
`;

export const twist = graphql`
  query CastTwistQuery($actor: String!, $seen: [Seen!]) @viewer(seen: $seen) {
    person(by: { slug: $actor }) {
      roles {
        nodes {
          character {
            id
            name
            fullName
            twists {
              kind
            }
            relations {
              label
              to {
                name
                roles {
                  nodes {
                    person {
                      name
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`;

export const character = graphql`
  query CastCharacterQuery($id: ID!, $seen: [Seen!]) @viewer(seen: $seen) {
    node(id: $id) {
      ... on Character {
        fullName
      }
    }
  }
`;
