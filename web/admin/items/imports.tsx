import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Form, Progress, Select } from "antd";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api } from "../api";
import {
  CancelImportDocument,
  ExportFileDocument,
  ImportProgressDocument,
  ImportReportDocument,
  ImportRunsDocument,
  ImportBasicItemsDocument,
  ImportCentersDocument,
  ImportDepartmentsDocument,
  ImportEditionsDocument,
  ImportHeadingsDocument,
  ImportItemsDocument,
  ImportOfferingsDocument,
  ImportStationingsDocument,
  ImportWindowsDocument,
  type FileFormat,
  type RunFragment,
} from "../gql/graphql";
import { fileOf } from "../parts/file";
import { moment, Paged } from "../parts/paged";
import { told, useText } from "../text";
import type { itemsText } from "./text";

/** The forms of docs/import-export.md, in the order in which a new place fills them. */
const forms = {
  Headings: ImportHeadingsDocument,
  Departments: ImportDepartmentsDocument,
  Centers: ImportCentersDocument,
  Stationings: ImportStationingsDocument,
  Windows: ImportWindowsDocument,
  BasicItems: ImportBasicItemsDocument,
  Items: ImportItemsDocument,
  Editions: ImportEditionsDocument,
  Offerings: ImportOfferingsDocument,
};
type Form = keyof typeof forms;

/** The forms as the API names them. */
const names = {
  Headings: "HEADINGS",
  Departments: "DEPARTMENTS",
  Centers: "CENTERS",
  Stationings: "STATIONINGS",
  Windows: "WINDOWS",
  BasicItems: "BASICS",
  Items: "ITEMS",
  Editions: "EDITIONS",
  Offerings: "OFFERINGS",
} as const;

/** Hands out a form as a file, full or empty, and loads one: first as a trial, whose report says what to mend. It goes on when the page is left, and is found again by its address. */
export function ImportsPage() {
  const text = useText();
  const queries = useQueryClient();
  const [address, setAddress] = useSearchParams();
  const id = address.get("run");
  const [form, setForm] = useState<Form>("Items");
  const [dryRun, setDryRun] = useState(true);
  const [format, setFormat] = useState<FileFormat>("XLSX");
  const [faults, setFaults] = useState<string[]>([]);

  async function hand(template: boolean): Promise<void> {
    try {
      const { exportFile } = await api.ask(ExportFileDocument, { form: names[form], format, template });
      setFaults([]);
      if (exportFile) keep(exportFile);
    } catch (error) {
      setFaults([(error as Error).message]);
    }
  }

  async function begin(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      const input = { format: formatOf(file.name), base64: await base64Of(file), fileName: file.name, dryRun };
      const { begun } = await api.ask(forms[form], { input });
      setFaults((begun?.userErrors ?? []).map(({ message }) => message));
      if (begun?.importRun) {
        void queries.invalidateQueries({ queryKey: ["importRuns"] });
        setAddress({ run: begun.importRun.id });
      }
    } catch (error) {
      setFaults([(error as Error).message]);
    }
  }

  return (
    <>
      <h1>{text("imports.menu")}</h1>
      <Form layout="inline" className="filters">
        <Form.Item label={text("imports.form")} htmlFor="form">
          <Select
            id="form"
            style={{ minWidth: 160 }}
            value={form}
            options={(Object.keys(forms) as Form[]).map((value) => ({ value, label: text(`imports.${value}` as keyof typeof itemsText) }))}
            onChange={setForm}
          />
        </Form.Item>
        <Form.Item label={text("imports.format")} htmlFor="format">
          <Select id="format" className="short" value={format} options={(["XLSX", "CSV", "JSON"] as const).map((value) => ({ value, label: value }))} onChange={setFormat} />
        </Form.Item>
        <Button className="export" onClick={() => void hand(false)}>{text("imports.export")}</Button>
        <Button onClick={() => void hand(true)}>{text("imports.template")}</Button>
      </Form>
      <Form layout="inline" className="filters">
        <Checkbox checked={dryRun} onChange={(event) => setDryRun(event.target.checked)}>
          {text("imports.dry")}
        </Checkbox>
        <Form.Item label={text("imports.file")} htmlFor="file">
          <input id="file" type="file" accept=".csv,.xlsx,.json" onChange={(event) => void begin(fileOf(event.target))} />
        </Form.Item>
      </Form>
      {faults.map((fault) => (
        <Alert key={fault} type="error" role="alert" title={fault} />
      ))}
      {id && <Run key={id} id={id} />}
      <Begun />
    </>
  );
}

