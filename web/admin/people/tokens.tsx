import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Form, Input, Modal } from "antd";
import { useState } from "react";
import { api } from "../api";
import { CreateTokenDocument, RevokeTokenDocument, TokensDocument } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { FindOne } from "../parts/find";
import { moment, Paged } from "../parts/paged";
import { useDialogFocus } from "../parts/focus";
import { useText } from "../text";

/** Tokens of kiosks and integrations: made, shown once, revoked. */
export function TokensPage() {
  const text = useText();
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<{ id: string; name: string }>();

  return (
    <>
      <h1>{text("tokens.menu")}</h1>
      <p>
        <Button type="primary" onClick={() => setMaking(true)}>
          {text("tokens.new")}
        </Button>
      </p>
      <Paged
        name="tokens"
        label={text("tokens.menu")}
        operation={TokensDocument}
        variables={{}}
        rows={({ serviceTokens }) => serviceTokens}
        rowKey={({ id }) => id}
        columns={[
          { title: text("tokens.name"), dataIndex: "name" },
          { title: text("tokens.role"), render: (_, { role, center }) => [text(`value.${role}`), center?.name].filter(Boolean).join(" · ") },
          { title: text("tokens.registered"), render: (_, { onlyRegistered }) => (onlyRegistered ? "✓" : "") },
          { title: text("tokens.made"), render: (_, { createdAt, createdBy }) => `${moment(createdAt)} ${createdBy}` },
          { title: text("tokens.ends"), render: (_, { expiresAt }) => moment(expiresAt) },
          {
            title: text("people.doing"),
            render: (_, { id, name, revokedAt }) =>
              revokedAt ? (
                `${text("tokens.revoked")} ${moment(revokedAt)}`
              ) : (
                <Button danger className="revoke" onClick={() => setRevoking({ id, name })}>
                  {text("tokens.revoke")}
                </Button>
              ),
          },
        ]}
      />
      {making && <NewToken onClose={() => setMaking(false)} />}
      {revoking && (
        <Ask
          title={`${text("tokens.revoke")} ${revoking.name}`}
          fields={[]}
          does={text("tokens.revoke")}
          danger
          onClose={() => setRevoking(undefined)}
          make={async (_, once) => {
            const { revokeServiceToken } = await api.ask(RevokeTokenDocument, { id: revoking.id }, { once });
            await queries.invalidateQueries({ queryKey: ["tokens"] });
            return revokeServiceToken?.userErrors ?? [];
          }}
        >
          <p>{text("tokens.revokeSure")}</p>
        </Ask>
      )}
    </>
  );
}

/** Asks for a token's name; its secret is shown once and kept nowhere. */
function NewToken({ onClose }: { onClose: () => void }) {
  const text = useText();
  const focus = useDialogFocus();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [onlyRegistered, setOnlyRegistered] = useState(true);
  const [center, setCenter] = useState<string>();
  const [until, setUntil] = useState<string>();
  const [secret, setSecret] = useState<string>();
  const [faults, setFaults] = useState<string[]>([]);

  async function make(): Promise<void> {
    try {
      const { createServiceToken } = await api.ask(CreateTokenDocument, { input: { name, onlyRegistered, role: "SERVICE", center: center ?? null, expiresAt: until ? endOf(until) : null } }, { once: crypto.randomUUID() });
      setFaults((createServiceToken?.userErrors ?? []).map(({ message }) => message));
      setSecret(createServiceToken?.secret ?? undefined);
      await queries.invalidateQueries({ queryKey: ["tokens"] });
    } catch (error) {
      setFaults([(error as Error).message]);
    }
  }

  return (
    <Modal open afterOpenChange={focus} title={text("tokens.new")} onCancel={onClose} onOk={secret ? onClose : () => void make()} okButtonProps={{ className: "make-token", disabled: !name.trim() }}>
      {faults.map((fault) => (
        <Alert key={fault} type="error" role="alert" title={fault} />
      ))}
      {secret ? (
        <p role="status">
          {text("tokens.secret")} <code className="secret">{secret}</code>
        </p>
      ) : (
        <Form layout="vertical">
          <Form.Item label={text("tokens.name")} htmlFor="token-name" required>
            <Input id="token-name" value={name} onChange={(event) => setName(event.target.value)} />
          </Form.Item>
          <Checkbox checked={onlyRegistered} onChange={(event) => setOnlyRegistered(event.target.checked)}>
            {text("tokens.registered")}
          </Checkbox>
          <Form.Item label={text("tokens.center")} htmlFor="token-center">
            <FindOne id="token-center" kind="center" {...(center && { value: center })} onChange={(id) => setCenter(id as string)} />
          </Form.Item>
          <Form.Item label={text("tokens.until")} htmlFor="token-until">
            <Input id="token-until" type="date" onChange={(event) => setUntil(event.target.value || undefined)} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}

/** The moment at which a day is over, here. */
function endOf(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}
