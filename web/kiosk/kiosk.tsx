import { useEffect, useRef, useState } from "react";
import { API } from "../shared/api";
import { Follower, type Kept, type Line } from "./catalog";
import { Idle } from "./idle";
import { SetUp } from "./setup";
import { Visit } from "./visit";
import { say, speakIn } from "./text";

const api = new API("onewindow-kiosk", "zh-CN");

/** The machine: it keeps the catalog of its center, and shows it to one person after another. */
export function Kiosk({ code, patience }: { code: string | undefined; patience: number }) {
  const [kept, setKept] = useState<Kept>();
  const [line, setLine] = useState<Line>("up");
  const [person, setPerson] = useState(0);
  // What is on the screen changes under nobody's finger: news wait until the machine is at its start.
  const shown = useRef<Kept>(undefined);
  const [atStart, setAtStart] = useState(true);

  useEffect(() => {
    if (!code) return;
    const follower = new Follower(api, code, (next, now) => {
      setKept(next);
      setLine(now);
    });
    void follower.start();
  }, [code]);

  if (!code) return <SetUp api={api} />;
  if (!kept) return <p className="waiting">{say(line === "unknown" ? "unknown" : "loading")}</p>;
  if (atStart || !shown.current) shown.current = kept;

  /** Leaves nothing of the last person behind. */
  function startAgain(): void {
    window.speechSynthesis?.cancel();
    speakIn("zh-CN");
    setPerson((n) => n + 1);
    setAtStart(true);
    scrollTo(0, 0);
  }

  return (
    <>
      <Visit key={person} api={api} kept={shown.current} onStart={setAtStart} onEnd={startAgain} />
      {line !== "up" && <Age confirmed={kept.confirmed} />}
      <Idle patience={patience} atStart={atStart} onEnd={startAgain} />
    </>
  );
}

/** How old what the machine shows is, while the line is down. */
function Age({ confirmed }: { confirmed: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const minutes = Math.max(0, Math.round((now - confirmed) / 60_000));
  const age = minutes < 1 ? say("now") : minutes < 120 ? `${minutes} ${say("minutes")}` : `${Math.round(minutes / 60)} ${say("hours")}`;
  return (
    <p className="age" role="status">
      {say("offline")} {age}
    </p>
  );
}
