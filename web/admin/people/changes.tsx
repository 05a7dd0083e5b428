import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api";
import {
  AssignPostDocument,
  EndPostDocument,
  RegisterStaffDocument,
  UpdatePostDocument,
  UpdateStaffDocument,
  type AssignPostInput,
  type PeopleQuery,
  type RegisterStaffInput,
  type UpdatePostInput,
} from "../gql/graphql";
import { Ask } from "../parts/ask";
import { choices, postKinds } from "../parts/values";
import { useText } from "../text";

export type Person = NonNullable<PeopleQuery["staff"]>["nodes"][number];
export type Post = Person["posts"][number];

/** What is to be done about a person or one of their posts. */
export type Wish = { kind: "register" } | { kind: "change" | "assign"; person: Person } | { kind: "edit" | "end"; person: Person; post: Post };

/** Asks for what a wish needs and carries it out. */
export function Carry({ wish, onClose }: { wish: Wish; onClose: () => void }) {
  const text = useText();
  const queries = useQueryClient();
  const name = { name: "name", label: text("people.name"), kind: "text" as const, required: true };
  const phone = { name: "phone", label: text("people.phone"), kind: "text" as const };
  const reason = { name: "reason", label: text("ask.reason"), kind: "text" as const, required: true };
  const done = async <Errors,>(errors: Errors[] | undefined): Promise<Errors[]> => {
    await queries.invalidateQueries({ queryKey: ["people"] });
    return errors ?? [];
  };
  switch (wish.kind) {
    case "register":
      return (
        <Ask
          title={text("people.register")}
          fields={[{ name: "number", label: text("people.number"), kind: "text", required: true }, name, phone]}
          onClose={onClose}
          make={async (given, once) => done((await api.ask(RegisterStaffDocument, { input: given as unknown as RegisterStaffInput }, { once })).registerStaff?.userErrors)}
        />
      );
    case "change": {
      const { id, version } = wish.person;
      return (
        <Ask
          title={`${text("people.change")} ${wish.person.name}`}
          fields={[{ ...name, initial: wish.person.name }, phone]}
          onClose={onClose}
          make={async (given, once) => done((await api.ask(UpdateStaffDocument, { input: { ...given, id, expectedVersion: version } }, { once })).updateStaff?.userErrors)}
        />
      );
    }
    case "assign": {
      const staff = wish.person.id;
      return (
        <Ask
          title={`${text("people.assign")} ${wish.person.name}`}
          fields={[
            { name: "kind", label: text("people.kind"), kind: "choice", options: choices(postKinds, text), required: true },
            { name: "title", label: text("people.title"), kind: "text" },
            { name: "center", label: text("people.center"), kind: "center" },
            { name: "department", label: text("people.department"), kind: "department" },
            { name: "from", label: text("ask.from"), kind: "day" },
            { ...reason, required: false },
          ]}
          onClose={onClose}
          make={async (given, once) => done((await api.ask(AssignPostDocument, { input: { ...given, staff } as AssignPostInput }, { once })).assignPost?.userErrors)}
        />
      );
    }
    case "edit": {
      const { id, version, kind, title, validFrom, validTo } = wish.post;
      return (
        <Ask
          title={`${text("people.edit")} ${wish.person.name} · ${title ?? text(`value.${kind}`)}`}
          fields={[
            { name: "title", label: text("people.title"), kind: "text", initial: title ?? "" },
            { name: "kind", label: text("people.kind"), kind: "choice", options: choices(postKinds, text), required: true, initial: kind },
            { name: "from", label: text("people.from"), kind: "day", required: true, initial: validFrom },
            { name: "to", label: text("people.to"), kind: "day", initial: validTo ?? "" },
            reason,
          ]}
          onClose={onClose}
          make={async (given, once) => {
            const input = { title: "", to: null, ...given, id, expectedVersion: version } as UpdatePostInput;
            return done((await api.ask(UpdatePostDocument, { input }, { once })).updatePost?.userErrors);
          }}
        >
          <p>{text("people.begun")}</p>
        </Ask>
      );
    }
    case "end": {
      const { id, version } = wish.post;
      return (
        <Ask
          title={`${text("people.end")} ${wish.person.name} · ${wish.post.title ?? text(`value.${wish.post.kind}`)}`}
          fields={[{ name: "on", label: text("people.on"), kind: "day" }, reason]}
          onClose={onClose}
          make={async ({ on, reason }, once) =>
            done((await api.ask(EndPostDocument, { input: { id, expectedVersion: version, on: (on as string) ?? null, reason: reason as string } }, { once })).endPost?.userErrors)
          }
        />
      );
    }
  }
}

/** The day here, as the API writes days. */
export const today = () => new Date().toLocaleDateString("sv-SE");
