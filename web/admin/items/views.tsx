import type { View } from "../views";

/** The views of this folder, in the order of the menu. */
export const itemsViews: View[] = [];
