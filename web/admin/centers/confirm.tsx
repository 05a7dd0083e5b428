import { Alert, Form, Input, Modal, Spin } from "antd";
import { useEffect, useState } from "react";
import { useText } from "../text";
import { lossOf, make, type Change, type Loss } from "./change";

/** Shows what a change would end, asks why it is made, and makes it. */
export function Confirm({ change, onDone, onCancel }: { change: Change; onDone: (loss: Loss) => void; onCancel: () => void }) {
  const text = useText();
  const [loss, setLoss] = useState<Loss>();
  const [reason, setReason] = useState(text("centers.reasonDefault"));
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    lossOf(change).then(setLoss, (error: Error) => setFaults([error.message]));
  }, [change]);

  async function confirm(): Promise<void> {
    setBusy(true);
    try {
      const errors = await make(change, reason);
      if (errors.length === 0) return onDone(loss!);
      setFaults(errors.map(({ message }) => message));
    } catch (error) {
      setFaults([(error as Error).message]);
    } finally {
      setBusy(false);
    }
  }

  const title = {
    move: () => text("centers.moveTitle", { count: change.departments.length, to: change.kind === "move" ? change.to.name : "" }),
    withdraw: () => text("centers.withdrawTitle", { count: change.departments.length, from: change.kind === "withdraw" ? change.from.name : "" }),
    station: () => text("centers.stationTitle", { to: change.kind === "station" ? change.to.name : "" }),
  }[change.kind]();

  return (
    <Modal
      open
      title={title}
      okText={text("centers.confirm")}
      cancelText={text("centers.cancel")}
      okButtonProps={{ disabled: !loss || !reason.trim(), loading: busy, className: "confirm-change" }}
      onOk={() => void confirm()}
      onCancel={onCancel}
    >
      <p>{change.departments.map(({ name }) => name).join("、")}</p>
      {loss ? <Preview change={change} loss={loss} /> : <Spin />}
      {faults.map((fault) => (
        <Alert key={fault} type="error" role="alert" title={fault} />
      ))}
      <Form layout="vertical">
        <Form.Item label={text("centers.reason")} htmlFor="reason" required>
          <Input id="reason" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Preview({ change, loss }: { change: Change; loss: Loss }) {
  const text = useText();
  if (change.kind === "station") return null;
  if (loss.here.items === 0 && loss.below.items === 0) return <p className="preview">{text("centers.losesNothing")}</p>;
  return (
    <div className="preview" role="status">
      {loss.keptAbove && <p>{text("centers.keptAbove", { center: loss.keptAbove })}</p>}
      {loss.here.items > 0 && <p>{text("centers.loses", { center: change.from.name, items: loss.here.items, names: loss.here.names.join("、") })}</p>}
      {loss.below.items > 0 && <p>{text("centers.losesBelow", loss.below)}</p>}
    </div>
  );
}
