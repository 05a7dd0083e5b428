package exchange

import "slices"

// limitColumns are the three columns of a time limit.
func limitColumns(key, chinese, path, aboutChinese, about string) []*Column {
	return []*Column{
		{Key: key + "Value", Chinese: chinese, Kind: Integer, path: path + ".value", NoteChinese: aboutChinese + "的天数；当场办结填 0。", NoteEnglish: about + " in days; 0 for on the spot."},
		{Key: key + "Unit", Chinese: chinese + "单位", Choices: limitUnits, path: path + ".unit", NoteChinese: aboutChinese + "的单位。", NoteEnglish: "The unit of " + about + "."},
		{Key: key + "Explanation", Chinese: chinese + "说明", path: path + ".explanation", NoteChinese: "对时限的说明。", NoteEnglish: "What is to be said about it."},
	}
}

// contactColumns are the columns of a way to ask, to complain or to appeal.
func contactColumns(key, chinese string, fields ...string) []*Column {
	names := map[string]string{"Name": "机构", "Phone": "电话", "Address": "地址", "Url": "网址"}
	paths := map[string]string{"Name": "name", "Phone": "phone", "Address": "address", "Url": "url"}
	var all []*Column
	for _, f := range fields {
		kind := Text
		if f == "Phone" {
			kind = Code
		}
		all = append(all, &Column{Key: key + f, Chinese: chinese + names[f], Kind: kind, path: "content." + key + "." + paths[f],
			NoteChinese: chinese + "的" + names[f] + "。", NoteEnglish: "The " + paths[f] + " for it."})
	}
	return all
}

// crossAreas and onlineDepths are long, and used here alone.
var (
	crossAreas = []Choice{{"NATIONWIDE", "全国通办", ""}, {"ACROSS_PROVINCES", "跨省通办", ""}, {"ACROSS_CITIES", "跨市通办", ""},
		{"ACROSS_COUNTIES", "跨县通办", ""}, {"TOWNSHIP", "乡镇内", ""}, {"VILLAGE", "村内", ""}}
	onlineDepths = []Choice{{"NONE", "不能网办", ""}, {"CONSULT", "网上咨询", ""}, {"SUBMIT", "网上收件", ""}, {"PRE_REVIEW", "网上预审", ""},
		{"ACCEPT", "网上受理", ""}, {"HANDLE", "网上办理", ""}, {"RESULT", "结果网上反馈", ""}, {"ELECTRONIC", "电子证照", ""}}
)

