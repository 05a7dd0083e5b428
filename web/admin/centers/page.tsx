import { DndContext, DragOverlay, MeasuringStrategy, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors, type DragEndEvent, type DragStartEvent } from "@dnd-kit/core";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Empty, Input } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api } from "../api";
import { useNews } from "../parts/news";
import { listed, useText } from "../text";
import { useMay } from "../viewer";
import { backFrom, faultsOf, make, mostPlaced, placing, type Change, type Here, type Named, type Outcome, type Stationed } from "./change";
import { ChooseCenter, ChooseDepartments } from "./choose";
import { Confirm } from "./confirm";
import { CatalogChangedDocument, CenterByIdDocument, CenterHereDocument } from "./documents";
import { StationedList } from "./stationed";
import { CenterTree, type Marked } from "./tree";
import "./style.css";

/** News may move the rows of the tree while something is held over them. */
const moved = { droppable: { strategy: MeasuringStrategy.Always } };

/** What is taken hold of: departments of a center, or centers. */
type Held = { from: Here; departments: Stationed[] } | { centers: Named[] };

/** Centers and who is stationed at them: the tree on one side, a center's departments on the other. */
export function CentersPage() {
  const text = useText();
  const queries = useQueryClient();
  const { notification } = App.useApp();
  const [address, setAddress] = useSearchParams();
  const code = address.get("center") ?? undefined;
  const asOf = address.get("asOf");
  const [chosen, setChosen] = useState<Stationed[]>([]);
  const [dragged, setDragged] = useState<string[]>([]);
  const [marked, setMarked] = useState<Marked[]>([]);
  const [placed, setPlaced] = useState<Named[]>();
  const mayPlan = useMay("PLAN_CENTERS");
  const [change, setChange] = useState<Change>();
  const [moving, setMoving] = useState<Here>();
  const [stationing, setStationing] = useState<Here>();
  const [news, setNews] = useState(0);
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }));

  useNews(CatalogChangedDocument, undefined, () => setNews((n) => n + 1));

  function set(name: string, value: string | undefined): void {
    setAddress((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    });
  }

  function take({ active }: DragStartEvent): void {
    const held = active.data.current as Held;
    setDragged(("centers" in held ? held.centers : held.departments).map(({ name }) => name));
  }

  function drop({ active, over }: DragEndEvent): void {
    setDragged([]);
    const held = active.data.current as Held;
    const to = over?.data.current as Named | undefined;
    if (!to) return;
    if ("departments" in held) {
      if (to.id !== held.from.id) setChange({ kind: "move", from: held.from, to, departments: held.departments });
    } else if (!held.centers.some(({ id }) => id === to.id)) {
      void place(held.centers, to);
    }
  }

  async function place(centers: Named[], to: Named): Promise<void> {
    try {
      const change = await placing(centers, to);
      if (change.kind === "place" && change.centers.length > 0) setChange(change);
      else notification.info({ title: text("centers.placedAlready", { to: to.name }) });
    } catch (error) {
      notification.error({ title: (error as Error).message });
    }
  }

  async function done(made: Change, outcome: Outcome): Promise<void> {
    setChange(undefined);
    setChosen([]);
    if (made.kind === "place") setMarked([]);
    await queries.invalidateQueries();
    setNews((n) => n + 1);
    const target = made.kind === "move" || made.kind === "station" ? made.to : undefined;
    const toHere = target && (await hereOf(target).catch(() => undefined)); // without it there is no way back, but it is done
    const back = backFrom(made, outcome, toHere);
    notification.success({
      key: "done", // only the last change is taken back by a press
      title: text("centers.done"),
      duration: 15,
      actions: back.length > 0 && (
        <Button className="undo" onClick={() => void undo(back)}>
          {text("centers.undo")}
        </Button>
      ),
    });
  }

  /** A change goes back by the opposite ones: where somebody else was there meanwhile, the API refuses it. */
  async function undo(back: Change[]): Promise<void> {
    notification.destroy();
    const faults: string[] = [];
    try {
      for (const change of back) faults.push(...faultsOf(change, await make(change, text("centers.undo"), crypto.randomUUID())));
    } catch (error) {
      faults.push((error as Error).message);
    }
    await queries.invalidateQueries();
    setNews((n) => n + 1);
    if (faults.length === 0) notification.success({ title: text("centers.undone") });
    else notification.error({ title: faults.join(" ") });
  }

  return (
    <DndContext sensors={sensors} measuring={moved} collisionDetection={pointerWithin} onDragStart={take} onDragEnd={drop}>
      <h1>{text("centers.menu")}</h1>
      <label className="as-of">
        {text("centers.asOf")} <Input type="date" value={asOf ?? ""} onChange={(event) => set("asOf", event.target.value)} />
      </label>
      <div className="two">
        <nav aria-label={text("centers.tree")}>
          {mayPlan && !asOf && (
            <p className="marked">
              <Button className="place-marked" disabled={marked.length === 0 || marked.length > mostPlaced} onClick={() => setPlaced(marked)}>
                {text("centers.placeMarked")}
              </Button>
              {marked.length > 0 && (
                <>
                  <Button type="link" onClick={() => setMarked([])}>
                    {text("centers.unmark")}
                  </Button>
                  <span role="status">{text(marked.length > mostPlaced ? "centers.tooManyMarked" : "centers.marked", { count: marked.length, most: mostPlaced })}</span>
                </>
              )}
            </p>
          )}
          <CenterTree
            asOf={asOf}
            news={news}
            chosen={code}
            marked={mayPlan && !asOf ? marked : undefined}
            onMark={setMarked}
            onChoose={(next) => {
              setChosen([]);
              set("center", next);
            }}
          />
        </nav>
        {code ? (
          <StationedList
            code={code}
            asOf={asOf}
            chosen={chosen}
            onChoose={setChosen}
            onMove={setMoving}
            onWithdraw={(from) => setChange({ kind: "withdraw", from, departments: chosen })}
            onStation={setStationing}
            onPlace={(center) => setPlaced([center])}
          />
        ) : (
          <Empty description={text("centers.choose")} />
        )}
      </div>
      <DragOverlay>{dragged.length > 0 && <span className="department dragging">{listed(dragged)}</span>}</DragOverlay>
      {placed && (
        <ChooseCenter
          title={text("centers.setReportsTo")}
          onCancel={() => setPlaced(undefined)}
          onChoose={(to) => {
            setPlaced(undefined);
            void place(placed, to);
          }}
        />
      )}
      {moving && (
        <ChooseCenter
          title={text("centers.move")}
          onCancel={() => setMoving(undefined)}
          onChoose={(to) => {
            setChange({ kind: "move", from: moving, to, departments: chosen });
            setMoving(undefined);
          }}
        />
      )}
      {stationing && (
        <ChooseDepartments
          onCancel={() => setStationing(undefined)}
          onChoose={(departments) => {
            setChange({ kind: "station", to: stationing, departments });
            setStationing(undefined);
          }}
        />
      )}
      {change && <Confirm change={change} onCancel={() => setChange(undefined)} onDone={(outcome) => void done(change, outcome)} />}
    </DndContext>
  );
}

/** A center as it is now, for the way back from a change. */
async function hereOf({ id }: { id: string }): Promise<Here | undefined> {
  const { node } = await api.ask(CenterByIdDocument, { id });
  if (node?.__typename !== "ServiceCenter") return undefined;
  const { center } = await api.ask(CenterHereDocument, { code: node.code, asOf: null });
  return center ?? undefined;
}
