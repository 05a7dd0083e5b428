import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { useState } from "react";
import { api } from "../api";
import { DocumentsDocument, RegisterDocumentsDocument, RemoveDocumentsDocument } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { fileOf } from "../parts/file";
import { moment, Paged } from "../parts/paged";
import { useText } from "../text";

/** The documents that frontends registered; a manifest registers more. */
export function DocumentsPage() {
  const text = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [client, setClient] = useState("");
  const [faults, setFaults] = useState<string[]>([]);
  const [removing, setRemoving] = useState<{ client: string; documentId: string; operation?: string | null }>();

  async function register(manifest: File | undefined): Promise<void> {
    if (!manifest) return;
    try {
      const { registerDocuments } = await api.ask(RegisterDocumentsDocument, { input: { client, manifest: await manifest.text() } });
      const errors = registerDocuments?.userErrors ?? [];
      setFaults(errors.map((fault) => fault.message));
      if (registerDocuments && errors.length === 0) void message.success(text("documents.added", { added: registerDocuments.added, unchanged: registerDocuments.unchanged }));
      await queries.invalidateQueries({ queryKey: ["documents"] });
    } catch (error) {
      setFaults([(error as Error).message]);
    }
  }

  return (
    <>
      <h1>{text("documents.menu")}</h1>
      <Form layout="inline" className="filters">
        <Form.Item label={text("documents.client")} htmlFor="client">
          <Input id="client" value={client} onChange={(event) => setClient(event.target.value)} />
        </Form.Item>
        <Form.Item label={text("documents.manifest")} htmlFor="manifest">
          <input id="manifest" type="file" accept="application/json" disabled={!client} onChange={(event) => void register(fileOf(event.target))} />
        </Form.Item>
      </Form>
      {faults.map((fault) => (
        <Alert key={fault} type="error" role="alert" title={fault} />
      ))}
      <Paged
        name="documents"
        label={text("documents.menu")}
        operation={DocumentsDocument}
        variables={{}}
        rows={({ trustedDocuments }) => trustedDocuments}
        rowKey={({ id }) => id}
        columns={[
          { title: text("documents.client"), dataIndex: "client" },
          { title: text("documents.operation"), dataIndex: "operation" },
          { title: text("documents.registered"), render: (_, { registeredAt, registeredBy }) => `${moment(registeredAt)} ${registeredBy}` },
          {
            title: text("people.doing"),
            render: (_, row) => (
              <Button danger className="remove" onClick={() => setRemoving(row)}>
                {text("documents.remove")}
              </Button>
            ),
          },
        ]}
        more={({ body, documentId }) => (
          <>
            <p>{documentId}</p>
            <pre tabIndex={0}>{body}</pre>
          </>
        )}
      />
      {removing && (
        <Ask
          title={`${text("documents.remove")} ${removing.operation ?? removing.documentId}`}
          fields={[]}
          does={text("documents.remove")}
          danger
          onClose={() => setRemoving(undefined)}
          make={async (_, once) => {
            const { removeDocuments } = await api.ask(RemoveDocumentsDocument, { input: { client: removing.client, ids: [removing.documentId] } }, { once });
            await queries.invalidateQueries({ queryKey: ["documents"] });
            return removeDocuments?.userErrors ?? [];
          }}
        >
          <p>{text("documents.removeSure")}</p>
        </Ask>
      )}
    </>
  );
}
