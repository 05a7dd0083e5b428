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
    return offered(kept)
      .map(({ item }) => item)
      .filter((item) => item.readings.some((reading) => sounds(reading, text.toLowerCase())));
  }
}

/** Whether letters are pinyin of what has a reading, whole or its initials, from the beginning of any syllable on. */
function sounds(reading: string, letters: string): boolean {
  const syllables = reading.split(" ");
  return syllables.some((_, i) => {
    const rest = syllables.slice(i);
    return rest.join("").startsWith(letters) || rest.map(([first]) => first).join("").startsWith(letters);
  });
}
