/** graphql-inspector: what is served is schema.graphql, to the last directive and description. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

import { ENDPOINT } from "./seed.mjs";

const file = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
const served = await (await fetch(new URL("/schema.graphql", ENDPOINT))).text();

/** What there is to say about *after* to who knows *before*. */
const changes = async (before, after) =>
  (await diff(buildSchema(before), buildSchema(after))).map(({ message }) => message);

test("the file is what is served", async () => assert.deepEqual(await changes(file, served), []));

for (const [what, before, after, said] of [
  ["type", "runtime: Int\n", "runtime: Float\n", "Field 'Film.runtime' changed type from 'Int' to 'Float'"],
  ["seal", "fullName: String @sealed\n", "fullName: String\n",
    "Directive 'sealed' was removed from field 'Character.fullName'"],
  ["description", '"""Its title."""\n  title', '"""Its name."""\n  title',
    "Field 'Film.title' description changed from 'Its title.' to 'Its name.'"],
]) {
  test(`another ${what} is noticed`, async () => {
    const messages = await changes(file, served.replace(before, after));
    assert(messages.includes(said), messages);
  });
}
