import { Alert, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useDialogFocus } from "./focus";
import { useText } from "../text";
import { FindOne, type Kind } from "./find";

/** What a dialog asks for. */
export type Field = { name: string; label: string; required?: boolean; initial?: string | string[] } & (
  | { kind: "text" | "day" }
  | { kind: "choice"; options: { value: string; label: string }[]; many?: boolean }
  | { kind: Kind; many?: boolean }
);

/** What the API has against a value; the path is that of the input. */
interface Fault {
  field?: readonly string[];
  message: string;
}

interface Props {
  title: string;
  fields: Field[];
  /** What the button says that does it; it warns where what it does can't be taken back. */
  does?: string;
  danger?: boolean;
  onClose: () => void;
  /** Makes the change with what was given; the faults that come back stand beside their fields. */
  make: (given: Record<string, unknown>, once: string) => Promise<readonly Fault[]>;
  children?: React.ReactNode;
}

/** A dialog that asks for some values, or only whether, and makes one change with them, once whatever the line does. */
export function Ask({ title, fields, does, danger = false, onClose, make, children }: Props) {
  const text = useText();
  const focus = useDialogFocus();
  const [form] = Form.useForm<Record<string, unknown>>();
  const [keys] = useState(() => new Map<string, string>()); // another input is another change
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);

  async function send(values: Record<string, unknown>): Promise<void> {
    setBusy(true);
    try {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0)));
      const input = JSON.stringify(given);
      const once = keys.get(input) ?? crypto.randomUUID();
      keys.set(input, once);
      const errors = await make(given, once);
      keys.delete(input); // it was answered: what is refused now may be taken later
      if (errors.length === 0) return onClose();
      const own = (name: string) => errors.filter(({ field }) => field?.[0] === name).map(({ message }) => message);
      form.setFields(fields.map(({ name }) => ({ name, errors: own(name) })));
      setFaults(errors.filter(({ field }) => !fields.some(({ name }) => name === field?.[0])).map(({ message }) => message));
    } catch (error) {
      setFaults([(error as Error).message]);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open
      afterOpenChange={focus}
      title={title}
      okText={does ?? text("ask.do")}
      cancelText={text("ask.leave")}
      okButtonProps={{ loading: busy, danger, className: "ask-do" }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {children}
      {faults.map((fault) => (
        <Alert key={fault} type="error" role="alert" title={fault} />
      ))}
      <Form form={form} layout="vertical" onFinish={(values) => void send(values)} initialValues={Object.fromEntries(fields.map(({ name, initial }) => [name, initial]))}>
        {fields.map((field) => (
          <Form.Item
            key={field.name}
            name={field.name}
            label={field.label}
            htmlFor={`ask-${field.name}`}
            rules={field.required ? [{ required: true, message: text("ask.required") }] : []}
          >
            {control(field)}
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}

function control(field: Field): React.ReactElement {
  const id = `ask-${field.name}`;
  switch (field.kind) {
    case "text":
      return <Input id={id} />;
    case "day":
      return <Input id={id} type="date" />;
    case "choice":
      return <Select id={id} options={field.options} allowClear={!field.required} showSearch={{ optionFilterProp: "label" }} {...(field.many && { mode: "multiple" as const })} />;
    default:
      return <FindOne id={id} kind={field.kind} many={field.many ?? false} />;
  }
}
