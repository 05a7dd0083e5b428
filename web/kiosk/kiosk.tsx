import { useEffect, useRef, useState } from "react";
import { API } from "../shared/api";
import { Follower, type Kept, type Line } from "./catalog";
import { Foot } from "./foot";
import { Idle } from "./idle";
import { SetUp } from "./setup";
import { Visit } from "./visit";
import { say, speakIn } from "./text";
import { Versions } from "./versions";

/** A person stands before the machine: who waits longer takes the line for down. */
const api = new API("onewindow-kiosk", "zh-CN", 10_000);

/** Under which name a machine keeps the code of its center. */
export const place = "onewindow.kiosk.center";

/** The machine: it keeps the catalog of its center, and shows it to one person after another. */
export function Kiosk({ code, patience }: { code: string | undefined; patience: number }) {
  const [kept, setKept] = useState<Kept>();
  const [line, setLine] = useState<Line>("up");
  const [person, setPerson] = useState(0);
  // What is on the screen changes under nobody's finger: news wait until the machine is at its start.
  const shown = useRef<Kept>(undefined);
  const [atStart, setAtStart] = useState(true);
  const [renewed, setRenewed] = useState(false);

  useEffect(() => {
    const versions = new Versions(() => setRenewed(true));
    if (!code) return;
    const follower = new Follower(api, code, (next, now) => {
      setKept(next);
      setLine((before) => (before === "unknown" && !next ? before : now)); // it stays unknown while somebody sets it up
      if (next) localStorage.setItem(place, code); // there is such a center
      if (now === "outdated") void versions.look(true);
    });
    void follower.start();
  }, [code]);

  useEffect(() => {
    if (renewed && atStart) location.reload();
  }, [renewed, atStart]);

  if (!code) return <SetUp api={api} />;
  if (!kept) return line === "unknown" ? <SetUp api={api} unknown={code} /> : <p className="waiting">{say("loading")}</p>;
  if (atStart || !shown.current) shown.current = kept;

  /** Leaves nothing of the last person behind. */
  function startAgain(): void {
    speakIn("zh-CN");
    setPerson((n) => n + 1);
    setAtStart(true);
  }

  return (
    <>
      <Visit key={person} api={api} kept={shown.current} onStart={setAtStart} onEnd={startAgain} />
      <Foot line={line} confirmed={kept.confirmed} />
      <Idle patience={patience} atStart={atStart} onEnd={startAgain} />
    </>
  );
}
