// Writes the schema as a client sees it, by introspection, to build/schema.graphql: the typed clients are made from it.
import { mkdirSync, writeFileSync } from "node:fs";
import { buildClientSchema, getIntrospectionQuery, printSchema } from "graphql";
import { ask } from "./ask.js";

const schema = buildClientSchema(await ask(getIntrospectionQuery({ inputValueDeprecation: true })));
mkdirSync("build/relay", { recursive: true });
writeFileSync("build/schema.graphql", printSchema(schema));
