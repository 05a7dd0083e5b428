// Uses a generated operation, so that its types are tried and not only made.
import { SearchDocument, type SearchQuery, type SearchQueryVariables } from "./generated/api";

export async function search(url: string, variables: SearchQueryVariables): Promise<SearchQuery> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: SearchDocument, variables }),
  });
  return ((await response.json()) as { data: SearchQuery }).data;
}

export const best = (found: SearchQuery): string | undefined => found.items.edges[0]?.node.name;
