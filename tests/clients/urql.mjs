/** urql with graphcache, which has read the schema: the walk, its cache when the viewer changes, and pages. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { minifyIntrospectionQuery } from "@urql/introspection";
import { getIntrospectionQuery } from "graphql";

import { BACKTRACE, CAST, ENDPOINT, NOTHING, OPEN, SEALED, VIEWERS, keeping, lucas, operation, walk } from "./seed.mjs";

/** *query*'s data; whatever went wrong is thrown. */
async function asked(client, query, variables) {
  const { data, error } = await client.query(query, variables).toPromise();
  if (error) throw error;
  return data;
}

const schema = minifyIntrospectionQuery(
  await asked(new Client({ url: ENDPOINT, exchanges: [fetchExchange] }), gql(getIntrospectionQuery()), {}),
);

/** A client with an empty cache, and what it sends. */
function opened(options = {}) {
  const [fetch, sent] = keeping();
  const cache = cacheExchange({ schema, resolvers: { Film: { roles: relayPagination() } } });
  return [new Client({ url: ENDPOINT, fetch, exchanges: [cache, fetchExchange], ...options }), sent];
}

/** What *client* tells a viewer of Lucas. */
const told = async (client, seen) => lucas(await asked(client, gql(operation("twist")), walk(seen)));

for (const preferGetMethod of [false, "force"]) {
  test(`the walk by ${preferGetMethod ? "GET" : "POST"} is sealed until Backtrace is seen`, async () => {
    for (const { seen, truth } of VIEWERS) {
      const [client, sent] = opened({ preferGetMethod });
      assert.deepEqual(await told(client, seen), truth);
      assert.equal(sent[0].method, preferGetMethod ? "GET" : "POST");
    }
  });
}

test("a client that outlives its viewer keeps what the viewer before was told", async () => {
  const [before, sent] = opened();
  assert.deepEqual(await told(before, NOTHING), SEALED);
  assert.deepEqual(await told(before, BACKTRACE), SEALED);
  assert.equal(sent.length, 1);
  const [after] = opened();
  assert.deepEqual(await told(after, BACKTRACE), OPEN);
  assert.deepEqual(await told(after, NOTHING), OPEN);
});

test("a new client whenever the viewer changes tells each viewer the truth", async () => {
  for (const [seen, truth] of [[NOTHING, SEALED], [BACKTRACE, OPEN], [NOTHING, SEALED]]) {
    const [client] = opened();
    assert.deepEqual(await told(client, seen), truth);
  }
});

test("relayPagination joins the pages of a cast", async () => {
  const [client, sent] = opened();
  const cast = gql(operation("cast"));
  const page = { film: "backtrace-2018", first: 5 };
  let roles;
  do {
    const { film } = await asked(client, cast, { ...page, after: roles?.pageInfo.endCursor });
    roles = film.roles;
  } while (roles.pageInfo.hasNextPage);
  assert.deepEqual(roles.edges.map(({ node }) => node.person.name), CAST);
  assert.equal(roles.totalCount, CAST.length);
  assert.equal(sent.length, 3);
});
