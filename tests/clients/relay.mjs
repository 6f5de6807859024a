/** Relay: what its compiler makes of relay/Cast.js, run by its runtime: the walk, a refetch, pages, and the cache. */

import assert from "node:assert/strict";
import { test } from "node:test";

import relay from "relay-runtime";

import query from "./relay/__generated__/CastQuery.graphql.js";
import character from "./relay/__generated__/CastCharacterQuery.graphql.js";
import twist from "./relay/__generated__/CastTwistQuery.graphql.js";
import fragment from "./relay/__generated__/Cast_film.graphql.js";
import { BACKTRACE, CAST, ENDPOINT, NOTHING, OPEN, SEALED, VIEWERS, keeping, lucas, walk } from "./seed.mjs";

/** An environment with an empty store, and what it sends. */
function opened() {
  const [fetch, sent] = keeping();
  const network = relay.Network.create(async ({ text }, variables) => {
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
    const body = JSON.stringify({ query: text, variables });
    return (await fetch(ENDPOINT, { method: "POST", headers, body })).json();
  });
  const environment = new relay.Environment({ network, store: new relay.Store(new relay.RecordSource()) });
  return [environment, sent];
}

/** *operation*'s data, from the store when it is there. */
const asked = (environment, operation, variables) =>
  relay.fetchQuery(environment, operation, variables, { fetchPolicy: "store-or-network" }).toPromise();

/** What *environment* tells a viewer of Lucas. */
const told = async (environment, seen) => lucas(await asked(environment, twist, walk(seen)));

test("the walk is sealed until Backtrace is seen", async () => {
  for (const { seen, truth } of VIEWERS) {
    const [environment] = opened();
    assert.deepEqual(await told(environment, seen), truth);
  }
});

test("a character is found again by its id, by the one viewer as by the other", async () => {
  for (const { seen, truth } of VIEWERS) {
    const [environment] = opened();
    const { person } = await asked(environment, twist, walk(seen));
    const { id } = person.roles.nodes[0].character;
    const [other] = opened();
    assert.deepEqual(await asked(other, character, { id, seen }), { node: { fullName: truth.fullName } });
  }
});

test("an environment that outlives its viewer keeps what the viewer before was told", async () => {
  const [before, sent] = opened();
  assert.deepEqual(await told(before, NOTHING), SEALED);
  assert.deepEqual(await told(before, BACKTRACE), SEALED);
  assert.equal(sent.length, 1);
  const [after] = opened();
  assert.deepEqual(await told(after, BACKTRACE), OPEN);
  assert.deepEqual(await told(after, NOTHING), OPEN);
});

test("a new environment whenever the viewer changes tells each viewer the truth", async () => {
  for (const [seen, truth] of [[NOTHING, SEALED], [BACKTRACE, OPEN], [NOTHING, SEALED]]) {
    const [environment] = opened();
    assert.deepEqual(await told(environment, seen), truth);
  }
});

/** The next page of the connection in *fragment*, fetched as `usePaginationFragment` does when it is to load more. */
async function more(environment, reference, data) {
  const { paginationRequest, paginationMetadata, identifierField } = relay.getPaginationMetadata(fragment, "more");
  const { owner, variables } = relay.getSingularSelector(fragment, reference);
  const before = { ...owner.variables, ...variables };
  const cursor = data.roles.pageInfo.endCursor;
  const next = relay.getPaginationVariables("forward", 5, cursor, before, {}, paginationMetadata);
  await relay.fetchQuery(environment, paginationRequest, { ...next, id: data[identifierField] }).toPromise();
}

test("a refetchable connection joins the pages of a cast, each for the viewer of the first one", async () => {
  const [environment, sent] = opened();
  const { film } = await asked(environment, query, { film: "backtrace-2018", seen: BACKTRACE });
  const read = () => environment.lookup(relay.getSingularSelector(fragment, film)).data;
  while (read().roles.pageInfo.hasNextPage) {
    await more(environment, film, read());
  }
  const roles = read().roles.edges.map(({ node }) => node);
  assert.deepEqual(roles.map(({ person }) => person.name), CAST);
  const farren = roles[CAST.indexOf("Tyler Jon Olson")].character;
  assert.equal(farren.fullName, "Farren MacDonald"); // he is on the second page
  assert.equal(sent.length, 3);
});
