import { AskError, type API } from "../shared/api";
import { offered, type Item, type Kept } from "./catalog";
import { SearchDocument } from "./gql/graphql";

/** Finds items of the center by what was tapped: the server's search while the line is up, else what the machine knows. */
export async function find(api: API, kept: Kept, text: string, signal: AbortSignal): Promise<Item[]> {
  try {
    const { items } = await api.ask(SearchDocument, { text, center: kept.center }, { signal });
    return (items?.nodes ?? []).flatMap(({ id }) => {
      const item = kept.things[id];
      return item?.__typename === "ServiceItem" ? [item] : [];
    });
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    const letters = text.toLowerCase();
    return offered(kept)
      .map(({ item }) => item)
      .filter((item) => [item.name, ...item.aliases].some((name) => name.includes(text) || initials(name).includes(letters)));
  }
}

/** The first characters in the order of pinyin for each initial letter; there is none for i, u and v. */
const firsts: [string, string][] = [..."阿八嚓哒妸发旮哈讥咔垃麻拏噢妑七呥扨它穵夕丫帀"].map((first, i) => [first, "abcdefghjklmnopqrstwxyz"[i]!]);
const order = new Intl.Collator("zh-CN-u-co-pinyin");

/** The initials of a name in pinyin, as far as the order of characters tells them. */
export function initials(name: string): string {
  return [...name].map(initial).join("");
}

function initial(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase();
  return firsts.findLast(([first]) => order.compare(first, character) <= 0)?.[1] ?? "";
}
