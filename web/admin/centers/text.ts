import type { Texts } from "../text";

export const centersText = {} satisfies Texts;
