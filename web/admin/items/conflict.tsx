import { Alert, Button, Radio } from "antd";
import { useState } from "react";
import { moment } from "../parts/paged";
import { told, useText } from "../text";
import { differing, parts, type Content } from "./content";
import { wordsOf } from "./fields";
import { said } from "./said";

interface Props {
  base: Content;
  mine: Content;
  theirs: Content;
  who: string;
  at: string;
  onResolve: (merged: Content) => void;
}

/** Somebody else saved the same draft first: what both changed is chosen field by field, what one changed is taken over. */
export function Conflict({ base, mine, theirs, who, at, onResolve }: Props) {
  const text = useText();
  const own = differing(base, mine);
  const other = differing(base, theirs);
  const both = own.filter((key) => other.includes(key) && differing(mine, theirs).includes(key));
  const [taken, setTaken] = useState<Record<string, "mine" | "theirs">>(() => Object.fromEntries(both.map((key) => [key, "mine"])));

  function merged(): Content {
    const content = { ...theirs };
    for (const key of own) if (taken[key] !== "theirs") content[key] = mine[key];
    return content;
  }

  const all = parts.flatMap(({ fields }) => fields);
  const shown = (key: string, content: Content) => said(all.find((field) => field.key === key) ?? { key, label: [key, key], kind: "text" }, content[key]);
  return (
    <section className="conflict" aria-label={text("items.conflicting")}>
      <Alert type="warning" role="alert" title={text("items.conflict", { who, at: moment(at) })} />
      {[...both, ...other.filter((key) => !both.includes(key))].map((key) => (
        <fieldset key={key}>
          <legend>{wordsOf([key])}</legend>
          {both.includes(key) ? (
            <Radio.Group value={taken[key]} onChange={(event) => setTaken({ ...taken, [key]: event.target.value as "mine" | "theirs" })}>
              <Radio value="mine">
                {told(text("items.mine"), "")}
                <code>{shown(key, mine)}</code>
              </Radio>
              <br />
              <Radio value="theirs">
                {told(text("items.theirs"), "")}
                <code>{shown(key, theirs)}</code>
              </Radio>
            </Radio.Group>
          ) : (
            <p>
              {told(text("items.theirs"), "")}
              <code>{shown(key, theirs)}</code>
            </p>
          )}
        </fieldset>
      ))}
      <Button type="primary" className="resolve" onClick={() => onResolve(merged())}>
        {text("items.resolve")}
      </Button>
    </section>
  );
}
