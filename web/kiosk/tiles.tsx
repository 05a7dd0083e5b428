import { useEffect, useRef, useState } from "react";
import type { Language } from "../shared/language";
import type { Item } from "./catalog";
import { say } from "./text";

/** One of a few things to choose from. */
export interface Choice {
  key: string;
  name: string;
  /** The language of the name, where it is not the page's. */
  lang?: Language;
  count?: number;
  go: () => void;
}

/** An item of the catalog as a choice. */
export function itemChoice(item: Item, go: () => void): Choice {
  return { key: item.id, name: item.edition?.title ?? item.name, lang: "zh-CN", go };
}

/** How many tiles are on one screen. */
const onScreen = 6;

/** A few large tiles; where there are more, big buttons turn the page. */
export function Tiles({ title, lang, hint, choices }: { title?: string; lang?: Language; hint?: string; choices: Choice[] }) {
  const [page, setPage] = useState(0);
  const pages = Math.ceil(choices.length / onScreen);
  const list = useRef<HTMLUListElement>(null);
  const turned = useRef(page);
  useEffect(() => {
    if (turned.current === page) return;
    turned.current = page;
    list.current?.querySelector("button")?.focus(); // which brings the first tile into the window as well
  }, [page]);
  return (
    <>
      {title && (
        <h1 tabIndex={-1} lang={lang}>
          {title}
        </h1>
      )}
      {hint && <p>{hint}</p>}
      <ul className="tiles" ref={list}>
        {choices.slice(page * onScreen, (page + 1) * onScreen).map(({ key, name, lang, count, go }) => (
          <li key={key}>
            <button className="tile" onClick={go}>
              <span lang={lang}>{name}</span>
              {count !== undefined && <span className="count">{count}</span>}
            </button>
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p>{say("none")}</p>}
      {pages > 1 && (
        <nav className="turn" aria-label={`${page + 1} / ${pages}`}>
          <button disabled={page === 0} onClick={() => setPage(page - 1)}>
            ← {say("before")}
          </button>
          <span>
            {page + 1} / {pages}
          </span>
          <button disabled={page === pages - 1} onClick={() => setPage(page + 1)}>
            {say("next")} →
          </button>
        </nav>
      )}
    </>
  );
}
