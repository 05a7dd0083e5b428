import type { View } from "../views";
import { ImportsPage } from "./imports";
import { ItemPage } from "./item";
import { ItemsList } from "./list";

/** The views of this folder, in the order of the menu. */
export const itemsViews: View[] = [
  { path: "items", menu: "items.menu", needs: ["READ_UNPUBLISHED"], element: <ItemsList /> },
  { path: "items/:slug", needs: ["READ_UNPUBLISHED"], element: <ItemPage /> },
  { path: "imports", menu: "imports.menu", needs: ["IMPORT_FORMS"], element: <ImportsPage /> },
];
