import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createRoot } from "react-dom/client";
import "./style.css";

const defaultQuery = `# 文档：点左上角的书本图标；使用指南见源代码 docs/
# Docs: the book icon, top left; guides: docs/ of the source
# 登录 Sign in (Headers): {"Authorization": "Bearer …"}

{
  catalog {
    revision
  }
}
`;

/** The GraphQL endpoint beside this page: /graphql when the page is at /graphiql/. */
const endpoint = new URL("../graphql", document.baseURI);

/** The same endpoint for subscriptions (graphql-transport-ws). The Headers editor becomes the connection's parameters. */
function subscriptionURL(): string {
  const url = new URL(endpoint);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: subscriptionURL(),
  // The second shows that this page asks, and no other site with the session's cookie.
  headers: { Accept: "application/graphql-response+json, application/json;q=0.9", "OneWindow-CSRF": "1" },
  enableIncrementalDelivery: false,
});

/**
 * The browser's storage, except that headers never reach it: the page may be open on a shared computer,
 * and GraphiQL's history would write down every token, even with shouldPersistHeaders off.
 */
const storage = {
  get length() {
    return localStorage.length;
  },
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => localStorage.setItem(key, isHistory(key) ? withoutHeaders(value) : value),
  removeItem: (key: string) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
};

function isHistory(key: string): boolean {
  return key.endsWith(":queries") || key.endsWith(":favorites");
}

function withoutHeaders(history: string): string {
  return JSON.stringify(JSON.parse(history, (key, value) => (key === "headers" ? undefined : value)));
}

createRoot(document.getElementById("graphiql")!).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    defaultQuery={defaultQuery}
    defaultEditorToolsVisibility="headers"
    isHeadersEditorEnabled
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
  >
    <GraphiQL.Logo>一窗 OneWindow</GraphiQL.Logo>
  </GraphiQL>,
);
