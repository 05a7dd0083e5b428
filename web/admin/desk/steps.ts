import type { Operation } from "../../shared/api";
import { api } from "../api";
import * as gql from "../gql/graphql";
import type { Field } from "../parts/ask";

type Faults = readonly { field: readonly string[]; message: string }[];
type Say = (key: never) => string;

/** What a step asks for, and how what was given becomes its input. */
export interface StepForm {
  fields: (say: Say, about: { materials: readonly string[]; fees: readonly string[]; list: number }) => Field[];
  input: (given: Record<string, unknown>) => Record<string, unknown>;
}

/** Several things in one line of text. */
export const several = (text: unknown): string[] => String(text ?? "").split(/[,，、;；\n]/).map((one) => one.trim()).filter(Boolean);

const plain: StepForm = { fields: () => [], input: () => ({}) };

const reasoned = (name: string): StepForm => ({
  fields: (say) => [{ kind: "text", name, label: say(`desk.${name}` as never), required: true }],
  input: (given) => given,
});

const choices = (say: Say, values: readonly string[]) => values.map((value) => ({ value, label: say(`desk.value.${value}` as never) }));

/** What each step asks for, by its name. */
export const forms: Record<string, StepForm> = {
  receiveCase: plain,
  acceptCase: plain,
  takeDuty: plain,
  beginTask: plain,
  receiveSupplement: plain,
  withdrawCase: reasoned("reason"),
  endSpecialProcedure: reasoned("outcome"),
  oneTimeNotice: {
    fields: (say) => [
      { kind: "text", name: "extras", label: say("desk.extras" as never) },
      { kind: "text", name: "whyNow", label: say("desk.whyNow" as never) },
      { kind: "text", name: "remark", label: say("desk.remark" as never) },
    ],
    input: ({ extras, ...given }) => ({ ...given, extras: several(extras).map((what) => ({ what })) }),
  },
  requestSupplement: {
    fields: (say, { materials }) => [
      { kind: "choice", many: true, name: "materials", label: say("desk.materials" as never), options: materials.map((label, at) => ({ value: String(at), label })) },
      { kind: "text", name: "extras", label: say("desk.extras" as never) },
      { kind: "text", name: "whyNow", label: say("desk.whyNow" as never) },
      { kind: "text", name: "remark", label: say("desk.remark" as never) },
    ],
    input: ({ extras, materials, ...given }) => ({
      ...given,
      materials: ((materials as string[] | undefined) ?? []).map(Number),
      extras: several(extras).map((what) => ({ what })),
    }),
  },
  declineCase: {
    fields: (say) => [
      { kind: "text", name: "reason", label: say("desk.reason" as never), required: true },
      { kind: "text", name: "where", label: say("desk.where" as never), required: true },
      { kind: "text", name: "how", label: say("desk.how" as never), required: true },
      { kind: "text", name: "phone", label: say("desk.phone" as never) },
    ],
    input: ({ reason, ...referral }) => ({ reason, referral }),
  },
  decideCase: {
    fields: (say) => [
      { kind: "choice", name: "granted", label: say("desk.granted" as never), required: true, options: choices(say, ["GRANTED", "REFUSED"]) },
      { kind: "text", name: "reason", label: say("desk.reason" as never) },
      { kind: "text", name: "document", label: say("desk.document" as never) },
    ],
    input: ({ granted, ...given }) => ({ ...given, granted: granted === "GRANTED" }),
  },
  decideTask: {
    fields: (say) => [
      { kind: "choice", name: "agrees", label: say("desk.agrees" as never), required: true, initial: "AGREES", options: choices(say, ["AGREES", "DISAGREES"]) },
      { kind: "text", name: "reason", label: say("desk.reason" as never) },
    ],
    input: ({ agrees, ...given }) => ({ ...given, agrees: agrees === "AGREES" }),
  },
  recordPayment: {
    fields: (say, { fees }) => [
      { kind: "choice", name: "fee", label: say("desk.fee" as never), required: true, options: fees.map((label, at) => ({ value: String(at), label })) },
      { kind: "text", name: "amount", label: say("desk.amount" as never) },
      { kind: "text", name: "reduction", label: say("desk.reduction" as never) },
      { kind: "text", name: "reference", label: say("desk.reference" as never) }, // none where nothing is paid; the API says when it is missing
    ],
    input: ({ fee, reference = "", ...given }) => ({ ...given, fee: Number(fee), reference }),
  },
  deliverCase: {
    fields: (say) => [
      { kind: "choice", name: "way", label: say("desk.way" as never), required: true, initial: "COUNTER", options: choices(say, ["COUNTER", "MAIL", "HOME", "ONLINE"]) },
      { kind: "choice", name: "receiver", label: say("desk.receiver" as never), required: true, initial: "APPLICANT", options: choices(say, ["APPLICANT", "PROXY", "CARRIER"]) },
      { kind: "text", name: "proof", label: say("desk.proof" as never), required: true },
    ],
    input: (given) => given,
  },
  offerDuty: {
    fields: (say) => [
      { kind: "staff", name: "to", label: say("desk.to" as never), required: true },
      { kind: "text", name: "reason", label: say("desk.reason" as never), required: true },
    ],
    input: (given) => given,
  },
  sendHandOver: {
    fields: (say) => [
      { kind: "center", name: "toCenter", label: say("desk.toCenter" as never) },
      { kind: "department", name: "toDepartment", label: say("desk.toDepartment" as never) },
      { kind: "text", name: "papers", label: say("desk.papers" as never), required: true },
    ],
    input: ({ papers, ...given }) => ({ ...given, papers: several(papers) }),
  },
  signHandOver: {
    fields: (say, { list }) => [
      { kind: "text", name: "number", label: say("desk.list" as never), required: true, initial: String(list) }, // the last one is on its way
      { kind: "text", name: "lost", label: say("desk.lost" as never) },
    ],
    input: ({ number, lost }) => ({ number: Number(number), lost: several(lost) }),
  },
  startSpecialProcedure: {
    fields: (say) => [
      { kind: "text", name: "name", label: say("desk.name" as never), required: true },
      { kind: "text", name: "days", label: say("desk.days" as never), required: true },
      { kind: "text", name: "reason", label: say("desk.reason" as never) },
    ],
    input: ({ days, ...given }) => ({ ...given, limit: { value: Number(days), unit: "WORKING_DAYS" } }),
  },
  extendTask: {
    fields: (say) => [
      { kind: "text", name: "days", label: say("desk.days" as never), required: true },
      { kind: "text", name: "reason", label: say("desk.reason" as never), required: true },
      { kind: "staff", name: "approver", label: say("desk.approver" as never), required: true },
    ],
    input: ({ days, ...given }) => ({ ...given, days: Number(days) }),
  },
};

