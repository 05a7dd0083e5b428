import { api } from "../api";
import {
  MoveDepartmentsDocument,
  OfferedBelowDocument,
  StationDepartmentsDocument,
  WithdrawDepartmentsDocument,
  type Authority,
  type CenterHereQuery,
  type UserErrorFields,
} from "./documents";

export type Here = NonNullable<CenterHereQuery["center"]>;

/** A department with the authority that it has at a center. */
export interface Stationed {
  id: string;
  name: string;
  authority: Authority;
}

/** A change of who is where, which can be looked at before it is made. */
export type Change =
  | { kind: "move"; from: Here; to: { id: string; name: string }; departments: Stationed[] }
  | { kind: "withdraw"; from: Here; departments: Stationed[] }
  | { kind: "station"; to: { id: string; name: string }; departments: Stationed[] };

/** What a change would end: items at the center itself, and offerings at the centers below it. */
export interface Loss {
  here: { items: number; names: string[] };
  below: { centers: number; items: number };
  /** A center above that has one of the departments too, so that less may end. */
  keptAbove?: string;
}

/** Reckons what a change would end, before it is made. */
export async function lossOf(change: Change): Promise<Loss> {
  const loss: Loss = { here: { items: 0, names: [] }, below: { centers: 0, items: 0 } };
  if (change.kind === "station") return loss;
  const departments = change.departments.map(({ id }) => id);
  let after: string | null = null;
  do {
    const answer: OfferedBelow = await api.ask(OfferedBelowDocument, { center: change.from.id, departments, after });
    loss.here = { items: answer.here?.totalCount ?? 0, names: (answer.here?.nodes ?? []).slice(0, 5).map(({ name }) => name) };
    for (const { offerings } of answer.below?.nodes ?? []) {
      const items = offerings.nodes.filter(({ item }) => item?.owner && departments.includes(item.owner.id)).length;
      if (items > 0) loss.below = { centers: loss.below.centers + 1, items: loss.below.items + items };
    }
    after = answer.below?.pageInfo.hasNextPage ? (answer.below.pageInfo.endCursor ?? null) : null;
  } while (after);
  const above = change.from.superiors.find((superior) => superior.departments.some(({ id }) => departments.includes(id)));
  return above ? { ...loss, keptAbove: above.name } : loss;
}
type OfferedBelow = import("./documents").OfferedBelowQuery;

/** Makes a change, once whatever the line does; what the API has against it comes back. */
export async function make(change: Change, reason: string): Promise<readonly UserErrorFields[]> {
  const once = { once: crypto.randomUUID() };
  switch (change.kind) {
    case "move": {
      const moves = change.departments.map(({ id, authority }) => ({ department: id, from: change.from.id, to: change.to.id, authority }));
      const { moveDepartments } = await api.ask(MoveDepartmentsDocument, { input: { moves, reason } }, once);
      return moveDepartments?.userErrors ?? [];
    }
    case "withdraw": {
      const input = { center: change.from.id, departments: change.departments.map(({ id }) => id), reason };
      const { withdrawDepartments } = await api.ask(WithdrawDepartmentsDocument, { input }, once);
      return withdrawDepartments?.userErrors ?? [];
    }
    case "station": {
      const input = { center: change.to.id, departments: change.departments.map(({ id, authority }) => ({ department: id, authority })), reason };
      const { stationDepartments } = await api.ask(StationDepartmentsDocument, { input }, once);
      return stationDepartments?.userErrors ?? [];
    }
  }
}

/** The change that takes another one back. Offerings that ended do not come back: where there were some, there is none. */
export function backFrom(change: Change, loss: Loss, toHere: Here | undefined): Change | undefined {
  if (loss.here.items > 0 || loss.below.items > 0) return undefined;
  switch (change.kind) {
    case "move":
      return toHere && { kind: "move", from: toHere, to: change.from, departments: change.departments };
    case "withdraw":
      return { kind: "station", to: change.from, departments: change.departments };
    case "station":
      return toHere && { kind: "withdraw", from: toHere, departments: change.departments };
  }
}
