import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Spin, Tree, type TreeDataNode } from "antd";
import { useEffect, useState } from "react";
import { api, useAnswer } from "../api";
import { useText } from "../text";
import { CentersBelowDocument, TopCentersDocument, type CenterNodeFragment, type CentersBelowQuery } from "./documents";

/** A center of the tree that is marked, to be moved together with others. */
export type Marked = Pick<CenterNodeFragment, "id" | "code" | "name">;

interface Props {
  asOf: string | null;
  news: number;
  chosen: string | undefined;
  /** Which are marked; nothing where the tree may not be changed. */
  marked: Marked[] | undefined;
  onChoose: (code: string) => void;
  onMark: (marked: Marked[]) => void;
}

type Branch = TreeDataNode & { center: Marked };

/**
 * The tree of centers by whom they report to; each can be dropped onto, and marked and taken hold of where that may be changed.
 * Branches are read when they are opened. By keyboard the arrows and Enter open a branch, Enter shows a center, the space bar marks it.
 */
export function CenterTree({ asOf, news, chosen, marked, onChoose, onMark }: Props) {
  const text = useText();
  const { data } = useAnswer("centers.top", TopCentersDocument, { asOf });
  const [below, setBelow] = useState<Record<string, readonly CenterNodeFragment[]>>({});
  const [open, setOpen] = useState<React.Key[]>([]);
  const [active, setActive] = useState<React.Key | null>(null);
  const tops = data?.centers?.nodes ?? [];

  /** Reads a branch, unless another reading took over meanwhile. A center is in one branch: what was read last tells where. */
  async function read(code: string, over: () => boolean = () => false): Promise<void> {
    const nodes: CenterNodeFragment[] = [];
    let after: string | null = null;
    do {
      const answer: CentersBelowQuery = await api.ask(CentersBelowDocument, { code, asOf, after });
      nodes.push(...(answer.center?.subordinates.nodes ?? []));
      const page = answer.center?.subordinates.pageInfo;
      after = page?.hasNextPage ? (page.endCursor ?? null) : null;
    } while (after);
    if (over()) return;
    const codes = new Set(nodes.map((node) => node.code));
    setBelow((all) => ({ ...Object.fromEntries(Object.entries(all).map(([other, list]) => [other, list.filter((node) => !codes.has(node.code))])), [code]: nodes }));
  }

  // The first level is open from the beginning; what is open is read again when there is news.
  useEffect(() => {
    const first = tops[0];
    if (first && open.length === 0) setOpen([first.code]);
  }, [data]);
  useEffect(() => {
    let over = false;
    for (const code of open) void read(String(code), () => over);
    return () => {
      over = true;
    };
  }, [open, asOf, news]);

  const nodeOf = (center: CenterNodeFragment): Branch => ({
    key: center.code,
    center,
    title: <Target center={center} held={heldWith(center)} />,
    checkable: !tops.includes(center), // the highest reports to none
    isLeaf: center.subordinates.totalCount === 0,
    ...(below[center.code] && { children: below[center.code]!.map(nodeOf) }),
  });

  /** All that are marked are taken hold of by one of them; nothing where the tree may not be changed. */
  const heldWith = (center: Marked): Marked[] | undefined => (marked?.some(({ id }) => id === center.id) ? marked : marked && [center]);

  function mark(center: Marked): void {
    const others = marked?.filter(({ id }) => id !== center.id) ?? [];
    onMark(others.length === marked?.length ? [...others, center] : others);
  }

  /** Enter shows a center; the tree itself would mark one that has none below it. */
  function show(event: React.KeyboardEvent): void {
    if (event.key !== "Enter" || active === null) return;
    onChoose(String(active));
    const center = [tops, ...Object.values(below)].flat().find(({ code }) => code === active);
    if (center?.subordinates.totalCount === 0) event.stopPropagation();
  }

  if (!data) return <Spin />;
  return (
    <div onKeyDownCapture={show}>
      <Tree<Branch>
        aria-label={text("centers.tree")}
        treeData={tops.map(nodeOf)}
        expandedKeys={open}
        onExpand={(keys) => setOpen(keys)}
        loadData={({ key }) => read(String(key))}
        selectedKeys={chosen ? [chosen] : []}
        onSelect={(keys, { node, nativeEvent }) => {
          if (marked && node.checkable && (nativeEvent?.ctrlKey || nativeEvent?.metaKey)) mark(node.center);
          else if (keys[0] !== undefined) onChoose(String(keys[0]));
        }}
        checkable={marked !== undefined}
        checkStrictly
        checkedKeys={marked?.map(({ code }) => code) ?? []}
        onCheck={(_, { node }) => mark(node.center)}
        onActiveChange={setActive}
        height={640}
        blockNode
      />
    </div>
  );
}

/** A center in the tree, onto which departments are dropped, and centers that are to report to it. */
function Target({ center: { id, code, name, departments }, held }: { center: CenterNodeFragment; held: Marked[] | undefined }) {
  const target = useDroppable({ id, data: { id, code, name } });
  const { setNodeRef, listeners } = useDraggable({ id, data: { centers: held }, disabled: !held });
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
