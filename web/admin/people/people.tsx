import { App, Button, Form } from "antd";
import { useState } from "react";
import { api } from "../api";
import { PeopleDocument, RevealPhoneDocument } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { Paged } from "../parts/paged";
import { Written } from "../parts/written";
import { useText } from "../text";
import { useMay } from "../viewer";
import { Carry, today, type Post, type Wish } from "./changes";

/** Who works here, with the posts that they hold and held. */
export function PeoplePage() {
  const text = useText();
  const { modal } = App.useApp();
  const mayReveal = useMay("READ_PERSONAL");
  const mayEdit = useMay("EDIT_STAFF");
  const mayAssign = useMay("ASSIGN_POSTS");
  const [named, setNamed] = useState("");
  const [wish, setWish] = useState<Wish>();
  const [revealed, setRevealed] = useState<{ id: string; name: string }>();

  return (
    <>
      <h1>{text("people.menu")}</h1>
      <Form layout="inline" className="filters">
        <Form.Item label={text("people.find")} htmlFor="named">
          <Written id="named" allowClear onWritten={setNamed} />
        </Form.Item>
        {mayEdit && <Button onClick={() => setWish({ kind: "register" })}>{text("people.register")}</Button>}
      </Form>
      <Paged
        key={named}
        name="people"
        label={text("people.menu")}
        operation={PeopleDocument}
        variables={{ filter: named ? { text: named } : null }}
        rows={({ staff }) => staff}
        rowKey={({ id }) => id}
        columns={[
          { title: text("people.number"), dataIndex: "number" },
          { title: text("people.name"), dataIndex: "name", className: "whole" },
          {
            title: text("people.phone"),
            render: (_, { id, name, phone }) => (
              <>
                {phone}{" "}
                {phone && mayReveal && (
                  <Button size="small" onClick={() => setRevealed({ id, name })}>
                    {text("people.reveal")}
                  </Button>
                )}
              </>
            ),
          },
          {
            title: text("people.posts"),
            render: (_, person) =>
              person.posts.map((post) => (
                <div key={post.id}>
                  {describe(post, text(`value.${post.kind}`))}
                  {mayAssign && !(post.validTo && post.validTo <= today()) && (
                    <Button type="link" size="small" onClick={() => setWish({ kind: "edit", person, post })}>
                      {text("people.editPost")}
                    </Button>
                  )}
                  {mayAssign && !post.validTo && (
                    <Button type="link" size="small" onClick={() => setWish({ kind: "end", person, post })}>
                      {text("people.end")}
                    </Button>
                  )}
                </div>
              )),
          },
          {
            title: text("people.doing"),
            render: (_, person) => (
              <>
                {mayEdit && <Button onClick={() => setWish({ kind: "change", person })}>{text("people.change")}</Button>}{" "}
                {mayAssign && <Button onClick={() => setWish({ kind: "assign", person })}>{text("people.assign")}</Button>}
              </>
            ),
          },
        ]}
      />
      {wish && <Carry wish={wish} onClose={() => setWish(undefined)} />}
      {revealed && ( // the look and its reason are in the trail
        <Ask
          title={`${text("people.reveal")} ${revealed.name}`}
          fields={[{ name: "reason", label: text("people.revealWhy"), kind: "text", required: true }]}
          onClose={() => setRevealed(undefined)}
          make={async ({ reason }, once) => {
            const { revealStaffPhone } = await api.ask(RevealPhoneDocument, { input: { id: revealed.id, reason: reason as string } }, { once });
            const errors = revealStaffPhone?.userErrors ?? [];
            if (errors.length === 0) modal.info({ title: revealed.name, content: revealStaffPhone?.phone });
            return errors;
          }}
        />
      )}
    </>
  );
}

/** A post in a line: what, where, from when until when. */
function describe({ title, center, department, validFrom, validTo }: Post, kind: string): string {
  return [title ?? kind, center?.name, department?.name, `${validFrom}–${validTo ?? ""}`].filter(Boolean).join(" · ");
}
