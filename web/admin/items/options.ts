/** The values of an enumeration, each as people say it: Chinese, then English. */
export type Options = Readonly<Record<string, readonly [zh: string, en: string]>>;

export const stepKinds: Options = {
  RECEIVE: ["收件", "papers are received"],
  ACCEPT: ["受理", "acceptance"],
  REVIEW: ["审查", "review"],
  DECIDE: ["决定", "decision"],
  DELIVER: ["颁证与送达", "delivery"],
  SPECIAL: ["特别程序", "special procedure"],
};

export const forms: Options = {
  ORIGINAL: ["原件", "original"],
  COPY: ["复印件", "copy"],
  ORIGINAL_AND_COPY: ["原件和复印件", "original and copy"],
  ELECTRONIC: ["电子文件", "electronic file"],
};

export const necessities: Options = {
  REQUIRED: ["必要", "always"],
  CONDITIONAL: ["非必要", "not always"],
  OPTIONAL: ["可选", "optional"],
};

export const sources: Options = {
  APPLICANT: ["申请人自备", "the applicant"],
  GOVERNMENT: ["政府部门核发", "a government body"],
  INTERMEDIARY: ["中介机构或法定机构产生", "an intermediary"],
  OTHER: ["其他", "somebody else"],
};

export const formats: Options = {
  PAPER: ["纸质", "paper"],
  ELECTRONIC: ["电子", "file"],
  PAPER_OR_ELECTRONIC: ["纸质或电子", "either"],
};

export const handlings: Options = {
  ON_THE_SPOT: ["即办件", "on the spot"],
  PROMISED: ["承诺件", "by a promised day"],
};

export const charged: Options = {
  true: ["收费", "charged"],
  false: ["不收费", "free"],
};

export const resultTypes: Options = {
  LICENCE: ["证照", "licence"],
  CERTIFICATE: ["证明", "certificate"],
  APPROVAL: ["批文", "approval"],
  RECORD: ["备案、登记回执", "record or receipt"],
  PAYMENT: ["资金或物资给付", "payment"],
  INFORMATION: ["查询、咨询答复", "answer"],
  OTHER: ["其他", "something else"],
};

export const deliveries: Options = {
  COUNTER: ["窗口领取", "at the counter"],
  MAIL: ["邮寄", "by mail"],
  ONLINE: ["电子证照、网上下载", "as a file"],
  HOME: ["送达上门", "brought home"],
};

export const crossAreas: Options = {
  NATIONWIDE: ["全国", "the whole country"],
  ACROSS_PROVINCES: ["跨省", "across provinces"],
  ACROSS_CITIES: ["跨市", "across cities"],
  ACROSS_COUNTIES: ["跨县", "across districts"],
  TOWNSHIP: ["全镇", "the township"],
  VILLAGE: ["本村", "the village"],
};

export const onlineDepths: Options = {
  NONE: ["无", "nothing"],
  CONSULT: ["网上咨询", "asking"],
  SUBMIT: ["网上收件", "handing in"],
  PRE_REVIEW: ["网上预审", "a first review"],
  ACCEPT: ["网上受理", "acceptance"],
  HANDLE: ["网上办理", "the decision"],
  RESULT: ["办理结果网上反馈", "learning the result"],
  ELECTRONIC: ["电子证照", "an electronic licence"],
};
