import { later } from "../parts/later";
import type { View } from "../views";

/** The views of this folder, in the order of the menu. */
export const peopleViews: View[] = [
  { path: "people", menu: "people.menu", needs: ["READ_STAFF"], element: later(() => import("./people").then(({ PeoplePage }) => PeoplePage)) },
  { path: "tokens", menu: "tokens.menu", needs: ["MANAGE_TOKENS"], element: later(() => import("./tokens").then(({ TokensPage }) => TokensPage)) },
  { path: "audit", menu: "audit.menu", needs: ["READ_AUDIT"], element: later(() => import("./audit").then(({ AuditPage }) => AuditPage)) },
  { path: "documents", menu: "documents.menu", needs: ["MANAGE_DOCUMENTS"], element: later(() => import("./documents").then(({ DocumentsPage }) => DocumentsPage)) },
];
