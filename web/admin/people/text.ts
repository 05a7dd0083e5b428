import type { Texts } from "../text";

export const peopleText = {} satisfies Texts;
