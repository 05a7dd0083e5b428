import { useEffect } from "react";

/** What had the focus last before there was a dialog. */
let outside: HTMLElement | undefined;

addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLElement && !document.querySelector(".ant-modal-wrap")) outside = target;
});

/** Leads the focus into the first field of a dialog when it is open, and back to where it was when the dialog is gone. */
export function useDialogFocus(): (open: boolean) => void {
  useEffect(() => () => queueMicrotask(back), []);
  return (open) => {
    if (!open || document.activeElement?.closest(".ant-modal-body")) return; // who types already is not disturbed
    document.querySelector<HTMLElement>(".ant-modal-body input, .ant-modal-body textarea")?.focus();
  };
}

/** Where what had the focus is gone or can't have it any more, the content begins again. */
function back(): void {
  for (const place of [outside, document.getElementById("content")]) {
    if (document.activeElement === document.body) place?.focus();
  }
}
