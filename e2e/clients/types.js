// Generates typed documents from the examples, as graphql-codegen does for a frontend.
import { writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import * as types from "@graphql-codegen/typescript";
import { parse, printSchema } from "graphql";
import { documents, schema } from "./examples.js";

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
