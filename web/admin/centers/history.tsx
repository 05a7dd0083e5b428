import { Paged } from "../parts/paged";
import { useText } from "../text";
import { StationingHistoryDocument } from "./documents";

/** Who is and ever was stationed at a center, by whom and why. */
export function History({ code }: { code: string }) {
  const text = useText();
  return (
    <Paged
      name="centers.history"
      label={text("centers.pastHere")}
      operation={StationingHistoryDocument}
      variables={{ code }}
      rows={({ center }) => center?.stationingHistory}
      rowKey={({ id }) => id}
      columns={[
        { title: text("centers.departments"), render: (_, { department, authority }) => `${department.name} (${text(`centers.${authority}`)})` },
        { title: text("centers.began"), render: (_, { validFrom, attribution }) => said(validFrom, attribution?.startedBy, attribution?.startReason) },
        { title: text("centers.ended"), render: (_, { validTo, attribution }) => said(validTo, attribution?.endedBy, attribution?.endReason) },
      ]}
    />
  );
}

function said(...parts: (string | null | undefined)[]): string {
  return parts.filter(Boolean).join(" · ");
}
