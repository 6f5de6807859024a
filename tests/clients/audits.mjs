/** graphql-http's audits of the protocol "GraphQL over HTTP". */

import assert from "node:assert/strict";
import { test } from "node:test";

import { serverAudits } from "graphql-http";

import { ENDPOINT } from "./seed.mjs";

const audits = serverAudits({ url: ENDPOINT, fetchFn: fetch });

test("there are 61 audits", () => assert.equal(audits.length, 61));

for (const { id, name, fn } of audits) {
  test(`${id} ${name}`, async () => {
    const { status, reason } = await fn();
    assert.deepEqual({ status, reason }, { status: "ok", reason: undefined });
  });
}
