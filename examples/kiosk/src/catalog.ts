import { ask, Refused } from "./api";
import { CenterDocument, ChangesDocument, WholeDocument, type ChangesQuery, type ItemFragment, type WholeQuery } from "./gql/graphql";

export type Item = ItemFragment & { id: string };

/** What this machine has: the items that a center offers, as they were at a revision and on a day. */
export interface Kept {
  center: string;
  name: string;
  revision: number;
  day: string | null;
  /** When the server last confirmed it. */
  confirmed: number;
  items: Record<string, Item>;
  /** The item of each offering, by the offering's id. */
  offerings: Record<string, string>;
}

const key = (code: string) => `catalog of ${code}`;

/** What was kept last time. */
export function kept(code: string): Kept | undefined {
  const text = localStorage.getItem(key(code));
  return text === null ? undefined : (JSON.parse(text) as Kept);
}

/** Brings the machine up to date: by what changed, or all anew where it has nothing or what it has is too old. */
export async function catchUp(code: string): Promise<Kept> {
  const before = kept(code);
  const now = before ? await follow(before).catch((error: Refused) => (tooOld.includes(error.code) ? readAll(code) : Promise.reject(error))) : await readAll(code);
  localStorage.setItem(key(code), JSON.stringify(now));
  return now;
}

const tooOld = ["REVISION_TOO_OLD", "REVISION_UNKNOWN", "NOT_FOUND"];

async function readAll(code: string): Promise<Kept> {
  const { center } = await ask(CenterDocument, { code });
  if (!center) throw new Refused(`没有代码为 ${code} 的中心。`, "NOT_FOUND");
  const all: Kept = { center: center.id, name: center.name, revision: 0, day: null, confirmed: Date.now(), items: {}, offerings: {} };
  let after: string | null | undefined = null;
  do {
    const whole: WholeQuery = await ask(WholeDocument, { center: center.id, after });
    all.revision ||= whole.catalog?.revision ?? 0; // the first page's: what changes meanwhile is followed
    const offerings = whole.node && "offerings" in whole.node ? whole.node.offerings : undefined;
    for (const { id, item } of offerings?.nodes ?? []) {
      if (!item) continue;
      all.items[item.id] = item;
      all.offerings[id] = item.id;
    }
    after = offerings?.pageInfo.hasNextPage ? offerings.pageInfo.endCursor : undefined;
  } while (after);
  return all;
}

async function follow(before: Kept): Promise<Kept> {
  const now: Kept = { ...before, items: { ...before.items }, offerings: { ...before.offerings }, confirmed: Date.now() };
  let day: string | undefined;
  let after: string | null | undefined = null;
  do {
    const { catalogChanges: page }: ChangesQuery = await ask(ChangesDocument, { center: before.center, since: before.revision, day: before.day, after });
    if (!page) throw new Refused("", "NOT_FOUND");
    for (const { id, node } of page.nodes) {
      delete now.items[id];
      delete now.offerings[id];
      if (node?.__typename === "ServiceItem") now.items[id] = node;
      if (node?.__typename === "Offering" && node.item) now.offerings[id] = node.item.id;
    }
    day ??= page.day; // the first page's: what begins at a midnight between pages is told next time
    now.revision = page.revision;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
  } while (after);
  return { ...now, day };
}

/** The items that are offered, by name. */
export function offered({ items, offerings }: Kept): Item[] {
  const ids = new Set(Object.values(offerings));
  return Object.values(items)
    .filter(({ id, edition }) => ids.has(id) && edition)
    .sort((a, b) => a.name.localeCompare(b.name, "zh-CN"));
}
