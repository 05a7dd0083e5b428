import { useState } from "react";
import { say } from "./text";

/** One of a few things to choose from. */
export interface Choice {
  key: string;
  name: string;
  count?: number;
  go: () => void;
}

/** How many tiles are on one screen. */
const onScreen = 6;

/** A few large tiles; where there are more, big buttons turn the page. */
export function Tiles({ title, hint, choices }: { title: string; hint?: string; choices: Choice[] }) {
  const [page, setPage] = useState(0);
  const pages = Math.ceil(choices.length / onScreen);
  return (
    <>
      {title && <h1>{title}</h1>}
      {hint && <p>{hint}</p>}
      <ul className="tiles">
        {choices.slice(page * onScreen, (page + 1) * onScreen).map(({ key, name, count, go }) => (
          <li key={key}>
            <button className="tile" onClick={go}>
              {name}
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
