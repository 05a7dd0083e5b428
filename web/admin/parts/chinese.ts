const han = /\p{Script=Han}/u;
const letters = /\p{L}/u;

/**
 * Says of each element on an English page whether what it shows is Chinese, as the names of the catalog are, so that it
 * is read aloud in that language (WCAG 3.1.2). One that has both is said to be Chinese: who reads that aloud can say
 * Latin letters, too, but the other way round names are left out.
 */
export function markChinese(): void {
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const element of document.body.querySelectorAll("*")) mark(element); // what encloses before what it encloses
    });
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: ["aria-label", "value"] });
}

function mark(element: Element): void {
  const said = saidBy(element);
  if (!letters.test(said)) return;
  const lang = han.test(said) ? "zh-CN" : "en";
  if (element.closest("[lang]")?.getAttribute("lang") !== lang) element.setAttribute("lang", lang);
}

/** What an element itself says: its own text and name, not those of what it encloses. */
function saidBy(element: Element): string {
  const own = [...element.childNodes].map((node) => (node instanceof Text ? node.data : "")).join("");
  const typed = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.value : "";
  return own + typed + (element.getAttribute("aria-label") ?? "");
}
