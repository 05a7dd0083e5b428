// Asks by their ids for the documents that graphql-codegen and relay-compiler listed, where only registered ones execute.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const url = process.env.ONEWINDOW_URL;

async function answered(response) {
  const { data, errors } = await (await response).json();
  return { data, code: errors?.[0].extensions.code };
}

const post = (body) => answered(fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
const get = (parameters) => answered(fetch(`${url}?${new URLSearchParams(parameters)}`));

function manifest(file) {
  return Object.entries(JSON.parse(readFileSync(file, "utf8")));
}

function idOf(entries, operation) {
  return entries.find(([, text]) => text.includes(`query ${operation}`))[0];
}

const codegen = manifest("build/gql/persisted-documents.json");
const relay = manifest("build/persisted_queries.json");

const variables = { filter: { text: "身份证" } };
const portal = idOf(codegen, "PortalItems");
const found = ({ data }) => assert.ok(data.items.nodes.length > 0);
found(await post({ documentId: portal, variables }));
found(await get({ documentId: portal, variables: JSON.stringify(variables) }));
found(await post({ extensions: { persistedQuery: { version: 1, sha256Hash: portal.replace("sha256:", "") } }, variables }));
found(await post({ query: codegen.find(([id]) => id === portal)[1], variables }));

const page = idOf(relay, "CenterPageQuery");
for (const name of ["doc_id", "id", "documentId"]) {
  const { data } = await post({ [name]: page, variables: { code: "511602000000-01" } });
  assert.ok(data.center.offerings.edges.length > 0);
}

for (const [id] of [...codegen, ...relay]) {
  const { code } = await post({ documentId: id });
  assert.ok(!["PERSISTED_QUERY_NOT_FOUND", "DOCUMENT_NOT_REGISTERED"].includes(code), `${id}: ${code}`);
}
assert.equal((await post({ documentId: "sha256:" + "0".repeat(64) })).code, "PERSISTED_QUERY_NOT_FOUND");
assert.equal((await post({ query: "{ catalog { villages } }" })).code, "DOCUMENT_NOT_REGISTERED");
assert.equal((await post({ query: "{ __schema { queryType { name } } }" })).code, "DOCUMENT_NOT_REGISTERED");
assert.equal((await get({ query: "{ __typename }" })).code, "DOCUMENT_NOT_REGISTERED");
console.log(`asked by id: ${codegen.length} documents of graphql-codegen, ${relay.length} of relay-compiler`);
