import { useDraggable } from "@dnd-kit/core";
import { Alert, Button, Checkbox, Empty, Spin, Tag } from "antd";
import { useState } from "react";
import { useAnswer } from "../api";
import { useText } from "../text";
import { useMayAt } from "../viewer";
import type { Here, Named, Stationed } from "./change";
import { CenterHereDocument } from "./documents";
import { History } from "./history";

interface Props {
  code: string;
  asOf: string | null;
  chosen: Stationed[];
  onChoose: (chosen: Stationed[]) => void;
  onMove: (from: Here) => void;
  onWithdraw: (from: Here) => void;
  onStation: (at: Here) => void;
  onPlace: (center: Named) => void;
}

/** Who is stationed at a center on a day; several can be chosen, and dragged to another center. */
export function StationedList({ code, asOf, chosen, onChoose, onMove, onWithdraw, onStation, onPlace }: Props) {
  const text = useText();
  const [opened, setOpened] = useState(false);
  const { data, error } = useAnswer("centers.here", CenterHereDocument, { code, asOf });
  const center = data?.center;
  const may = useMayAt("STATION_DEPARTMENTS", center?.id) && !asOf;
  const mayPlan = useMayAt("PLAN_CENTERS", center?.id) && !asOf;
  if (error) return <Alert type="error" role="alert" title={error.message} />;
  if (!center) return data ? <Empty description={text("centers.choose")} /> : <Spin />;
  return (
    <section aria-label={center.name} className="stationed">
      <h2>{center.name}</h2>
      <p>
        {text("centers.reportsTo", { name: center.reportsTo?.name ?? text("centers.nobody") })}
        {mayPlan && (
          <Button type="link" onClick={() => onPlace(center)}>
            {text("centers.setReportsTo")}
          </Button>
        )}
      </p>
      {asOf && <Alert type="info" title={text("centers.past")} />}
      {may && (
        <p className="tools">
          <Button onClick={() => onStation(center)}>{text("centers.station")}</Button>
          <Button disabled={chosen.length === 0} onClick={() => onMove(center)}>
            {text("centers.move")}
          </Button>
          <Button disabled={chosen.length === 0} onClick={() => onWithdraw(center)}>
            {text("centers.withdraw")}
          </Button>
          {chosen.length > 0 && <span role="status">{text("centers.chosen", { count: chosen.length })}</span>}
        </p>
      )}
      <h3>{text("centers.here")}</h3>
      {center.stationings.length === 0 && <p>{text("centers.none")}</p>}
      <ul>
        {center.stationings.map(({ id, authority, validFrom, department, attribution }) => {
          const own: Stationed = { id: department.id, name: department.name, authority };
          const isChosen = chosen.some((other) => other.id === own.id);
          return (
            <li key={id} className="row">
              {may && (
                <Checkbox
                  aria-label={department.name}
                  checked={isChosen}
                  onChange={() => onChoose(isChosen ? chosen.filter((other) => other.id !== own.id) : [...chosen, own])}
                />
              )}
              <Handle center={center} own={own} chosen={isChosen ? chosen : [own]} disabled={!may} />
              <Tag>{text(`centers.${authority}`)}</Tag>
              <small>
                {attribution
                  ? text("centers.history", { from: validFrom, by: attribution.startedBy, reason: attribution.startReason })
                  : validFrom}
              </small>
            </li>
          );
        })}
      </ul>
      <h3>
        <Button type="link" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {text("centers.pastHere")}
        </Button>
      </h3>
      {opened && <History code={code} />}
    </section>
  );
}

/** What is taken hold of: a department, with all that are chosen when it is one of them. */
function Handle({ center, own, chosen, disabled }: { center: Here; own: Stationed; chosen: Stationed[]; disabled: boolean }) {
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: own.id, data: { from: center, departments: chosen }, disabled });
  return (
    <span ref={setNodeRef} {...listeners} className={disabled ? "department" : isDragging ? "department handle dragging" : "department handle"}>
      {own.name}
    </span>
  );
}
