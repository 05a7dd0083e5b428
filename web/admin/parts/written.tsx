import { Input, type InputProps } from "antd";
import { useEffect, useRef } from "react";

/** After how many milliseconds without a key what is written counts as written. */
const pause = 400;

/** A field of a filter: tells what is written when the writer pauses or presses Enter, not at each key. */
export function Written({ onWritten, ...props }: Omit<InputProps, "value" | "onChange" | "onPressEnter"> & { onWritten: (value: string) => void }) {
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useRef(onWritten);
  tell.current = onWritten;
  useEffect(() => () => clearTimeout(soon.current), []);

  function write({ currentTarget: { value } }: { currentTarget: HTMLInputElement }, wait: number): void {
    clearTimeout(soon.current);
    if (wait > 0) soon.current = setTimeout(() => tell.current(value), wait);
    else tell.current(value);
  }

  return <Input {...props} onChange={(event) => write(event, event.target.value ? pause : 0)} onPressEnter={(event) => write(event, 0)} />;
}
