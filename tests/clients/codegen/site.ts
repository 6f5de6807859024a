/** A site with codegen's types, made from each operation: what they refuse, and what comes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { request } from "graphql-request";

import { ENDPOINT, VIEWERS, lucas, walk } from "../seed.mjs";
import { BudgetDocument, TwistDocument } from "./__generated__/graphql.ts";
import type { TwistQueryVariables } from "./__generated__/graphql.ts";

test("the walk is sealed until Backtrace is seen", async () => {
  for (const { seen, truth } of VIEWERS) {
    const answer = await request(ENDPOINT, TwistDocument, walk(seen));
    assert.deepEqual(lucas(answer), truth);
    const fullName: string | null | undefined = answer.person?.roles.nodes[0]?.character?.fullName;
    assert.equal(fullName, truth.fullName);
  }
});

test("scalars come as what they were said to be", async () => {
  const { film } = await request(ENDPOINT, BudgetDocument, { film: { slug: "backtrace-2018" } });
  assert(film?.budget?.money);
  const released: string | null = film.released;
  const { amount, currency }: { amount: number; currency: string } = film.budget.money;
  assert.deepEqual([released, amount, currency], ["2018-12-14", 6_000_000, "USD"]);
});

/** Never called: every line that is said to be an error must be one. */
export async function refused(): Promise<void> {
  // @ts-expect-error An actor must be named.
  await request(ENDPOINT, TwistDocument, { seen: [] });
  // @ts-expect-error A film is found by one key.
  await request(ENDPOINT, BudgetDocument, { film: { slug: "backtrace-2018", imdb: "tt7315484" } });
  // @ts-expect-error Who has seen a film says which.
  const until: TwistQueryVariables = { actor: "ryan-guzman", seen: [{ until: 45 }] };
  const { person } = await request(ENDPOINT, TwistDocument, { actor: "ryan-guzman" });
  // @ts-expect-error There may be no such person.
  const name: string = person.name;
  // @ts-expect-error A role has no such field.
  const director = person?.roles.nodes[0]?.director;
  // @ts-expect-error What a twist may seal may be null.
  const fullName: string = person!.roles.nodes[0]!.character!.fullName;
  // @ts-expect-error No twist is of this kind.
  const romance = person!.roles.nodes[0]!.character!.twists.some(({ kind }) => kind === "ROMANCE");
}
