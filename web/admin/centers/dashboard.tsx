import { useQuery } from "@tanstack/react-query";
import { Alert, Card, Spin, Statistic, Table } from "antd";
import { Link } from "react-router";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { api, useAnswer } from "../api";
import { useText } from "../text";
import { DashboardDocument, StaleGuidesDocument, type StaleGuidesQuery } from "./documents";
import "./style.css";

type Guide = NonNullable<StaleGuidesQuery["items"]>["nodes"][number];

/** How it stands with the catalog: what should be at the windows and is not, how far limits were shortened, what waits for somebody. */
export function Dashboard() {
  const text = useText();
  const { data, error } = useAnswer("dashboard", DashboardDocument, {});
  const guides = useQuery({ queryKey: ["dashboard.guides"], queryFn: allGuides });
  if (error) return <Alert type="error" title={error.message} />;
  if (!data) return <Spin />;
  const { catalog, entryGap, compression } = data;
  const departments = (compression?.byDepartment ?? []).map(({ department, figures }) => ({ ...department, items: figures.items, percent: Math.round((figures.totalRatio ?? 0) * 100) }));
  const stopped = (guides.data ?? []).filter(({ draft }) => draft?.findings?.some(({ severity }) => severity === "BLOCKING"));
  const stale = (guides.data ?? []).filter(({ edition }) => isStale(edition?.verifiedOn ?? edition?.effectiveFrom));

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
          <ResponsiveContainer width="100%" height={260}>
            <BarChart data={departments} accessibilityLayer={false}>
              <XAxis dataKey="name" interval={0} angle={-30} textAnchor="end" height={90} tick={{ fill: "var(--soft)" }} />
              <YAxis unit="%" tick={{ fill: "var(--soft)" }} />
              <Tooltip />
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
              {sector.name}：{movedIn ? text("dashboard.movedIn") : <strong>{text("dashboard.notMovedIn")}</strong>} {`${stationed} / ${all}`}
            </li>
          ))}
        </ul>
        <h3>{text("dashboard.missing")}</h3>
        <ItemLinks rows={entryGap?.items.nodes ?? []} />
      </section>

      <section aria-label={text("dashboard.stopped")}>
        <h2>{`${text("dashboard.stopped")} ${stopped.length}`}</h2>
        <ul>
          {stopped.map(({ slug, name, draft }) => (
            <li key={slug}>
              <Link to={`/items/${slug}`}>{name}</Link>：{draft?.findings?.filter(({ severity }) => severity === "BLOCKING").map(({ message }) => message).join(" ")}
            </li>
          ))}
        </ul>
      </section>

      <section aria-label={text("dashboard.stale")}>
        <h2>{`${text("dashboard.stale")} ${stale.length}`}</h2>
        <ItemLinks rows={stale} />
      </section>
    </>
  );
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

/** All items with a guide, with what their drafts wait for. */
async function allGuides({ signal }: { signal: AbortSignal }): Promise<Guide[]> {
  const all: Guide[] = [];
  let after: string | null = null;
  for (;;) {
    const answer: StaleGuidesQuery = await api.ask(StaleGuidesDocument, { after }, { signal });
    all.push(...(answer.items?.nodes ?? []));
    if (!answer.items?.pageInfo.hasNextPage) return all;
    after = answer.items.pageInfo.endCursor ?? null;
  }
}

/** A guide that nobody has compared with the law for a year. */
function isStale(day: string | null | undefined): boolean {
  return !day || Date.now() - Date.parse(day) > 365 * 24 * 3600_000;
}
