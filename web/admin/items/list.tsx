import { Form, Input, Select } from "antd";
import { Link, useSearchParams } from "react-router";
import { ItemsPageDocument, type ItemFilter } from "../gql/graphql";
import { Paged } from "../parts/paged";
import { useText } from "../text";

/** All items with where their guides stand; the filters are in the address. */
export function ItemsList() {
  const text = useText();
  const [address, setAddress] = useSearchParams();
  const named = address.get("text") ?? "";
  const published = address.get("published");
  const filter: ItemFilter = { ...(named && { text: named }), ...(published && { published: published === "yes" }) };

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
          <Input id="find" allowClear defaultValue={named} onChange={(event) => set("text", event.target.value)} />
        </Form.Item>
        <Form.Item label={text("items.published")} htmlFor="published">
          <Select
            id="published"
            allowClear
            style={{ minWidth: 120 }}
            value={published}
            options={[
              { value: "yes", label: text("items.yes") },
              { value: "no", label: text("items.no") },
            ]}
            onChange={(value: string | undefined) => set("published", value)}
          />
        </Form.Item>
      </Form>
      <Paged
        key={JSON.stringify(filter)}
        name="items"
        label={text("items.menu")}
        operation={ItemsPageDocument}
        variables={{ filter }}
        rows={({ items }) => items}
        rowKey={({ slug }) => slug}
        columns={[
          { title: text("items.name"), render: (_, { slug, name }) => <Link to={`/items/${slug}`}>{name}</Link> },
          { title: text("items.owner"), render: (_, { owner }) => owner?.name },
          { title: text("items.state"), dataIndex: "state" },
          { title: text("items.edition"), render: (_, { edition }) => edition && `${edition.number} · ${edition.effectiveFrom}` },
          { title: text("items.draft"), render: (_, { draft }) => draft?.status },
        ]}
      />
    </>
  );
}
