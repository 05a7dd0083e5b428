import { later } from "../parts/later";
import type { View } from "../views";

/** The views of this folder, in the order of the menu. */
export const deskViews: View[] = [
  { path: "desk", menu: "desk.menu", needs: ["READ_CASES"], element: later(() => import("./desk").then(({ DeskPage }) => DeskPage)) },
  { path: "desk/:id", needs: ["READ_CASES"], element: later(() => import("./case").then(({ CasePage }) => CasePage)) },
];
