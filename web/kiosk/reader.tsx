import { useState } from "react";
import { say, speak } from "./text";

/** Reads aloud what is on the screen; the button is there where the machine has a voice. */
export function Reader() {
  const [reading, setReading] = useState(false);
  if (!("speechSynthesis" in window)) return null;
  function read(): void {
    speechSynthesis.cancel();
    if (reading) return setReading(false);
    const text = document.querySelector("main")?.innerText ?? "";
    const said = new SpeechSynthesisUtterance(text);
    said.lang = speak();
    said.rate = 0.9; // for old ears
    said.onend = said.onerror = () => setReading(false);
    speechSynthesis.speak(said);
    setReading(true);
  }
  return (
    <button className="read" aria-pressed={reading} onClick={read}>
      {say(reading ? "quiet" : "read")}
    </button>
  );
}
