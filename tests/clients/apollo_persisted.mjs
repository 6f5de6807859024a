/** Apollo Client's automatic persisted queries: a hash, then once the document, and from then on the hash alone. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

import { BACKTRACE, ENDPOINT, NOTHING, OPEN, SEALED, forms, keeping, lucas, operation, walk } from "./seed.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** A client with an empty cache, which has heard of no document yet, and what it sends. */
function opened(useGETForHashedQueries) {
  const [fetch, sent] = keeping();
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries });
  const link = persisted.concat(new HttpLink({ uri: ENDPOINT, fetch }));
  return [new ApolloClient({ link, cache: new InMemoryCache() }), sent];
}

for (const [get, method] of [[false, "POST"], [true, "GET"]]) {
  test(`${method}: the document is sent once, by whoever asks first`, async () => {
    // The server knows a document by its text: a name of its own makes it new.
    const query = gql(operation("twist").replace("query Twist", `query ApolloBy${method}`));
    const told = async (client, seen) => lucas((await client.query({ query, variables: walk(seen) })).data);

    const [first, firstSent] = opened(get);
    assert.deepEqual(await told(first, NOTHING), SEALED);
    assert.deepEqual(forms(firstSent), [`${method} hash`, "POST hash and document"]);

    const [second, secondSent] = opened(get);
    assert.deepEqual(await told(second, BACKTRACE), OPEN);
    assert.deepEqual(forms(secondSent), [`${method} hash`]);
  });
}
