import { useEffect, useRef, useState } from "react";
import { say } from "./text";

/** Ends a visit when nobody has touched the machine for a while; the last seconds are counted on the screen. */
export function Idle({ patience, atStart, onEnd }: { patience: number; atStart: boolean; onEnd: () => void }) {
  const touched = useRef(Date.now());
  const [left, setLeft] = useState(patience);
  const warning = Math.min(15, Math.ceil(patience / 2));

  useEffect(() => {
    const touch = () => {
      touched.current = Date.now();
      setLeft(patience);
    };
    const kinds = ["pointerdown", "keydown", "wheel"] as const;
    for (const kind of kinds) addEventListener(kind, touch);
    const timer = setInterval(() => setLeft(Math.ceil(patience - (Date.now() - touched.current) / 1000)), 250);
    return () => {
      for (const kind of kinds) removeEventListener(kind, touch);
      clearInterval(timer);
    };
  }, [patience]);

  useEffect(() => {
    if (left > 0) return;
    touched.current = Date.now();
    setLeft(patience);
    if (!atStart) onEnd();
  }, [left, atStart, onEnd, patience]);

  if (atStart || left > warning) return null;
  return (
    <div className="still" role="alertdialog" aria-label={say("still")}>
      <p className="big">{say("still")}</p>
      <p>
        {left} {say("seconds")}
      </p>
      <button autoFocus>{say("stay")}</button>
    </div>
  );
}
