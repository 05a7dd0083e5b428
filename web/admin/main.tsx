import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider, theme, type ThemeConfig } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import { StrictMode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { languageNow } from "../shared/language";
import { AskError } from "../shared/api";
import { markChinese } from "./parts/chinese";
import { Shell } from "./shell";

const language = languageNow();
document.documentElement.lang = language;
if (language === "en") markChinese();

const queries = new QueryClient({
  defaultOptions: {
    // Without a line, too, it is asked, and told that nothing answers: what waits in silence looks like nothing at all.
    queries: { networkMode: "always", staleTime: 5_000, retry: (times, error) => times < 2 && error instanceof AskError && error.offline },
    mutations: { networkMode: "always" },
  },
});

/** The colors of Ant Design with the contrast of WCAG AA, by what the machine prefers. */
function colors(dark: boolean): ThemeConfig {
  const soft = dark ? "#b5b5b5" : "#595959";
  const accent = dark ? "#6db3f2" : "#0b5cad";
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    components: { Menu: { itemSelectedColor: accent }, Tabs: { itemSelectedColor: accent, itemHoverColor: accent } },
    token: {
      motion: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      colorPrimary: dark ? "#1f6fbf" : accent,
      colorLink: accent,
      colorError: dark ? "#f0766c" : "#b3261e",
      fontSize: 15,
      colorTextTertiary: soft,
      colorTextDescription: soft,
      colorTextPlaceholder: soft,
    },
  };
}

function Page() {
  const prefers = matchMedia("(prefers-color-scheme: dark)");
  const dark = useSyncExternalStore(
    (tell) => {
      prefers.addEventListener("change", tell);
      return () => prefers.removeEventListener("change", tell);
    },
    () => prefers.matches,
  );
  return (
    <ConfigProvider button={{ autoInsertSpace: false }} locale={language === "en" ? en : zh} theme={colors(dark)}>
      <App>
        <QueryClientProvider client={queries}>
          <BrowserRouter basename="/admin">
            <Shell />
          </BrowserRouter>
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  );
}

createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
