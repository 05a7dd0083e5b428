import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Modal, Tabs } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api } from "../api";
import { CasesChangedDocument, DeskCasesDocument, DeskTasksDocument, StartCaseDocument } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { useNews } from "../parts/news";
import { Paged } from "../parts/paged";
import { useText } from "../text";
import { useMay, useViewer } from "../viewer";
import { Due } from "./due";
import { Offered } from "./offered";

/** The desk: cases and tasks, what is due first before; a new case begins here. */
export function DeskPage() {
  const text = useText();
  const mayStart = useMay("START_CASES");
  const mayTake = useMay("HAND_ON_CASES");
  const me = useViewer().staff?.id;
  const go = useNavigate();
  const [starting, setStarting] = useState(false);
  const [begun, setBegun] = useState<Begun>();
  useNews(CasesChangedDocument, ["cases", "tasks"]);
  const open = () => void go(`/desk/${begun?.id}`);
  return (
    <>
      <h1>{text("desk.menu")}</h1>
      <p>
        {mayStart && (
          <Button type="primary" className="start-case" onClick={() => setStarting(true)}>
            {text("desk.step.startCase")}
          </Button>
        )}{" "}
        <a href="/ledger">{text("desk.ledger")}</a>
      </p>
      <Tabs
        items={[
          { key: "cases", label: text("desk.cases"), children: <Cases /> },
          { key: "tasks", label: text("desk.tasks"), children: <Tasks /> },
          ...(me && mayTake ? [{ key: "offered", label: text("desk.offered-to-me"), children: <Offered to={me} /> }] : []),
        ]}
      />
      {starting && <NewCase onClose={() => setStarting(false)} onBegun={setBegun} />}
      {begun && !starting && (
        <Modal open title={begun.number} onOk={open} onCancel={open} okButtonProps={{ className: "begun" }} afterOpenChange={(shown) => shown && document.querySelector<HTMLElement>(".begun")?.focus()}>
          <p role="status">
            {text("desk.secret")} <strong className="secret">{begun.secret}</strong>
          </p>
        </Modal>
      )}
    </>
  );
}

function Cases() {
  const text = useText();
  const me = useViewer().staff?.id;
  const [open, setOpen] = useState(true);
  const [mine, setMine] = useState(false);
  const held = mine && me ? { holder: me } : {};
  return (
    <>
      <Checkbox checked={open} onChange={(event) => setOpen(event.target.checked)}>
        {text("desk.opened")}
      </Checkbox>
      {me && (
        <Checkbox checked={mine} onChange={(event) => setMine(event.target.checked)}>
          {text("desk.mine")}
        </Checkbox>
      )}
      <Paged
        key={`${open}${mine}`}
        name="cases"
        label={text("desk.cases")}
        operation={DeskCasesDocument}
        variables={{ order: open ? ("DUE_FIRST" as const) : ("NEWEST_FIRST" as const), filter: { ...held, ...(open && { states: ["CONTACTED" as const, "TO_COMPLETE" as const, "RECEIVED" as const, "ACCEPTED" as const, "DECIDED" as const] }) } }}
        rows={({ cases }) => cases}
        rowKey={({ id }) => id}
        columns={[
          { title: text("desk.number"), render: (_, { id, number }) => <Link to={`/desk/${id}`}>{number}</Link> },
          { title: text("desk.item"), render: (_, { item }) => item?.name },
          { title: text("desk.applicant"), render: (_, { applicant }) => applicant.name },
          { title: text("desk.state"), render: (_, { state }) => text(`desk.value.${state}`) },
          { title: text("desk.due"), render: (_, row) => <Due {...row} /> },
          { title: text("desk.holder"), render: (_, { holder }) => holder?.name },
          { title: text("desk.center"), render: (_, { atCenter }) => atCenter?.name },
        ]}
      />
    </>
  );
}

function Tasks() {
  const text = useText();
  return (
    <Paged
      name="tasks"
      label={text("desk.tasks")}
      operation={DeskTasksDocument}
      variables={{ filter: { states: ["READY" as const, "IN_PROGRESS" as const, "SUPPLEMENT" as const, "SPECIAL" as const] } }}
      rows={({ caseTasks }) => caseTasks}
      rowKey={({ id }) => id}
      columns={[
        { title: text("desk.tasks"), render: (_, task) => <Link to={`/desk/${task.case.id}`}>{task.name}</Link> },
        { title: text("desk.department"), render: (_, { department }) => department?.name },
        { title: text("desk.state"), render: (_, { state }) => text(`desk.value.${state}`) },
        { title: text("desk.due"), render: (_, row) => <Due {...row} /> },
        { title: text("desk.holder"), render: (_, { holder }) => holder?.name },
      ]}
    />
  );
}

interface Begun {
  id: string;
  number: string;
  /** What the applicant follows the case with, shown this once. */
  secret: string;
}

/** Asks for a first contact. */
function NewCase({ onClose, onBegun }: { onClose: () => void; onBegun: (begun: Begun) => void }) {
  const text = useText();
  const queries = useQueryClient();
  return (
    <Ask
      title={text("desk.step.startCase")}
      fields={[
        { kind: "item", name: "item", label: text("desk.item"), required: true },
        { kind: "center", name: "center", label: text("desk.center"), required: true },
        { kind: "text", name: "name", label: text("desk.applicant"), required: true },
        { kind: "choice", name: "kind", label: text("desk.kind"), required: true, initial: "PERSON", options: (["PERSON", "ORGANIZATION"] as const).map((value) => ({ value, label: text(`desk.value.${value}`) })) },
        { kind: "text", name: "identity", label: text("desk.identity") },
        { kind: "text", name: "phone", label: text("desk.phone") },
        { kind: "choice", name: "channel", label: text("desk.channel"), required: true, initial: "WINDOW", options: (["WINDOW", "AGENT", "APPOINTMENT", "HOME_VISIT"] as const).map((value) => ({ value, label: text(`desk.value.${value}`) })) },
      ]}
      onClose={onClose}
      make={async ({ item, center, channel, ...applicant }, once) => {
        const { startCase } = await api.ask(StartCaseDocument, { input: { item, center, channel, applicant } as never }, { once });
        if (startCase?.case) {
          onBegun({ ...startCase.case, secret: startCase.followSecret ?? "" });
          await queries.invalidateQueries({ queryKey: ["cases"] });
        }
        return (startCase?.userErrors ?? []).map(({ field, message }) => ({ field: field[0] === "applicant" ? field.slice(1) : field, message }));
      }}
    />
  );
}
