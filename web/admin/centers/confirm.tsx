import { Alert, Form, Input, Modal, Spin } from "antd";
import { useEffect, useState } from "react";
import { useDialogFocus } from "../parts/focus";
import { useText } from "../text";
import { make, tryOut, type Change, type Outcome } from "./change";

/** Shows what a change would end, asks why it is made, and makes it. */
export function Confirm({ change, onDone, onCancel }: { change: Change; onDone: (made: Outcome) => void; onCancel: () => void }) {
  const text = useText();
  const focus = useDialogFocus();
  const [tried, setTried] = useState<Outcome>();
  const [once] = useState(() => crypto.randomUUID());
  const [reason, setReason] = useState(text("centers.reasonDefault"));
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    tryOut(change).then(
      (outcome) => {
        setTried(outcome);
        setFaults(outcome.userErrors.map(({ message }) => message));
      },
      (error: Error) => setFaults([error.message]),
    );
  }, [change]);

  async function confirm(): Promise<void> {
    setBusy(true);
    try {
      const made = await make(change, reason, once);
      if (made.userErrors.length === 0) return onDone(made);
      setFaults(made.userErrors.map(({ message }) => message));
    } catch (error) {
      setFaults([(error as Error).message]);
    } finally {
      setBusy(false);
    }
  }

  const ready = tried?.userErrors.length === 0 && reason.trim() !== "" && !busy;
  const title = {
    move: () => text("centers.moveTitle", { count: change.departments.length, to: change.kind === "move" ? change.to.name : "" }),
    withdraw: () => text("centers.withdrawTitle", { count: change.departments.length, from: change.kind === "withdraw" ? change.from.name : "" }),
    station: () => text("centers.stationTitle", { to: change.kind === "station" ? change.to.name : "" }),
  }[change.kind]();

  return (
    <Modal
      open
      afterOpenChange={focus}
      title={title}
      okText={text("centers.confirm")}
      cancelText={text("centers.cancel")}
      okButtonProps={{ disabled: !ready && !busy, loading: busy, className: "confirm-change" }}
      onOk={() => void confirm()}
      onCancel={onCancel}
    >
      <p>{change.departments.map(({ name }) => name).join("、")}</p>
      {tried ? <Preview outcome={tried} /> : faults.length === 0 && <Spin />}
      {faults.map((fault) => (
        <Alert key={fault} type="error" role="alert" title={fault} />
      ))}
      <Form layout="vertical">
        <Form.Item label={text("centers.reason")} htmlFor="reason" required>
          <Input id="reason" value={reason} maxLength={500} onPressEnter={() => ready && void confirm()} onChange={(event) => setReason(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Preview({ outcome: { endings, userErrors } }: { outcome: Outcome }) {
  const text = useText();
  if (userErrors.length > 0) return null;
  if (!endings || endings.offeringCount === 0) return <p className="preview">{text("centers.losesNothing")}</p>;
  const { itemCount, centerCount, items, centers } = endings;
  const some = (all: readonly { name: string }[], count: number) => all.slice(0, 5).map(({ name }) => name).join("、") + (count > 5 ? "……" : "");
  return (
    <div className="preview" role="status">
      <p>{text("centers.loses", { centers: centerCount, items: itemCount })}</p>
      <p>{text("centers.losesWhere", { names: some(centers, centerCount) })}</p>
      <p>{text("centers.losesWhat", { names: some(items, itemCount) })}</p>
    </div>
  );
}
