// Composes the server's subgraph with one that adds fields to each of its entities, by their various keys.
import { readFileSync } from "node:fs";
import { composeServices } from "@theguild/federation-composition";
import { buildSchema, parse } from "graphql";
import { ask } from "./ask.js";

const { _service } = await ask("{ _service { sdl } }");
const { publicSdl, errors } = composeServices([
  { name: "onewindow", url: process.env.ONEWINDOW_URL, typeDefs: parse(_service.sdl) },
  { name: "feedback", url: "http://feedback.invalid/graphql", typeDefs: parse(readFileSync("federation/feedback.graphql", "utf8")) },
]);
if (errors) throw new Error(errors.map((error) => error.message).join("\n"));

const api = buildSchema(publicSdl);
for (const [type, field] of [["ServiceItem", "rating"], ["ServiceItem", "name"], ["ServiceCenter", "waitingMinutes"], ["Department", "replies"], ["Division", "visitors"]]) {
  if (!api.getType(type).getFields()[field]) throw new Error(`the composed ${type} has no ${field}`);
}
console.log(`composed: ${Object.keys(api.getTypeMap()).length} types`);
