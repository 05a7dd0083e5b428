import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Result, Spin } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { api, useAnswer } from "../api";
import { BeginDraftDocument, ItemHereDocument } from "../gql/graphql";
import { useText } from "../text";
import { useDetail, useMayAt } from "../viewer";
import { ChangeState } from "./changes";
import { Editor } from "./editor";
import "./style.css";

/** One item with the draft of its guide. */
export function ItemPage() {
  const text = useText();
  const { slug = "" } = useParams();
  const queries = useQueryClient();
  const [fault, setFault] = useState<string>();
  const [changing, setChanging] = useState(false);
  const { data, error } = useAnswer("item", ItemHereDocument, { slug }, { refetchOnWindowFocus: false });
  const may = useMayAt("EDIT_ITEMS", data?.item?.id);
  useDetail(data?.item?.name);
  if (!data) return error ? <Alert type="error" role="alert" title={error.message} /> : <Spin />;
  const { item } = data; // as it was read last: what is typed below stays, whatever the line does
  if (!item) return <Result status="404" title={<h1>{text("shell.nothing")}</h1>} />;

  const again = () => queries.invalidateQueries({ queryKey: ["item"] });
  async function begin(id: string): Promise<void> {
    try {
      const { draftEdition } = await api.ask(BeginDraftDocument, { item: id }, { once: crypto.randomUUID() });
      setFault(draftEdition?.userErrors[0]?.message);
      await again();
      document.getElementById("content")?.focus(); // the button is gone
    } catch (caught) {
      setFault((caught as Error).message);
    }
  }

  return (
    <>
      <h1>{item.name}</h1>
      <p>
        {item.owner?.name} · {text(`value.${item.state}`)}
        {item.stateReason && ` (${item.stateReason})`}
        {item.edition && ` · ${text("items.edition")} ${item.edition.number} (${item.edition.effectiveFrom})`}
        {item.edition && (
          <>
            {" · "}
            <a href={`/item/${slug}`}>{text("items.public")}</a>
          </>
        )}
        {may && item.state !== "CANCELLED" && (
          <Button type="link" onClick={() => setChanging(true)}>
            {text(item.state === "ACTIVE" ? "items.suspend" : "items.resume")}
          </Button>
        )}
      </p>
      {changing && <ChangeState item={item} onClose={() => setChanging(false)} />}
      {fault && <Alert type="error" role="alert" title={fault} />}
      {item.draft ? (
        <Editor key={item.draft.id} item={item.id} draft={item.draft} owner={item.owner?.code} slug={slug} onChanged={again} />
      ) : (
        may && (
          <Button type="primary" onClick={() => void begin(item.id)}>
            {text("items.begin")}
          </Button>
        )
      )}
    </>
  );
}
