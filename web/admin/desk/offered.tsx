import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { DeskCasesDocument, DeskTasksDocument } from "../gql/graphql";
import { Paged } from "../parts/paged";
import { useText } from "../text";
import { Due } from "./due";
import { take } from "./steps";

/** The duties that were offered to the viewer: they move when they are taken, and not before. */
export function Offered({ to }: { to: string }) {
  const text = useText();
  return (
    <>
      <Paged
        name="cases"
        label={text("desk.offered-cases")}
        operation={DeskCasesDocument}
        variables={{ order: "DUE_FIRST" as const, filter: { offeredTo: to } }}
        rows={({ cases }) => cases}
        rowKey={({ id }) => id}
        columns={[
          { title: text("desk.offered-cases"), render: (_, { id, number }) => <Link to={`/desk/${id}`}>{number}</Link> },
          { title: text("desk.item"), render: (_, { item }) => item?.name },
          { title: text("desk.due"), render: (_, row) => <Due {...row} /> },
          { title: text("desk.holder"), render: (_, { holder }) => holder?.name },
          { title: text("desk.step.takeDuty"), render: (_, { id, version }) => <Take on={{ case: id, expectedVersion: version }} /> },
        ]}
      />
      <Paged
        name="tasks"
        label={text("desk.offered-tasks")}
        operation={DeskTasksDocument}
        variables={{ filter: { offeredTo: to } }}
        rows={({ caseTasks }) => caseTasks}
        rowKey={({ id }) => id}
        columns={[
          { title: text("desk.offered-tasks"), render: (_, task) => <Link to={`/desk/${task.case.id}`}>{task.name}</Link> },
          { title: text("desk.department"), render: (_, { department }) => department?.name },
          { title: text("desk.due"), render: (_, row) => <Due {...row} /> },
          { title: text("desk.holder"), render: (_, { holder }) => holder?.name },
          { title: text("desk.step.takeDuty"), render: (_, task) => <Take on={{ case: task.case.id, expectedVersion: task.case.version, task: task.id }} /> },
        ]}
      />
    </>
  );
}

/** Takes a duty. */
function Take({ on }: { on: Record<string, unknown> }) {
  const text = useText();
  const queries = useQueryClient();
  const [fault, setFault] = useState<string>();

  async function go(): Promise<void> {
    try {
      const faults = await take("takeDuty", on, crypto.randomUUID());
      setFault(faults.map(({ message }) => message).join(" "));
      await queries.invalidateQueries();
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  return (
    <>
      <Button className="take-duty" onClick={() => void go()}>
        {text("desk.step.takeDuty")}
      </Button>
      {fault && <Alert type="error" role="alert" title={fault} />}
    </>
  );
}
