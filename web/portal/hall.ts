import type { API } from "../shared/api";
import type { Language } from "../shared/language";
import { spoken, voiceOf } from "../shared/voice";
import { HallChangedDocument, type HallChangedSubscription } from "./gql/graphql";

type Hall = NonNullable<HallChangedSubscription["hallChanged"]>;

/** After how many milliseconds without the subscription the page is loaded anew, where the server answers: it may be another version. */
const patience = 30_000;

const part = <E extends HTMLElement = HTMLElement>(selector: string) => document.querySelector<E>(selector)!;

/** Shows what is called in a hall as it happens, says so to those who can't see it, and when the line is down. */
export function followHall(api: API): void {
  const words = document.body.dataset;
  const say = switchAloud(words["aloud"]!);
  let cut: ReturnType<typeof setInterval> | undefined;
  let shown: Set<string> | undefined; // what the last message told; a number that is called again is news
  api.follow(HallChangedDocument, { center: words["hall"]! }, ({ hallChanged }) => hallChanged && show(hallChanged), line);

  function show({ calls, waiting, waitingPriority }: Hall): void {
    const there = new Set([...document.querySelectorAll(".calls .number")].map(({ textContent }) => textContent));
    const isNew = (call: Hall["calls"][number]) => (shown ? !shown.has(keyOf(call)) : !there.has(call.number));
    const news = calls.filter(isNew).reverse(); // the first one called first
    shown = new Set(calls.map(keyOf));
    part(".calls").replaceChildren(...calls.map(row));
    part(".none").hidden = calls.length > 0;
    part(".waiting").textContent = String(waiting);
    part(".priority").textContent = String(waitingPriority);
    if (news.length === 0) return;
    part(".said").textContent = news.map(({ number, windowNumber }) => inWords(number, windowNumber)).join("\n");
    for (const { number, windowNumber } of news) say(inWords([...number].join(" "), windowNumber)); // digit by digit
  }

  function keyOf({ number, calledAt }: Hall["calls"][number]): string {
    return `${number} ${calledAt}`;
  }

  function row({ number, windowNumber, windowName }: Hall["calls"][number]): Node {
    const made = part<HTMLTemplateElement>("template").content.cloneNode(true) as DocumentFragment;
    made.querySelector(".number")!.textContent = number;
    made.querySelector(".window")!.textContent = inWindow(windowNumber);
    made.querySelector(".name")!.textContent = windowName;
    return made;
  }

  function inWindow(number: string): string {
    return words["window"]!.replace("%s", number);
  }

  function inWords(number: string, windowNumber: string): string {
    return words["call"]!.replace("%s", number).replace("%s", inWindow(windowNumber));
  }

  /** Says since when the line is down; of a line that comes and goes, since it went first. */
  function line(up: boolean): void {
    if (up) {
      clearInterval(cut);
      cut = undefined;
      part(".cut").textContent = "";
    } else if (cut === undefined) {
      const since = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format();
      part(".cut").textContent = words["cut"]!.replace("%s", since);
      cut = setInterval(() => void reload(), patience);
    }
  }
}

async function reload(): Promise<void> {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => undefined);
  if (answer?.ok) location.reload();
}

/** The button that has numbers said aloud, there where the machine itself has a voice; what it gives says a text if it is on. */
function switchAloud(confirmation: string): (text: string) => void {
  const language = document.documentElement.lang as Language;
  const synthesis: SpeechSynthesis | undefined = window.speechSynthesis;
  const button = part<HTMLButtonElement>(".aloud");
  const voice = () => voiceOf(synthesis?.getVoices() ?? [], language);
  const look = () => (button.hidden = !voice());
  look();
  synthesis?.addEventListener("voiceschanged", look); // a browser may tell them later than the page begins
  let on = false;
  const say = (text: string) => {
    const speaker = voice();
    if (on && speaker) synthesis!.speak(spoken(text, speaker));
  };
  button.onclick = () => {
    on = !on;
    button.setAttribute("aria-pressed", String(on));
    if (on) say(confirmation);
    else synthesis!.cancel();
  };
  return say;
}
