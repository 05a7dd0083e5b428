import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zh from "antd/locale/zh_CN";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { languageNow } from "../shared/language";
import { AskError } from "../shared/api";
import { Shell } from "./shell";

const language = languageNow();
document.documentElement.lang = language;

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: (times, error) => times < 2 && error instanceof AskError && error.offline } },
});

createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <ConfigProvider button={{ autoInsertSpace: false }} locale={language === "en" ? en : zh} theme={{ token: { colorPrimary: "#0b5cad", colorLink: "#0b5cad", colorError: "#b3261e", fontSize: 15, colorTextTertiary: "#595959", colorTextDescription: "#595959", colorTextPlaceholder: "#595959" } }}>
      <App>
        <QueryClientProvider client={queries}>
          <BrowserRouter basename="/admin">
            <Shell />
          </BrowserRouter>
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  </StrictMode>,
);
