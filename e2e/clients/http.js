// Audits the endpoint by the GraphQL over HTTP specification: every MUST, SHOULD and MAY that graphql-http knows.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.env.ONEWINDOW_URL });
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, reason } of failed) console.error(`${id} ${name}: ${reason}`);
console.log(`${results.length - failed.length} of ${results.length} audits hold`);
process.exitCode = failed.length || results.length < 50 ? 1 : 0;
