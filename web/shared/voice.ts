import type { Language } from "./language";

/** A voice on the machine for a language: one of a company far away would be told what is read. Of Chinese ones, the standard language first. */
export function voiceOf(voices: SpeechSynthesisVoice[], language: Language): SpeechSynthesisVoice | undefined {
  const own = voices.filter(({ localService }) => localService);
  const wanted = language === "en" ? [/^en/i] : [/^(zh[-_]CN|cmn)/i, /^zh/i];
  return wanted.flatMap((pattern) => own.filter(({ lang }) => pattern.test(lang)))[0];
}

/** A text as a voice says it. */
export function spoken(text: string, voice: SpeechSynthesisVoice): SpeechSynthesisUtterance {
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice;
  said.lang = voice.lang;
  said.rate = 0.9; // for old ears
  return said;
}
