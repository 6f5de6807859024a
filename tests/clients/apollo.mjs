/** Apollo Client: the walk, its cache when the viewer changes, and pages. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { filter, firstValueFrom } from "rxjs";

import { BACKTRACE, CAST, ENDPOINT, NOTHING, OPEN, SEALED, VIEWERS, keeping, lucas, operation, walk } from "./seed.mjs";

const TWIST = gql(operation("twist"));

/** A client with an empty cache, and what it sends. */
function opened(typePolicies = {}) {
  const [fetch, sent] = keeping();
  const link = new HttpLink({ uri: ENDPOINT, fetch });
  return [new ApolloClient({ link, cache: new InMemoryCache({ typePolicies }) }), sent];
}

/** What *client* tells a viewer of Lucas. */
async function told(client, seen) {
  const { data } = await client.query({ query: TWIST, variables: walk(seen) });
  return lucas(data);
}

test("the walk is sealed until Backtrace is seen", async () => {
  for (const { seen, truth } of VIEWERS) {
    const [client] = opened();
    assert.deepEqual(await told(client, seen), truth);
  }
});

test("a cache that is not reset keeps what the viewer before was told", async () => {
  const [client, sent] = opened();
  assert.deepEqual(await told(client, NOTHING), SEALED);
  assert.deepEqual(await told(client, BACKTRACE), SEALED);
  await client.clearStore();
  assert.deepEqual(await told(client, BACKTRACE), OPEN);
  assert.deepEqual(await told(client, NOTHING), OPEN);
  assert.equal(sent.length, 2);
});

test("a cache that is reset whenever the viewer changes tells each viewer the truth", async () => {
  const [client] = opened();
  for (const [seen, truth] of [[NOTHING, SEALED], [BACKTRACE, OPEN], [NOTHING, SEALED]]) {
    await client.clearStore();
    assert.deepEqual(await told(client, seen), truth);
  }
});

test("relayStylePagination joins the pages of a cast", async () => {
  const [client, sent] = opened({ Film: { fields: { roles: relayStylePagination(["where", "orderBy"]) } } });
  const query = client.watchQuery({ query: gql(operation("cast")), variables: { film: "backtrace-2018", first: 5 } });
  let { data } = await firstValueFrom(query.pipe(filter(({ loading }) => !loading)));
  while (data.film.roles.pageInfo.hasNextPage) {
    await query.fetchMore({ variables: { after: data.film.roles.pageInfo.endCursor } });
    ({ data } = query.getCurrentResult());
  }
  const names = data.film.roles.edges.map(({ node }) => node.person.name);
  assert.deepEqual(names, CAST);
  assert.equal(data.film.roles.totalCount, CAST.length);
  assert.equal(sent.length, 3);
});
