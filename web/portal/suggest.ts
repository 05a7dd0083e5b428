import type { API } from "../shared/api";
import { SuggestionsDocument, type SuggestionsQuery } from "./gql/graphql";

type Suggestion = SuggestionsQuery["searchSuggestions"][number];

/** Shows what a reader may mean while they type: a combobox with a list of items, for keyboard and screen reader. */
export function suggest(form: HTMLFormElement, api: API): void {
  const field = form.querySelector<HTMLInputElement>("input[type=search]");
  if (!field || field.getAttribute("role") === "combobox") return;
  const list = document.createElement("ul");
  list.id = `${field.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox"); // as older browsers know it, too
  list.hidden = true;
  list.setAttribute("aria-label", field.labels?.[0]?.textContent ?? "");
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  close();

  let asked: AbortController | undefined;
  let chosen = -1;

  field.addEventListener("input", () => void ask());
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return; // the keys are the input method's while it composes
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  form.addEventListener("submit", (event) => {
    const row = list.hidden ? undefined : list.querySelectorAll("li")[chosen];
    if (!row) return;
    event.preventDefault(); // what was chosen is meant, and not what was typed
    row.click();
  });
  field.addEventListener("blur", (event) => {
    if (!list.contains(event.relatedTarget as Node | null)) close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus until the click

  async function ask(): Promise<void> {
    asked?.abort();
    const text = field!.value.trim();
    if (!text) return close();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const { searchSuggestions } = await api.ask(SuggestionsDocument, { text }, { signal });
      if (!signal.aborted) show(searchSuggestions);
    } catch {
      if (!signal.aborted) close(); // the button still searches
    }
  }

  /** What was chosen stays so where it is among the new ones: a late answer takes nothing out of a hand. */
  function show(all: readonly Suggestion[]): void {
    const before = list.querySelectorAll("li")[chosen]?.dataset["href"];
    list.replaceChildren(...all.map(entry));
    list.hidden = all.length === 0;
    field!.setAttribute("aria-expanded", String(!list.hidden));
    choose([...list.querySelectorAll("li")].findIndex((row) => row.dataset["href"] === before));
  }

  function entry({ item, match }: Suggestion, index: number): HTMLLIElement {
    const row = document.createElement("li");
    row.setAttribute("role", "option");
    row.lang = "zh-CN"; // as the catalog is
    row.id = `${list.id}-${index}`;
    row.setAttribute("aria-selected", "false");
    const href = (row.dataset["href"] = `/item/${encodeURIComponent(item.slug)}`);
    row.onclick = () => location.assign(href); // an option can't hold a link
    for (const { text, matched } of match.fragments) {
      const part = document.createElement(matched ? "mark" : "span");
      part.textContent = text;
      row.append(part);
    }
    const shown = match.fragments.map(({ text }) => text).join("");
    if (shown !== item.name) row.append(Object.assign(document.createElement("small"), { textContent: ` ${item.name}` }));
    return row;
  }

  function choose(index: number): void {
    const rows = list.querySelectorAll<HTMLLIElement>("li");
    chosen = Math.max(-1, Math.min(index, rows.length - 1));
    rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === chosen)));
    const row = rows[chosen];
    if (row) field!.setAttribute("aria-activedescendant", row.id);
    else field!.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  function close(): void {
    list.hidden = true;
    field!.setAttribute("aria-expanded", "false");
  }
}
