// What a frontend writes over the generated types: every mistake marked below has to be refused by the compiler.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { PortalItemsDocument, PortalSuspendDocument, type ItemFilter, type LimitUnit } from "./build/operations.js";

declare function ask<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): Promise<Result>;

const units: Record<LimitUnit, string> = { WORKING_DAYS: "个工作日", CALENDAR_DAYS: "天", ON_THE_SPOT: "即办" };

export async function lines(filter: ItemFilter): Promise<string[]> {
  const { items, catalog } = await ask(PortalItemsDocument, { filter });
  const since: string | undefined = catalog?.changedAt ?? undefined;
  const shown = (items?.nodes ?? []).map(({ name, edition }) => {
    const limit = edition?.promisedLimit;
    const fee: string | undefined = edition?.fees[0]?.amount?.amount;
    return `${name} ${limit ? `${limit.value} ${units[limit.unit]}` : ""} ${fee ?? ""} ${edition?.effectiveFrom ?? ""}`;
  });
  return since ? [since, ...shown] : shown;
}

export async function suspend(id: string, expectedVersion: number): Promise<string[]> {
  const { suspendItem } = await ask(PortalSuspendDocument, { input: { id, expectedVersion, reason: "系统升级" } });
  return (suspendItem?.userErrors ?? []).map(({ field, message }) => `${field.join(".")}: ${message}`);
}

// @ts-expect-error a failed field is null
export const unchecked = async () => (await ask(PortalItemsDocument, { filter: {} })).items.nodes;
// @ts-expect-error no such value of an enumeration
export const missing: Record<LimitUnit, string> = { WORKING_DAYS: "个工作日" };
// @ts-expect-error the input lacks what it needs
export const incomplete = () => ask(PortalSuspendDocument, { input: { id: "x" } });
// @ts-expect-error a filter that is none
export const misspelt: ItemFilter = { txet: "养老" };
