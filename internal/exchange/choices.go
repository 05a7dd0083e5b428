package exchange

import "onewindow/internal/catalog"

// The enumerations that columns take, with their official names.
var (
	levels = []Choice{{"PROVINCE", "省", ""}, {"CITY", "市", ""}, {"DISTRICT", "区县", ""}, {"TOWNSHIP", "乡镇街道", ""}, {"VILLAGE", "村社区", ""}}

	departmentKinds = []Choice{{"STATUTORY_BODY", "法定机关", ""}, {"AUTHORISED_ORGANIZATION", "授权组织", ""}, {"ENTRUSTED_ORGANIZATION", "受委托组织", ""}}

	tiers       = []Choice{{"CENTER", "中心", ""}, {"STATION", "站点", ""}, {"DESIGNATED_PERSON", "专人代办", ""}}
	statuses    = []Choice{{"PLANNED", "规划", ""}, {"BUILDING", "建设中", ""}, {"ACCEPTED", "已验收", ""}, {"OPEN", "已开放", ""}, {"SUSPENDED", "暂停", ""}, {"CLOSED", "关闭", ""}}
	ways        = []Choice{{"COUNTER", "窗口办理", ""}, {"APPOINTMENT", "预约办理", ""}, {"HOME_VISIT", "上门服务", ""}, {"AGENT", "代办", ""}}
	authorities = []Choice{{"FULL", "充分授权", ""}, {"RECEIVE_ONLY", "只收不办", ""}}
	windowKinds = []Choice{{"COMPREHENSIVE", "综合窗口", ""}, {"DEPARTMENT", "部门窗口", ""}, {"PROJECT_AGENCY", "重点项目代办", ""}, {"DELIVERY", "出件", ""}}
	weekdays    = []Choice{{"MONDAY", "周一", "1"}, {"TUESDAY", "周二", "2"}, {"WEDNESDAY", "周三", "3"}, {"THURSDAY", "周四", "4"}, {"FRIDAY", "周五", "5"}, {"SATURDAY", "周六", "6"}, {"SUNDAY", "周日", "7"}}

	headingKinds = []Choice{{"SECTOR", "领域", ""}, {"TOPIC", "主题", ""}, {"LIFE_EVENT", "人生事件", ""}, {"ROUND", "改革批次", ""}}

	exerciseLevels = []Choice{{"STATE", "国家级", ""}, {"PROVINCE", "省级", ""}, {"CITY", "市级", ""}, {"DISTRICT", "县级", ""}, {"TOWNSHIP", "乡镇（街道）级", ""}, {"VILLAGE", "村（社区）级", ""}}
	powerSources   = []Choice{{"OWN", "法定本级行使", ""}, {"HANDED_DOWN", "上级下放", ""}, {"AUTHORISED_FROM_ABOVE", "上级授权", ""},
		{"AUTHORISED_BY_PEER", "同级授权", ""}, {"ENTRUSTED_FROM_ABOVE", "上级委托", ""}, {"ENTRUSTED_BY_PEER", "同级委托", ""}}
	audiences = []Choice{{"NATURAL_PERSON", "自然人", ""}, {"ENTERPRISE", "企业法人", ""}, {"PUBLIC_INSTITUTION", "事业法人", ""},
		{"SOCIAL_ORGANIZATION", "社会组织法人", ""}, {"UNINCORPORATED_ENTERPRISE", "非法人企业", ""}, {"ADMINISTRATIVE_BODY", "行政机关", ""}, {"OTHER", "其他组织", ""}}
	itemStates = []Choice{{"ACTIVE", "在用", ""}, {"SUSPENDED", "暂停", ""}, {"CANCELLED", "取消", ""}}
	modes      = []Choice{{"ON_THE_SPOT", "即办", ""}, {"ACCEPT_AND_FORWARD", "受理转办", ""}, {"BY_AGENT", "代办", ""}, {"CONSULT", "咨询", ""}}

	editionStatuses = []Choice{{"DRAFT", "草稿", ""}, {"PUBLISHED", "发布", ""}}
	handlings       = []Choice{{"ON_THE_SPOT", "即办件", ""}, {"PROMISED", "承诺件", ""}}
	limitUnits      = []Choice{{"WORKING_DAYS", "工作日", ""}, {"CALENDAR_DAYS", "自然日", ""}, {"ON_THE_SPOT", "当场办结", ""}}
	materialForms   = []Choice{{"ORIGINAL", "原件", ""}, {"COPY", "复印件", ""}, {"ORIGINAL_AND_COPY", "原件和复印件", ""}, {"ELECTRONIC", "电子件", ""}}
	necessities     = []Choice{{"REQUIRED", "必要", ""}, {"CONDITIONAL", "非必要", ""}, {"OPTIONAL", "可选", ""}}
	materialSources = []Choice{{"APPLICANT", "申请人自备", ""}, {"GOVERNMENT", "政府部门核发", ""}, {"INTERMEDIARY", "中介机构或法定机构", ""}, {"OTHER", "其他", ""}}
	materialFormats = []Choice{{"PAPER", "纸质", ""}, {"ELECTRONIC", "电子", ""}, {"PAPER_OR_ELECTRONIC", "纸质或电子", ""}}
	stepKinds       = []Choice{{"RECEIVE", "收件", ""}, {"ACCEPT", "受理", ""}, {"REVIEW", "审查", ""}, {"DECIDE", "决定", ""}, {"DELIVER", "颁证与送达", ""}, {"SPECIAL", "特别程序", ""}}
	resultTypes     = []Choice{{"LICENCE", "证照", ""}, {"CERTIFICATE", "证明", ""}, {"APPROVAL", "批文", ""}, {"RECORD", "备案登记回执", ""},
		{"PAYMENT", "资金或物资给付", ""}, {"INFORMATION", "查询咨询答复", ""}, {"OTHER", "其他", ""}}
	deliveries = []Choice{{"COUNTER", "窗口领取", ""}, {"MAIL", "邮寄", ""}, {"ONLINE", "网上下载", ""}, {"HOME", "送达上门", ""}}
)

// itemTypes have the numbers of the national list.
var itemTypes = func() []Choice {
	var all []Choice
	for _, t := range catalog.AllItemTypes() {
		all = append(all, Choice{string(t), t.Chinese(), t.Code()})
	}
	return all
}()
