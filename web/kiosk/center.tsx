import type { Center } from "./catalog";
import { say } from "./text";

/** When the center is open and whom to call. */
export function CenterScreen({ center }: { center: Center }) {
  return (
    <article className="guide">
      <h1>{center.name}</h1>
      <dl>
        <div>
          <dt>{say("open")}</dt>
          <dd>
            {center.hours.weekly.map(({ days, from, to, note }, i) => (
              <p key={i}>{`${days.map(say).join(" ")} ${from}–${to} ${note ?? ""}`}</p>
            ))}
          </dd>
        </div>
        {center.phones.length > 0 && (
          <div>
            <dt>{say("phone")}</dt>
            <dd>{center.phones.map(({ label, number }) => `${label} ${number}`).join("，")}</dd>
          </div>
        )}
        {center.dutyContact && (
          <div>
            <dt>{say("duty")}</dt>
            <dd>{`${center.dutyContact.name} ${center.dutyContact.phone}`}</dd>
          </div>
        )}
        {center.address && (
          <div>
            <dt>{say("address")}</dt>
            <dd>{center.address}</dd>
          </div>
        )}
      </dl>
    </article>
  );
}
