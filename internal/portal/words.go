package portal

import "fmt"

// words are the texts of the pages in one language.
type words struct {
	Language string // as HTML names it
	other    string
	OtherIs  string // the name of the other language, in itself
	texts    map[string]string
	// dayFormat and momentFormat are how days and times of days are written.
	dayFormat, momentFormat string
}

// Say is a text by its key; one that is missing would show its key, and fails the
// tests.
func (w *words) Say(key string, values ...any) string {
	text, known := w.texts[key]
	if !known {
		return key
	}
	if len(values) > 0 {
		return fmt.Sprintf(text, values...)
	}
	return text
}

var chinese, english = both()

func both() (zh, en *words) {
	zh = &words{Language: "zh-CN", other: "en", OtherIs: "English", texts: map[string]string{}, dayFormat: "2006年1月2日", momentFormat: "1月2日 15:04"}
	en = &words{Language: "en", other: "zh-CN", OtherIs: "中文", texts: map[string]string{}, dayFormat: "January 2, 2006", momentFormat: "January 2, 15:04"}
	for key, text := range texts {
		zh.texts[key], en.texts[key] = text[0], text[1]
	}
	return zh, en
}

// texts has every text of the pages, in Chinese and in English.
var texts = map[string][2]string{
	"follow":            {"办件进度查询", "Follow your application"},
	"follow-ask":        {"查询", "Look it up"},
	"follow-hint":       {"办件编号和查询码印在受理凭证上；不需要注册账号。", "The number and the code are on your receipt; no account is needed."},
	"follow-wrong":      {"办件编号或查询码有误，请对照凭证再输入一次。", "The number or the code is wrong: compare them with your receipt."},
	"case-number":       {"办件编号", "Number"},
	"case-secret":       {"查询码", "Code"},
	"case-state":        {"现在", "Now"},
	"case-center":       {"办理中心", "Center"},
	"case-decision":     {"结果", "Result"},
	"case-item":         {"办理事项", "Applied for"},
	"applicant":         {"申请人", "Applicant"},
	"go-to":             {"请到这里办理", "Where to go instead"},
	"to-bring":          {"您还需要带来", "What you still have to bring"},
	"case-steps":        {"办理进度", "Steps"},
	"step-now":          {"正在办理", "under way"},
	"clock-TO_ACCEPT":   {"最迟告知是否受理", "You are told by"},
	"clock-TO_DECIDE":   {"最迟办结", "Decided by"},
	"clock-TO_DELIVER":  {"最迟送达", "Delivered by"},
	"clock-stopped":     {"等待补正或特别程序，期限暂停计算", "Waiting for something: the limit stands"},
	"provisional":       {"（暂定）", "(provisional)"},
	"rate":              {"评价", "Rate"},
	"rate-ask":          {"您对这次办事满意吗？", "How was it?"},
	"rate-comment":      {"想说的话（可不填）", "Anything to say (optional)"},
	"rated":             {"谢谢，您的评价已经收到。", "Thank you, your rating has arrived."},
	"grade-5":           {"非常满意", "Very good"},
	"grade-4":           {"满意", "Good"},
	"grade-3":           {"基本满意", "Fair"},
	"grade-2":           {"不满意", "Bad"},
	"grade-1":           {"非常不满意", "Very bad"},
	"state-CONTACTED":   {"已接待，尚未收件", "We have talked; nothing is handed in yet"},
	"state-TO_COMPLETE": {"等您补齐材料", "Waiting for your papers"},
	"state-RECEIVED":    {"已收件，正在核验", "Handed in, being checked"},
	"state-ACCEPTED":    {"已受理，正在办理", "Accepted, being worked on"},
	"state-DECIDED":     {"已办结，等待送达", "Decided, to be delivered"},
	"state-DELIVERED":   {"已送达", "Delivered"},
	"state-DECLINED":    {"不予受理", "Declined"},
	"state-WITHDRAWN":   {"已撤回", "Withdrawn"},
	"paper-lists":       {"材料清单", "Papers"},
	"sign-clerk":        {"经办人签名", "Signed for the center"},
	"sign-applicant":    {"申请人签名", "Signed by the applicant"},
	"scan-to-follow":    {"扫码查询进度", "Scan to follow it"},
	"site":              {"一窗 · 办事指南", "OneWindow · service guides"},
	"home":              {"首页", "Home"},
	"colon":             {"：", ": "},
	"in-brackets":       {"（%s）", " (%s)"},
	"skip":              {"跳到正文", "Skip to the content"},
	"ask":               {"您要办什么事？", "What do you need to get done?"},
	"ask-hint":          {"例如：办身份证、低保、盖房子；也可以打拼音，如 sfz", "For example 身份证, 低保; pinyin works too: sfz"},
	"search":            {"搜索", "Search"},
	"by-life":           {"按人生事件找", "By event of life"},
	"by-topic":          {"按主题找", "By subject"},
	"by-office":         {"按部门找", "By department"},
	"my-place":          {"我的村、社区能办什么", "What can be done in my village"},
	"items":             {"%d 项", "%d items"},
	"counts":            {"%d 项指南，%d 个便民中心，%d 个乡镇街道，%d 个村、社区", "%d guides, %d centers, %d townships, %d villages"},
	"found":             {"“%s”：找到 %d 项", "“%s”: %d found"},
	"found-none":        {"没有找到“%s”。换个说法试试，或者拨打 12345 问一问。", "Nothing was found for “%s”. Try other words, or call 12345."},
	"look-around":       {"按人生事件、主题、部门找", "Look by event of life, subject or department"},
	"narrow":            {"缩小范围", "Narrow down"},
	"more":              {"下一页", "Next page"},
	"nothing":           {"没有这个页面", "There is no such page"},
	"nothing-long":      {"地址可能写错了，或者该事项已经取消。请回到首页搜索。", "The address may be wrong, or the item was cancelled. Search from the home page."},
	"busy":              {"访问太多，请稍等", "Too many requests, wait a little"},
	"busy-long":         {"请一分钟后再试。", "Try again in a minute."},
	"broken":            {"暂时打不开", "This can't be shown at the moment"},
	"broken-long":       {"请稍后再试；急事请拨打 12345。", "Try again later; for urgent matters call 12345."},

	"why-PINYIN": {"按拼音找到", "found by pinyin"}, "why-INITIALS": {"按拼音首字母找到", "found by initials"}, "why-SYNONYM": {"意思相同", "means the same"},
	"why-SOUND": {"读音相同", "sounds the same"}, "why-TYPING_ERROR": {"写法相近", "written nearly so"}, "why-CODE": {"按编码找到", "found by its code"}, "why-WORDS": {"", ""},

	"glance":        {"六公开", "At a glance"},
	"owner":         {"谁来办", "Who does it"},
	"how-long":      {"多久办好", "How long"},
	"we-promise":    {"我们承诺：%s", "We promise: %s"},
	"working-days":  {"%d 个工作日", "%d working days"},
	"calendar-days": {"%d 天", "%d days"},
	"on-the-spot":   {"当场办好", "on the spot"},
	"no-limit":      {"没有规定", "no limit"},
	"fee":           {"收费", "Fee"},
	"free":          {"不收费", "free"},
	"free-long":     {"不收费。", "Nothing is charged."},
	"charged":       {"收费", "charged"},
	"charged-n":     {"收费，分 %d 种", "charged, %d kinds"},
	"visits":        {"跑几次", "Visits"},
	"visits-n":      {"到现场 %d 次", "in person: %d"},
	"visits-0":      {"一次都不用跑", "no visit needed"},
	"conditions":    {"什么人能办", "Who may apply"},
	"not-if":        {"不能办：", "Not if: "},
	"bring":         {"要带什么", "What to bring"},
	"bring-n":       {"%d 样材料", "papers: %d"},
	"bring-none":    {"不用带材料。", "Nothing has to be brought."},
	"tick":          {"备齐一样，勾一样；可以打印。", "Tick off what you have; it can be printed."},
	"originals":     {"原件 %d 份", "originals: %d"},
	"copies":        {"复印件 %d 份", "copies: %d"},
	"from":          {"哪里来：", "Where from: "},
	"blank-form":    {"空白表格", "blank form"},
	"sample":        {"样本", "sample"},
	"no-need-when":  {"可以不带：", "Not needed when: "},
	"may-follow":    {"可以后补", "may follow later"},
	"shared":        {"部门共享，不用带：", "Held by the government, not needed: "},
	"steps":         {"怎么办", "How it goes"},
	"steps-n":       {"%d 步", "steps: %d"},
	"steps-after":   {"第 %d 步", "Step %d"},
	"fees":          {"收多少钱", "What it costs"},
	"fee-basis":     {"依据：", "By: "},
	"fee-less":      {"减免：", "Reductions: "},
	"pay-online":    {"可以网上交", "can be paid online"},
	"where":         {"到哪儿办", "Where to go"},
	"where-none":    {"没有窗口登记办理此事，请打电话问：", "No window is known to do this; ask by phone: "},
	"where-more":    {"还有 %d 处", "%d more places"},
	"online-go":     {"到网上办理", "Do it online"},
	"open-now":      {"正在开放", "open now"},
	"closed-now":    {"现在不开放", "closed now"},
	"opens-at":      {"下次开放：%s", "opens next: %s"},
	"today":         {"今天", "today"},
	"today-closed":  {"今天不开放", "closed today"},
	"phone":         {"电话", "Phone"},
	"consult":       {"咨询电话", "Ask by phone"},
	"complain":      {"投诉电话", "Complain to"},
	"questions":     {"常见问题", "Questions"},
	"law":           {"依据什么", "The law behind it"},
	"results":       {"办好后拿到什么", "What you get"},
	"valid-for":     {"有效期：", "valid for "},
	"edition":       {"第 %d 版，%s 起", "Edition %d, since %s"},
	"verified":      {"%s 核对过", "checked on %s"},
	"changed":       {"和上一版比，改了什么", "What changed since the last edition"},
	"changed-n":     {"改动 %d 处", "changes: %d"},
	"changed-none":  {"内容没有改动。", "Nothing that is told here."},
	"changed-first": {"这是第一版。", "This is the first edition."},
	"was":           {"原来：", "was: "},
	"is":            {"现在：", "now: "},
	"due-from":      {"哪天交齐材料", "Handed in on"},
	"due-go":        {"算一算", "Reckon"},
	"due-day":       {"最晚 %s 办好", "Done by %s at the latest"},
	"due-counts":    {"从第二天算起，周末和节假日不算，调休上班的日子算。", "Counted from the next day; weekends and holidays don't count, makeup working days do."},
	"due-soon":      {"那一年的放假通知还没出，到时可能变动。", "The holidays of that year are not announced yet, so the day may change."},
	"print":         {"打印", "Print"},
	"print-guide":   {"打印这份指南", "Print this guide"},
	"as-of":         {"内容截至 %s", "as of %s"},
	"print-leaflet": {"公告栏用的大字版", "Large print for the notice board"},
	"print-card":    {"便民卡", "Card to keep"},
	"scan":          {"手机扫一扫看全文", "Scan to read it all"},
	"stop-clock":    {"下面的时间不算在内：", "Not counted: "},
	"also-called":   {"也叫：", "Also called: "},
	"law-days":      {"法律规定", "By law"},
	"promised-days": {"我们承诺", "We promise"},

	"find-place":   {"您住在哪儿？", "Where do you live?"},
	"find-hint":    {"写村、社区或乡镇的名字", "The name of the village or township"},
	"choose":       {"或者一层一层选", "Or choose level by level"},
	"here":         {"在%s就能办", "In %s itself"},
	"up":           {"要到%s办", "At %s"},
	"nothing-here": {"这里没有可以办理的事项。", "Nothing can be done here."},
	"whole-center": {"这里能办的全部事项", "All that can be done here"},
	"distance":     {"离%s直线约 %.1f 公里", "%[2].1f km from %[1]s as the crow flies"},
	"no-position":  {"地图位置没有登记，算不出路程", "position not registered, so the way is not known"},

	"hours":        {"开放时间", "Hours"},
	"duty":         {"下班后找谁", "After hours"},
	"stationed":    {"进驻部门", "Departments here"},
	"windows":      {"窗口", "Windows"},
	"only-on":      {"只在这几天受理：", "only on "},
	"window-n":     {"%s 号窗口", "Window %s"},
	"can-do":       {"这里能办的事", "What can be done here"},
	"address":      {"地址", "Address"},
	"map":          {"在地图上打开", "Open in a map"},
	"reports-to":   {"上级中心", "Reports to"},
	"exceptions":   {"特别的日子：", "Other days: "},
	"closed":       {"不开放", "closed"},
	"updated-live": {"内容刚刚更新", "This was just updated"},
	"admin":        {"工作人员入口", "For staff"},
	"api":          {"开发者：GraphQL 接口", "Developers: GraphQL API"},

	"hall":          {"大厅叫号", "Numbers called"},
	"hall-none":     {"暂时没有叫号", "No number is called now"},
	"hall-waiting":  {"等候人数", "Waiting"},
	"hall-priority": {"其中优先", "of them called first"},
	"hall-call":     {"请 %s 号到 %s", "Number %s, please go to %s"},
	"hall-cut":      {"未连接，自 %s 起不再更新", "Not connected since %s"},
	"hall-aloud":    {"语音叫号", "Say numbers aloud"},
	"hall-is-aloud": {"语音叫号已打开", "Numbers are said aloud"},

	"ledger":           {"台帐", "Ledger"},
	"ledger-center":    {"中心（编码或名称）", "Center (code or name)"},
	"ledger-day":       {"日期", "Day"},
	"ledger-show":      {"查看", "Show"},
	"ledger-sheet":     {"下载表格", "Spreadsheet"},
	"ledger-which":     {"是哪个中心？", "Which center?"},
	"ledger-unknown":   {"没有这个中心。", "There is no such center."},
	"ledger-none":      {"这一天没有记录。", "Nothing was recorded on this day."},
	"ledger-more":      {"只显示最早的 %d 条，全部在表格里。", "Only the earliest %d are shown; all are in the spreadsheet."},
	"ledger-itself":    {"系统", "by itself"},
	"ledger-no":        {"序号", "No."},
	"ledger-recorded":  {"登记时间", "Recorded"},
	"ledger-since":     {"发生时间", "Since"},
	"ledger-case":      {"办件编号", "Case"},
	"ledger-item":      {"事项", "Item"},
	"ledger-what":      {"经过", "What happened"},
	"ledger-by":        {"经办", "By"},
	"sign-in":          {"请先登录", "Sign in first"},
	"sign-in-long":     {"请从“工作人员入口”登录后再打开。", "Sign in by the link for staff below, then open this again."},
	"not-allowed":      {"没有权限", "Not allowed"},
	"not-allowed-long": {"您的岗位不能查看这一页。", "Your post may not see this page."},

	"day-to-day": {"%s至%s", "%s to %s"},
	"day-MONDAY": {"周一", "Mon"}, "day-TUESDAY": {"周二", "Tue"}, "day-WEDNESDAY": {"周三", "Wed"}, "day-THURSDAY": {"周四", "Thu"},
	"day-FRIDAY": {"周五", "Fri"}, "day-SATURDAY": {"周六", "Sat"}, "day-SUNDAY": {"周日", "Sun"},

	"mode-ON_THE_SPOT": {"当场办", "done here"}, "mode-ACCEPT_AND_FORWARD": {"这里收件、转送", "received here, decided above"},
	"mode-BY_AGENT": {"有人代办", "an agent goes for you"}, "mode-CONSULT": {"这里咨询", "advice here"},

	"need-REQUIRED": {"必须", "required"}, "need-CONDITIONAL": {"看情况", "depends"}, "need-OPTIONAL": {"可带可不带", "optional"},
	"source-APPLICANT": {"自己准备", "your own"}, "source-GOVERNMENT": {"政府部门开具", "a government office"},
	"source-INTERMEDIARY": {"中介机构出具", "an agency"}, "source-OTHER": {"其他", "elsewhere"},

	"for-NATURAL_PERSON": {"个人", "people"}, "for-ENTERPRISE": {"企业", "companies"}, "for-PUBLIC_INSTITUTION": {"事业单位", "public institutions"},
	"for-SOCIAL_ORGANIZATION": {"社会组织", "associations"}, "for-UNINCORPORATED_ENTERPRISE": {"非法人企业", "unincorporated firms"},
	"for-ADMINISTRATIVE_BODY": {"行政机关", "authorities"}, "for-OTHER": {"其他", "others"},

	"get-COUNTER": {"窗口领取", "at the window"}, "get-MAIL": {"邮寄", "by mail"}, "get-ONLINE": {"网上下载", "online"}, "get-HOME": {"送上门", "brought home"},

	"kind-ADDED": {"（新增）", "(new)"}, "kind-REMOVED": {"（取消）", "(no longer)"}, "kind-CHANGED": {"（修改）", "(changed)"},

	"part-title": {"标题", "title"}, "part-summary": {"说明", "summary"}, "part-handling": {"办理方式", "way of handling"},
	"part-statutoryLimit": {"法定时限", "limit by law"}, "part-promisedLimit": {"承诺时限", "promised limit"}, "part-specialProcedures": {"不计时的环节", "time not counted"},
	"part-conditions": {"办理条件", "who may apply"}, "part-noMaterials": {"要带什么", "what to bring"}, "part-materials": {"要带什么", "what to bring"},
	"part-steps": {"办理步骤", "steps"}, "part-charged": {"收费", "fee"}, "part-fees": {"收费", "fee"}, "part-legalBases": {"依据", "law"}, "part-results": {"办好后拿到什么", "what one gets"},
	"part-visits": {"跑几次", "visits"}, "part-visitsReason": {"为什么要到现场", "why one has to come"}, "part-crossArea": {"异地办理", "from elsewhere"},
	"part-onlineDepth": {"网上办理", "online"}, "part-fullyOnline": {"网上办理", "online"}, "part-onlineUrl": {"网上办理", "online"},
	"part-mailMaterials": {"寄送材料", "papers by mail"}, "part-mailResult": {"寄送结果", "result by mail"}, "part-bookable": {"预约", "booking"}, "part-bookingNote": {"预约", "booking"},
	"part-placeNote": {"到哪儿办", "where to go"}, "part-quota": {"数量限制", "quota"}, "part-consult": {"咨询", "advice"}, "part-complaint": {"投诉", "complaints"},
	"part-appeal": {"行政复议", "appeal"}, "part-litigation": {"行政诉讼", "going to court"}, "part-rightsAndDuties": {"权利和义务", "rights and duties"},
	"part-questions": {"常见问题", "questions"}, "part-verifiedOn": {"核对日期", "day of checking"}, "part-notice": {"提示", "notice"},
}
