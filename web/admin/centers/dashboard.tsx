import { useQuery } from "@tanstack/react-query";
import { Alert, Card, Spin, Statistic, Table } from "antd";
import { Link } from "react-router";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { api, useAnswer } from "../api";
import { told, useText } from "../text";
import { DashboardDocument, GuidesDocument, type GuidesQuery } from "./documents";
import "./style.css";

type Guide = NonNullable<GuidesQuery["items"]>["nodes"][number];

/** How many guides of a kind are named one by one. */
const named = 20;

/** How it stands with the catalog: what should be at the windows and is not, how far limits were shortened, what waits for somebody. */
export function Dashboard() {
  const text = useText();
  const { data, error } = useAnswer("dashboard", DashboardDocument, {});
  const guides = useQuery({ queryKey: ["dashboard.guides"], queryFn: allGuides });
  if (error) return <Alert type="error" role="alert" title={error.message} />;
  if (!data) return <Spin />;
  const { catalog, entryGap, compression } = data;
  const departments = (compression?.byDepartment ?? []).map(({ department, figures }) => ({ ...department, items: figures.items, percent: Math.round((figures.totalRatio ?? 0) * 100) }));
  const stopped = (guides.data ?? []).filter((guide) => stops(guide).length > 0).sort((a, b) => stops(a).length - stops(b).length); // the nearest to its publication first
  const stale = (guides.data ?? []).filter(({ edition }) => edition && isStale(edition.verifiedOn ?? edition.effectiveFrom));

  return (
    <>
      <h1>{text("dashboard.menu")}</h1>
      <div className="cards">
        <Card>
          <Link to="/items?published=yes">
            <Statistic title={text("dashboard.published")} value={catalog?.publishedItems} suffix={`/ ${catalog?.registeredItems}`} />
          </Link>
        </Card>
        <Card>
          <Statistic title={text("dashboard.missing")} value={entryGap?.missingItems} suffix={`/ ${entryGap?.publicItems}`} />
        </Card>
        <Card>
          <Statistic title={text("dashboard.saved")} value={Math.round((compression?.overall.totalRatio ?? 0) * 1000) / 10} suffix="%" />
        </Card>
        <Card>
          <Link to="/centers">
            <Statistic title={text("dashboard.centers")} value={catalog?.openCenters} />
          </Link>
        </Card>
      </div>

      <section aria-label={text("dashboard.compression")}>
        <h2>{text("dashboard.compression")}</h2>
        <div aria-hidden="true">
          <ResponsiveContainer width="100%" height={60 + 30 * departments.length}>
            <BarChart layout="vertical" data={departments} accessibilityLayer={false}>
              <XAxis type="number" unit="%" domain={[0, 100]} tick={{ fill: "var(--soft)" }} />
              <YAxis type="category" dataKey="name" interval={0} width={140} tick={{ fill: "var(--soft)", fontSize: 13 }} />
              <Tooltip contentStyle={{ background: "var(--surface)", borderColor: "var(--line)" }} cursor={{ fill: "var(--over)" }} />
              <Bar dataKey="percent" name={text("dashboard.saved")} fill="var(--accent)" isAnimationActive={false} />
            </BarChart>
          </ResponsiveContainer>
        </div>
        <Table
          size="small"
          pagination={false}
          rowKey="code"
          dataSource={departments}
          columns={[
            { title: text("items.owner"), dataIndex: "name" },
            { title: text("dashboard.items"), dataIndex: "items" },
            { title: text("dashboard.saved"), render: (_, { percent }) => `${percent} %` },
          ]}
        />
      </section>

      <section aria-label={text("dashboard.sectors")}>
        <h2>{text("dashboard.sectors")}</h2>
        <ul>
          {entryGap?.sectors.map(({ sector, movedIn, stationed, departments: all }) => (
            <li key={sector.name}>
              {told(sector.name, "")}
              {movedIn ? text("dashboard.movedIn") : <strong>{text("dashboard.notMovedIn")}</strong>} {`${stationed} / ${all}`}
            </li>
          ))}
        </ul>
        <h3>{text("dashboard.missing")}</h3>
        <ItemLinks rows={entryGap?.items.nodes ?? []} />
        <More all={entryGap?.missingItems ?? 0} />
      </section>

      <section aria-label={text("dashboard.stopped")}>
        <h2>
          {text("dashboard.stopped")} <Counted guides={guides.data && stopped} />
        </h2>
        {stopped.length > 0 && (
          <Table
            size="small"
            pagination={false}
            rowKey="code"
            dataSource={reasons(stopped)}
            columns={[
              { title: text("dashboard.why"), dataIndex: "message" },
              { title: text("dashboard.drafts"), dataIndex: "count" },
            ]}
          />
        )}
        <ul className="links">
          {stopped.slice(0, named).map((guide) => (
            <li key={guide.slug}>
              <Link to={`/items/${guide.slug}`}>{guide.name}</Link>
              {told("", "")}
              {[...new Set(stops(guide).map(({ message }) => message))].join(" ")}
            </li>
          ))}
        </ul>
        <More all={stopped.length} />
      </section>

      <section aria-label={text("dashboard.stale")}>
        <h2>
          {text("dashboard.stale")} <Counted guides={guides.data && stale} />
        </h2>
        <ItemLinks rows={stale.slice(0, named)} />
        <More all={stale.length} />
      </section>
    </>
  );
}

/** How many there are, once that is known. */
function Counted({ guides }: { guides: readonly Guide[] | undefined }) {
  return guides ? guides.length : <Spin size="small" />;
}

/** That there are more than are named. */
function More({ all }: { all: number }) {
  const text = useText();
  return all > named && <p>{text("dashboard.more", { count: all - named })}</p>;
}

/** What keeps the draft of a guide from being published. */
function stops({ draft }: Guide) {
  return (draft?.findings ?? []).filter(({ severity }) => severity === "BLOCKING");
}

/** Why drafts are stopped, the commonest reason first, each with how many drafts it stops. */
function reasons(stopped: readonly Guide[]): { code: string; message: string; count: number }[] {
  const all = new Map<string, { code: string; message: string; count: number }>();
  for (const guide of stopped) {
    const own = new Map(stops(guide).map(({ code, message }) => [`${code} ${message}`, message]));
    for (const [code, message] of own) all.set(code, { code, message, count: (all.get(code)?.count ?? 0) + 1 });
  }
  return [...all.values()].sort((a, b) => b.count - a.count).slice(0, named);
}

function ItemLinks({ rows }: { rows: readonly { slug: string; name: string; owner?: { name: string } | null }[] }) {
  return (
    <ul className="links">
      {rows.map(({ slug, name, owner }) => (
        <li key={slug}>
          <Link to={`/items/${slug}`}>{name}</Link> {owner?.name}
        </li>
      ))}
    </ul>
  );
}

/** All items with what their guides say of their age, and what their drafts wait for. */
async function allGuides({ signal }: { signal: AbortSignal }): Promise<Guide[]> {
  const all: Guide[] = [];
  let after: string | null = null;
  for (;;) {
    const answer: GuidesQuery = await api.ask(GuidesDocument, { after }, { signal });
    all.push(...(answer.items?.nodes ?? []));
    if (!answer.items?.pageInfo.hasNextPage) return all;
    after = answer.items.pageInfo.endCursor ?? null;
  }
}

/** A guide that nobody has compared with the law for a year. */
function isStale(day: string | null | undefined): boolean {
  return !day || Date.now() - Date.parse(day) > 365 * 24 * 3600_000;
}
