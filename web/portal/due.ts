import { AskError, type API } from "../shared/api";
import { DueDocument, type LimitUnit } from "./gql/graphql";

/** Reckons the day by which a thing is done as soon as another day of handing in is chosen. */
export function reckonDue(api: API): void {
  const form = document.querySelector<HTMLFormElement>("form.due");
  if (!form) return;
  const day = form.querySelector<HTMLInputElement>("input[type=date]")!;
  const said = form.querySelector("output")!;
  const soon = form.querySelector(".soon")!;
  const { value, unit } = form.dataset;
  async function reckon(event: Event): Promise<void> {
    event.preventDefault();
    if (!day.value) return;
    const { dueOn } = await api.ask(DueDocument, { from: day.value, value: Number(value), unit: unit as LimitUnit });
    if (!dueOn) return;
    said.textContent = form!.dataset["said"]!.replace("%s", inWords(dueOn.day));
    soon.textContent = dueOn.provisional ? form!.dataset["soon"]! : "";
  }
  /** Without a line it is told that there is none: what else the page says may be needed on the way. */
  function fail(error: unknown): void {
    if (!(error instanceof AskError) || !error.offline) return form!.submit();
    said.textContent = error.message;
    soon.textContent = "";
  }
  day.onchange = (event) => void reckon(event).catch(fail);
  form.onsubmit = (event) => void reckon(event).catch(fail);
}

/** A day as the server writes it in the language of the page. */
function inWords(day: string): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
}
