// Writes the manifest of the examples as graphql-codegen's client preset does, to build/gql/persisted-documents.json.
// relay-compiler, which comes next, wants the file there that it adds to, and adds nothing that it finds in older artifacts.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { parse, printSchema } from "graphql";
import { documents, schema } from "./examples.js";

const sections = await preset.buildGeneratesSection({
  baseOutputDir: "build/gql/",
  schema: parse(printSchema(schema)),
  schemaAst: schema,
  documents,
  config: { scalars: { Date: "string", DateTime: "string" } },
  presetConfig: { persistedDocuments: true },
  plugins: [],
  pluginMap: {},
});
mkdirSync("build/gql", { recursive: true });
rmSync("build/relay-persisted", { recursive: true, force: true });
mkdirSync("build/relay-persisted", { recursive: true });
await Promise.all(sections.map(async (section) => writeFileSync(section.filename, await codegen(section))));
writeFileSync("build/persisted_queries.json", "{}");
