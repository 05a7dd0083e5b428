import { useRef, useState } from "react";
import type { API } from "../shared/api";
import { FindCentersDocument, type FindCentersQuery } from "./gql/graphql";
import { say } from "./text";

type Found = NonNullable<FindCentersQuery["centers"]>;

/** Asks the staff, once, in which center the machine stands; again where the code that they gave is unknown. */
export function SetUp({ api, unknown }: { api: API; unknown?: string }) {
  const [found, setFound] = useState<Found>();
  const [fault, setFault] = useState<string>();
  const asked = useRef<AbortController>(undefined);
  async function look(text: string): Promise<void> {
    asked.current?.abort();
    const { signal } = (asked.current = new AbortController());
    try {
      const { centers } = await api.ask(FindCentersDocument, { text }, { signal });
      setFound(centers ?? undefined);
      setFault(undefined);
    } catch (error) {
      if (!signal.aborted) setFault((error as Error).message);
    }
  }
  return (
    <main className="screen">
      <h1>{say("setUp")}</h1>
      {unknown && (
        <p role="alert">
          {say("noSuchCenter")}
          {unknown}
        </p>
      )}
      <label>
        {say("setUpHint")}
        <input autoFocus onChange={(event) => void look(event.target.value)} />
      </label>
      {fault && <p role="alert">{fault}</p>}
      <ul className="tiles">
        {found?.nodes.map(({ code, name }) => (
          <li key={code}>
            <a className="tile" href={`/kiosk/?center=${encodeURIComponent(code)}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
      <p role="status">{found?.pageInfo.hasNextPage && say("typeMore")}</p>
    </main>
  );
}