const documents: Record<string, unknown> = {
  receiveCase: gql.ReceiveCaseDocument,
  oneTimeNotice: gql.OneTimeNoticeDocument,
  acceptCase: gql.AcceptCaseDocument,
  declineCase: gql.DeclineCaseDocument,
  withdrawCase: gql.WithdrawCaseDocument,
  decideCase: gql.DecideCaseDocument,
  recordPayment: gql.RecordPaymentDocument,
  deliverCase: gql.DeliverCaseDocument,
  offerDuty: gql.OfferDutyDocument,
  takeDuty: gql.TakeDutyDocument,
  sendHandOver: gql.SendHandOverDocument,
  signHandOver: gql.SignHandOverDocument,
  checkMaterials: gql.CheckMaterialsDocument,
  beginTask: gql.BeginTaskDocument,
  requestSupplement: gql.RequestSupplementDocument,
  receiveSupplement: gql.ReceiveSupplementDocument,
  startSpecialProcedure: gql.StartSpecialProcedureDocument,
  endSpecialProcedure: gql.EndSpecialProcedureDocument,
  extendTask: gql.ExtendTaskDocument,
  decideTask: gql.DecideTaskDocument,
};

/** Takes a step, once whatever the line does, and says what the API has against it. */
export async function take(step: string, input: Record<string, unknown>, once: string): Promise<Faults> {
  const operation = documents[step] as Operation<Record<string, { userErrors: Faults } | null>, { input: Record<string, unknown> }>;
  const answer = await api.ask(operation, { input }, { once });
  return answer[step]?.userErrors ?? [];
}
