import QRCode from "qrcode";
import { useMemo } from "react";
import { offered, type Item, type Kept } from "./catalog";
import { say, speak } from "./text";

/** How one thing is done here: what to bring, how long, what it costs, where. */
export function Guide({ kept, id }: { kept: Kept; id: string }) {
  const row = offered(kept).find(({ item }) => item.id === id);
  if (!row?.item.edition) return <p>{say("none")}</p>;
  const { item, offering } = row;
  const { title, summary, promisedLimit, charged, fees, materials, conditions, consult } = row.item.edition;
  return (
    <article className="guide">
      <h1>{title}</h1>
      {summary && <p>{summary}</p>}
      <dl>
        {promisedLimit && (
          <div>
            <dt>{say("long")}</dt>
            <dd>{limit(promisedLimit)}</dd>
          </div>
        )}
        <div>
          <dt>{say("cost")}</dt>
          <dd>{charged ? fees.map(({ name, standard }) => <p key={name}>{`${name}：${standard}`}</p>) : say("free")}</dd>
        </div>
        <div>
          <dt>{say("where")}</dt>
          <dd>
            {say(offering.mode)}
            {offering.window && `，${offering.window.number} ${offering.window.name ?? ""}`}
          </dd>
        </div>
        {consult.phone && (
          <div>
            <dt>{say("ask")}</dt>
            <dd>{consult.phone}</dd>
          </div>
        )}
      </dl>
      <h2>{say("bring")}</h2>
      {materials.length === 0 && <p>{say("nothingToBring")}</p>}
      <ul className="bring">
        {materials.map((material) => (
          <li key={material.name}>
            <b>{material.name}</b> {papers(material)}
            {material.notNeededWhen && <small>{`${say("noNeed")}${material.notNeededWhen}`}</small>}
          </li>
        ))}
      </ul>
      {conditions.length > 0 && (
        <>
          <h2>{say("may")}</h2>
          <ul>
            {conditions.map(({ text, excludes }) => (
              <li key={text}>
                {excludes && <b>{say("notIf")}</b>}
                {text}
              </li>
            ))}
          </ul>
        </>
      )}
      <figure>
        <Code text={new URL(`/item/${item.slug}`, location.href).href} />
        <figcaption>{say("scan")}</figcaption>
      </figure>
    </article>
  );
}

function limit(promised: NonNullable<NonNullable<Item["edition"]>["promisedLimit"]>): string {
  if (promised.unit === "ON_THE_SPOT") return say("spot");
  return `${promised.value} ${say(promised.unit === "WORKING_DAYS" ? "workingDays" : "days")}`;
}

function papers({ originals, copies }: { originals: number; copies: number }): string {
  const parts = [originals > 0 && `${say("original")} ${originals}`, copies > 0 && `${say("copy")} ${copies}`];
  return parts.filter(Boolean).join(speak() === "en" ? ", " : "，");
}

/** A QR code, drawn on the machine. */
function Code({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
    const dark = [...modules.data.keys()].filter((i) => modules.data[i]);
    return { size: modules.size, path: dark.map((i) => `M${i % modules.size},${Math.floor(i / modules.size)}h1v1h-1z`).join("") };
  }, [text]);
  return (
    <svg className="code" viewBox={`-4 -4 ${size + 8} ${size + 8}`} role="img" aria-label={text} shapeRendering="crispEdges">
      <rect x={-4} y={-4} width={size + 8} height={size + 8} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