var editionSheets = []*Sheet{
	{Name: "editions", Chinese: "办事指南", Columns: slices.Concat(
		[]*Column{
			{Key: itemOfPart, Chinese: "事项", Kind: Code, Required: true, NoteChinese: "事项的网址名或实施编码，须已登记。", NoteEnglish: "The item's slug or implementation code, which is registered before."},
			{Key: "status", Chinese: "发布状态", Choices: editionStatuses, NoteChinese: "填“发布”即在导入时发布，须六公开齐全；留空为草稿。", NoteEnglish: "PUBLISHED has it published with the import, if the six publics are complete; a draft when left empty."},
			{Key: "edition", Chinese: "版本号", Kind: Integer, NoteChinese: "第几版；一般留空，由系统编号。", NoteEnglish: "The number of the edition; leave it empty to have the next one."},
			{Key: "effectiveFrom", Chinese: "生效日期", Kind: Date, NoteChinese: "自哪一天起生效；留空为当天。更改已发布的指南时自当天起。", NoteEnglish: "The first day; today when left empty, and when a published guide changes."},
			{Key: "publishedAt", Chinese: "发布时间", NoteChinese: "从别处迁入时的原发布时间；一般留空。", NoteEnglish: "The moment it was published elsewhere, as 2026-03-01T09:00:00+08:00; usually empty."},
			{Key: "reformRound", Chinese: "改革批次", Kind: Code, NoteChinese: "本版属于哪一批改革（见 headings 表）。", NoteEnglish: "The round of reform it belongs to (form headings)."},
			{Key: "title", Chinese: "标题", path: "content.title", NoteChinese: "留空即用事项名称。", NoteEnglish: "The item's name when left empty."},
			{Key: "summary", Chinese: "简介", path: "content.summary", NoteChinese: "一两句话说明能得到什么、谁可以办。", NoteEnglish: "In a sentence or two, what one gets and who may ask."},
			{Key: "handling", Chinese: "办件类型", Choices: handlings, path: "content.handling", NoteChinese: "即办件或承诺件。", NoteEnglish: "On the spot, or by a promised day."},
		},
		limitColumns("statutoryLimit", "法定时限", "content.statutoryLimit", "法定办结时限", "the statutory limit"),
		limitColumns("promisedLimit", "承诺时限", "content.promisedLimit", "承诺办结时限", "the promised limit"),
		[]*Column{
			{Key: "noMaterials", Chinese: "无需材料", Kind: YesNo, path: "content.noMaterials", NoteChinese: "确实不需要材料时填“是”。", NoteEnglish: "Yes where nothing has to be handed in."},
			{Key: "charged", Chinese: "是否收费", Kind: YesNo, path: "content.charged", NoteChinese: "必须说明；收费的在“收费”表写明。", NoteEnglish: "Must be said; fees stand in the sheet fees."},
			{Key: "visits", Chinese: "到现场次数", Kind: Integer, path: "content.visits", NoteChinese: "须到窗口几次。", NoteEnglish: "How often one must come to a counter."},
			{Key: "visitsReason", Chinese: "到现场原因", path: "content.visitsReason", NoteChinese: "须到现场的，说明原因。", NoteEnglish: "Why one must come."},
			{Key: "crossArea", Chinese: "通办范围", Choices: crossAreas, path: "content.crossArea", NoteChinese: "离家多远也能办。", NoteEnglish: "How far away from home it can be handled."},
			{Key: "onlineDepth", Chinese: "网办深度", Choices: onlineDepths, path: "content.onlineDepth", NoteChinese: "网上能办到哪一步。", NoteEnglish: "How much can be done online."},
			{Key: "fullyOnline", Chinese: "全程网办", Kind: YesNo, path: "content.fullyOnline", NoteChinese: "是否全程网上办理。", NoteEnglish: "Whether all of it can be done online."},
			{Key: "onlineUrl", Chinese: "网办地址", path: "content.onlineUrl", NoteChinese: "以 http:// 或 https:// 开头。", NoteEnglish: "A web address that begins with http:// or https://."},
			{Key: "mailMaterials", Chinese: "材料可邮寄", Kind: YesNo, path: "content.mailMaterials", NoteChinese: "材料是否可以邮寄。", NoteEnglish: "Whether materials may be sent by mail."},
			{Key: "mailResult", Chinese: "结果可邮寄", Kind: YesNo, path: "content.mailResult", NoteChinese: "结果是否可以邮寄，须与各项结果的送达方式一致。", NoteEnglish: "Whether the result is sent by mail; it agrees with how results are delivered."},
			{Key: "bookable", Chinese: "可预约", Kind: YesNo, path: "content.bookable", NoteChinese: "是否可以预约。", NoteEnglish: "Whether one may book."},
			{Key: "bookingNote", Chinese: "预约说明", path: "content.bookingNote", NoteChinese: "怎么预约。", NoteEnglish: "How to book."},
			{Key: "placeNote", Chinese: "地点说明", path: "content.placeNote", NoteChinese: "怎么去，除中心地址之外。", NoteEnglish: "How to get there, beyond the addresses of centers."},
			{Key: "quota", Chinese: "数量限制", path: "content.quota", NoteChinese: "有数量限制的写明。", NoteEnglish: "The limit in number, if there is one."},
		},
		contactColumns("consult", "咨询", "Phone", "Address", "Url"),
		contactColumns("complaint", "投诉", "Phone", "Address", "Url"),
		contactColumns("appeal", "行政复议", "Name", "Address", "Phone"),
		contactColumns("litigation", "行政诉讼", "Name", "Address", "Phone"),
		[]*Column{
			{Key: "rightsAndDuties", Chinese: "权利与义务", path: "content.rightsAndDuties", NoteChinese: "申请人的权利与义务。", NoteEnglish: "Rights and duties of who applies."},
			{Key: "verifiedOn", Chinese: "核对日期", Kind: Date, path: "content.verifiedOn", NoteChinese: "最近一次与法律和实际核对的日期。", NoteEnglish: "The day it was last compared with the law and with practice."},
			{Key: "notice", Chinese: "提示语", path: "content.notice", NoteChinese: "随指南显示的一行提示。", NoteEnglish: "A line shown with the guide."},
		},
	)},
	part("conditions", "受理条件",
		&Column{Key: "text", Chinese: "正文", NoteChinese: "条件的内容，或依据的原文。", NoteEnglish: "The condition, or the wording of a law."},
		&Column{Key: "excludes", Chinese: "排除条件", Kind: YesNo, NoteChinese: "符合此条即不能办理的填“是”。", NoteEnglish: "Yes for one that rules the applicant out."}),
	part("materials", "申报材料",
		&Column{Key: "name", Chinese: "名称", NoteChinese: "材料、环节、收费、结果或程序的名称。", NoteEnglish: "The name of the material, step, fee, result or procedure."},
		&Column{Key: "form", Chinese: "材料形式", Choices: materialForms, NoteChinese: "交原件还是复印件。", NoteEnglish: "What kind of paper is handed in."},
		&Column{Key: "originals", Chinese: "原件份数", Kind: Integer, NoteChinese: "原件几份，须与形式一致。", NoteEnglish: "How many originals, as the form says."},
		&Column{Key: "copies", Chinese: "复印件份数", Kind: Integer, NoteChinese: "复印件几份，须与形式一致。", NoteEnglish: "How many copies, as the form says."},
		&Column{Key: "necessity", Chinese: "必要性", Choices: necessities, NoteChinese: "是否总是需要。", NoteEnglish: "Whether it is always needed."},
		&Column{Key: "notNeededWhen", Chinese: "何时不需要", NoteChinese: "非必要的须写明。", NoteEnglish: "Needed for CONDITIONAL ones."},
		&Column{Key: "source", Chinese: "来源", Choices: materialSources, NoteChinese: "由谁提供。", NoteEnglish: "Who provides it."},
		&Column{Key: "sourceNote", Chinese: "来源说明", NoteChinese: "对来源的说明。", NoteEnglish: "More about the source."},
		&Column{Key: "issuer", Chinese: "出具单位", NoteChinese: "政府部门核发或中介机构出具的须写明。", NoteEnglish: "Needed where an authority or intermediary issues it."},
		&Column{Key: "format", Chinese: "材料介质", Choices: materialFormats, NoteChinese: "纸质还是电子。", NoteEnglish: "On paper or electronic."},
		&Column{Key: "pageNotes", Chinese: "填写说明", NoteChinese: "规格、页数、怎么填。", NoteEnglish: "Size, pages, how to fill it in."},
		&Column{Key: "sampleUrl", Chinese: "样本网址", NoteChinese: "样本的网址。", NoteEnglish: "The address of a sample."},
		&Column{Key: "blankFormUrl", Chinese: "空表网址", NoteChinese: "空白表格的网址。", NoteEnglish: "The address of the blank form."},
		&Column{Key: "acceptedStandard", Chinese: "受理标准", NoteChinese: "怎样算合格。", NoteEnglish: "What makes it acceptable."},
		&Column{Key: "legalBasis", Chinese: "要求依据", NoteChinese: "要求此材料的依据。", NoteEnglish: "The law that asks for it."},
		&Column{Key: "mayFollow", Chinese: "可容缺", Kind: YesNo, NoteChinese: "受理后可以补交的填“是”。", NoteEnglish: "Yes where it may be supplied after acceptance."},
		&Column{Key: "sharedRecord", Chinese: "共享来源", NoteChinese: "窗口从哪里调取，免提交。", NoteEnglish: "The record the window fetches it from."}),
	part("steps", "办事流程", slices.Concat([]*Column{
		{Key: "key", Chinese: "环节标识", Kind: Code, NoteChinese: "本指南内的短标识，“前置环节”引用它。", NoteEnglish: "A short name within the guide, to which dependsOn refers."},
		{Key: "name", Chinese: "名称", NoteChinese: "环节的名称。", NoteEnglish: "The name of the step."},
		{Key: "kind", Chinese: "环节类型", Choices: stepKinds, NoteChinese: "属于哪一步。", NoteEnglish: "The part of the procedure."},
		{Key: "department", Chinese: "办理部门", Kind: Code, NoteChinese: "部门代码；留空为事项的主管部门。", NoteEnglish: "The code of a department; the owner when left empty."},
		{Key: "post", Chinese: "岗位", NoteChinese: "谁办，如窗口受理岗。", NoteEnglish: "Who does it there."}},
		limitColumns("limit", "时限", "limit", "本环节时限", "the limit of the step"),
		[]*Column{{Key: "criteria", Chinese: "审查标准", NoteChinese: "审查什么。", NoteEnglish: "What is checked."},
			{Key: "dependsOn", Chinese: "前置环节", Kind: Codes, NoteChinese: "须先完成的环节标识，用分号隔开。", NoteEnglish: "The keys of steps that come first, divided by semicolons."}})...),
	part("fees", "收费",
		&Column{Key: "name", Chinese: "名称", NoteChinese: "收费项目的名称。", NoteEnglish: "The name of the fee."},
		&Column{Key: "standard", Chinese: "收费标准", NoteChinese: "用文字写明，如每证 20 元。", NoteEnglish: "The rate in words."},
		&Column{Key: "amount", Chinese: "金额（元）", Kind: Yuan, path: "amountFen", NoteChinese: "固定金额的填多少元；在 JSON 中为 amountFen，以分计。", NoteEnglish: "The amount in yuan where it is fixed; amountFen in fen in JSON."},
		&Column{Key: "basis", Chinese: "收费依据", NoteChinese: "收费的文件依据。", NoteEnglish: "The document it rests on."},
		&Column{Key: "reductions", Chinese: "减免", NoteChinese: "谁可以减免。", NoteEnglish: "Who pays less."},
		&Column{Key: "payableOnline", Chinese: "可网上缴费", Kind: YesNo, NoteChinese: "是否可以网上缴费。", NoteEnglish: "Whether it can be paid online."}),
	part("legalBases", "设定依据",
		&Column{Key: "law", Chinese: "法律法规", NoteChinese: "法律法规或文件的名称。", NoteEnglish: "The law or document."},
		&Column{Key: "article", Chinese: "条款", NoteChinese: "第几条。", NoteEnglish: "The article."},
		&Column{Key: "text", Chinese: "正文", NoteChinese: "原文。", NoteEnglish: "Its wording."}),
	part("results", "办理结果",
		&Column{Key: "name", Chinese: "名称", NoteChinese: "结果的名称。", NoteEnglish: "The name of the result."},
		&Column{Key: "type", Chinese: "结果类型", Choices: resultTypes, NoteChinese: "拿到的是什么。", NoteEnglish: "What kind of thing one takes home."},
		&Column{Key: "sampleUrl", Chinese: "样本网址", NoteChinese: "样本的网址。", NoteEnglish: "The address of a sample."},
		&Column{Key: "delivery", Chinese: "送达方式", Kind: List, Choices: deliveries, NoteChinese: "可填多个，用分号隔开。", NoteEnglish: "Several are divided by semicolons."},
		&Column{Key: "validFor", Chinese: "有效期", NoteChinese: "有效多久。", NoteEnglish: "How long it is good for."}),
	part("specialProcedures", "特别程序", slices.Concat([]*Column{
		{Key: "name", Chinese: "名称", NoteChinese: "程序的名称，如听证。", NoteEnglish: "The name of the procedure."}},
		limitColumns("limit", "时限", "limit", "程序时限", "the limit of the procedure"),
		[]*Column{{Key: "explanation", Chinese: "说明", NoteChinese: "对程序的说明。", NoteEnglish: "What is to be said about it."}})...),
	part("questions", "常见问题",
		&Column{Key: "question", Chinese: "问题", NoteChinese: "群众常问的问题。", NoteEnglish: "What people ask."},
		&Column{Key: "answer", Chinese: "解答", NoteChinese: "解答。", NoteEnglish: "The answer."}),
}

// part is a sheet of parts: each row says of which item and the how-manieth it is.
func part(name, chinese string, columns ...*Column) *Sheet {
	joining := []*Column{
		{Key: itemOfPart, Chinese: "事项", Kind: Code, Required: true, NoteChinese: "属于哪个事项，与第一张表一致。", NoteEnglish: "The item it belongs to, as in the first sheet."},
		{Key: numberOfPart, Chinese: "序号", Kind: Integer, NoteChinese: "第几条；留空按表中次序。", NoteEnglish: "Its place among the parts; the order of the sheet when left empty."},
	}
	return &Sheet{Name: name, Chinese: chinese, path: "content." + name, Columns: append(joining, columns...)}
}
