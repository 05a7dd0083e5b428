import graphql from "@graphql-eslint/eslint-plugin";

const presets = ["flat/schema-recommended", "flat/schema-all", "flat/schema-relay"];
const rules = Object.assign({}, ...presets.map((name) => graphql.configs[name].rules));

// Each rule that is not kept as it comes says why.
const ours = {
  // Order carries meaning here: what matters most comes first, first and after stand beside last and before, and a
  // scale (levels, grades, states) runs from one end to the other.
  "@graphql-eslint/alphabetize": "off",
  // One line where one line is enough, a block where it isn't: a reader and a tool see the same text.
  "@graphql-eslint/description-style": "off",
  // A registry is changed and followed through the API.
  "@graphql-eslint/no-root-type": "off",
  // Beside edges stand `nodes`, and short lists with a known bound (weekdays, the materials of a guide), which need no
  // cursor; a list that may grow is a connection. The rows of a report (compression, missed searches, suggestions) are
  // reckoned when asked: no Node.
  "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
  // The @deprecated of GraphQL has a reason and no date; the changelog says since when.
  "@graphql-eslint/require-deprecation-date": "off",
  // A payload has the changed object, from which all that belongs to it is reached; what else a page shows is a query
  // of its own, which can be cached.
  "@graphql-eslint/require-field-of-type-query-in-mutation-result": "off",
  // An id promises that node(id:) finds the thing again. Parts of a guide, pages, counts and payloads are values.
  "@graphql-eslint/strict-id-in-types": "off",
};

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema/*.graphql" } },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { "@graphql-eslint": graphql },
    rules: { ...rules, ...ours },
  },
];
