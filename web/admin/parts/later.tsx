import { Spin } from "antd";
import { lazy, Suspense, type ComponentType, type ReactElement } from "react";

/** A view whose script is loaded when it is first looked at. */
export function later(load: () => Promise<ComponentType>): ReactElement {
  const View = lazy(async () => ({ default: await load() }));
  return (
    <Suspense fallback={<Spin />}>
      <View />
    </Suspense>
  );
}
