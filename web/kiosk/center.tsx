import type { Center } from "./catalog";
import { Hours } from "./hours";
import { say } from "./text";

/** When the center is open and whom to call. */
export function CenterScreen({ center }: { center: Center }) {
  return (
    <article className="guide">
      <h1 tabIndex={-1} lang="zh-CN">
        {center.name}
      </h1>
      <dl>
        <div>
          <dt>{say("open")}</dt>
          <dd>
            <Hours center={center} />
          </dd>
        </div>
        {center.phones.length > 0 && (
          <div>
            <dt>{say("phone")}</dt>
            <dd lang="zh-CN">{center.phones.map(({ label, number }) => `${label} ${number}`).join("，")}</dd>
          </div>
        )}
        {center.dutyContact && (
          <div>
            <dt>{say("duty")}</dt>
            <dd lang="zh-CN">{`${center.dutyContact.name} ${center.dutyContact.phone}`}</dd>
          </div>
        )}
        {center.address && (
          <div>
            <dt>{say("address")}</dt>
            <dd lang="zh-CN">{center.address}</dd>
          </div>
        )}
      </dl>
    </article>
  );
}
