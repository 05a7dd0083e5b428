import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { languageNow } from "../../shared/language";
import type { CheckQuery } from "../gql/graphql";
import { useText } from "../text";
import { limitUnits, parts, type Content, type Field, type Kind } from "./content";
import type { Options } from "./options";

export type Finding = CheckQuery["checkEdition"][number];

const at = languageNow() === "en" ? 1 : 0;
const labelOf = ({ label }: { label: readonly [string, string] }) => label[at];

const options = (all: Options) => Object.entries(all).map(([value, said]) => ({ value, label: said[at] }));

/** The place of a change in words: fields by their labels, entries of lists by what they are. */
export function wordsOf(path: readonly string[]): string {
  let below: readonly Field[] = parts.flatMap(({ fields }) => fields);
  const words = path.map((part) => {
    const field = below.find(({ key }) => key === part);
    if (field && "fields" in field) below = field.fields;
    return field ? labelOf(field) : part;
  });
  return words.join(" · ");
}

interface Props {
  field: Field;
  path: string;
  value: unknown;
  findings: readonly Finding[];
  onChange: (value: unknown) => void;
}

/** One field of a guide with what the gate says about it, or a list or group of fields. */
export function FieldEditor(props: Props) {
  const { field, path, value, findings, onChange } = props;
  if ("kind" in field) {
    const own = findings.filter((finding) => isAt(finding, path, true));
    const said = `${path}-said`;
    return (
      <div className="field" data-path={path}>
        <label htmlFor={path}>{labelOf(field)}</label>
        <Value id={path} kind={field.kind} value={value} said={own.length > 0 ? said : undefined} onChange={onChange} />
        <Said id={said} findings={own} />
      </div>
    );
  }
  if (!field.list) {
    return (
      <fieldset data-path={path}>
        <legend>{labelOf(field)}</legend>
        <Said findings={findings.filter((finding) => isAt(finding, path, false))} />
        <Fields {...props} fields={field.fields} value={(value ?? {}) as Content} />
      </fieldset>
    );
  }
  return <ListEditor {...props} fields={field.fields} rows={(value ?? []) as Content[]} />;
}

function Fields({ fields, path, value, findings, onChange }: Omit<Props, "value" | "field"> & { fields: readonly Field[]; value: Content }) {
  return fields.map((below) => (
    <FieldEditor key={below.key} field={below} path={`${path}.${below.key}`} value={value[below.key]} findings={findings} onChange={(next) => onChange({ ...value, [below.key]: next })} />
  ));
}

function ListEditor({ field, path, rows, fields, findings, onChange }: Props & { fields: readonly Field[]; rows: Content[] }) {
  const text = useText();
  const list = useRef<HTMLFieldSetElement>(null);
  const next = useRef<string>(undefined); // what has the focus after an entry came or went

  useEffect(() => {
    if (next.current) list.current?.querySelector<HTMLElement>(next.current)?.focus();
    next.current = undefined;
  }, [rows.length]);

  function add(): void {
    next.current = `:scope > .entry:nth-of-type(${rows.length + 1}) :is(input, textarea)`;
    onChange([...rows, emptyRow(fields)]);
  }

  function remove(at: number): void {
    next.current = ":scope > .add";
    onChange(rows.filter((_, i) => i !== at));
  }

  return (
    <fieldset data-path={path} ref={list}>
      <legend>{labelOf(field)}</legend>
      <Said findings={findings.filter((finding) => isAt(finding, path, false))} />
      {rows.map((row, i) => (
        <div key={i} className="entry" role="group" aria-label={`${labelOf(field)} ${i + 1}`}>
          <Fields fields={fields} path={`${path}.${i}`} value={row} findings={findings} onChange={(next) => onChange(rows.map((old, j) => (j === i ? next : old)))} />
          <Said findings={findings.filter((finding) => isAt(finding, `${path}.${i}`, false))} />
          <Button size="small" danger aria-label={`${text("items.remove")} ${labelOf(field)} ${i + 1}`} onClick={() => remove(i)}>
            {text("items.remove")}
          </Button>
        </div>
      ))}
      <Button size="small" className="add" onClick={add}>
        {text("items.add", { what: labelOf(field) })}
      </Button>
    </fieldset>
  );
}

