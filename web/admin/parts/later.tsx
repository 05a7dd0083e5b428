import { Alert, Button, Spin } from "antd";
import { Component, lazy, Suspense, type ComponentType, type ReactElement, type ReactNode } from "react";
import { useText } from "../text";

let made = 0;

/** A view whose script is loaded when it is first looked at. */
export function later(load: () => Promise<ComponentType>): ReactElement {
  const View = lazy(async () => ({ default: await load() }));
  return (
    <Caught key={++made /* one that failed leaves the others alone */}>
      <Suspense fallback={<Spin />}>
        <View />
      </Suspense>
    </Caught>
  );
}

/** Keeps the frame when a view fails: its script did not come, or belongs to a version that was replaced. */
class Caught extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const text = useText();
  return (
    <Alert
      type="error"
      role="alert"
      title={text("shell.failed")}
      action={
        <Button className="load-again" onClick={() => location.reload()}>
          {text("shell.again")}
        </Button>
      }
    />
  );
}
