// Takes the GraphQL examples of docs/*.md and of the READMEs out, as documents for graphql-codegen.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

rmSync("documents", { recursive: true, force: true });
mkdirSync("documents");
const pages = [...readdirSync("../../docs").filter((p) => p.endsWith(".md")).map((p) => `../../docs/${p}`), "../../README.md"];
let n = 0;
for (const page of pages) {
  for (const [, text] of readFileSync(page, "utf8").matchAll(/^```graphql[^\n]*\n(.*?)^```$/gms)) {
    n++;
    const named = /^\s*(query|mutation|subscription)\s+\w/.test(text) ? text : text.replace(/^\s*(query|mutation|subscription)?\s*\{/, (_, kind) => `${kind ?? "query"} Example${n} {`);
    writeFileSync(`documents/example-${n}.graphql`, named);
  }
}
console.log(`${n} documents`);
