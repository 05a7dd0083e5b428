import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types of the answers, and the manifest of documents to register, out of the schema that the server tells. */
const config: CodegenConfig = {
  schema: process.env.ONEWINDOW_URL ?? "http://localhost:8080/graphql",
  documents: "src/*.graphql",
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: "sha256", hashPropertyName: "hash" } },
      config: { documentMode: "string", enumsAsTypes: true, useTypeImports: true, scalars: { Date: "string", DateTime: "string" }, defaultScalarType: "unknown" },
    },
  },
};

export default config;
