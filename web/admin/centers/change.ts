import type { AskOptions } from "../../shared/api";
import { api } from "../api";
import {
  MoveDepartmentsDocument,
  StationDepartmentsDocument,
  WithdrawDepartmentsDocument,
  type Authority,
  type CenterHereQuery,
  type EndingsFragment,
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

/** What came of a change, or would come of it. */
export interface Outcome {
  /** What may no longer be offered. */
  endings?: EndingsFragment | null;
  userErrors: readonly UserErrorFields[];
}

/** Tells what a change would end, as the API reckons it, and changes nothing. */
export const tryOut = (change: Change): Promise<Outcome> => ask(change, { reason: "?", dryRun: true });

/** Makes a change, once whatever the line does; what the API has against it comes back. */
export const make = (change: Change, reason: string, once: string): Promise<Outcome> => ask(change, { reason }, { once });

async function ask(change: Change, how: { reason: string; dryRun?: boolean }, options: AskOptions = {}): Promise<Outcome> {
  const done = async (): Promise<Outcome | null | undefined> => {
    switch (change.kind) {
      case "move": {
        const moves = change.departments.map(({ id, authority }) => ({ department: id, from: change.from.id, to: change.to.id, authority }));
        return (await api.ask(MoveDepartmentsDocument, { input: { moves, ...how } }, options)).moveDepartments;
      }
      case "withdraw": {
        const input = { center: change.from.id, departments: change.departments.map(({ id }) => id), ...how };
        return (await api.ask(WithdrawDepartmentsDocument, { input }, options)).withdrawDepartments;
      }
      case "station": {
        const input = { center: change.to.id, departments: change.departments.map(({ id, authority }) => ({ department: id, authority })), ...how };
        return (await api.ask(StationDepartmentsDocument, { input }, options)).stationDepartments;
      }
    }
  };
  return (await done()) ?? { userErrors: [] };
}

/** The change that takes another one back. Offerings that ended do not come back: where there were some, there is none. */
export function backFrom(change: Change, { endings }: Outcome, toHere: Here | undefined): Change | undefined {
  if (endings && endings.offeringCount > 0) return undefined;
  switch (change.kind) {
    case "move":
      return toHere && { kind: "move", from: toHere, to: change.from, departments: change.departments };
    case "withdraw":
      return { kind: "station", to: change.from, departments: change.departments };
    case "station":
      return toHere && { kind: "withdraw", from: toHere, departments: change.departments };
  }
}
