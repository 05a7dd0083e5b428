import type { View } from "../views";
import { AuditPage } from "./audit";
import { DocumentsPage } from "./documents";
import { PeoplePage } from "./people";
import { TokensPage } from "./tokens";

/** The views of this folder, in the order of the menu. */
export const peopleViews: View[] = [
  { path: "people", menu: "people.menu", needs: ["READ_STAFF"], element: <PeoplePage /> },
  { path: "tokens", menu: "tokens.menu", needs: ["MANAGE_TOKENS"], element: <TokensPage /> },
  { path: "audit", menu: "audit.menu", needs: ["READ_AUDIT"], element: <AuditPage /> },
  { path: "documents", menu: "documents.menu", needs: ["MANAGE_DOCUMENTS"], element: <DocumentsPage /> },
];
