import { offered, type Item, type Kept } from "./catalog";
import { Code } from "./code";
import { Hours } from "./hours";
import { say, speak } from "./text";

type Edition = NonNullable<Item["edition"]>;
type Material = Edition["materials"][number];

/** How one thing is done here: how long, what it costs, where and when, what to bring, step by step. Texts of the catalog are Chinese. */
export function Guide({ kept, id }: { kept: Kept; id: string }) {
  const row = offered(kept).find(({ item }) => item.id === id);
  if (!row?.item.edition) return <h1 tabIndex={-1}>{say("none")}</h1>;
  const { item, offering } = row;
  const { title, summary, promisedLimit, charged, fees, materials, steps, conditions, consult } = row.item.edition;
  const promised = offering.limit ?? promisedLimit;
  const center = kept.things[kept.center];
  return (
    <article className="guide">
      <h1 tabIndex={-1} lang="zh-CN">
        {title}
      </h1>
      {summary && <p lang="zh-CN">{summary}</p>}
      <dl>
        {promised && (
          <div>
            <dt>{say("long")}</dt>
            <dd>{limit(promised)}</dd>
          </div>
        )}
        <div>
          <dt>{say("cost")}</dt>
          <dd>
            {charged
              ? fees.map(({ name, standard }) => (
                  <p key={name} lang="zh-CN">
                    {`${name}：${standard}`}
                  </p>
                ))
              : say("free")}
          </dd>
        </div>
        <div>
          <dt>{say("where")}</dt>
          <dd>
            {say(offering.mode)}
            {offering.window && <span lang="zh-CN">{`，${offering.window.number} ${offering.window.name ?? ""}`}</span>}
            {offering.note && <p lang="zh-CN">{offering.note}</p>}
          </dd>
        </div>
        {center?.__typename === "ServiceCenter" && (
          <div>
            <dt>{say("when")}</dt>
            <dd>
              <Hours center={center} days={offering.days} />
            </dd>
          </div>
        )}
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
          <Paper key={material.name} material={material} />
        ))}
      </ul>
      <h2>{say("steps")}</h2>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.key}>
            <b lang="zh-CN">{step.name}</b> {step.limit && <span>{limit(step.limit)}</span>}
          </li>
        ))}
      </ol>
      {conditions.length > 0 && (
        <>
          <h2>{say("may")}</h2>
          <ul>
            {conditions.map(({ text, excludes }) => (
              <li key={text}>
                {excludes && <b>{say("notIf")}</b>}
                <span lang="zh-CN">{text}</span>
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

/** One thing to bring: how many, whether it must be, and where it comes from. */
function Paper({ material }: { material: Material }) {
  const { name, necessity, notNeededWhen, issuer, source, sourceNote } = material;
  return (
    <li>
      <b lang="zh-CN">{name}</b> <span>{papers(material)}</span> <mark className={necessity}>{say(necessity)}</mark>
      <small>
        {say("origin")}
        {issuer ? <span lang="zh-CN">{issuer}</span> : say(source)}
        {sourceNote && <span lang="zh-CN">{`，${sourceNote}`}</span>}
      </small>
      {notNeededWhen && (
        <small>
          {say("noNeed")}
          <span lang="zh-CN">{notNeededWhen}</span>
        </small>
      )}
    </li>
  );
}

function limit({ value, unit }: NonNullable<Edition["promisedLimit"]>): string {
  if (unit === "ON_THE_SPOT") return say("spot");
  const [one, more] = unit === "WORKING_DAYS" ? (["workingDay", "workingDays"] as const) : (["day", "days"] as const);
  return `${value} ${say(value === 1 ? one : more)}`;
}

function papers({ originals, copies }: Material): string {
  const parts = [originals > 0 && `${say("original")} ${originals}`, copies > 0 && `${say("copy")} ${copies}`];
  return parts.filter(Boolean).join(speak() === "en" ? ", " : "，");
}
