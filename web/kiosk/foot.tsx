import { useEffect, useState } from "react";
import type { Line } from "./catalog";
import { say, speak } from "./text";

/** What lies over the foot of every screen: how to see more of a long one, and how old a catalog is that nobody confirms. */
export function Foot({ line, confirmed }: { line: Line; confirmed: number }) {
  return (
    <footer className="foot">
      <More />
      {line !== "up" && <Age line={line} confirmed={confirmed} />}
    </footer>
  );
}

/** Where the window is on a screen, and whether that is longer than what can be seen of it. */
interface Place {
  long: boolean;
  above: boolean;
  below: boolean;
}

function place(): Place {
  const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
  const main = document.querySelector("main")!;
  const room = parseFloat(getComputedStyle(main).paddingBottom); // left free for the foot
  const covered = document.querySelector<HTMLElement>(".age")?.offsetHeight ?? 0;
  return {
    long: scrollHeight - room > clientHeight - covered,
    above: scrollTop > 1,
    below: scrollTop + clientHeight < scrollHeight - 1,
  };
}

/** Buttons that move a long screen up and down, for those who do not know that it can be pushed. */
function More() {
  const [{ long, above, below }, setPlace] = useState<Place>({ long: false, above: false, below: false });
  useEffect(() => {
    const look = () => setPlace(place());
    const sizes = new ResizeObserver(look);
    sizes.observe(document.documentElement);
    sizes.observe(document.body);
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      sizes.disconnect();
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, []);
  if (!long) return null;
  const move = (by: number) => scrollBy({ top: by * innerHeight * 0.6, behavior: "smooth" });
  return (
    <nav className="more" aria-label={say("more")}>
      <button aria-disabled={!above} onClick={() => move(-1)}>
        ↑ {say("pageUp")}
      </button>
      <button aria-disabled={!below} onClick={() => move(1)}>
        ↓ {say("pageDown")}
      </button>
    </nav>
  );
}

/** How old what the machine shows is, while nobody confirms it, and why. */
function Age({ line, confirmed }: { line: Exclude<Line, "up">; confirmed: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  const minutes = Math.max(0, Math.round((now - confirmed) / 60_000));
  const ago = new Intl.RelativeTimeFormat(speak());
  const age = minutes < 1 ? say("now") : minutes < 120 ? ago.format(-minutes, "minute") : minutes < 2880 ? ago.format(-Math.round(minutes / 60), "hour") : ago.format(-Math.round(minutes / 1440), "day");
  return (
    <p className="age" role="status">
      {say(line)}{say("from")} {age}
    </p>
  );
}
