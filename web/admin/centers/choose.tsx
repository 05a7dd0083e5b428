import { keepPreviousData } from "@tanstack/react-query";
import { Alert, Form, Modal, Select } from "antd";
import { useState } from "react";
import { useAnswer } from "../api";
import { useDialogFocus } from "../parts/focus";
import { useText } from "../text";
import type { Named, Stationed } from "./change";
import { AllDepartmentsDocument, CentersNamedDocument, type Authority } from "./documents";

/** The way without a mouse: the target is looked for by its name. */
export function ChooseCenter({ title, onChoose, onCancel }: { title: string; onChoose: (center: Named) => void; onCancel: () => void }) {
  const text = useText();
  const focus = useDialogFocus();
  const [named, setNamed] = useState("");
  const [chosen, setChosen] = useState<Named>();
  const { data, error } = useAnswer("centers.named", CentersNamedDocument, { text: named }, { placeholderData: keepPreviousData });
  const found: readonly Named[] = data?.centers?.nodes ?? [];
  return (
    <Modal open afterOpenChange={focus} title={title} okText={text("centers.confirm")} cancelText={text("centers.cancel")} okButtonProps={{ disabled: !chosen }} onOk={() => chosen && onChoose(chosen)} onCancel={onCancel}>
      {error && <Alert type="error" role="alert" title={error.message} />}
      <Form layout="vertical">
        <Form.Item label={text("centers.target")} htmlFor="target">
          <Select
            id="target"
            showSearch={{ filterOption: false, onSearch: setNamed }}
            options={found.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(id: string) => setChosen(found.find((center) => center.id === id))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Which departments are to be stationed, and what their windows may decide. */
export function ChooseDepartments({ onChoose, onCancel }: { onChoose: (departments: Stationed[]) => void; onCancel: () => void }) {
  const text = useText();
  const focus = useDialogFocus();
  const { data, error } = useAnswer("departments", AllDepartmentsDocument, {});
  const [ids, setIds] = useState<string[]>([]);
  const [authority, setAuthority] = useState<Authority>("RECEIVE_ONLY");
  const all = data?.departments?.nodes ?? [];
  const authorities: Authority[] = ["RECEIVE_ONLY", "FULL"];
  return (
    <Modal
      open
      afterOpenChange={focus}
      title={text("centers.station")}
      okText={text("centers.confirm")}
      cancelText={text("centers.cancel")}
      okButtonProps={{ disabled: ids.length === 0 }}
      onOk={() => onChoose(all.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id, name, authority })))}
      onCancel={onCancel}
    >
      {error && <Alert type="error" role="alert" title={error.message} />}
      <Form layout="vertical">
        <Form.Item label={text("centers.departments")} htmlFor="departments">
          <Select id="departments" mode="multiple" optionFilterProp="label" options={all.map(({ id, name }) => ({ value: id, label: name }))} onChange={(chosen: string[]) => setIds(chosen)} />
        </Form.Item>
        <Form.Item label={text("centers.authority")} htmlFor="authority">
          <Select id="authority" value={authority} options={authorities.map((value) => ({ value, label: text(`centers.${value as "FULL"}`) }))} onChange={setAuthority} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
