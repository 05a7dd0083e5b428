import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Layout, Menu, Result, Select, Spin } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link, Navigate, Route, Routes, useLocation } from "react-router";
import { AskError } from "../shared/api";
import { chooseLanguage, languageNow, type Language } from "../shared/language";
import { api, useAnswer } from "./api";
import { ViewerDocument } from "./gql/graphql";
import { useText } from "./text";
import { DetailContext, ViewerContext, type Viewer } from "./viewer";
import { views } from "./views";
import "./shell.css";

/**
 * The frame of all views: who is signed in, the menu of what they may see, the language. When a session ends, what its
 * holder has before them stays as it is until somebody signs in again: nothing that was typed is lost.
 */
export function Shell() {
  const queries = useQueryClient();
  const { data, isPending, error, refetch } = useAnswer("viewer", ViewerDocument, {}, {
    staleTime: 60_000,
    refetchInterval: 60_000, // a session may end while nothing is asked
    refetchOnWindowFocus: ({ state }) => (state.data?.viewer && !state.error ? true : "always"), // somebody may have signed in elsewhere
  });
  const text = useText();
  const [known, setKnown] = useState<Viewer>(); // who was signed in last
  const viewer = data?.viewer ?? undefined;
  const signedOut = !viewer || (error instanceof AskError && error.signedOut);
  if (viewer && !signedOut && viewer !== known) setKnown(viewer);
  useEffect(() => void (document.title = text("shell.title")), []); // until a view says more
  useEffect(() => {
    api.ended = () => void refetch();
  }, [refetch]);
  useEffect(() => {
    if (!signedOut) void queries.invalidateQueries({ predicate: ({ state }) => state.status === "error" }); // what was refused meanwhile
  }, [signedOut, queries]);
  if (isPending) return <Spin fullscreen />;
  if (!known) {
    const offline = error instanceof AskError && !error.signedOut;
    return (
      <main>
        <Result
          status={offline ? "warning" : "403"}
          title={<h1>{text("shell.title")}</h1>}
          subTitle={error?.message ?? text("shell.signInFirst")}
          extra={
            offline ? (
              <Button type="primary" onClick={() => void refetch()}>
                {text("shell.again")}
              </Button>
            ) : (
              <Button type="primary" href={signInAt(location.pathname + location.search)}>
                {text("shell.signIn")}
              </Button>
            )
          }
        />
      </main>
    );
  }
  return (
    <ViewerContext value={known}>
      <Frame key={known.staff?.id ?? known.name} viewer={known} signedOut={signedOut} />
    </ViewerContext>
  );
}

/** Where one signs in and comes back from. */
function signInAt(back: string): string {
  return `/auth/signin?return=${encodeURIComponent(back)}`;
}

function Frame({ viewer, signedOut }: { viewer: Viewer; signedOut: boolean }) {
  const text = useText();
  const { pathname } = useLocation();
  const [narrow, setNarrow] = useState(false);
  const [open, setOpen] = useState(false);
  const [detail, setDetail] = useState<string>();
  const looked = useRef(pathname);
  const seen = views.filter(({ needs }) => !needs || needs.some((action) => viewer.actions.includes(action)));
  const menu = seen.filter(({ menu }) => menu);
  const selected = menu.find(({ path }) => pathname === `/${path}` || pathname.startsWith(`/${path}/`));
  const title = [detail, selected?.menu && text(selected.menu as never), text("shell.title")].filter(Boolean).join(" · ");
  useEffect(() => void (document.title = title), [title]);

  // Another view is read from its beginning, also by who can't see that it came.
  useEffect(() => {
    if (looked.current !== pathname) document.getElementById("content")?.focus();
    looked.current = pathname;
  }, [pathname]);
  return (
    <Layout className="shell">
      {signedOut && (
        <Alert
          banner
          role="alert"
          className="signed-out"
          title={text("shell.signedOut")}
          action={
            <Button type="link" target="_blank" href={signInAt("/admin/")}>
              {text("shell.signIn")}
            </Button>
          }
        />
      )}
      <a className="skip" href="#content">
        {text("shell.skip")}
      </a>
      <Layout.Header className="shell-head">
        {narrow && (
          <Button className="menu-button" aria-expanded={open} aria-label={text("shell.menu")} onClick={() => setOpen(!open)}>
            ☰
          </Button>
        )}
        <strong>{text("shell.title")}</strong>
        <span className="shell-viewer">{viewer.staff?.name ?? viewer.name}</span>
        <Select<Language>
          aria-label="语言 Language"
          value={languageNow()}
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
          onChange={(language) => {
            chooseLanguage(language);
            location.reload();
          }}
        />
        <form method="post" action="/auth/signout">
          <Button htmlType="submit">{text("shell.signOut")}</Button>
        </form>
      </Layout.Header>
      <Layout>
        <Layout.Sider
          theme="light"
          onKeyDown={({ key }) => {
            if (key !== "Escape" || !narrow || !open) return;
            setOpen(false);
            document.querySelector<HTMLElement>(".menu-button")?.focus();
          }}
          width={240} breakpoint="lg" collapsedWidth={0} collapsed={narrow && !open} trigger={null} onBreakpoint={setNarrow} aria-label={text("shell.menu")}>
          <Menu
            mode="inline"
            onClick={() => setOpen(false)}
            selectedKeys={selected ? [selected.path] : []}
            items={menu.map(({ path, menu }) => ({ key: path, label: <Link to={`/${path}`}>{text(menu as never)}</Link> }))}
          />
        </Layout.Sider>
        <Layout.Content id="content" className="shell-content" role="main" tabIndex={-1}>
          <DetailContext value={setDetail}>
            <Routes>
              {seen.map(({ path, element }) => (
                <Route key={path} path={path} element={element} />
              ))}
              <Route path="/" element={menu[0] ? <Navigate to={`/${menu[0].path}`} replace /> : <p>{text("shell.nothing")}</p>} />
              <Route path="*" element={<Result status="404" title={<h1>{text("shell.nothing")}</h1>} />} />
            </Routes>
          </DetailContext>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
