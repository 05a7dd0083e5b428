import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { languageNow } from "../shared/language";
import { centersText } from "./centers/text";
import { deskText } from "./desk/text";
import { itemsText } from "./items/text";
import { valuesText } from "./parts/values";
import { peopleText } from "./people/text";

/** Each text by its key: Chinese, then English. */
export type Texts = Record<string, readonly [zh: string, en: string]>;

const shellText = {
  "shell.title": ["一窗管理", "OneWindow admin"],
  "shell.signIn": ["登录", "Sign in"],
  "shell.signedOut": ["您已退出登录或登录已过期。已填写的内容还在：请在新窗口登录，再回到这里继续。", "You are signed out, or your session is over. What you wrote is still here: sign in in a new window, then come back and go on."],
  "shell.failed": ["这一页没能打开：线路断了，或者系统刚换了新版。", "This page could not be opened: the line is down, or the program was replaced by a new version."],
  "shell.again": ["重试", "Try again"],
  "shell.signOut": ["退出登录", "Sign out"],
  "shell.signInFirst": ["请先登录。", "Sign in first."],
  "shell.menu": ["菜单", "Menu"],
  "shell.nothing": ["没有这个页面。", "There is no such page."],
  "shell.skip": ["跳到内容", "Skip to the content"],
  "shell.refused": ["没有完成：{{message}}", "Not done: {{message}}"],
} satisfies Texts;

const all: Texts = { ...shellText, ...centersText, ...itemsText, ...deskText, ...peopleText, ...valuesText };

const resources = (at: 0 | 1) => ({ translation: Object.fromEntries(Object.entries(all).map(([key, text]) => [key, text[at]])) });

void i18next.use(initReactI18next).init({
  lng: languageNow(),
  resources: { "zh-CN": resources(0), en: resources(1) },
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});

type Key = keyof typeof shellText | keyof typeof centersText | keyof typeof itemsText | keyof typeof deskText | keyof typeof peopleText | keyof typeof valuesText;

/** Several names in a row. */
export function listed(names: readonly string[]): string {
  return names.join(languageNow() === "en" ? ", " : "、");
}

/** What something is called, and what is said of it. */
export function told(name: string, what: string): string {
  return name + (languageNow() === "en" ? ": " : "：") + what;
}

/** Says a text by its key in the language that was chosen. */
export function useText(): (key: Key, values?: Record<string, unknown>) => string {
  const { t } = useTranslation();
  return t as never;
}
