import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Result, Spin } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { api, useAnswer } from "../api";
import { BeginDraftDocument, ItemHereDocument } from "../gql/graphql";
import { useText } from "../text";
import { useMay } from "../viewer";
import { Editor } from "./editor";
import "./style.css";

/** One item with the draft of its guide. */
export function ItemPage() {
  const text = useText();
  const { slug = "" } = useParams();
  const queries = useQueryClient();
  const may = useMay("EDIT_ITEMS");
  const [fault, setFault] = useState<string>();
  const { data, error } = useAnswer("item", ItemHereDocument, { slug }, { refetchOnWindowFocus: false });
  if (error) return <Alert type="error" title={error.message} />;
  if (!data) return <Spin />;
  const { item } = data;
  if (!item) return <Result status="404" title={text("shell.nothing")} />;

  const again = () => queries.invalidateQueries({ queryKey: ["item"] });
  async function begin(id: string): Promise<void> {
    try {
      const { draftEdition } = await api.ask(BeginDraftDocument, { item: id }, { once: crypto.randomUUID() });
      setFault(draftEdition?.userErrors[0]?.message);
      await again();
    } catch (caught) {
      setFault((caught as Error).message);
    }
  }

  return (
    <>
      <h1>{item.name}</h1>
      <p>
        {item.owner?.name} · {item.state}
        {item.edition && ` · ${text("items.edition")} ${item.edition.number} (${item.edition.effectiveFrom})`}
      </p>
      {fault && <Alert type="error" role="alert" title={fault} />}
      {item.draft ? (
        <Editor key={item.draft.id} draft={item.draft} owner={item.owner?.code} slug={slug} onChanged={again} />
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
