import type { API } from "../shared/api";
import { CatalogChangedDocument } from "./gql/graphql";

/** The milliseconds within which the open pages ask anew after a change, so that not all of them do at once. */
const spread = 500;

/** What a reader writes in, beside the ticks, which are kept anyway. */
const fields = "main input:not([type=checkbox])";

/** Has the server write the page anew when the catalog has changed, and replaces what differs without a reload. */
export function followCatalog(api: API, enliven: () => void): void {
  let known: number | undefined;
  let stale = false;
  let waiting = false;
  api.follow(CatalogChangedDocument, {}, ({ catalogChanged: { revision } }) => {
    if (revision === known) return;
    known = revision; // the first may be newer than the page, and costs no more than a 304 if it is not
    stale = true;
    soon();
  });
  document.addEventListener("visibilitychange", soon);
  document.addEventListener("focusout", soon);

  /** Renews what is stale, unless nobody looks at it or somebody writes in it: then as soon as that is over. */
  function soon(): void {
    if (!stale || waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      if (document.hidden || document.activeElement?.matches(fields)) return;
      stale = false;
      renew().catch(() => (stale = true));
    }, Math.random() * spread);
  }

  async function renew(): Promise<void> {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok && response.status !== 404) throw new Error(response.statusText); // a guide that is gone is news, too
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const old = document.querySelector("main")!;
    const now = fresh.querySelector("main")!;
    if (sameText(old, now)) return;
    document.title = fresh.title;
    const place = scrollY;
    const focused = document.activeElement?.id;
    const written = [...document.querySelectorAll<HTMLInputElement>(fields)].filter(({ value, defaultValue }) => value !== defaultValue);
    old.replaceChildren(...now.childNodes);
    scrollTo(0, place);
    enliven();
    for (const { id, value } of written) writeAgain(id, value);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    tell(document.body.dataset["updated"] ?? "");
  }
}

/** Puts into a field what a reader wrote there, and has it reckoned again. */
function writeAgain(id: string, value: string): void {
  const field = document.getElementById(id) as HTMLInputElement | null;
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("change"));
}

/** Whether two versions of a page say the same; a script may have added to the old one what is not text. */
function sameText(old: Element, now: Element): boolean {
  const text = (element: Element) => {
    const copy = element.cloneNode(true) as Element;
    copy.querySelectorAll(".suggestions, output, .soon").forEach((part) => part.remove());
    return copy.textContent!.replace(/\s+/g, " ");
  };
  return text(old) === text(now);
}

/** Says a line to everybody, screen readers too, for a few seconds. */
function tell(text: string): void {
  const line = Object.assign(document.createElement("p"), { className: "told", role: "status", textContent: text });
  document.body.append(line);
  setTimeout(() => line.remove(), 6000);
}
