/** @graphql-eslint, with the rules of eslint.config.mjs, over the schema and over the operations of this folder. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { ESLint } from "eslint";

const here = import.meta.dirname;
const eslint = new ESLint({ cwd: join(here, "../.."), overrideConfigFile: join(here, "eslint.config.mjs") });

/** What is found, each as place, rule and reason. */
const found = (results) =>
  results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => `${filePath}:${line} ${ruleId}: ${message}`),
  );

test("the schema keeps to the recommended rules and to Relay's", async () => {
  assert.deepEqual(found(await eslint.lintFiles("schema.graphql")), []);
});

test("the operations keep to the recommended rules", async () => {
  assert.deepEqual(found(await eslint.lintFiles("tests/clients/operations")), []);
});

for (const [what, text, filePath, rule] of [
  ["a type without a description", "type Extra { id: ID! }", "schema.graphql", "require-description"],
  ["a connection without pages", "type Query { a: AConnection } type AConnection { a: ID }", "schema.graphql",
    "relay-connection-types"],
  ["an operation without ids", "query A { films { nodes { title } } }", "tests/clients/operations/a.graphql",
    "require-selections"],
]) {
  test(`${what} is noticed`, async () => {
    const [{ messages }] = await eslint.lintText(text, { filePath });
    assert(messages.some(({ ruleId }) => ruleId === `@graphql-eslint/${rule}`), JSON.stringify(messages));
  });
}
