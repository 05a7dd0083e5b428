import type { Texts } from "../text";

export const itemsText = {} satisfies Texts;
