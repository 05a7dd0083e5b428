// The documents that the checks try: portal.graphql and every GraphQL example of the docs, against the schema of the server.
import { readdirSync, readFileSync } from "node:fs";
import { buildSchema, Kind, parse, print, visit } from "graphql";

const docs = new URL("../../docs/", import.meta.url);
const block = /^```graphql[^\n]*\n([^]*?)^```$/gm;

/** The documents of a page; an operation without a name gets one. */
function documentsOf(page) {
  const text = readFileSync(new URL(page, docs), "utf8");
  return [...text.matchAll(block)].map(([, document], place) => source(page, named(parse(document), page, place)));
}

function named(document, page, place) {
  const value = `${page.replace(/\W/g, "_")}_${place}`;
  return visit(document, {
    OperationDefinition: (operation) => (operation.name ? undefined : { ...operation, name: { kind: Kind.NAME, value } }),
  });
}

function source(location, document) {
  return { location, document, rawSDL: print(document) };
}

export const schema = buildSchema(readFileSync("build/schema.graphql", "utf8"));
export const documents = [
  source("portal.graphql", parse(readFileSync("portal.graphql", "utf8"))),
  ...readdirSync(docs).filter((file) => file.endsWith(".md")).flatMap(documentsOf),
];
