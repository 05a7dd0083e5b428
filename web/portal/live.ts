import type { API } from "../shared/api";
import { CatalogChangedDocument } from "./gql/graphql";

/** Has the server write the page anew when the catalog has changed, and replaces what differs without a reload. */
export function followCatalog(api: API, enliven: () => void): void {
  let known: number | undefined;
  api.follow(CatalogChangedDocument, {}, ({ catalogChanged: { revision } }) => {
    if (revision === known) return;
    known = revision; // the first may be newer than the page, and costs no more than a 304 if it is not
    void renew();
  });

  async function renew(): Promise<void> {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const old = document.querySelector("main")!;
    const now = fresh.querySelector("main")!;
    if (sameText(old, now)) return;
    document.title = fresh.title;
    const place = scrollY;
    const focused = document.activeElement?.id;
    old.replaceChildren(...now.childNodes);
    scrollTo(0, place);
    enliven();
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    tell(document.body.dataset["updated"] ?? "");
  }
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
