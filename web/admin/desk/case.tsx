import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Descriptions, Input, Radio, Spin, Tag } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useAnswer } from "../api";
import { DeskCaseDocument, type DeskCaseQuery } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { moment } from "../parts/paged";
import { useText } from "../text";
import { useMay } from "../viewer";
import { Due } from "./desk";
import { forms, take } from "./steps";

type Case = NonNullable<DeskCaseQuery["case"]>;

/** A case: how it stands, its checklist and tasks, what can be done now, what happened last. */
export function CasePage() {
  const text = useText();
  const { id = "" } = useParams();
  const { data, error, isPending } = useAnswer("case", DeskCaseDocument, { id });
  if (isPending) return <Spin />;
  const shown = data?.case;
  if (!shown) return <Alert type="error" role="alert" title={error?.message ?? text("shell.nothing")} />;
  return (
    <>
      <p>
        <Link to="/desk">{text("desk.back")}</Link>
      </p>
      <h1>{shown.item?.name ?? shown.number}</h1>
      <Descriptions
        column={{ xs: 1, md: 2 }}
        items={[
          { label: text("desk.number"), children: shown.number },
          { label: text("desk.state"), children: <strong className="case-state">{text(`desk.value.${shown.state}`)}</strong> },
          { label: text("desk.applicant"), children: [shown.applicant.name, shown.applicant.identity, shown.applicant.phone].filter(Boolean).join(" · ") },
          { label: text("desk.due"), children: <Due {...shown} /> },
          { label: text("desk.center"), children: shown.atCenter?.name },
          { label: text("desk.holder"), children: [shown.holder?.name, shown.offeredTo && text("desk.offered", { name: shown.offeredTo.name })].filter(Boolean).join(" · ") },
        ].map((item, key) => ({ ...item, key }))}
      />
      {shown.deemed && <Alert type="warning" title={text("desk.deemed")} />}
      {shown.breaches.map((breach) => (
        <Alert key={`${breach.at}${breach.kind}${breach.reason}`} type="error" title={`${text("desk.breaches")} · ${text(`desk.value.${breach.kind}`)} ${breach.reason}`} />
      ))}
      <Steps about={shown} steps={shown.allowedSteps.filter((step) => step in forms)} on={{ case: shown.id, expectedVersion: shown.version }} />
      <Checklist key={shown.version} about={shown} />
      <section aria-label={text("desk.tasks")}>
        <h2>{text("desk.tasks")}</h2>
        {shown.tasks.map((task) => (
          <div key={task.id} className="task">
            <h3>
              {task.name} <Tag>{text(`desk.value.${task.state}`)}</Tag> <Due {...task} />
            </h3>
            <p>{[task.department?.name, task.holder?.name, task.reason].filter(Boolean).join(" · ")}</p>
            <Steps about={shown} steps={task.allowedSteps} on={{ task: task.id, expectedVersion: shown.version }} />
          </div>
        ))}
      </section>
      {shown.handOvers.length > 0 && (
        <section aria-label={text("desk.handOvers")}>
          <h2>{text("desk.handOvers")}</h2>
          <ul>
            {shown.handOvers.map(({ number, papers, lost, receivedAt, toCenter, toDepartment }) => (
              <li key={number}>
                {number}. {toCenter?.name ?? toDepartment?.name} · {papers.join("、")} · {receivedAt ? `${text("desk.signed")} ${moment(receivedAt)}` : text("desk.unsigned")}
                {lost.length > 0 && ` · ${text("desk.value.PAPERS_LOST")} ${lost.join("、")}`}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={text("desk.papers-of")}>
        <h2>{text("desk.papers-of")}</h2>
        <ul>
          {shown.receipts.map(({ number, kind }) => (
            <li key={number}>
              <a href={`/receipts/${number}`}>
                {text(`desk.value.P_${kind}`)} {number}
              </a>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={text("desk.history")}>
        <h2>{text("desk.history")}</h2>
        {shown.atCenter && (
          <p>
            <a href={`/ledger?center=${shown.atCenter.code}`}>{text("desk.ledger")}</a>
          </p>
        )}
        <ol className="history">
          {shown.events.nodes.map(({ seq, recordedAt, summary, by }) => (
            <li key={seq}>
              {moment(recordedAt)} {summary} {by?.name}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** What can be done now, a button for each; a dialog asks for what it needs. */
function Steps({ about, steps, on }: { about: Case; steps: readonly string[]; on: Record<string, unknown> }) {
  const text = useText();
  const queries = useQueryClient();
  const [step, setStep] = useState<string>();
  const form = step ? forms[step] : undefined;
  return (
    <p className="steps" role="group" aria-label={text("desk.steps")}>
      {steps.map((name) => (
        <Button key={name} className={`step-${name}`} onClick={() => setStep(name)}>
          {text(`desk.step.${name}` as never)}
        </Button>
      ))}
      {step && form && (
        <Ask
          title={text(`desk.step.${step}` as never)}
          fields={form.fields(text as never, { materials: about.checklist.map(({ wanted }) => wanted.name), fees: (about.guide?.fees ?? []).map(({ name, standard }) => `${name} ${standard}`) })}
          onClose={() => setStep(undefined)}
          make={async (given, once) => {
            const faults = await take(step, { ...on, ...form.input(given) }, once);
            await queries.invalidateQueries();
            return faults;
          }}
        >
          {step === "oneTimeNotice" && (
            <>
              <p>{text("desk.told")}</p>
              <ul className="told">
                {about.checklist
                  .filter(({ state, wanted }) => state === "MISSING" && wanted.necessity !== "OPTIONAL")
                  .map(({ material, wanted }) => (
                    <li key={material}>{wanted.name}</li>
                  ))}
              </ul>
            </>
          )}
        </Ask>
      )}
    </p>
  );
}

const materialStates = ["RECEIVED", "FETCHED", "TO_FOLLOW", "NOT_NEEDED", "MISSING"] as const;

/** The checklist: a state for each material, by arrow keys, saved at once. */
function Checklist({ about }: { about: Case }) {
  const text = useText();
  const queries = useQueryClient();
  const may = useMay("RECEIVE_CASES") && about.allowedSteps.includes("checkMaterials");
  const [changed, setChanged] = useState<Record<number, { state?: (typeof materialStates)[number]; note?: string; followsBy?: string }>>({});
  const [faults, setFaults] = useState<readonly { message: string }[]>([]);
  const change = (material: number, what: object) => setChanged((old) => ({ ...old, [material]: { ...old[material], ...what } }));

  async function save(): Promise<void> {
    const checks = Object.entries(changed).map(([material, { state, note, followsBy }]) => ({
      material: Number(material),
      state: state ?? about.checklist[Number(material)]?.state,
      ...(note && { note }),
      ...(followsBy && { followsBy }),
    }));
    try {
      setFaults(await take("checkMaterials", { case: about.id, expectedVersion: about.version, checks }, crypto.randomUUID()));
      await queries.invalidateQueries();
    } catch (error) {
      setFaults([error as Error]);
    }
  }

  if (about.checklist.length === 0) return null;
  return (
    <section aria-label={text("desk.checklist")}>
      <h2>{text("desk.checklist")}</h2>
      {faults.map(({ message }) => (
        <Alert key={message} type="error" role="alert" title={message} />
      ))}
      <ol className="checklist">
        {about.checklist.map(({ material, state, note, followsBy, wanted }) => {
          const now = changed[material]?.state ?? state;
          return (
            <li key={material}>
              <p id={`material-${material}`}>{wanted.name}</p>
              <Radio.Group aria-labelledby={`material-${material}`} disabled={!may} value={now} onChange={(event) => change(material, { state: event.target.value as string })}>
                {materialStates
                  .filter((value) => value === now || ((value !== "TO_FOLLOW" || wanted.mayFollow) && (value !== "FETCHED" || wanted.sharedRecord)))
                  .map((value) => (
                    <Radio key={value} value={value}>
                      {text(`desk.value.M_${value}`)}
                    </Radio>
                  ))}
              </Radio.Group>
              {now === "NOT_NEEDED" && <Input aria-label={`${text("desk.why-note")} ${wanted.name}`} placeholder={text("desk.why-note")} disabled={!may} defaultValue={note} onChange={(event) => change(material, { state: now, note: event.target.value })} />}
              {now === "TO_FOLLOW" && <Input aria-label={`${text("desk.follows")} ${wanted.name}`} type="date" disabled={!may} defaultValue={followsBy ?? ""} onChange={(event) => change(material, { state: now, followsBy: event.target.value })} />}
            </li>
          );
        })}
      </ol>
      {may && (
        <Button type="primary" className="save-checks" disabled={Object.keys(changed).length === 0} onClick={() => void save()}>
          {text("desk.step.checkMaterials")}
        </Button>
      )}
    </section>
  );
}
