import { AskError, type API } from "../shared/api";
import {
  CatalogChangedDocument,
  ChangesDocument,
  FindCenterDocument,
  WholeDocument,
  type KeptCenterFragment,
  type KeptItemFragment,
  type KeptOfferingFragment,
  type KeptTopicFragment,
} from "./gql/graphql";

type Named<Type extends string, Fields> = { __typename?: Type; id: string } & Fields;
export type Topic = Named<"Topic", KeptTopicFragment>;
export type Center = Named<"ServiceCenter", KeptCenterFragment>;
export type Item = Named<"ServiceItem", KeptItemFragment>;
export type Offering = Named<"Offering", KeptOfferingFragment>;
type Thing = Topic | Center | Item | Offering;

/** The catalog of a center as this machine has it. */
export interface Kept {
  code: string;
  /** By which document it was read: what another one asks for may not be there. */
  form: string;
  center: string;
  revision: number;
  /** The day on which it was read, as catalogChanges wants it back. */
  day: string | null;
  /** When the server last confirmed it, in milliseconds. */
  confirmed: number;
  things: Record<string, Thing>;
}

/** Whether the server answers, or answers that it knows no such center, or not this page any more. */
export type Line = "up" | "down" | "unknown" | "outdated";

/** Which document reads the catalog now. */
const form = String(WholeDocument.__meta__?.["hash"]);

/** The milliseconds within which the machines ask after a change, so that not all of them do at once. */
const spread = 1000;

/** Keeps the catalog of a center on the machine and follows what changes, for as long as the page lasts. */
export class Follower {
  #kept: Kept | undefined;
  #busy: Promise<void> = Promise.resolve();
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly api: API,
    readonly code: string,
    /** Told whenever there is something newer, or the line goes up or down. */
    readonly tell: (kept: Kept | undefined, line: Line) => void,
  ) {}

  async start(): Promise<void> {
    this.#kept = await load(this.code).catch(() => undefined); // a machine that keeps nothing shows what it reads
    this.tell(this.#kept, "down");
    this.catchUp();
    this.api.follow(
      CatalogChangedDocument,
      {},
      () => setTimeout(() => this.catchUp(), Math.random() * spread),
      (up) => !up && this.catchUp(), // which tells whether it is the line
    );
    setInterval(() => this.catchUp(), 10 * 60_000); // what begins or ends with a day is told by no change
    addEventListener("online", () => this.catchUp());
  }

  /** Brings the machine up to date, once at a time: by what changed, or all anew where it has nothing or what it has is too old. */
  catchUp(): void {
    this.#busy = this.#busy.then(async () => {
      clearTimeout(this.#again);
      try {
        this.#kept = await this.#follow(this.#kept ?? (await this.#read()));
        this.tell(this.#kept, "up");
        await save(this.#kept);
      } catch (error) {
        // Whatever went wrong, the next news are followed again; what is in memory is shown, and how old it is.
        if (!(error instanceof AskError)) console.error(error);
        else {
          this.tell(this.#kept, error.code === "NOT_FOUND" ? "unknown" : error.outdated ? "outdated" : "down");
          // As soon as the server wants it, not all machines at once.
          this.#again = setTimeout(() => this.catchUp(), (error.faults[0]?.extensions?.retryAfter ?? 60) * 1000 * (1 + Math.random() / 2));
        }
      }
    });
  }

  async #follow(kept: Kept): Promise<Kept> {
    const things = { ...kept.things };
    let after: string | null = null;
    let { revision: since, day: sinceDay } = kept;
    let day: string | null = null;
    try {
      for (;;) {
        const { catalogChanges }: { catalogChanges?: ChangesPage | null } = await this.api.ask(ChangesDocument, {
          center: kept.center,
          since,
          day: sinceDay,
          after,
        });
        if (!catalogChanges) return await this.#read();
        for (const { id, node } of catalogChanges.nodes) {
          if (node) things[id] = node as Thing;
          else delete things[id];
        }
        day ??= catalogChanges.day;
        if (catalogChanges.pageInfo.hasNextPage) {
          after = catalogChanges.pageInfo.endCursor ?? null;
        } else if (catalogChanges.day !== day) {
          [since, sinceDay, day, after] = [catalogChanges.revision, day, null, null]; // midnight came between the pages
        } else {
          return { ...kept, things, day, revision: catalogChanges.revision, confirmed: Date.now() };
        }
      }
    } catch (error) {
      const code = error instanceof AskError ? error.code : undefined;
      if (code === "REVISION_TOO_OLD" || code === "REVISION_UNKNOWN" || code === "NOT_FOUND") return await this.#read();
      throw error;
    }
  }

  async #read(): Promise<Kept> {
    const { center } = await this.api.ask(FindCenterDocument, { code: this.code });
    if (!center) throw new AskError([{ message: this.code, extensions: { code: "NOT_FOUND" } }], 200);
    const things: Record<string, Thing> = {};
    let revision: number | undefined;
    let after: string | null = null;
    for (;;) {
      const whole: WholePage = await this.api.ask(WholeDocument, { center: center.id, after });
      revision ??= whole.catalog?.revision; // the first page's: what changes meanwhile is followed
      for (const topic of whole.topics) things[topic.id] = topic as Topic;
      if (whole.node?.__typename !== "ServiceCenter") break;
      const { offerings, ...own } = whole.node;
      things[own.id] = own as Center;
      for (const { item, ...offering } of offerings.nodes) {
        if (!item) continue;
        things[item.id] = item as Item;
        things[offering.id] = { ...offering, item: { id: item.id } } as Offering;
      }
      if (!offerings.pageInfo.hasNextPage) break;
      after = offerings.pageInfo.endCursor ?? null;
    }
    return { code: this.code, form, center: center.id, revision: revision ?? 0, day: null, confirmed: Date.now(), things };
  }
}

interface ChangesPage {
  revision: number;
  day: string;
  nodes: readonly { id: string; node?: { __typename?: string } | null }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}
type WholePage = import("./gql/graphql").WholeQuery;

/** What a center offers, each item with how it is offered there, in the order of names. */
export function offered(kept: Kept): { item: Item; offering: Offering }[] {
  const all = Object.values(kept.things).filter((thing): thing is Offering => thing.__typename === "Offering");
  const rows = all.flatMap((offering) => {
    const item = offering.item && kept.things[offering.item.id];
    return item?.__typename === "ServiceItem" && item.edition ? [{ item, offering }] : [];
  });
  return rows.sort((a, b) => a.item.name.localeCompare(b.item.name, "zh-CN"));
}

/** The headings of a kind, in their order. */
export function headings(kept: Kept, kind: Topic["kind"]): Topic[] {
  return Object.values(kept.things)
    .filter((thing): thing is Topic => thing.__typename === "Topic" && thing.kind === kind)
    .sort((a, b) => a.position - b.position);
}

const database = new Promise<IDBDatabase>((resolve, reject) => {
  const request = indexedDB.open("onewindow-kiosk", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("kept", { keyPath: "code" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

database.catch(() => undefined); // who uses it is told

/** What the machine has of a center, unless another version of the page left it. */
async function load(code: string): Promise<Kept | undefined> {
  const request = (await database).transaction("kept").objectStore("kept").get(code);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      const kept = request.result as Kept | undefined;
      resolve(kept?.form === form ? kept : undefined);
    };
    request.onerror = () => reject(request.error);
  });
}

async function save(kept: Kept): Promise<void> {
  const transaction = (await database).transaction("kept", "readwrite");
  transaction.objectStore("kept").put(kept);
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
  });
}
