import type { Texts } from "../text";

/** The values of the API's enumerations as people say them. */
export const valuesText = {
  "ask.do": ["确定", "Do it"],
  "ask.leave": ["不改", "Leave as it is"],
  "ask.required": ["请填写。", "This is needed."],
  "ask.reason": ["原因", "Why"],
  "ask.from": ["从哪天起（不填为今天）", "From which day (today when left out)"],
  "value.ACTIVE": ["在用", "active"],
  "value.SUSPENDED": ["暂停", "suspended"],
  "value.CANCELLED": ["取消", "cancelled"],
  "value.DRAFT": ["草稿", "draft"],
  "value.IN_REVIEW": ["审核中", "in review"],
  "value.PUBLISHED": ["已发布", "published"],
  "value.RETIRED": ["已停用", "retired"],
  "value.ON_THE_SPOT": ["即办", "on the spot"],
  "value.ACCEPT_AND_FORWARD": ["受理转办", "accept and forward"],
  "value.BY_AGENT": ["代办", "by an agent"],
  "value.CONSULT": ["咨询", "advice"],
  "value.CLERK": ["窗口人员", "window clerk"],
  "value.AGENT": ["代办员", "agent"],
  "value.REVIEWER": ["审批人员", "reviewer"],
  "value.HEAD": ["负责人", "head"],
  "value.LEADER": ["分管领导", "leader"],
  "value.CENTER_ADMIN": ["中心管理员", "center admin"],
  "value.DEPARTMENT_ADMIN": ["部门管理员", "department admin"],
  "value.DISTRICT_ADMIN": ["区级管理员", "district admin"],
  "value.SUPERVISOR": ["纪检监督", "supervisor"],
  "value.AUDITOR": ["审计人员", "auditor"],
  "value.WINDOW_CLERK": ["窗口人员", "window clerk"],
  "value.DEPARTMENT_REVIEWER": ["审批人员", "reviewer"],
  "value.SERVICE": ["服务账号", "service"],
  "value.LICENCE": ["行政许可", "licence"],
  "value.PENALTY": ["行政处罚", "penalty"],
  "value.COERCION": ["行政强制", "coercion"],
  "value.LEVY": ["行政征收", "levy"],
  "value.PAYMENT": ["行政给付", "payment"],
  "value.INSPECTION": ["行政检查", "inspection"],
  "value.CONFIRMATION": ["行政确认", "confirmation"],
  "value.REWARD": ["行政奖励", "reward"],
  "value.RULING": ["行政裁决", "ruling"],
  "value.OTHER_POWER": ["其他行政权力", "other power"],
  "value.PUBLIC_SERVICE": ["公共服务", "public service"],
} satisfies Texts;

type Value = { [Key in keyof typeof valuesText]: Key extends `value.${infer Name}` ? Name : never }[keyof typeof valuesText];

/** Choices of an enumeration's values, in their order. */
export function choices<T extends Value>(values: readonly T[], text: (key: `value.${NoInfer<T>}`) => string): { value: T; label: string }[] {
  return values.map((value) => ({ value, label: text(`value.${value}`) }));
}

export const itemStates = ["ACTIVE", "SUSPENDED", "CANCELLED"] as const;
export const itemTypes = ["LICENCE", "PENALTY", "COERCION", "LEVY", "PAYMENT", "INSPECTION", "CONFIRMATION", "REWARD", "RULING", "OTHER_POWER", "PUBLIC_SERVICE"] as const;
export const modes = ["ON_THE_SPOT", "ACCEPT_AND_FORWARD", "BY_AGENT", "CONSULT"] as const;
export const postKinds = ["CLERK", "AGENT", "REVIEWER", "HEAD", "LEADER", "CENTER_ADMIN", "DEPARTMENT_ADMIN", "DISTRICT_ADMIN", "SUPERVISOR", "AUDITOR"] as const;
