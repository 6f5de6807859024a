/** urql's automatic persisted queries: a hash, then once the document, and from then on the hash alone. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, fetchExchange, gql } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";

import { BACKTRACE, ENDPOINT, NOTHING, OPEN, SEALED, forms, keeping, lucas, operation, walk } from "./seed.mjs";

/** A client without a cache, which has heard of no document yet, and what it sends. */
function opened(preferGetForPersistedQueries) {
  const [fetch, sent] = keeping();
  const exchanges = [persistedExchange({ preferGetForPersistedQueries }), fetchExchange];
  return [new Client({ url: ENDPOINT, fetch, exchanges }), sent];
}

for (const [get, method] of [[false, "POST"], ["force", "GET"]]) {
  test(`${method}: the document is sent once, by whoever asks first`, async () => {
    // The server knows a document by its text: a name of its own makes it new.
    const query = gql(operation("twist").replace("query Twist", `query UrqlBy${method}`));
    const told = async (client, seen) => {
      const { data, error } = await client.query(query, walk(seen)).toPromise();
      if (error) throw error;
      return lucas(data);
    };

    const [first, firstSent] = opened(get);
    assert.deepEqual(await told(first, NOTHING), SEALED);
    assert.deepEqual(forms(firstSent), [`${method} hash`, `${method} hash and document`]);

    const [second, secondSent] = opened(get);
    assert.deepEqual(await told(second, BACKTRACE), OPEN);
    assert.deepEqual(forms(secondSent), [`${method} hash`]);
  });
}
