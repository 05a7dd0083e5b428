import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { say } from "./text";

/** Ends a visit when nobody has touched the machine for a while; the last seconds are counted on the screen. */
export function Idle({ patience, atStart, onEnd }: { patience: number; atStart: boolean; onEnd: () => void }) {
  const touched = useRef(Date.now());
  const [left, setLeft] = useState(patience);
  const warning = Math.min(15, Math.ceil(patience / 2));

  const touch = useCallback(() => {
    touched.current = Date.now();
    setLeft(patience);
  }, [patience]);

  useEffect(() => {
    const kinds = ["pointerdown", "keydown", "wheel"] as const;
    for (const kind of kinds) addEventListener(kind, touch);
    const timer = setInterval(() => setLeft(Math.ceil(patience - (Date.now() - touched.current) / 1000)), 250);
    return () => {
      for (const kind of kinds) removeEventListener(kind, touch);
      clearInterval(timer);
    };
  }, [patience, touch]);

  useEffect(() => {
    if (left > 0) return;
    touch();
    if (!atStart) onEnd();
  }, [left, atStart, onEnd, touch]);

  if (atStart || left > warning) return null;
  return <Still left={left} stay={touch} />;
}

/** Asks whether somebody is still there, over all else; who stays is back where they were. */
function Still({ left, stay }: { left: number; stay: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current!;
    shown.showModal();
    return () => shown.close();
  }, []);
  return (
    <dialog className="still" role="alertdialog" aria-label={say("still")} ref={dialog}>
      <p className="big">{say("still")}</p>
      <p>
        {left} {say("seconds")}
      </p>
      <button onClick={stay}>{say("stay")}</button>
    </dialog>
  );
}
