import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Radio } from "antd";
import { useRef, useState } from "react";
import type { DeskCaseQuery } from "../gql/graphql";
import { useText } from "../text";
import { useMay } from "../viewer";
import { take } from "./steps";

type Case = NonNullable<DeskCaseQuery["case"]>;
type Line = Case["checklist"][number];

/** How a material can stand; of one whose original is wanted, that only a copy came. */
const choices = ["RECEIVED", "COPY", "FETCHED", "TO_FOLLOW", "NOT_NEEDED", "MISSING"] as const;
type Choice = (typeof choices)[number];

/** The key of each state. */
const letters: Record<string, Choice> = { o: "RECEIVED", c: "COPY", s: "FETCHED", l: "TO_FOLLOW", n: "NOT_NEEDED", m: "MISSING" };

interface Change {
  choice?: Choice;
  note?: string;
  followsBy?: string;
}

/** The checklist: a state for each material, by one key each, saved at once. */
export function Checklist({ about }: { about: Case }) {
  const text = useText();
  const queries = useQueryClient();
  const may = useMay("RECEIVE_CASES") && about.allowedSteps.includes("checkMaterials");
  const [changed, setChanged] = useState<Record<number, Change>>({});
  const [lettered, setLettered] = useState<number>(); // whose state was set by its key: what has to be said of it is asked next
  const [faults, setFaults] = useState<readonly { message: string }[]>([]);
  const list = useRef<HTMLOListElement>(null);
  const saving = useRef<HTMLButtonElement>(null);
  const change = (material: number, what: Change) => setChanged((old) => ({ ...old, [material]: { ...old[material], ...what } }));

  async function save(): Promise<void> {
    const checks = Object.entries(changed).map(([material, { choice, note, followsBy }]) => {
      const line = about.checklist[Number(material)]!;
      return {
        material: line.material,
        ...stateOf(choice ?? choiceOf(line), line),
        ...(note && { note }),
        ...(followsBy && { followsBy }),
      };
    });
    try {
      const found = await take("checkMaterials", { case: about.id, expectedVersion: about.version, checks }, crypto.randomUUID());
      setFaults(found);
      await queries.invalidateQueries();
      if (found.length === 0) setChanged({}); // else what was said stays, above what others saved
    } catch (error) {
      setFaults([error as Error]);
    }
  }

  /** Leads to another material, after the last one to the saving. */
  function lead(to: number): void {
    const line = list.current!.children[to];
    const radio = line?.querySelector<HTMLElement>("input[type=radio]:checked") ?? line?.querySelector<HTMLElement>("input[type=radio]");
    (to < list.current!.children.length ? radio : saving.current)?.focus();
  }

  function press(event: React.KeyboardEvent): void {
    const target = event.target as HTMLInputElement;
    const at = [...list.current!.children].findIndex((line) => line.contains(target));
    const line = about.checklist[at];
    if (!may || !line || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = target.type === "radio" ? letters[event.key.toLowerCase()] : undefined;
    if (choice) {
      const offered = offeredFor(line);
      const chosen = offered.includes(choice) ? choice : choice === "COPY" ? "RECEIVED" : undefined;
      if (!chosen) return;
      change(line.material, { choice: chosen });
      setLettered(line.material);
      target.closest("li")!.querySelector<HTMLElement>(`input[value=${chosen}]`)?.focus();
    } else if (event.key === "ArrowUp" && target.type !== "date") lead(at - 1);
    else if ((event.key === "ArrowDown" && target.type !== "date") || (event.key === "Enter" && target.type !== "radio")) lead(at + 1);
    else return;
    event.preventDefault();
  }

  if (about.checklist.length === 0) return null;
  return (
    <section aria-label={text("desk.checklist")}>
      <h2>{text("desk.checklist")}</h2>
      {may && <p className="checklist-help">{text("desk.keys")}</p>}
      {faults.map(({ message }) => (
        <Alert key={message} type="error" role="alert" title={message} />
      ))}
      <ol className="checklist" ref={list} onKeyDown={press}>
        {about.checklist.map((line) => {
          const { material, note, followsBy, wanted } = line;
          const now = changed[material]?.choice ?? choiceOf(line);
          return (
            <li key={material}>
              <p id={`material-${material}`}>{wanted.name}</p>
              <Radio.Group aria-labelledby={`material-${material}`} disabled={!may} value={now} onChange={(event) => change(material, { choice: event.target.value as Choice })}>
                {choices
                  .filter((choice) => choice === now || offeredFor(line).includes(choice))
                  .map((choice) => (
                    <Radio key={choice} value={choice}>
                      {text(choice === "RECEIVED" && wanted.originals > 0 ? "desk.value.M_ORIGINAL" : `desk.value.M_${choice}`)}
                    </Radio>
                  ))}
              </Radio.Group>
              {now === "NOT_NEEDED" && (
                <Input
                  aria-label={`${text("desk.why-note")} ${wanted.name}`}
                  placeholder={text("desk.why-note")}
                  autoFocus={lettered === material}
                  disabled={!may}
                  value={changed[material]?.note ?? note ?? ""}
                  onChange={(event) => change(material, { choice: now, note: event.target.value })}
                />
              )}
              {now === "TO_FOLLOW" && (
                <Input
                  aria-label={`${text("desk.follows")} ${wanted.name}`}
                  type="date"
                  autoFocus={lettered === material}
                  disabled={!may}
                  value={changed[material]?.followsBy ?? followsBy ?? ""}
                  onChange={(event) => change(material, { choice: now, followsBy: event.target.value })}
                />
              )}
            </li>
          );
        })}
      </ol>
      {may && (
        <Button ref={saving} type="primary" className="save-checks" disabled={Object.keys(changed).length === 0} onClick={() => void save()}>
          {text("desk.step.checkMaterials")}
        </Button>
      )}
    </section>
  );
}

/** What a material can be said to be: what its guide allows. */
function offeredFor({ wanted }: Line): readonly Choice[] {
  return choices.filter(
    (choice) => (choice !== "TO_FOLLOW" || wanted.mayFollow) && (choice !== "FETCHED" || wanted.sharedRecord) && (choice !== "COPY" || wanted.originals > 0),
  );
}

function choiceOf({ state, originals, wanted }: Line): Choice {
  return state === "RECEIVED" && wanted.originals > 0 && originals === 0 ? "COPY" : state;
}

/** A choice as the API takes it: a copy is received without its original. */
function stateOf(choice: Choice, { wanted }: Line) {
  return choice === "COPY" ? { state: "RECEIVED" as const, originals: 0, copies: Math.max(wanted.copies, 1) } : { state: choice };
}