/** The imports that were begun so far, by whomever, the latest first. */
function Begun() {
  const text = useText();
  return (
    <>
      <h2>{text("imports.begun")}</h2>
      <Paged
        name="importRuns"
        label={text("imports.begun")}
        operation={ImportRunsDocument}
        variables={{}}
        rows={({ importRuns }) => importRuns}
        rowKey={({ id }) => id}
        columns={[
          {
            title: text("imports.file"),
            render: (_, { id, form, fileName, dryRun }) => (
              <Link to={`/imports?run=${encodeURIComponent(id)}`}>
                {[text(`imports.${formOf(form)}`), fileName, dryRun && text("imports.dry")].filter(Boolean).join(" · ")}
              </Link>
            ),
          },
          { title: text("imports.when"), render: (_, { startedAt }) => moment(startedAt) },
          { title: text("imports.who"), render: (_, { startedBy }) => startedBy },
          { title: text("imports.state"), render: (_, { state }) => text(`imports.${state}`) },
          { title: text("imports.outcome"), render: (_, { counts }) => counts && text("imports.counts", counts) },
        ]}
      />
    </>
  );
}

function formOf(name: string): Form {
  return (Object.keys(names) as Form[]).find((form) => names[form] === name) ?? "Items";
}

/** One import: how far it is, and what it says about the rows. */
function Run({ id }: { id: string }) {
  const text = useText();
  const queries = useQueryClient();
  const [run, setRun] = useState<RunFragment>();
  const [fault, setFault] = useState<string>();
  const ended = run && run.state !== "RUNNING";

  useEffect(() => {
    api.ask(ImportReportDocument, { id, first: 1 }).then(
      ({ importRun }) => setRun(importRun ?? undefined),
      (error: Error) => setFault(error.message),
    );
    return api.follow(ImportProgressDocument, { id }, ({ importProgress }) => setRun(importProgress));
  }, [id]);

  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: ["importRuns"] });
  }, [ended, queries]);

  async function cancel(): Promise<void> {
    try {
      const { cancelImport } = await api.ask(CancelImportDocument, { id });
      setFault(cancelImport?.userErrors[0]?.message);
    } catch (error) {
      setFault((error as Error).message);
    }
  }

  if (!run) return fault ? <Alert type="error" role="alert" title={fault} /> : null;
  return (
    <section aria-label={run.fileName ?? run.form} className="import">
      <h2>{`${run.fileName ?? run.form} ${run.dryRun ? text("imports.dry") : ""}`}</h2>
      {fault && <Alert type="error" role="alert" title={fault} />}
      <Progress aria-label={text("imports.progress")} percent={run.rowsTotal > 0 ? Math.round((run.rowsDone / run.rowsTotal) * 100) : 0} />
      <p role="status" className="state">{`${text(`imports.${run.state}`)} ${run.rowsDone} / ${run.rowsTotal}`}</p>
      {!ended && <Button onClick={() => void cancel()}>{text("imports.cancel")}</Button>}
      {run.counts && <p>{text("imports.counts", run.counts)}</p>}
      {run.fileFindings.map(({ message }) => (
        <Alert key={message} type="warning" title={message} />
      ))}
      {ended && (
        <Paged
          name="imports"
          label={text("imports.report")}
          operation={ImportReportDocument}
          variables={{ id }}
          rows={({ importRun }) => importRun?.rows}
          rowKey={({ sheet, line, key }) => `${sheet}:${line}:${key}`}
          columns={[
            { title: text("imports.line"), render: (_, { sheet, line }) => (sheet ? `${sheet} ${line}` : line) },
            { title: text("items.name"), render: (_, { key, name }) => name ?? key },
            { title: text("imports.outcome"), render: (_, { outcome }) => text(`imports.${outcome}`) },
            {
              title: text("imports.findings"),
              render: (_, { findings }) => findings.map(({ heading, code, message }) => <div key={heading + code}>{heading ? told(heading, message) : message}</div>),
            },
          ]}
        />
      )}
    </section>
  );
}

function formatOf(name: string): "CSV" | "XLSX" | "JSON" {
  if (/\.xlsx$/i.test(name)) return "XLSX";
  return /\.json$/i.test(name) ? "JSON" : "CSV";
}

/** Has the browser keep a file. */
function keep({ fileName, mediaType, base64 }: { fileName: string; mediaType: string; base64: string }): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], { type: mediaType }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A file's bytes as the API takes them. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}
