import type { CodegenConfig } from "@graphql-codegen/cli";

/** The pages, each with the documents in its sources. */
const pages = ["portal", "kiosk", "admin"];

const config: CodegenConfig = {
  schema: ["shared/federation.graphql", "../schema/*.graphql"],
  generates: Object.fromEntries(
    pages.map((page) => [
      `${page}/gql/`,
      {
        documents: [`${page}/**/*.{ts,tsx,graphql}`, `!${page}/gql/**`],
        preset: "client",
        presetConfig: {
          fragmentMasking: false,
          // The manifest of trusted documents: each operation's SHA-256 and its text.
          persistedDocuments: { hashAlgorithm: "sha256", hashPropertyName: "hash" },
        },
        config: {
          documentMode: "string",
          enumsAsTypes: true,
          useTypeImports: true,
          scalars: { Date: "string", DateTime: "string" },
          defaultScalarType: "unknown",
        },
      },
    ]),
  ),
};

export default config;
