import { DndContext, DragOverlay, MeasuringStrategy, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors, type DragEndEvent, type DragStartEvent } from "@dnd-kit/core";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Empty, Input } from "antd";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { api } from "../api";
import { useText } from "../text";
import { useMay } from "../viewer";
import { backFrom, make, type Change, type Here, type Outcome, type Stationed } from "./change";
import { ChooseCenter, ChooseDepartments } from "./choose";
import { Confirm } from "./confirm";
import { CatalogChangedDocument, CenterByIdDocument, CenterHereDocument } from "./documents";
import { SetReportsTo } from "./reports";
import { StationedList } from "./stationed";
import { CenterTree } from "./tree";
import "./style.css";

type Named = { id: string; name: string };

/** News may move the rows of the tree while something is held over them. */
const moved = { droppable: { strategy: MeasuringStrategy.Always } };

/** What is taken hold of: departments of a center, or a center. */
type Held = { from: Here; departments: Stationed[] } | { center: Named };

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
  const [placing, setPlacing] = useState<{ center: Here; to: Named }>();
  const mayPlan = useMay("PLAN_CENTERS");
  const [change, setChange] = useState<Change>();
  const [moving, setMoving] = useState<Here>();
  const [stationing, setStationing] = useState<Here>();
  const [news, setNews] = useState(0);
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }));

  // What others change shows without a reload.
  useEffect(
    () =>
      api.follow(CatalogChangedDocument, {}, () => {
        const look = () => {
          void queries.invalidateQueries();
          setNews((n) => n + 1);
        };
        setTimeout(look, Math.random() * 500); // not all pages at once
      }),
    [queries],
  );

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
    setDragged("center" in held ? [held.center.name] : held.departments.map(({ name }) => name));
  }

  function drop({ active, over }: DragEndEvent): void {
    setDragged([]);
    const held = active.data.current as Held;
    const to = over?.data.current as Named | undefined;
    if (!to) return;
    if ("departments" in held) {
      if (to.id !== held.from.id) setChange({ kind: "move", from: held.from, to, departments: held.departments });
    } else if (to.id !== held.center.id) {
      void hereOf(held.center).then((center) => center && center.reportsTo?.id !== to.id && setPlacing({ center, to }));
    }
  }

  async function done(made: Change, outcome: Outcome): Promise<void> {
    setChange(undefined);
    setChosen([]);
    await queries.invalidateQueries();
    setNews((n) => n + 1);
    const target = made.kind === "withdraw" ? undefined : made.to;
    const toHere = target && (await hereOf(target));
    const back = backFrom(made, outcome, toHere);
    notification.success({
      key: "done", // only the last change is taken back by a press
      title: text("centers.done"),
      duration: 15,
      actions: back && (
        <Button className="undo" onClick={() => void undo(back)}>
          {text("centers.undo")}
        </Button>
      ),
    });
  }

  /** A change goes back by the opposite change: where somebody else was there meanwhile, the API refuses it. */
  async function undo(back: Change): Promise<void> {
    notification.destroy();
    const { userErrors: errors } = await make(back, text("centers.undo"), crypto.randomUUID());
    await queries.invalidateQueries();
    if (errors.length === 0) notification.success({ title: text("centers.undone") });
    else notification.error({ title: errors.map(({ message }) => message).join(" ") });
  }

  return (
    <DndContext sensors={sensors} measuring={moved} collisionDetection={pointerWithin} onDragStart={take} onDragEnd={drop}>
      <h1>{text("centers.menu")}</h1>
      <label className="as-of">
        {text("centers.asOf")} <Input type="date" value={asOf ?? ""} onChange={(event) => set("asOf", event.target.value)} />
      </label>
      <div className="two">
        <nav aria-label={text("centers.tree")}>
          <CenterTree
            asOf={asOf}
            news={news}
            chosen={code}
            movable={mayPlan && !asOf}
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
          />
        ) : (
          <Empty description={text("centers.choose")} />
        )}
      </div>
      <DragOverlay>{dragged.length > 0 && <span className="department dragging">{dragged.join("、")}</span>}</DragOverlay>
      {placing && <SetReportsTo {...placing} onClose={() => setPlacing(undefined)} />}
      {moving && (
        <ChooseCenter
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
