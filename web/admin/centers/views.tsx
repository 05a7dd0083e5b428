import type { View } from "../views";
import { Dashboard } from "./dashboard";
import { CentersPage } from "./page";

/** The views of this folder, in the order of the menu. */
export const centersViews: View[] = [
  { path: "dashboard", menu: "dashboard.menu", needs: ["READ_UNPUBLISHED"], element: <Dashboard /> },
  { path: "centers", menu: "centers.menu", element: <CentersPage /> },
];
