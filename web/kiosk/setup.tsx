import { useRef, useState } from "react";
import type { API } from "../shared/api";
import { FindCentersDocument, type FindCentersQuery } from "./gql/graphql";
import { say } from "./text";

type Found = NonNullable<FindCentersQuery["centers"]>["nodes"];

/** Asks the staff, once, in which center the machine stands. */
export function SetUp({ api }: { api: API }) {
  const [found, setFound] = useState<Found>([]);
  const [fault, setFault] = useState<string>();
  const asked = useRef<AbortController>(undefined);
  async function look(text: string): Promise<void> {
    asked.current?.abort();
    const { signal } = (asked.current = new AbortController());
    try {
      const { centers } = await api.ask(FindCentersDocument, { text }, { signal });
      setFound(centers?.nodes ?? []);
      setFault(undefined);
    } catch (error) {
      if (!signal.aborted) setFault((error as Error).message);
    }
  }
  return (
    <main className="screen">
      <h1>{say("setUp")}</h1>
      <label>
        {say("setUpHint")}
        <input autoFocus onChange={(event) => void look(event.target.value)} />
      </label>
      {fault && <p role="alert">{fault}</p>}
      <ul className="tiles">
        {found.map(({ code, name }) => (
          <li key={code}>
            <a className="tile" href={`/kiosk/?center=${encodeURIComponent(code)}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
