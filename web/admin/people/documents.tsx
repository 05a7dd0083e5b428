import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input } from "antd";
import { useState } from "react";
import { api } from "../api";
import { DocumentsDocument, RegisterDocumentsDocument, RemoveDocumentsDocument } from "../gql/graphql";
import { moment, Paged } from "../parts/paged";
import { useText } from "../text";

/** The documents that frontends registered; a manifest registers more. */
export function DocumentsPage() {
  const text = useText();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const [client, setClient] = useState("");
  const [faults, setFaults] = useState<string[]>([]);

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

  function remove(client: string, id: string, operation: string): void {
    modal.confirm({
      title: `${text("documents.remove")} ${operation}`,
      content: text("documents.removeSure"),
      okText: text("documents.remove"),
      okButtonProps: { danger: true, className: "remove-sure" },
      onOk: async () => {
        const { removeDocuments } = await api.ask(RemoveDocumentsDocument, { input: { client, ids: [id] } });
        for (const fault of removeDocuments?.userErrors ?? []) void message.error(fault.message);
        await queries.invalidateQueries({ queryKey: ["documents"] });
      },
    });
  }

  return (
    <>
      <h1>{text("documents.menu")}</h1>
      <Form layout="inline" className="filters">
        <Form.Item label={text("documents.client")} htmlFor="client">
          <Input id="client" value={client} onChange={(event) => setClient(event.target.value)} />
        </Form.Item>
        <Form.Item label={text("documents.manifest")} htmlFor="manifest">
          <input id="manifest" type="file" accept="application/json" disabled={!client} onChange={(event) => void register(event.target.files?.[0])} />
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
            title: "",
            render: (_, { client, documentId, operation }) => (
              <Button danger className="remove" onClick={() => remove(client, documentId, operation ?? documentId)}>
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
    </>
  );
}
