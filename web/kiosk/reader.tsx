import { useEffect, useState } from "react";
import type { Language } from "../shared/language";
import { spoken, voiceOf } from "../shared/voice";
import { say, speak } from "./text";

/** Reads one screen aloud, each piece in its language, and is silent after it; the button is there where the machine itself has a voice for the page's. */
export function Reader() {
  const [reading, setReading] = useState(false);
  const voices = useVoices();
  useEffect(() => () => window.speechSynthesis?.cancel(), []);
  if (!voiceOf(voices, speak())) return null;
  function read(): void {
    speechSynthesis.cancel();
    if (reading) return setReading(false);
    const said = pieces(document.querySelector("main")!).flatMap(({ language, text }) => {
      const voice = voiceOf(voices, language);
      return voice ? [spoken(text, voice)] : [];
    });
    for (const piece of said) {
      piece.onerror = () => setReading(false);
      speechSynthesis.speak(piece);
    }
    if (said.length > 0) said.at(-1)!.onend = () => setReading(false);
    setReading(said.length > 0);
  }
  return (
    <button className="read" aria-pressed={reading} onClick={read}>
      {say(reading ? "quiet" : "read")}
    </button>
  );
}

/** The voices that the machine has: a browser may tell them later than the page begins. */
function useVoices(): SpeechSynthesisVoice[] {
  const synthesis: SpeechSynthesis | undefined = window.speechSynthesis;
  const [voices, setVoices] = useState(() => synthesis?.getVoices() ?? []);
  useEffect(() => {
    const look = () => setVoices(synthesis!.getVoices());
    synthesis?.addEventListener("voiceschanged", look);
    return () => synthesis?.removeEventListener("voiceschanged", look);
  }, [synthesis]);
  return voices;
}

/** The texts within an element, those that follow each other in one language together, and each element's on a line. */
function pieces(within: Element): { language: Language; text: string }[] {
  const found: { language: Language; text: string }[] = [];
  const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  let before: Element | undefined;
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent ?? "";
    const parent = texts.currentNode.parentElement!;
    if (!text.trim()) continue;
    const language = parent.closest<HTMLElement>("[lang]")?.lang === "en" ? "en" : "zh-CN";
    const last = found.at(-1);
    if (last?.language === language) last.text += (parent === before ? "" : "\n") + text;
    else found.push({ language, text });
    before = parent;
  }
  return found;
}
