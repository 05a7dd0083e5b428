import type { AskOptions } from "../../shared/api";
import { api } from "../api";
import { told } from "../text";
import {
  CentersToPlaceDocument,
  MoveCentersDocument,
  MoveDepartmentsDocument,
  StationDepartmentsDocument,
  WithdrawDepartmentsDocument,
  type Authority,
  type CenterHereQuery,
  type EndingsFragment,
  type UserErrorFields,
} from "./documents";

export type Here = NonNullable<CenterHereQuery["center"]>;

export interface Named {
  id: string;
  name: string;
}

/** A department with the authority that it has at a center. */
export interface Stationed {
  id: string;
  name: string;
  authority: Authority;
}

/** A center with the one that it reports to, as they are now. */
export interface Placed extends Named {
  version: number;
  reportsTo?: Named | null;
}

/** A change of who is where, which can be looked at before it is made. */
export type Change =
  | { kind: "move"; from: Here; to: Named; departments: Stationed[] }
  | { kind: "withdraw"; from: Here; departments: Stationed[] }
  | { kind: "station"; to: Named; departments: Stationed[] }
  | { kind: "place"; to: Named; centers: Placed[] };

/** How many centers are placed at once at most; the API refuses more. */
export const mostPlaced = 100;

/** The change by which centers report to another one; those that do so already are left out. */
export async function placing(centers: Named[], to: Named): Promise<Change> {
  const { nodes } = await api.ask(CentersToPlaceDocument, { ids: centers.map(({ id }) => id) });
  const placed = nodes.flatMap((node) => (node?.__typename === "ServiceCenter" ? [node] : []));
  return { kind: "place", to, centers: placed.filter(({ reportsTo }) => reportsTo?.id !== to.id) };
}

/** Centers by the one that they report to; those that report to none are not among them. */
export function bySuperior(centers: Placed[]): { from: Named; centers: Placed[] }[] {
  const groups = new Map<string, { from: Named; centers: Placed[] }>();
  for (const center of centers) {
    const from = center.reportsTo;
    if (!from) continue;
    const group = groups.get(from.id) ?? { from, centers: [] };
    group.centers.push(center);
    groups.set(from.id, group);
  }
  return [...groups.values()];
}

/** What came of a change, or would come of it. */
export interface Outcome {
  /** What may no longer be offered. */
  endings?: EndingsFragment | null;
  /** The centers that were placed, as they are now. */
  centers?: readonly { id: string; version: number }[] | null;
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
      case "place": {
        const centers = change.centers.map(({ id, version }) => ({ id, expectedVersion: version }));
        return (await api.ask(MoveCentersDocument, { input: { centers, reportsTo: change.to.id, ...how } }, options)).moveCenters;
      }
    }
  };
  return (await done()) ?? { userErrors: [] };
}

/** What the API has against a change, with the center that it is about. */
export function faultsOf(change: Change, { userErrors }: Outcome): string[] {
  return userErrors.map(({ field: [list, at], message }) => {
    const center = change.kind === "place" && list === "centers" && at !== undefined ? change.centers[Number(at)] : undefined;
    return center ? told(center.name, message) : message;
  });
}

/**
 * The changes that take another one back: one, or one for each center that placed ones reported to. Offerings that ended do
 * not come back: where there were some, there is none.
 */
export function backFrom(change: Change, { endings, centers }: Outcome, toHere: Here | undefined): Change[] {
  if (endings && endings.offeringCount > 0) return [];
  switch (change.kind) {
    case "move":
      return toHere ? [{ kind: "move", from: toHere, to: change.from, departments: change.departments }] : [];
    case "withdraw":
      return [{ kind: "station", to: change.from, departments: change.departments }];
    case "station":
      return toHere ? [{ kind: "withdraw", from: toHere, departments: change.departments }] : [];
    case "place": {
      const version = new Map(centers?.map((center) => [center.id, center.version]));
      return bySuperior(change.centers).map((group) => ({
        kind: "place",
        to: group.from,
        centers: group.centers.map((center) => ({ ...center, version: version.get(center.id) ?? center.version })),
      }));
    }
  }
}