/** A new entry: an enumeration has its first value, for most of them have to be said. */
function emptyRow(fields: readonly Field[]): Content {
  return Object.fromEntries(fields.map((field) => [field.key, "kind" in field ? emptyOf(field.kind) : null]));
}

function emptyOf(kind: Kind): unknown {
  if (typeof kind === "object") return "one" in kind ? Object.keys(kind.one)[0] : [];
  return { text: "", area: "", number: 0, yes: false, day: null, words: [], limit: null }[kind];
}

interface ValueProps {
  id: string;
  kind: Kind;
  value: unknown;
  said: string | undefined;
  onChange: (value: unknown) => void;
}

function Value({ id, kind, value, said, onChange }: ValueProps) {
  const common = { id, "aria-describedby": said, ...(said && { status: "error" as const }) };
  if (typeof kind === "object" && "many" in kind) {
    return <Select {...common} mode="multiple" value={(value as string[] | null) ?? []} options={options(kind.many)} onChange={(next: string[]) => onChange(next)} />;
  }
  if (typeof kind === "object") {
    const asText = typeof value === "boolean" ? String(value) : (value as string | null | undefined);
    const back = (next: string | undefined) => (next === "true" || next === "false" ? next === "true" : (next ?? null));
    return <Select {...common} allowClear={!kind.needed} value={asText ?? null} options={options(kind.one)} onChange={(next: string | undefined) => onChange(back(next))} />;
  }
  switch (kind) {
    case "text":
      return <Input {...common} value={(value as string | null) ?? ""} onChange={(event) => onChange(event.target.value || (value === null ? null : ""))} />;
    case "area":
      return <Input.TextArea {...common} autoSize value={(value as string | null) ?? ""} onChange={(event) => onChange(event.target.value)} />;
    case "number":
      return <InputNumber {...common} min={0} precision={0} value={(value as number | null) ?? null} onChange={(next) => onChange(next)} />;
    case "yes":
      return <Checkbox id={id} checked={!!value} onChange={(event) => onChange(event.target.checked)} />;
    case "day":
      return <Input {...common} type="date" value={(value as string | null) ?? ""} onChange={(event) => onChange(event.target.value || null)} />;
    case "words":
      return <Words {...common} value={(value as string[] | null) ?? []} onChange={onChange} />;
    case "limit":
      return <Limit {...common} value={value as LimitValue | null} onChange={onChange} />;
  }
}

/** Words with spaces between them: as they were typed, as long as that is what they are. */
function Words({ value, onChange, ...common }: { id: string; value: string[]; onChange: (value: unknown) => void }) {
  const wordsIn = (text: string) => text.split(/[\s,，、]+/).filter(Boolean);
  const [typed, setTyped] = useState("");
  const shown = wordsIn(typed).join(" ") === value.join(" ") ? typed : value.join(" ");
  return (
    <Input
      {...common}
      value={shown}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(wordsIn(event.target.value));
      }}
    />
  );
}

type LimitValue = { value: number; unit: string; explanation?: string };

function Limit({ id, value, onChange, ...common }: { id: string; value: LimitValue | null; onChange: (value: unknown) => void }) {
  const text = useText();
  const unit = value?.unit;
  return (
    <span className="limit">
      <InputNumber {...common} id={id} min={0} precision={0} value={value?.value ?? null} onChange={(n) => onChange(n === null ? null : { explanation: "", unit: "WORKING_DAYS", ...value, value: n })} />
      <Select
        aria-label={text("items.unit")}
        allowClear
        value={unit ?? null}
        options={limitUnits.map((option) => ({ value: option, label: text(`items.${option}`) }))}
        onChange={(next: string | undefined) => onChange(next ? { explanation: "", value: 0, ...value, unit: next } : null)}
      />
    </span>
  );
}

function Said({ id, findings }: { id?: string; findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul id={id} className="said" aria-live="polite">
      {findings.map((finding) => (
        <li key={finding.code + finding.message} className={finding.severity === "BLOCKING" ? "blocking" : "advice"}>
          {finding.message}
        </li>
      ))}
    </ul>
  );
}

/** Whether the gate means a field: its path begins with "content"; the parts of a limit, and words one by one, are shown at the field. */
function isAt({ field }: Finding, path: string, withBelow: boolean): boolean {
  const said = field.join(".");
  return said === path || (withBelow && said.startsWith(`${path}.`));
}
