import type { Center, Offering } from "./catalog";
import { say } from "./text";

type Weekday = Offering["days"][number];
const week: Weekday[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** The usual week of a center, or what of it falls on some days. */
export function Hours({ center, days: only = [] }: { center: Center; days?: readonly Weekday[] }) {
  const spans = center.hours.weekly.map((span) => ({ ...span, days: span.days.filter((day) => only.length === 0 || only.includes(day)) }));
  return spans
    .filter(({ days }) => days.length > 0)
    .map(({ days, from, to, note }, i) => (
      <p key={i}>
        {named(days)} {from}–{to} {note && <span lang="zh-CN">{note}</span>}
      </p>
    ));
}

/** Days of the week in words, those that follow each other together. */
function named(days: readonly Weekday[]): string {
  const runs: Weekday[][] = [];
  week.forEach((day, i) => {
    if (!days.includes(day)) return;
    if (i > 0 && days.includes(week[i - 1]!)) runs.at(-1)!.push(day);
    else runs.push([day]);
  });
  return runs.flatMap((run) => (run.length > 2 ? [say(run[0]!) + say("to") + say(run.at(-1)!)] : run.map(say))).join(" ");
}
