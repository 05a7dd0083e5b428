import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { DeskCaseQuery } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { useText } from "../text";
import { useViewer } from "../viewer";
import { several, take } from "./steps";

/** Has a department send the papers that it has back to the center that has the case. */
export function SendBack({ about, from, papers }: { about: NonNullable<DeskCaseQuery["case"]>; from: string; papers: readonly string[] }) {
  const text = useText();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const theirs = useViewer().grants.some(({ department }) => department?.id === from);
  const { atCenter } = about;
  if (!theirs || !atCenter || !about.allowedSteps.includes("sendHandOver")) return null;
  return (
    <>
      {" "}
      <Button className="send-back" size="small" onClick={() => setAsked(true)}>
        {text("desk.sendBack")}
      </Button>
      {asked && (
        <Ask
          title={`${text("desk.sendBack")} · ${atCenter.name}`}
          fields={[{ kind: "text", name: "papers", label: text("desk.papers"), required: true, initial: papers.join("、") }]}
          onClose={() => setAsked(false)}
          make={async (given, once) => {
            const faults = await take("sendHandOver", { case: about.id, expectedVersion: about.version, toCenter: atCenter.id, papers: several(given["papers"]) }, once);
            await queries.invalidateQueries();
            return faults;
          }}
        />
      )}
    </>
  );
}
