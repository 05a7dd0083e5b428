// The rules that schema/*.graphql keeps: every preset of graphql-eslint for schemas, and why some rules are off.
import graphql from "@graphql-eslint/eslint-plugin";

const presets = ["schema-recommended", "schema-all", "schema-relay"].map((name) => graphql.configs[`flat/${name}`].rules);

const off = {
  // Fields stand in the order of their meaning: what a thing is first, what leads away last.
  "@graphql-eslint/alphabetize": "off",
  // A short description stays on the line above its field, a long one is a block. Clients see no difference.
  "@graphql-eslint/description-style": "off",
  // Parts of a guide, payloads, counts and other values have no identity of their own; what has one implements Node.
  "@graphql-eslint/strict-id-in-types": "off",
  // A mutation always answers: with the changed object, or with userErrors. A null payload would say nothing.
  "@graphql-eslint/require-nullable-result-in-root": "off",
  // A payload carries what changed; whoever wants more asks for it, from a newer state, in a query.
  "@graphql-eslint/require-field-of-type-query-in-mutation-result": "off",
  // The API has mutations and a subscription.
  "@graphql-eslint/no-root-type": "off",
  // The question of a Question (常见问题) is its text; renaming it would break clients for nothing.
  "@graphql-eslint/no-typename-prefix": "off",
  // Lists that are short by nature, a guide's materials or a center's phones, are plain lists: docs/api.md, Paging.
  "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
};

export default [
  { ignores: ["schema/accepted/**"] },
  {
    files: ["**/*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema/*.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: Object.assign({}, ...presets, off),
  },
];
