// Generates typed documents from portal.graphql and every GraphQL example of the docs, as graphql-codegen does for a
// frontend.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import * as types from "@graphql-codegen/typescript";
import { buildSchema, Kind, parse, printSchema, visit } from "graphql";

const docs = new URL("../../docs/", import.meta.url);
const block = /^```graphql[^\n]*\n([^]*?)^```$/gm;

/** The documents of a page; an operation without a name gets one. */
function documentsOf(page) {
  const text = readFileSync(new URL(page, docs), "utf8");
  return [...text.matchAll(block)].map(([, document], place) => ({ location: page, document: named(parse(document), page, place) }));
}

function named(document, page, place) {
  const value = `${page.replace(/\W/g, "_")}_${place}`;
  return visit(document, {
    OperationDefinition: (operation) => (operation.name ? undefined : { ...operation, name: { kind: Kind.NAME, value } }),
  });
}

const documents = [
  { location: "portal.graphql", document: parse(readFileSync("portal.graphql", "utf8")) },
  ...readdirSync(docs).filter((file) => file.endsWith(".md")).flatMap(documentsOf),
];
const schema = buildSchema(readFileSync("build/schema.graphql", "utf8"));
const config = {
  scalars: { Date: "string", DateTime: "string" },
  defaultScalarType: "unknown", // what the gateways of a federation use among themselves
  enumsAsTypes: true,
  useTypeImports: true,
};

async function generate(filename, documents, pluginMap) {
  const plugins = Object.keys(pluginMap).map((name) => ({ [name]: {} }));
  const output = await codegen({ filename, schema: parse(printSchema(schema)), schemaAst: schema, documents, plugins, pluginMap, config });
  writeFileSync(filename, output);
}

await generate("build/schema.ts", [], { types });
await generate("build/operations.ts", documents, { operations, typedDocuments });
console.log(`typed: the schema and ${documents.length} documents`);
