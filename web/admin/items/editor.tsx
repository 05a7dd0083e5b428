import { Alert, App, Button, Space } from "antd";
import { useEffect, useRef, useState } from "react";
import { languageNow } from "../../shared/language";
import { api } from "../api";
import { CheckDocument, DiscardDocument, ItemHereDocument, PublishDocument, ReturnItDocument, SaveDraftDocument, SubmitDocument, type DraftFragment } from "../gql/graphql";
import { Ask } from "../parts/ask";
import { useText } from "../text";
import { useMayAt, useViewer } from "../viewer";
import { Conflict } from "./conflict";
import { asInput, contentOf, differing, parts, type Content } from "./content";
import { FieldEditor, wordsOf, type Finding } from "./fields";

/** What was typed and not saved, kept on this machine until it is. */
interface Unsaved {
  version: number;
  base: Content;
  content: Content;
}

interface Props {
  /** The id of the item whose guide it is. */
  item: string;
  draft: DraftFragment;
  owner: string | undefined;
  slug: string;
  onChanged: () => Promise<void>;
}

/** The editor of a draft: the gate says beside each field what is missing, as one types. */
export function Editor({ item, draft, owner, slug, onChanged }: Props) {
  const text = useText();
  const { message } = App.useApp();
  const viewer = useViewer();
  const mayEdit = useMayAt("EDIT_ITEMS", item);
  const mayPublish = useMayAt("PUBLISH_EDITIONS", item);
  const key = `onewindow.draft.${viewer.staff?.id ?? viewer.name}.${draft.id}`; // nobody goes on with what another one wrote
  const kept = useRef<Unsaved | null>(JSON.parse(sessionStorage.getItem(key) ?? "null") as Unsaved | null);
  const [base, setBase] = useState<Content>(() => kept.current?.base ?? contentOf(draft, owner));
  const [version, setVersion] = useState(kept.current?.version ?? draft.version);
  const [content, setContent] = useState<Content>(() => kept.current?.content ?? base);
  const [findings, setFindings] = useState<readonly Finding[]>(); // once the gate has looked
  const [asked, setAsked] = useState<"discard" | "return">();
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [unchecked, setUnchecked] = useState<string>(); // why the gate could not look at it
  const [theirs, setTheirs] = useState<DraftFragment>();
  const unsaved = differing(base, content).length > 0;
  const inReview = draft.status === "IN_REVIEW";

  // What is typed stays on the machine, and the gate looks at it a moment later.
  useEffect(() => {
    if (unsaved) sessionStorage.setItem(key, JSON.stringify({ version, base, content } satisfies Unsaved));
    else sessionStorage.removeItem(key);
    const soon = setTimeout(() => {
      api.ask(CheckDocument, { id: draft.id, content: asInput(content) }).then(
        ({ checkEdition }) => {
          setFindings(checkEdition);
          setUnchecked(undefined);
        },
        (error: Error) => setUnchecked(error.message), // a value that makes no sense yet, or the line is down
      );
    }, 400);
    return () => clearTimeout(soon);
  }, [content, base, version]);

  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => unsaved && event.preventDefault();
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [unsaved]);

  /** Saves and gives the new version; undefined when it could not be saved. */
  async function save(): Promise<number | undefined> {
    if (!unsaved) return version;
    const { saveDraft } = await api.ask(SaveDraftDocument, { input: { id: draft.id, expectedVersion: version, content: asInput(content) } }, { once: crypto.randomUUID() });
    const errors = saveDraft?.userErrors ?? [];
    if (errors.some(({ code }) => code === "CONFLICT")) {
      const { item } = await api.ask(ItemHereDocument, { slug });
      setTheirs(item?.draft ?? undefined);
      return undefined;
    }
    if (errors.length > 0 || !saveDraft?.edition) {
      setFaults(errors.map(({ field, message }) => `${field.join(".")}: ${message}`));
      return undefined;
    }
    setFaults([]);
    setBase(content);
    setVersion(saveDraft.edition.version);
    return saveDraft.edition.version;
  }

  /** Does something with the draft as it was last saved, and tells what came of it. */
  async function act(done: string, doIt: (version: number) => Promise<readonly { message: string }[] | undefined>): Promise<void> {
    try {
      const saved = await save();
      if (saved === undefined) return;
      const errors = (await doIt(saved)) ?? [];
      setFaults(errors.map(({ message }) => message));
      if (errors.length === 0) void message.success(done);
      await onChanged();
    } catch (error) {
      setFaults([(error as Error).message]);
    }
  }

  const id = draft.id;
  const publish = () => act(text("items.publishedNow"), async (v) => (await api.ask(PublishDocument, { id, version: v })).publishEdition?.userErrors);
  const submit = () => act(text("items.submit"), async (v) => (await api.ask(SubmitDocument, { id, version: v })).submitForReview?.userErrors);

  /** Discards the draft, or gives it back, as it is asked in a dialog. */
  async function end(how: "discard" | "return", reason: string, once: string): Promise<readonly { message: string }[]> {
    const answer =
      how === "discard" ? (await api.ask(DiscardDocument, { id, version }, { once })).discardDraft : (await api.ask(ReturnItDocument, { id, version, reason }, { once })).returnForChanges;
    const errors = answer?.userErrors ?? [];
    if (errors.length > 0) return errors;
    if (how === "discard") sessionStorage.removeItem(key);
    void message.success(text(how === "discard" ? "items.discarded" : "items.returned"));
    await onChanged();
    return [];
  }

  const blocking = findings?.filter(({ severity }) => severity === "BLOCKING");
  if (theirs) {
    return (
      <Conflict
        base={base}
        mine={content}
        theirs={contentOf(theirs, owner)}
        who={theirs.people?.updatedBy ?? ""}
        at={theirs.updatedAt}
        onResolve={(merged) => {
          setBase(contentOf(theirs, owner));
          setVersion(theirs.version);
          setContent(merged);
          setTheirs(undefined);
        }}
      />
    );
  }
  return (
    <div className="editor">
      <Space wrap className="bar">
        {mayEdit && !inReview && (
          <Button className="save" type="primary" disabled={!unsaved} onClick={() => void act(text("items.saved"), async () => [])}>
            {text("items.save")}
          </Button>
        )}
        {mayEdit && !inReview && <Button onClick={() => void submit()}>{text("items.submit")}</Button>}
        {mayPublish && (
          <Button className="publish" onClick={() => void publish()}>
            {text("items.publish")}
          </Button>
        )}
        {mayPublish && inReview && <Button onClick={() => setAsked("return")}>{text("items.return")}</Button>}
        {mayEdit && !inReview && (
          <Button danger className="discard" onClick={() => setAsked("discard")}>
            {text("items.discard")}
          </Button>
        )}
        <span role="status" className="gate">
          {[unchecked ? text("items.unchecked") : blocking && (blocking.length > 0 ? text("items.blocked", { count: blocking.length }) : text("items.passes")), unsaved && text("items.unsaved")].filter(Boolean).join(" · ")}
        </span>
      </Space>
      {asked && (
        <Ask
          title={text(asked === "discard" ? "items.discard" : "items.return")}
          fields={asked === "return" ? [{ name: "reason", label: text("items.why"), kind: "text", required: true }] : []}
          does={text(asked === "discard" ? "items.discard" : "items.return")}
          danger={asked === "discard"}
          onClose={() => setAsked(undefined)}
          make={({ reason }, once) => end(asked, reason as string, once)}
        >
          {asked === "discard" && <p>{text("items.discardSure")}</p>}
        </Ask>
      )}
      {inReview && <Alert type="info" title={text("items.inReview")} />}
      {[...faults, unchecked].filter((fault) => fault !== undefined).map((fault) => (
        <Alert key={fault} type="error" role="alert" title={fault} />
      ))}
      {parts.map(({ title, fields }) => (
        <section key={title[0]} aria-label={title[languageNow() === "en" ? 1 : 0]}>
          <h2>{title[languageNow() === "en" ? 1 : 0]}</h2>
          {fields.map((field) => (
            <FieldEditor
              key={field.key}
              field={field}
              path={`content.${field.key}`}
              value={content[field.key]}
              findings={findings ?? []}
              onChange={(value) => setContent((old) => ({ ...old, [field.key]: value }))}
            />
          ))}
        </section>
      ))}
      <section aria-label={text("items.compare")}>
        <h2>{text("items.compare")}</h2>
        {draft.diff.length === 0 ? (
          <p>{text("items.same")}</p>
        ) : (
          <ul>
            {draft.diff.map(({ path, before, after }) => (
              <li key={path.join(".")}>
                {wordsOf(path)} <del>{before}</del> <ins>{after}</ins>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
