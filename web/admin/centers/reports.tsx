import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import { Ask } from "../parts/ask";
import { useText } from "../text";
import type { Here } from "./change";
import { SetReportsToDocument } from "./documents";

/** Gives a center another place in the tree: what it may then no longer offer ends, as the API's rules say. */
export function SetReportsTo({ center, onClose }: { center: Here; onClose: () => void }) {
  const text = useText();
  const queries = useQueryClient();
  return (
    <Ask
      title={`${center.name}：${text("centers.setReportsTo")}`}
      fields={[
        { name: "reportsTo", label: text("centers.target"), kind: "center", required: true },
        { name: "reason", label: text("ask.reason"), kind: "text", required: true },
      ]}
      onClose={onClose}
      make={async ({ reportsTo, reason }, once) => {
        const input = { id: center.id, expectedVersion: center.version, reportsTo: reportsTo as string, reason: reason as string };
        const { setReportsTo } = await api.ask(SetReportsToDocument, { input }, { once });
        await queries.invalidateQueries();
        return setReportsTo?.userErrors ?? [];
      }}
    />
  );
}
