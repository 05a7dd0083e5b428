import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useNavigate } from "react-router";
import { api } from "../api";
import {
  OfferItemsDocument,
  RegisterItemDocument,
  ResumeItemDocument,
  SuspendItemDocument,
  WithdrawItemsDocument,
  type OfferItemsInput,
  type RegisterItemInput,
  type WithdrawItemsInput,
} from "../gql/graphql";
import { Ask, type Field } from "../parts/ask";
import { choices, itemTypes, modes } from "../parts/values";
import { useText } from "../text";

interface Props {
  onClose: () => void;
}

/** Adds an item to the catalog, without a guide as yet; what else it says comes with its form or the API. */
export function Register({ onClose }: Props) {
  const text = useText();
  const navigate = useNavigate();
  const fields: Field[] = [
    { name: "name", label: text("items.name"), kind: "text", required: true },
    { name: "slug", label: text("items.slug"), kind: "text", required: true },
    { name: "owner", label: text("items.owner"), kind: "department", required: true },
    { name: "type", label: text("items.type"), kind: "choice", options: choices(itemTypes, text), required: true },
    { name: "implementationCode", label: text("items.code"), kind: "text" },
  ];
  return (
    <Ask
      title={text("items.register")}
      fields={fields}
      onClose={onClose}
      make={async (given, once) => {
        const { registerItem } = await api.ask(RegisterItemDocument, { input: given as unknown as RegisterItemInput }, { once });
        if (registerItem?.item) void navigate(`/items/${registerItem.item.slug}`);
        return registerItem?.userErrors ?? [];
      }}
    />
  );
}

/** Where many items are offered or withdrawn: at centers by name, at all villages of a division, at all centers of one. */
function usePlaces(): Field[] {
  const text = useText();
  return [
    { name: "centers", label: text("items.centers"), kind: "center", many: true },
    { name: "allVillagesOf", label: text("items.allVillagesOf"), kind: "division" },
    { name: "allCentersWithin", label: text("items.allCentersWithin"), kind: "division" },
    { name: "on", label: text("ask.from"), kind: "day" },
    { name: "reason", label: text("ask.reason"), kind: "text", required: true },
  ];
}

/** Offers many items at many centers at once. */
export function Offer({ items, onClose }: Props & { items: string[] }) {
  const text = useText();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  const places = usePlaces();
  return (
    <Ask
      title={text("items.offerTitle", { count: items.length })}
      fields={[{ name: "mode", label: text("items.mode"), kind: "choice", options: choices(modes, text), required: true }, ...places]}
      onClose={onClose}
      make={async (given, once) => {
        const { offerItems } = await api.ask(OfferItemsDocument, { input: { ...given, items } as OfferItemsInput }, { once });
        if (offerItems && offerItems.userErrors.length === 0) notification.success({ title: text("items.offered", { ...offerItems }) });
        await queries.invalidateQueries();
        return offerItems?.userErrors ?? [];
      }}
    />
  );
}

/** Ends what is offered of many items at many centers. */
export function Withdraw({ items, onClose }: Props & { items: string[] }) {
  const text = useText();
  const { notification } = App.useApp();
  const queries = useQueryClient();
  const places = usePlaces();
  return (
    <Ask
      title={text("items.withdrawTitle", { count: items.length })}
      fields={places}
      onClose={onClose}
      make={async (given, once) => {
        const { withdrawItems } = await api.ask(WithdrawItemsDocument, { input: { ...given, items } as WithdrawItemsInput }, { once });
        if (withdrawItems && withdrawItems.userErrors.length === 0) notification.success({ title: text("items.withdrawn", { ended: withdrawItems.ended }) });
        await queries.invalidateQueries();
        return withdrawItems?.userErrors ?? [];
      }}
    />
  );
}

/** Suspends an item for a while, or makes it active again. */
export function ChangeState({ item, onClose }: Props & { item: { id: string; version: number; state: string } }) {
  const text = useText();
  const queries = useQueryClient();
  const active = item.state === "ACTIVE";
  return (
    <Ask
      title={text(active ? "items.suspend" : "items.resume")}
      fields={[{ name: "reason", label: text("ask.reason"), kind: "text", required: true }]}
      onClose={onClose}
      make={async ({ reason }, once) => {
        const input = { id: item.id, expectedVersion: item.version, reason: reason as string };
        const errors = active
          ? (await api.ask(SuspendItemDocument, { input }, { once })).suspendItem?.userErrors
          : (await api.ask(ResumeItemDocument, { input }, { once })).resumeItem?.userErrors;
        await queries.invalidateQueries();
        return errors ?? [];
      }}
    />
  );
}
