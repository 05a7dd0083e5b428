import { later } from "../parts/later";
import type { View } from "../views";

/** The views of this folder, in the order of the menu. */
export const itemsViews: View[] = [
  { path: "items", menu: "items.menu", needs: ["READ_UNPUBLISHED"], element: later(() => import("./list").then(({ ItemsList }) => ItemsList)) },
  { path: "items/:slug", needs: ["READ_UNPUBLISHED"], element: later(() => import("./item").then(({ ItemPage }) => ItemPage)) },
  { path: "imports", menu: "imports.menu", needs: ["IMPORT_FORMS"], element: later(() => import("./imports").then(({ ImportsPage }) => ImportsPage)) },
];
