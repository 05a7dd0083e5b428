import type { DraftFragment, EditionContentInput } from "../gql/graphql";
import { charged, crossAreas, deliveries, forms, formats, handlings, necessities, onlineDepths, resultTypes, sources, stepKinds, type Options } from "./options";

/** What kind of field an editor shows. */
export type Kind = "text" | "area" | "number" | "yes" | "day" | "words" | "limit" | { one: Options; needed?: true } | { many: Options };

/** A field of a guide, or a list or group of fields. */
export type Field = { key: string; label: readonly [string, string]; kind: Kind } | { key: string; label: readonly [string, string]; fields: readonly Field[]; list?: boolean };

const limitUnits = ["WORKING_DAYS", "CALENDAR_DAYS", "ON_THE_SPOT"] as const;
export { limitUnits };

const f = (key: string, zh: string, en: string, kind: Kind = "text"): Field => ({ key, label: [zh, en], kind });
const list = (key: string, zh: string, en: string, fields: Field[]): Field => ({ key, label: [zh, en], fields, list: true });
const group = (key: string, zh: string, en: string, fields: Field[]): Field => ({ key, label: [zh, en], fields });
const channel = [f("phone", "电话", "Phone"), f("address", "地址", "Address"), f("url", "网址", "Web address")];
const redress = [f("name", "名称", "Name"), f("address", "地址", "Address"), f("phone", "电话", "Phone")];

