import { Button, Form, Select } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { CatalogChangedDocument, ItemsPageDocument, type ItemFilter, type ItemState, type ItemType } from "../gql/graphql";
import { FindOne } from "../parts/find";
import { useNews } from "../parts/news";
import { Paged } from "../parts/paged";
import { Written } from "../parts/written";
import { choices, itemStates, itemTypes } from "../parts/values";
import { useText } from "../text";
import { useMay } from "../viewer";
import { Offer, Register, Withdraw } from "./changes";

/** All items with where their guides stand; the filters are in the address. Many can be chosen, to be offered at centers or withdrawn. */
export function ItemsList() {
  const text = useText();
  const mayRegister = useMay("REGISTER_ITEMS");
  const mayOffer = useMay("OFFER_ITEMS");
  const [address, setAddress] = useSearchParams();
  const [chosen, setChosen] = useState<string[]>([]);
  const [asked, setAsked] = useState<"register" | "offer" | "withdraw">();
  useNews(CatalogChangedDocument, ["items"]);
  const named = address.get("text") ?? "";
  const published = address.get("published");
  const department = address.get("department") ?? undefined;
  const state = address.get("state") ?? undefined;
  const type = address.get("type") ?? undefined;
  const filter: ItemFilter = {
    ...(named && { text: named }),
    ...(published && { published: published === "yes" }),
    ...(department && { departments: [department] }),
    ...(state && { states: [state as ItemState] }),
    ...(type && { types: [type as ItemType] }),
  };

  function set(name: string, value: string | undefined): void {
    setAddress(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  }

  return (
    <>
      <h1>{text("items.menu")}</h1>
      <Form layout="inline" className="filters">
        <Form.Item label={text("items.find")} htmlFor="find">
          <Written id="find" allowClear defaultValue={named} onWritten={(value) => set("text", value)} />
        </Form.Item>
        <Form.Item label={text("items.owner")} htmlFor="department" className="wide">
          <FindOne id="department" kind="department" {...(department && { value: department })} onChange={(id) => set("department", id as string)} />
        </Form.Item>
        <Form.Item label={text("items.type")} htmlFor="type">
          <Select id="type" allowClear className="short" value={type as ItemType} options={choices(itemTypes, text)} onChange={(value?: string) => set("type", value)} />
        </Form.Item>
        <Form.Item label={text("items.state")} htmlFor="state">
          <Select id="state" allowClear className="short" value={state as ItemState} options={choices(itemStates, text)} onChange={(value?: string) => set("state", value)} />
        </Form.Item>
        <Form.Item label={text("items.published")} htmlFor="published">
          <Select
            id="published"
            allowClear
            className="short"
            value={published}
            options={[
              { value: "yes", label: text("items.yes") },
              { value: "no", label: text("items.no") },
            ]}
            onChange={(value: string | undefined) => set("published", value)}
          />
        </Form.Item>
      </Form>
      <p className="tools">
        {mayRegister && <Button onClick={() => setAsked("register")}>{text("items.register")}</Button>}
        {mayOffer && (
          <>
            <Button disabled={chosen.length === 0} onClick={() => setAsked("offer")}>
              {text("items.offer")}
            </Button>
            <Button disabled={chosen.length === 0} onClick={() => setAsked("withdraw")}>
              {text("items.withdraw")}
            </Button>
            {chosen.length > 0 && <span role="status">{text("items.chosen", { count: chosen.length })}</span>}
          </>
        )}
      </p>
      <Paged
        key={JSON.stringify(filter)}
        name="items"
        label={text("items.menu")}
        operation={ItemsPageDocument}
        variables={{ filter }}
        rows={({ items }) => items}
        rowKey={({ id }) => id}
        {...(mayOffer && { chosen, onChoose: setChosen })}
        columns={[
          { title: text("items.name"), render: (_, { slug, name }) => <Link to={`/items/${slug}`}>{name}</Link> },
          { title: text("items.owner"), render: (_, { owner }) => owner?.name },
          { title: text("items.state"), render: (_, { state }) => text(`value.${state}`) },
          { title: text("items.edition"), render: (_, { edition }) => edition && `${edition.number} · ${edition.effectiveFrom}` },
          { title: text("items.draft"), render: (_, { draft }) => draft && text(`value.${draft.status}`) },
        ]}
      />
      {asked === "register" && <Register onClose={() => setAsked(undefined)} />}
      {asked === "offer" && <Offer items={chosen} onClose={() => setAsked(undefined)} />}
      {asked === "withdraw" && <Withdraw items={chosen} onClose={() => setAsked(undefined)} />}
    </>
  );
}
