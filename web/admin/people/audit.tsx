import { Button, Form, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { AuditTrailDocument } from "../gql/graphql";
import { moment, Paged } from "../parts/paged";
import { Written } from "../parts/written";
import { useText } from "../text";

type Filter = { actor?: string; action?: string; from?: string; to?: string };

/** The trail of all changes, the newest first, for those who may read it. */
export function AuditPage() {
  const text = useText();
  const [own, setFilter] = useState<Filter>({});
  const [address, setAddress] = useSearchParams();
  const about = address.get("about");
  const filter = about ? { ...own, about } : own;
  const set = (part: Filter) => setFilter((old) => Object.fromEntries(Object.entries({ ...old, ...part }).filter(([, value]) => value)));
  return (
    <>
      <h1>{text("audit.menu")}</h1>
      <Form layout="inline" className="filters">
        <Form.Item label={text("audit.actor")} htmlFor="actor">
          <Written id="actor" placeholder="staff:1024" allowClear onWritten={(actor) => set({ actor })} />
        </Form.Item>
        <Form.Item label={text("audit.action")} htmlFor="action">
          <Written id="action" placeholder="moveDepartments" allowClear onWritten={(action) => set({ action })} />
        </Form.Item>
        <Form.Item label={text("audit.from")} htmlFor="from">
          <Written id="from" type="datetime-local" onWritten={(from) => set({ from: instant(from) })} />
        </Form.Item>
        <Form.Item label={text("audit.to")} htmlFor="to">
          <Written id="to" type="datetime-local" onWritten={(to) => set({ to: instant(to) })} />
        </Form.Item>
        {about && (
          <Form.Item>
            <Tag className="about" closable={{ "aria-label": text("audit.all") }} onClose={() => setAddress({})}>
              {text("audit.only", { name: address.get("name") ?? about })}
            </Tag>
          </Form.Item>
        )}
      </Form>
      <Paged
        key={JSON.stringify(filter)}
        name="audit"
        label={text("audit.menu")}
        operation={AuditTrailDocument}
        variables={{ filter }}
        rows={({ auditEvents }) => auditEvents}
        rowKey={({ seq }) => String(seq)}
        columns={[
          { title: "#", dataIndex: "seq" },
          { title: text("audit.at"), render: (_, { at }) => moment(at) },
          { title: text("audit.actor"), render: (_, { actor, onBehalfOf }) => (onBehalfOf ? `${actor} → ${onBehalfOf}` : actor) },
          { title: text("audit.action"), dataIndex: "action" },
          {
            title: text("audit.entity"),
            render: (_, { about, entity, entityId }) =>
              about ? (
                <Button type="link" size="small" title={text("audit.pick")} onClick={() => setAddress({ about, name: `${entity} ${entityId}` })}>
                  {`${entity} ${entityId}`}
                </Button>
              ) : (
                `${entity} ${entityId}`
              ),
          },
        ]}
        more={({ before, after, hash }) => (
          <dl>
            <dt>{text("audit.before")}</dt>
            <dd>
              <code>{before}</code>
            </dd>
            <dt>{text("audit.after")}</dt>
            <dd>
              <code>{after}</code>
            </dd>
            <dt>{text("audit.hash")}</dt>
            <dd>
              <code>{hash}</code>
            </dd>
          </dl>
        )}
      />
    </>
  );
}

/** The instant at which a clock here shows a time; empty for none. */
function instant(local: string): string {
  return local && new Date(local).toISOString();
}
