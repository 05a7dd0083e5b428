import { Alert, Form, Input, Modal, Spin } from "antd";
import { useEffect, useState } from "react";
import { useDialogFocus } from "../parts/focus";
import { listed, useText } from "../text";
import { bySuperior, faultsOf, make, tryOut, type Change, type Outcome } from "./change";

/** Shows what a change would end, asks why it is made, and makes it. */
export function Confirm({ change, onDone, onCancel }: { change: Change; onDone: (made: Outcome) => void; onCancel: () => void }) {
  const text = useText();
  const focus = useDialogFocus();
  const [tried, setTried] = useState<Outcome>();
  const [keys] = useState(() => new Map<string, string>()); // another reason is another change
  const [reason, setReason] = useState(text(change.kind === "place" ? "centers.placeReason" : "centers.reasonDefault"));
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    tryOut(change).then(
      (outcome) => {
        setTried(outcome);
        setFaults(faultsOf(change, outcome));
      },
      (error: Error) => setFaults([error.message]),
    );
  }, [change]);

  async function confirm(): Promise<void> {
    setBusy(true);
    const once = keys.get(reason) ?? crypto.randomUUID();
    keys.set(reason, once);
    try {
      const made = await make(change, reason, once);
      keys.delete(reason); // it was answered: what is refused now may be taken later
      if (made.userErrors.length === 0) return onDone(made);
      setFaults(faultsOf(change, made));
    } catch (error) {
      setFaults([(error as Error).message]);
    } finally {
      setBusy(false);
    }
  }

  const ready = tried?.userErrors.length === 0 && reason.trim() !== "" && !busy;
  const title = (): string => {
    switch (change.kind) {
      case "move":
        return text("centers.moveTitle", { count: change.departments.length, to: change.to.name });
      case "withdraw":
        return text("centers.withdrawTitle", { count: change.departments.length, from: change.from.name });
      case "station":
        return text("centers.stationTitle", { to: change.to.name });
      case "place":
        return change.centers.length === 1
          ? text("centers.reportTo", { name: names(change.centers), to: change.to.name })
          : text("centers.placeTitle", { count: change.centers.length, to: change.to.name });
    }
  };

  return (
    <Modal
      open
      afterOpenChange={focus}
      title={title()}
      okText={text("centers.confirm")}
      cancelText={text("centers.cancel")}
      okButtonProps={{ disabled: !ready && !busy, loading: busy, className: "confirm-change" }}
      onOk={() => void confirm()}
      onCancel={onCancel}
    >
      {change.kind === "place" ? (
        bySuperior(change.centers).map(({ from, centers }) => <p key={from.id}>{text("centers.placeFrom", { from: from.name, names: names(centers) })}</p>)
      ) : (
        <p>{names(change.departments)}</p>
      )}
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

const names = (all: readonly { name: string }[]) => listed(all.map(({ name }) => name));

function Preview({ outcome: { endings, userErrors } }: { outcome: Outcome }) {
  const text = useText();
  if (userErrors.length > 0) return null;
  if (!endings || endings.offeringCount === 0) return <p className="preview">{text("centers.losesNothing")}</p>;
  const { itemCount, centerCount, items, centers } = endings;
  const some = (all: readonly { name: string }[], count: number) => names(all.slice(0, 5)) + (count > 5 ? " …" : "");
  return (
    <div className="preview" role="status">
      <p>{text("centers.loses", { count: centerCount, items: text("items.count", { count: itemCount }) })}</p>
      <p>{text("centers.losesWhere", { names: some(centers, centerCount) })}</p>
      <p>{text("centers.losesWhat", { names: some(items, itemCount) })}</p>
    </div>
  );
}
