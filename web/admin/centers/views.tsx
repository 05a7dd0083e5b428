import type { View } from "../views";
import { CentersPage } from "./page";

/** The views of this folder, in the order of the menu. */
export const centersViews: View[] = [{ path: "centers", menu: "centers.menu", element: <CentersPage /> }];
