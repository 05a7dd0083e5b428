import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { api } from "../api";
import { Ask } from "../parts/ask";
import { useText } from "../text";
import type { Here } from "./change";
import { CenterHereDocument, SetReportsToDocument } from "./documents";

interface Props {
  center: Here;
  /** The center above it from now on, where that is chosen already. */
  to?: { id: string; name: string };
  onClose: () => void;
}

/** Gives a center another place in the tree, and takes that back on request: nothing else changes by it. */
export function SetReportsTo({ center, to, onClose }: Props) {
  const text = useText();
  const queries = useQueryClient();
  const { notification } = App.useApp();

  async function place(version: number, reportsTo: string, reason: string, once: string) {
    const { setReportsTo } = await api.ask(SetReportsToDocument, { input: { id: center.id, expectedVersion: version, reportsTo, reason } }, { once });
    await queries.invalidateQueries();
    return setReportsTo?.userErrors ?? [];
  }

  /** The way back, unless a colleague has changed the center meanwhile. */
  async function undo(): Promise<void> {
    notification.destroy();
    const { center: now } = await api.ask(CenterHereDocument, { code: center.code, asOf: null });
    const errors = now && center.reportsTo ? await place(now.version, center.reportsTo.id, text("centers.undo"), crypto.randomUUID()) : [];
    if (errors.length === 0) notification.success({ title: text("centers.undone") });
    else notification.error({ title: errors.map(({ message }) => message).join(" ") });
  }

  return (
    <Ask
      title={to ? text("centers.reportTo", { name: center.name, to: to.name }) : `${center.name}：${text("centers.setReportsTo")}`}
      fields={[
        ...(to ? [] : [{ name: "reportsTo", label: text("centers.target"), kind: "center" as const, required: true }]),
        { name: "reason", label: text("ask.reason"), kind: "text" as const, required: true, initial: text("centers.reasonDefault") },
      ]}
      onClose={onClose}
      make={async ({ reportsTo, reason }, once) => {
        const errors = await place(center.version, to?.id ?? (reportsTo as string), reason as string, once);
        if (errors.length > 0) return errors;
        notification.success({
          key: "done",
          title: text("centers.done"),
          duration: 15,
          actions: center.reportsTo && (
            <Button className="undo" onClick={() => void undo()}>
              {text("centers.undo")}
            </Button>
          ),
        });
        return [];
      }}
    >
      <p>{text("centers.reportsTo", { name: center.reportsTo?.name ?? text("centers.nobody") })}</p>
    </Ask>
  );
}
