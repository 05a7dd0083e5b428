import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Spin, Tree, type TreeDataNode } from "antd";
import { useEffect, useState } from "react";
import { api, useAnswer } from "../api";
import { useText } from "../text";
import { CentersBelowDocument, TopCentersDocument, type CenterNodeFragment, type CentersBelowQuery } from "./documents";

interface Props {
  asOf: string | null;
  news: number;
  chosen: string | undefined;
  movable: boolean;
  onChoose: (code: string) => void;
}

/** The tree of centers by whom they report to; each can be dropped onto, and taken hold of where that may be changed. Branches are read when they are opened. */
export function CenterTree({ asOf, news, chosen, movable, onChoose }: Props) {
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
    title: <Target center={center} movable={movable} />,
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

/** A center in the tree, onto which departments are dropped, and centers that are to report to it. */
function Target({ center: { id, code, name, departments }, movable }: { center: CenterNodeFragment; movable: boolean }) {
  const target = useDroppable({ id, data: { id, code, name } });
  const { setNodeRef, listeners } = useDraggable({ id, data: { center: { id, code, name } }, disabled: !movable });
  return (
    <span
      ref={(node) => {
        target.setNodeRef(node);
        setNodeRef(node);
      }}
      {...listeners}
      className={target.isOver ? "target over" : "target"}
      data-code={code}
    >
      {name} <span className="count">{departments.length}</span>
    </span>
  );
}
