/** A site with gql.tada, which infers types from each operation's text: what they refuse, and what comes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, fetchExchange } from "@urql/core";
import { initGraphQLTada } from "gql.tada";
import type { VariablesOf } from "gql.tada";

import { ENDPOINT, VIEWERS, walk } from "../seed.mjs";
import type { introspection } from "./__generated__/introspection.d.ts";

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Amount: number; Currency: string; PartialDate: string };
}>();

const Twist = graphql(`
  query Twist($actor: String!, $seen: [Seen!]) @viewer(seen: $seen) {
    person(by: { slug: $actor }) {
      roles {
        nodes {
          film {
            released
          }
          character {
            fullName
            twists {
              kind
            }
          }
        }
      }
    }
  }
`);

const Title = graphql(`
  query Title($film: FilmBy!) {
    film(by: $film) {
      title
    }
  }
`);

test("the walk is sealed until Backtrace is seen", async () => {
  for (const { seen, truth } of VIEWERS) {
    const client = new Client({ url: ENDPOINT, exchanges: [fetchExchange] });
    const { data, error } = await client.query(Twist, walk(seen)).toPromise();
    assert.equal(error, undefined);
    const role = data?.person?.roles.nodes[0];
    const released: string | null | undefined = role?.film.released;
    assert.equal(released, "2018-12-14");
    const fullName: string | null | undefined = role?.character?.fullName;
    assert.equal(fullName, truth.fullName);
    const kinds: string[] | undefined = role?.character?.twists.map(({ kind }) => kind);
    assert.deepEqual(kinds, truth.twists);
  }
});

/** Never called: every line that is said to be an error must be one. */
export async function refused(): Promise<void> {
  const client = new Client({ url: ENDPOINT, exchanges: [fetchExchange] });
  // @ts-expect-error An actor must be named.
  await client.query(Twist, {});
  // @ts-expect-error Who has seen a film says which.
  const seen: VariablesOf<typeof Twist> = { actor: "ryan-guzman", seen: [{ until: 45 }] };
  // @ts-expect-error A film is found by a key.
  await client.query(Title, { film: {} });
  const { data } = await client.query(Twist, { actor: "ryan-guzman" });
  const [role] = data!.person!.roles.nodes;
  // @ts-expect-error A role has no such field.
  role!.director;
  // @ts-expect-error What a twist may seal may be null.
  const fullName: string = role!.character!.fullName;
  // @ts-expect-error No twist is of this kind.
  role!.character!.twists.some(({ kind }) => kind === "ROMANCE");
}