/** All of a guide, in the order of the six publics and what comes after. */
export const parts: { title: readonly [string, string]; fields: readonly Field[] }[] = [
  {
    title: ["事项", "Item"],
    fields: [
      f("title", "标题", "Title"),
      f("summary", "摘要", "Summary", "area"),
      list("conditions", "受理条件", "Conditions", [f("text", "内容", "Condition", "area"), f("excludes", "排除性", "Excludes", "yes")]),
      list("legalBases", "设定依据", "Legal bases", [f("law", "法律", "Law"), f("article", "条款", "Article"), f("text", "原文", "Text", "area")]),
    ],
  },
  {
    title: ["办理环节", "Steps"],
    fields: [
      list("steps", "环节", "Steps", [
        f("key", "标识", "Key"),
        f("name", "名称", "Name"),
        f("kind", "类型", "Kind", { one: stepKinds, needed: true }),
        f("department", "办理部门代码", "Department's code"),
        f("post", "岗位", "Post"),
        f("limit", "时限", "Limit", "limit"),
        f("criteria", "审查标准", "Criteria", "area"),
        f("dependsOn", "前置环节（空格分开）", "After which (keys)", "words"),
      ]),
    ],
  },
  {
    title: ["申报材料", "Materials"],
    fields: [
      f("noMaterials", "无需材料", "No materials", "yes"),
      list("materials", "材料", "Materials", [
        f("name", "名称", "Name"),
        f("form", "形式", "Form", { one: forms, needed: true }),
        f("originals", "原件份数", "Originals", "number"),
        f("copies", "复印件份数", "Copies", "number"),
        f("necessity", "必要性", "Necessity", { one: necessities, needed: true }),
        f("notNeededWhen", "何时不用", "Not needed when"),
        f("source", "来源", "Source", { one: sources, needed: true }),
        f("sourceNote", "来源说明", "About the source"),
        f("issuer", "出具单位", "Issuer"),
        f("format", "载体", "Format", { one: formats }),
        f("pageNotes", "页面说明", "About pages"),
        f("blankFormUrl", "空白表格网址", "Blank form"),
        f("sampleUrl", "样本网址", "Sample"),
        f("acceptedStandard", "受理标准", "Standard"),
        f("legalBasis", "材料依据", "Legal basis"),
        f("mayFollow", "可容缺后补", "May follow", "yes"),
        f("sharedRecord", "共享数据", "Shared record"),
      ]),
    ],
  },
  {
    title: ["承诺时限", "Time limits"],
    fields: [
      f("handling", "办件类型", "Handling", { one: handlings }),
      f("statutoryLimit", "法定时限", "Statutory limit", "limit"),
      f("promisedLimit", "承诺时限", "Promised limit", "limit"),
      list("specialProcedures", "特别程序", "Special procedures", [f("name", "名称", "Name"), f("limit", "时限", "Limit", "limit"), f("explanation", "说明", "Explanation", "area")]),
    ],
  },
  {
    title: ["收费依据和标准", "Fees"],
    fields: [
      f("charged", "收费", "Charged", { one: charged }),
      list("fees", "收费项目", "Fees", [
        f("name", "名称", "Name"),
        f("standard", "标准", "Standard"),
        f("amount", "金额（元）", "Amount (CNY)"),
        f("basis", "依据", "Basis"),
        f("reductions", "减免", "Reductions"),
        f("payableOnline", "可网上支付", "Payable online", "yes"),
      ]),
    ],
  },
  {
    title: ["结果、办理方式和联系", "Results, ways and contacts"],
    fields: [
      list("results", "办理结果", "Results", [
        f("name", "名称", "Name"),
        f("type", "类型", "Type", { one: resultTypes, needed: true }),
        f("delivery", "送达", "Delivery", { many: deliveries }),
        f("validFor", "有效期", "Valid for"),
        f("sampleUrl", "样本网址", "Sample"),
      ]),
      f("visits", "到现场次数", "Visits", "number"),
      f("visitsReason", "必须到场原因", "Why one must come"),
      f("crossArea", "通办范围", "Across areas", { one: crossAreas }),
      f("onlineDepth", "网办深度", "Online depth", { one: onlineDepths }),
      f("fullyOnline", "全程网办", "Fully online", "yes"),
      f("onlineUrl", "网办地址", "Online at"),
      f("mailMaterials", "可邮寄材料", "Materials by mail", "yes"),
      f("mailResult", "可邮寄结果", "Result by mail", "yes"),
      f("bookable", "可预约", "Bookable", "yes"),
      f("bookingNote", "预约说明", "How to book"),
      f("placeNote", "地点说明", "About the place"),
      f("quota", "数量限制", "Quota"),
      group("consult", "咨询", "Ask", channel),
      group("complaint", "投诉", "Complain", channel),
      group("appeal", "行政复议", "Appeal", redress),
      group("litigation", "行政诉讼", "Litigation", redress),
      f("rightsAndDuties", "权利和义务", "Rights and duties", "area"),
      list("questions", "常见问题", "Questions", [f("question", "问题", "Question"), f("answer", "回答", "Answer", "area")]),
      f("verifiedOn", "核验日期", "Verified on", "day"),
      f("notice", "提示", "Notice"),
    ],
  },
];

/** The content of a guide as the editor holds it, in the form that saveDraft takes. */
export type Content = Record<string, unknown>;

/** The content of a draft, ready to be edited and saved. A step names its department where it is not the item's owner. */
export function contentOf(draft: DraftFragment, owner: string | undefined): Content {
  const { id, number, status, version, updatedAt, people, diff, ...content } = draft;
  void [id, number, status, version, updatedAt, people, diff];
  return {
    ...content,
    steps: content.steps.map(({ department, ...step }) => ({ ...step, department: department && department.code !== owner ? department.code : null })),
    fees: content.fees.map(({ amount, ...fee }) => ({ ...fee, amount: amount?.amount ?? null })),
  };
}

/** What the API takes: a content as it is, since the editor keeps its form; a number of papers that was emptied is none. */
export function asInput(content: Content): EditionContentInput {
  const materials = (content["materials"] as Content[]).map((material) => ({ ...material, originals: material["originals"] ?? 0, copies: material["copies"] ?? 0 }));
  return { ...content, materials } as unknown as EditionContentInput;
}

/** The names of the top fields in which two contents differ. */
export function differing(a: Content, b: Content): string[] {
  return Object.keys({ ...a, ...b }).filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
}
