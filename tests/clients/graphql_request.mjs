/** graphql-request: the walk, variables, and what an error tells. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ClientError, GraphQLClient, gql, request } from "graphql-request";

import { CAST, ENDPOINT, VIEWERS, lucas, operation, walk } from "./seed.mjs";

test("the walk is sealed until Backtrace is seen", async () => {
  for (const { seen, truth } of VIEWERS) {
    assert.deepEqual(lucas(await request(ENDPOINT, operation("twist"), walk(seen))), truth);
  }
});

test("variables choose the page, by POST and by GET", async () => {
  for (const method of ["POST", "GET"]) {
    const client = new GraphQLClient(ENDPOINT, { method });
    const { film } = await client.request(operation("cast"), { film: "backtrace-2018", first: 2 });
    assert.deepEqual(film.roles.edges.map(({ node }) => node.person.name), CAST.slice(0, 2));
  }
});

for (const [what, document, variables, code] of [
  ["no GraphQL", "{ films", {}, "GRAPHQL_PARSE_FAILED"],
  ["an unknown field", gql`{ films { director } }`, {}, "GRAPHQL_VALIDATION_FAILED"],
  ["a variable of another type", operation("cast"), { film: "backtrace-2018", first: "two" }, "BAD_USER_INPUT"],
]) {
  test(`${what} is a ClientError with the code ${code}`, async () => {
    const error = await request(ENDPOINT, document, variables).catch((thrown) => thrown);
    assert(error instanceof ClientError);
    assert.deepEqual(error.response.errors.map(({ extensions }) => extensions.code), [code]);
  });
}
