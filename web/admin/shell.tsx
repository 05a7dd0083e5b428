import { Button, Layout, Menu, Result, Select, Spin } from "antd";
import { useEffect, useState } from "react";
import { Link, Navigate, Route, Routes, useLocation } from "react-router";
import { chooseLanguage, languageNow, type Language } from "../shared/language";
import { useAnswer } from "./api";
import { ViewerDocument } from "./gql/graphql";
import { useText } from "./text";
import { ViewerContext, type Viewer } from "./viewer";
import { views } from "./views";
import "./shell.css";

/** The frame of all views: who is signed in, the menu of what they may see, the language. */
export function Shell() {
  const { data, isPending, error } = useAnswer("viewer", ViewerDocument, {}, { staleTime: 60_000 });
  const text = useText();
  if (isPending) return <Spin fullscreen />;
  if (!data?.viewer) {
    const back = encodeURIComponent(location.pathname + location.search);
    return (
      <Result
        status="403"
        title={text("shell.title")}
        subTitle={error?.message ?? text("shell.signInFirst")}
        extra={
          <Button type="primary" href={`/auth/signin?return=${back}`}>
            {text("shell.signIn")}
          </Button>
        }
      />
    );
  }
  return (
    <ViewerContext value={data.viewer}>
      <Frame viewer={data.viewer} />
    </ViewerContext>
  );
}

function Frame({ viewer }: { viewer: Viewer }) {
  const text = useText();
  const { pathname } = useLocation();
  const [narrow, setNarrow] = useState(false);
  const [open, setOpen] = useState(false);
  const seen = views.filter(({ needs }) => !needs || needs.some((action) => viewer.actions.includes(action)));
  const menu = seen.filter(({ menu }) => menu);
  const selected = menu.find(({ path }) => pathname === `/${path}` || pathname.startsWith(`/${path}/`));
  const title = [selected?.menu && text(selected.menu as never), text("shell.title")].filter(Boolean).join(" · ");
  useEffect(() => void (document.title = title), [title]);
  return (
    <Layout className="shell">
      <a className="skip" href="#content">
        {text("shell.skip")}
      </a>
      <Layout.Header className="shell-head">
        {narrow && (
          <Button aria-expanded={open} aria-label={text("shell.menu")} onClick={() => setOpen(!open)}>
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
        <Layout.Sider theme="light" width={240} breakpoint="lg" collapsedWidth={0} collapsed={narrow && !open} trigger={null} onBreakpoint={setNarrow} aria-label={text("shell.menu")}>
          <Menu
            mode="inline"
            onClick={() => setOpen(false)}
            selectedKeys={selected ? [selected.path] : []}
            items={menu.map(({ path, menu }) => ({ key: path, label: <Link to={`/${path}`}>{text(menu as never)}</Link> }))}
          />
        </Layout.Sider>
        <Layout.Content id="content" className="shell-content" role="main" tabIndex={-1}>
          <Routes>
            {seen.map(({ path, element }) => (
              <Route key={path} path={path} element={element} />
            ))}
            <Route path="/" element={menu[0] ? <Navigate to={`/${menu[0].path}`} replace /> : <p>{text("shell.nothing")}</p>} />
            <Route path="*" element={<Result status="404" title={text("shell.nothing")} />} />
          </Routes>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
