import { useDroppable } from "@dnd-kit/core";
import { Spin, Tree, type TreeDataNode } from "antd";
import { useEffect, useState } from "react";
import { api, useAnswer } from "../api";
import { useText } from "../text";
import { CentersBelowDocument, TopCentersDocument, type CenterNodeFragment, type CentersBelowQuery } from "./documents";

/** The tree of centers by whom they report to; each can be dropped onto. Branches are read when they are opened. */
export function CenterTree({ asOf, news, chosen, onChoose }: { asOf: string | null; news: number; chosen: string | undefined; onChoose: (code: string) => void }) {
  const text = useText();
  const { data } = useAnswer("centers.top", TopCentersDocument, { asOf });
  const [below, setBelow] = useState<Record<string, readonly CenterNodeFragment[]>>({});
  const [open, setOpen] = useState<React.Key[]>([]);
  const tops = data?.centers?.nodes ?? [];

  async function read(code: string): Promise<void> {
    const nodes: CenterNodeFragment[] = [];
    let after: string | null = null;
    do {
      const answer: CentersBelowQuery = await api.ask(CentersBelowDocument, { code, asOf, after });
      nodes.push(...(answer.center?.subordinates.nodes ?? []));
      const page = answer.center?.subordinates.pageInfo;
      after = page?.hasNextPage ? (page.endCursor ?? null) : null;
    } while (after);
    setBelow((all) => ({ ...all, [code]: nodes }));
  }

  // The first level is open from the beginning; what is open is read again when there is news.
  useEffect(() => {
    const first = tops[0];
    if (first && open.length === 0) setOpen([first.code]);
  }, [data]);
  useEffect(() => {
    for (const code of open) void read(String(code));
  }, [open, asOf, news]);

  const nodeOf = (center: CenterNodeFragment): TreeDataNode => ({
    key: center.code,
    title: <Target center={center} />,
    isLeaf: center.subordinates.totalCount === 0,
    ...(below[center.code] && { children: below[center.code]!.map(nodeOf) }),
  });

  if (!data) return <Spin />;
  return (
    <Tree
      aria-label={text("centers.tree")}
      treeData={tops.map(nodeOf)}
      expandedKeys={open}
      onExpand={(keys) => setOpen(keys)}
      loadData={({ key }) => read(String(key))}
      selectedKeys={chosen ? [chosen] : []}
      onSelect={(keys) => keys[0] !== undefined && onChoose(String(keys[0]))}
      height={640}
      blockNode
    />
  );
}

/** A center in the tree, onto which departments are dropped. */
function Target({ center }: { center: CenterNodeFragment }) {
  const { setNodeRef, isOver } = useDroppable({ id: center.id, data: { id: center.id, code: center.code, name: center.name } });
  return (
    <span ref={setNodeRef} className={isOver ? "target over" : "target"} data-code={center.code}>
      {center.name} <span className="count">{center.departments.length}</span>
    </span>
  );
}
