import { later } from "../parts/later";
import type { View } from "../views";

/** The views of this folder, in the order of the menu. */
export const centersViews: View[] = [
  { path: "dashboard", menu: "dashboard.menu", needs: ["READ_UNPUBLISHED"], element: later(() => import("./dashboard").then(({ Dashboard }) => Dashboard)) },
  { path: "centers", menu: "centers.menu", element: later(() => import("./page").then(({ CentersPage }) => CentersPage)) },
];
