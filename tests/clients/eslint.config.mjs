/** The rules of @graphql-eslint for the schema and for the operations beside this file. Run at the project's root. */

import { join } from "node:path";

import graphql from "@graphql-eslint/eslint-plugin";

const root = join(import.meta.dirname, "../..");
const operations = "tests/clients/operations/*.graphql";
const { "flat/schema-recommended": schema, "flat/schema-relay": relay, "flat/operations-recommended": recommended } =
  graphql.configs;

export default [
  {
    files: ["schema.graphql", operations],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: {
        graphQLConfig: { schema: join(root, "schema.graphql"), documents: join(root, operations) },
      },
    },
    plugins: { "@graphql-eslint": graphql },
  },
  {
    files: ["schema.graphql"],
    rules: {
      ...schema.rules,
      ...relay.rules,
      // What is a value, and not a thing, is known by what it stands in.
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          exceptions: {
            suffixes: ["Connection", "Edge"],
            types: [
              "Citation", "Clue", "Estimate", "Involvement", "Money", "PageInfo", "Passage", "Release", "Score",
            ],
          },
        },
      ],
      // Pages are read forwards alone.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // Lists that are always short are lists and not pages; and an involvement, which is paged, is a value.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
    },
  },
  {
    files: [operations],
    rules: {
      ...recommended.rules,
      // From an actor to who plays the one that their character is tied to, it is 9 steps.
      "@graphql-eslint/selection-set-depth": ["error", { maxDepth: 9 }],
    },
  },
];
