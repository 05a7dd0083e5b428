import type { CodegenConfig } from "@graphql-codegen/cli";

// Typed clients from the schema and the documents of the docs, as a frontend makes them.
const config: CodegenConfig = {
  schema: "../../schema/*.graphql",
  documents: "documents/*.graphql",
  generates: {
    "generated/api.ts": {
      plugins: ["typescript", "typescript-operations", "typed-document-node"],
      config: {
        strictScalars: true,
        enumsAsTypes: true,
        scalars: { Date: "string", DateTime: "string" },
      },
    },
  },
};

export default config;
