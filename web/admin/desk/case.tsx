import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Descriptions, Spin, Tag } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useAnswer } from "../api";
import { DeskCaseDocument, type DeskCaseQuery } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { moment } from "../parts/paged";
import { listed, useText } from "../text";
import { useDetail } from "../viewer";
import { SendBack } from "./back";
import { Checklist } from "./checklist";
import { Due } from "./due";
import { History } from "./history";
import { forms, take } from "./steps";

type Case = NonNullable<DeskCaseQuery["case"]>;

/** A case: how it stands, its checklist and tasks, what can be done now, what happened last. */
export function CasePage() {
  const text = useText();
  const { id = "" } = useParams();
  const { data, error, isPending } = useAnswer("case", DeskCaseDocument, { id });
  const shown = data?.case;
  useDetail(shown?.number);
  if (isPending) return <Spin />;
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
      <Checklist key={shown.id} about={shown} />
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
                {number}. {toCenter?.name ?? toDepartment?.name} · {listed(papers)} · {receivedAt ? `${text("desk.signed")} ${moment(receivedAt)}` : text("desk.unsigned")}
                {lost.length > 0 && ` · ${text("desk.value.PAPERS_LOST")} ${listed(lost)}`}
                {number === shown.handOvers.length && toDepartment && <SendBack about={shown} from={toDepartment.id} papers={papers.filter((paper) => !lost.includes(paper))} />}
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
        <History id={shown.id} />
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
          fields={form.fields(text as never, { materials: about.checklist.map(({ wanted }) => wanted.name), list: about.handOvers.length, fees: (about.guide?.fees ?? []).map(({ name, standard }) => `${name} ${standard}`) })}
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
