import type { TypedDocumentString } from "./gql/graphql";

const address = new URLSearchParams(location.search);

/** Where OneWindow is. */
const server = address.get("server") ?? "http://localhost:8080";

/** Something that the API refused, with its code; or the line is cut, with the code OFFLINE. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** Asks for a registered document by its hash; the answer has the type that the document says. */
export async function ask<Answer, Variables>(document: TypedDocumentString<Answer, Variables>, variables: Variables): Promise<Answer> {
  const answer = await fetch(`${server}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": "zh-CN", "GraphQL-Client-Name": "example-kiosk" },
    body: JSON.stringify({ documentId: document.__meta__?.["hash"], variables }),
    signal: AbortSignal.timeout(10_000), // a line that hangs is as good as cut
  }).catch((error: Error) => {
    throw new Refused(error.message, "OFFLINE");
  });
  const { data, errors } = await answer.json();
  if (errors?.length) throw new Refused(errors[0].message, errors[0].extensions?.code ?? "");
  return data;
}
