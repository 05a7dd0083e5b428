import { Fragment } from "react";
import type { Center, Offering } from "./catalog";
import { say, speak } from "./text";

type Weekday = Offering["days"][number];
type Exception = Center["hours"]["exceptions"][number];
const week: Weekday[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** The usual week of a center, or what of it falls on some days, and the days to come on which it is otherwise. */
export function Hours({ center, days: only = [] }: { center: Center; days?: readonly Weekday[] }) {
  const today = new Intl.DateTimeFormat("sv").format(Date.now()); // as the API writes a day
  return (
    <>
      {lines(center, only).map(({ days, times, note }) => (
        <p key={days + note}>
          {days} <Times all={times} /> {note && <span lang="zh-CN">{note}</span>}
        </p>
      ))}
      {center.hours.exceptions.filter(({ day }) => day >= today).map((exception) => <Otherwise key={exception.day} {...exception} />)}
    </>
  );
}

/** Times of a day, none of which is broken. */
function Times({ all }: { all: readonly string[] }) {
  return all.map((time, i) => (
    <Fragment key={time}>
      {i > 0 && say("comma")}
      <span className="time">{time}</span>
    </Fragment>
  ));
}

/** A day on which a center has other hours, or none. */
function Otherwise({ day, closed, spans, reason }: Exception) {
  const named = new Intl.DateTimeFormat(speak(), { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" }).format(new Date(day));
  return (
    <p className="otherwise">
      {named} {closed ? <b>{say("closed")}</b> : <Times all={spans.map(({ from, to }) => `${from}–${to}`)} />} {reason && <span lang="zh-CN">{reason}</span>}
    </p>
  );
}

/** The hours of a week, those of the same days in one line. */
function lines(center: Center, only: readonly Weekday[]): { days: string; times: string[]; note: string }[] {
  const all = new Map<string, { days: string; times: string[]; note: string }>();
  for (const { days, from, to, note } of center.hours.weekly) {
    const named = words(days.filter((day) => only.length === 0 || only.includes(day)));
    if (!named) continue;
    const key = `${named} ${note ?? ""}`;
    const line = all.get(key) ?? { days: named, times: [], note: note ?? "" };
    line.times.push(`${from}–${to}`);
    all.set(key, line);
  }
  return [...all.values()];
}

/** Days of the week in words, those that follow each other together. */
function words(days: readonly Weekday[]): string {
  const runs: Weekday[][] = [];
  week.forEach((day, i) => {
    if (!days.includes(day)) return;
    if (i > 0 && days.includes(week[i - 1]!)) runs.at(-1)!.push(day);
    else runs.push([day]);
  });
  return runs.flatMap((run) => (run.length > 2 ? [say(run[0]!) + say("to") + say(run.at(-1)!)] : run.map(say))).join(" ");
}
