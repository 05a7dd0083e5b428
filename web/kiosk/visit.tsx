import { useEffect, useRef, useState } from "react";
import type { API } from "../shared/api";
import type { Language } from "../shared/language";
import { headings, offered, type Item, type Kept } from "./catalog";
import { CenterScreen } from "./center";
import { Guide } from "./guide";
import { Keys } from "./keys";
import { Reader } from "./reader";
import { say, speak, speakIn, type Word } from "./text";
import { itemChoice, Tiles, type Choice } from "./tiles";

/** A screen of a visit. */
type Screen =
  | { kind: "start" }
  | { kind: "choices"; title: string; lang?: Language; choices: Choice[] }
  | { kind: "search" }
  | { kind: "guide"; id: string }
  | { kind: "center" };

/** One person's visit: the screens that they went through, the last one shown. It ends with its component, and leaves nothing. */
export function Visit({ api, kept, onStart, onEnd }: { api: API; kept: Kept; onStart: (at: boolean) => void; onEnd: () => void }) {
  const [path, setPath] = useState<Screen[]>([{ kind: "start" }]);
  const [, speakAgain] = useState(0);
  const screen = path.at(-1)!;
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    onStart(screen.kind === "start" && speak() === "zh-CN"); // another language is left behind as well
    scrollTo(0, 0);
    main.current?.querySelector("h1")?.focus({ preventScroll: true });
  }, [screen, onStart]);

  const go = (next: Screen) => setPath([...path, next]);
  const rows = offered(kept);
  const center = kept.things[kept.center];
  function under(title: Word, all: { code: string; name: string }[], belongs: (item: Item, code: string) => boolean): void {
    const choices = all.flatMap(({ code, name }) => {
      const items = rows.map(({ item }) => item).filter((item) => belongs(item, code));
      return items.length > 0 ? [{ key: code, name, lang: "zh-CN" as const, count: items.length, go: () => listFrom(title, choices, name, items) }] : [];
    });
    go({ kind: "choices", title: say(title), choices });
  }

  /** From a list of headings to the items of one of them; back leads to the headings. */
  function listFrom(title: Word, headingsShown: Choice[], name: string, items: Item[]): void {
    const before: Screen[] = [{ kind: "start" }, { kind: "choices", title: say(title), choices: headingsShown }];
    const choices = items.map((item) => itemChoice(item, () => setPath([...before, here, { kind: "guide", id: item.id }])));
    const here: Screen = { kind: "choices", title: name, lang: "zh-CN", choices };
    setPath([...before, here]);
  }

  const departments = [...new Map(rows.flatMap(({ item }) => (item.owner ? [[item.owner.code, item.owner] as const] : []))).values()];
  const startChoices: Choice[] = [
    { key: "life", name: say("life"), go: () => under("life", headings(kept, "LIFE_EVENT"), (item, code) => item.lifeEvents.some((t) => t.code === code)) },
    { key: "topics", name: say("topics"), go: () => under("topics", headings(kept, "TOPIC"), (item, code) => item.topics.some((t) => t.code === code)) },
    { key: "departments", name: say("departments"), go: () => under("departments", departments, (item, code) => item.owner?.code === code) },
    { key: "search", name: say("search"), go: () => go({ kind: "search" }) },
    { key: "center", name: say("place"), go: () => go({ kind: "center" }) },
  ];

  return (
    <>
      <header className="bar">
        {path.length > 1 ? (
          <>
            <button onClick={() => setPath(path.slice(0, -1))}>← {say("back")}</button>
            <button onClick={onEnd}>⌂ {say("start")}</button>
          </>
        ) : (
          <strong lang="zh-CN">{center?.__typename === "ServiceCenter" ? center.name : ""}</strong>
        )}
        <Reader key={path.length + speak()} />
        <button
          lang={speak() === "en" ? "zh-CN" : "en"}
          onClick={() => {
            speakIn(speak() === "en" ? "zh-CN" : "en");
            setPath(screen.kind === "start" || screen.kind === "choices" ? [{ kind: "start" }] : [{ kind: "start" }, screen]); // lists were put together in the other language
            speakAgain((n) => n + 1);
          }}
        >
          {say("other")}
        </button>
      </header>
      <main className="screen" key={path.length} ref={main}>
        {screen.kind === "start" && <Tiles title={say("welcome")} hint={say("touch")} choices={startChoices} />}
        {screen.kind === "choices" && <Tiles title={screen.title} lang={screen.lang} choices={screen.choices} />}
        {screen.kind === "search" && <Keys api={api} kept={kept} choose={(item) => go({ kind: "guide", id: item.id })} />}
        {screen.kind === "guide" && <Guide kept={kept} id={screen.id} />}
        {screen.kind === "center" && center?.__typename === "ServiceCenter" && <CenterScreen center={center} />}
      </main>
    </>
  );
}
