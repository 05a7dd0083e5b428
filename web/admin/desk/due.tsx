import { Tag } from "antd";
import { moment } from "../parts/paged";
import { useText } from "../text";

interface Limited {
  warning: "NONE" | "YELLOW" | "RED" | "OVERDUE";
  runningLimit?: { due?: string | null; daysLeft: number; stopped: boolean } | null;
}

/** When something is due, with its warning in a word beside the colour. */
export function Due({ warning, runningLimit }: Limited) {
  const text = useText();
  if (!runningLimit) return null;
  const { due, daysLeft, stopped } = runningLimit;
  return (
    <>
      {stopped ? text("desk.stopped") : moment(due).slice(0, 16)}{" "}
      {daysLeft < 0 ? text("desk.over", { count: -daysLeft }) : text("desk.left", { count: daysLeft })}{" "}
      {warning !== "NONE" && <Tag color={{ YELLOW: "gold", RED: "red", OVERDUE: "magenta" }[warning]}>{text(`desk.value.${warning}`)}</Tag>}
    </>
  );
}
