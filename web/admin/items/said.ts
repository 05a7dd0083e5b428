import { languageNow } from "../../shared/language";
import { listed, told } from "../text";
import type { Content, Field } from "./content";
import { itemsText } from "./text";

const at = languageNow() === "en" ? 1 : 0;

/** What a field of a guide says, as a person reads it: entries of a list on lines of their own, what is left out not at all. */
export function said(field: Field, value: unknown): string {
  if (value === null || value === undefined) return "—";
  if ("kind" in field) return saidOfOne(field.kind, value) || "—";
  if (!field.list) return within(field.fields, value as Content) || "—";
  return (value as Content[]).map((entry, i) => `${i + 1}. ${within(field.fields, entry)}`).join("\n") || "—";
}

function within(fields: readonly Field[], content: Content): string {
  return fields
    .map((field) => [field, said(field, content[field.key])] as const)
    .filter(([, text]) => text !== "—")
    .map(([{ label }, text]) => told(label[at], text))
    .join(at === 1 ? "; " : "；");
}

function saidOfOne(kind: Extract<Field, { kind: unknown }>["kind"], value: unknown): string {
  if (typeof kind === "object") {
    const all = "one" in kind ? kind.one : kind.many;
    return listed([value].flat().map((one) => all[String(one)]?.[at] ?? String(one)));
  }
  switch (kind) {
    case "yes":
      return value ? "✓" : "";
    case "words":
      return listed(value as string[]);
    case "limit": {
      const { value: count, unit } = value as { value: number; unit: "WORKING_DAYS" | "CALENDAR_DAYS" | "ON_THE_SPOT" };
      const named = itemsText[`items.${unit}`][at];
      return unit === "ON_THE_SPOT" ? named : `${count} ${named}`;
    }
    default:
      return String(value);
  }
}
