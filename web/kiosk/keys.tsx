import { useEffect, useState } from "react";
import type { API } from "../shared/api";
import type { Item, Kept } from "./catalog";
import { find } from "./find";
import { say } from "./text";
import { itemChoice, Tiles } from "./tiles";

/** Search by tapping letters of pinyin. */
export function Keys({ api, kept, choose }: { api: API; kept: Kept; choose: (item: Item) => void }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Item[]>();
  useEffect(() => {
    if (!text) return setFound(undefined);
    const asked = new AbortController();
    find(api, kept, text, asked.signal).then(
      (items) => !asked.signal.aborted && setFound(items),
      () => undefined, // another letter was tapped
    );
    return () => asked.abort();
  }, [api, kept, text]);
  return (
    <>
      <h1 tabIndex={-1}>{say("search")}</h1>
      <p className="typed" aria-live="polite" aria-label={say("search")}>
        {text ? text.toUpperCase() : <small>{say("letters")}</small>}
      </p>
      <div className="keys">
        {[..."abcdefghijklmnopqrstuvwxyz"].map((letter) => (
          <button key={letter} onClick={() => setText((text + letter).slice(0, 20))}>
            {letter.toUpperCase()}
          </button>
        ))}
        <button className="wide" onClick={() => setText(text.slice(0, -1))}>
          {say("erase")}
        </button>
      </div>
      {found && <Tiles key={text} choices={found.map((item) => itemChoice(item, () => choose(item)))} />}
    </>
  );
}
