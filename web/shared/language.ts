/** The languages of all pages; Chinese where nothing else was chosen. */
export type Language = "zh-CN" | "en";

const key = "onewindow.language";

/** The language that was chosen on this machine, or else the browser's. */
export function languageNow(): Language {
  const chosen = localStorage.getItem(key) ?? navigator.language;
  return chosen.startsWith("en") ? "en" : "zh-CN";
}

/** Keeps the choice for the next visit. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(key, language);
}
