package identity

import (
	"context"
	"slices"
)

// Role is what a caller is, from a post that they hold or a token that they
// carry.
type Role string

// The roles.
const (
	// WindowClerk receives at the windows of a center (窗口人员).
	WindowClerk Role = "WINDOW_CLERK"
	// Agent runs errands for people around a center (代办员).
	Agent Role = "AGENT"
	// DepartmentReviewer reviews and decides for a department (审批人员).
	DepartmentReviewer Role = "DEPARTMENT_REVIEWER"
	// CenterAdmin looks after a center and all that report to it (中心管理员).
	CenterAdmin Role = "CENTER_ADMIN"
	// DepartmentAdmin looks after a department and its items (部门管理员).
	DepartmentAdmin Role = "DEPARTMENT_ADMIN"
	// DistrictAdmin looks after everything (区级管理员).
	DistrictAdmin Role = "DISTRICT_ADMIN"
	// Supervisor is the discipline inspection: sees all, changes nothing (纪检监督).
	Supervisor Role = "SUPERVISOR"
	// Auditor reads the trail (审计人员).
	Auditor Role = "AUDITOR"
	// Service is a program with a token: a kiosk, an integration (服务账号).
	Service Role = "SERVICE"
)

// Roles are all roles, in the order of the pages.
var Roles = []Role{WindowClerk, Agent, DepartmentReviewer, CenterAdmin, DepartmentAdmin, DistrictAdmin, Supervisor, Auditor, Service}

// Action is something that a caller may or may not do. What nobody needs a right
// for, such as reading what is published, is no action.
type Action string

// The actions.
const (
	ReadUnpublished    Action = "READ_UNPUBLISHED"
	ReadStaff          Action = "READ_STAFF"
	ReadPersonal       Action = "READ_PERSONAL"
	ReadMissedSearches Action = "READ_MISSED_SEARCHES"
	ReadAudit          Action = "READ_AUDIT"

	EditDivisions     Action = "EDIT_DIVISIONS"
	EditCalendar      Action = "EDIT_CALENDAR"
	EditStandards     Action = "EDIT_STANDARDS"
	PlanCenters       Action = "PLAN_CENTERS"
	EditCenters       Action = "EDIT_CENTERS"
	StationDepartment Action = "STATION_DEPARTMENTS"
	PlanDepartments   Action = "PLAN_DEPARTMENTS"
	EditDepartments   Action = "EDIT_DEPARTMENTS"
	EditStaff         Action = "EDIT_STAFF"
	AssignPosts       Action = "ASSIGN_POSTS"
	AssignAdmins      Action = "ASSIGN_ADMINS"

	EditHeadings    Action = "EDIT_HEADINGS"
	RegisterItems   Action = "REGISTER_ITEMS"
	CancelItems     Action = "CANCEL_ITEMS"
	EditItems       Action = "EDIT_ITEMS"
	PublishEditions Action = "PUBLISH_EDITIONS"
	OfferItems      Action = "OFFER_ITEMS"
	EditSynonyms    Action = "EDIT_SYNONYMS"
	ImportForms     Action = "IMPORT_FORMS"

	ReadCases        Action = "READ_CASES"
	StartCases       Action = "START_CASES"
	ReceiveCases     Action = "RECEIVE_CASES"
	HandleTasks      Action = "HANDLE_TASKS"
	HandOnCases      Action = "HAND_ON_CASES"
	RevealApplicants Action = "REVEAL_APPLICANTS"
	SettleCases      Action = "SETTLE_CASES"

	PlanSlots        Action = "PLAN_SLOTS"
	ReadAppointments Action = "READ_APPOINTMENTS"
	TakeNumbers      Action = "TAKE_NUMBERS"
	CallNumbers      Action = "CALL_NUMBERS"

	ManageTokens    Action = "MANAGE_TOKENS"
	ManageAccounts  Action = "MANAGE_ACCOUNTS"
	ManageDocuments Action = "MANAGE_DOCUMENTS"
)

// Actions are all actions, in the order of the pages.
var Actions = []Action{
	ReadUnpublished, ReadStaff, ReadPersonal, ReadMissedSearches, ReadAudit, EditDivisions, EditCalendar,
	EditStandards, PlanCenters, EditCenters, StationDepartment, PlanDepartments, EditDepartments, EditStaff,
	AssignPosts, AssignAdmins, EditHeadings, RegisterItems, CancelItems, EditItems, PublishEditions, OfferItems,
	EditSynonyms, ImportForms, ReadCases, StartCases, ReceiveCases, HandleTasks, HandOnCases, RevealApplicants, SettleCases,
	PlanSlots, ReadAppointments, TakeNumbers, CallNumbers, ManageTokens, ManageAccounts, ManageDocuments,
}

// scope is how far a role's right to an action goes.
type scope string

const (
	// own is the center of the post and all that report to it, or the department
	// of the post and its items. Nobody reaches upwards or sideways.
	own scope = "OWN"
	// everywhere is the whole deployment.
	everywhere scope = "EVERYWHERE"
)

// rights are what roles may do of an action, and what it is.
type rights struct {
	English, Chinese string
	own, everywhere  []Role
}

func (r rights) of(role Role) scope {
	for _, has := range r.everywhere {
		if has == role {
			return everywhere
		}
	}
	for _, has := range r.own {
		if has == role {
			return own
		}
	}
	return ""
}

// district is who may do what concerns all.
var district = []Role{DistrictAdmin}

// table says which role may do which action within which scope: the one place
// that does. docs/permissions.md is written from it, viewer.can answers by it.
var table = map[Action]rights{
	ReadUnpublished: {"See drafts, centers and departments that are not open, and who worked on an edition", "查看草稿、未开放的中心与部门、经办人",
		[]Role{WindowClerk, Agent, DepartmentReviewer, CenterAdmin, DepartmentAdmin, Service}, []Role{DistrictAdmin, Supervisor, Auditor}},
	ReadStaff: {"See persons, their posts and numbers", "查看人员、岗位与电话",
		[]Role{WindowClerk, Agent, DepartmentReviewer, CenterAdmin, DepartmentAdmin}, []Role{DistrictAdmin, Supervisor, Auditor}},
	ReadPersonal: {"See personal data in the clear; each look is in the trail", "查看未脱敏的个人信息，每次查看均留痕",
		[]Role{CenterAdmin, DepartmentAdmin}, []Role{DistrictAdmin, Supervisor}},
	ReadMissedSearches: {"See what people searched for and did not find", "查看未找到的搜索", nil, []Role{CenterAdmin, DepartmentAdmin, DistrictAdmin, Supervisor, Auditor}},
	ReadAudit:          {"Read and export the audit trail", "查阅与导出审计记录", nil, []Role{DistrictAdmin, Supervisor, Auditor}},

	EditDivisions:     {"Import divisions, name successors, record facts, rules of suggestion and sectors", "维护行政区划、人口数据、推荐规则与领域", nil, district},
	EditCalendar:      {"Import the calendar of working days", "导入工作日历", nil, district},
	EditStandards:     {"Edit the criteria that centers must meet", "维护建设标准", nil, district},
	PlanCenters:       {"Create centers, change their status and to whom they report", "新建中心、变更状态与上级", nil, district},
	EditCenters:       {"Change what a center tells, its windows and its evidence", "修改中心信息、窗口与达标证据", []Role{CenterAdmin}, district},
	StationDepartment: {"Station, withdraw and move departments at centers", "部门进驻、撤回与调整", []Role{CenterAdmin}, district},
	PlanDepartments:   {"Create departments, and end them", "新建与撤销部门", nil, district},
	EditDepartments:   {"Change what a department tells", "修改部门信息", []Role{DepartmentAdmin}, district},
	EditStaff:         {"Register persons and change their data", "登记与修改人员", []Role{CenterAdmin, DepartmentAdmin}, district},
	AssignPosts:       {"Assign and end posts that carry no right to administer", "任免一般岗位", []Role{CenterAdmin, DepartmentAdmin}, district},
	AssignAdmins:      {"Assign and end posts of admins, supervisors and auditors", "任免管理、监督与审计岗位", nil, district},

	EditHeadings:    {"Edit topics, the basic catalog and rounds of reform", "维护主题、基本目录与改革批次", nil, district},
	RegisterItems:   {"Register items", "登记事项", []Role{DepartmentAdmin}, district},
	CancelItems:     {"Cancel items in a round of reform", "批次取消事项", nil, district},
	EditItems:       {"Change, suspend and resume items, and work on drafts", "修改、暂停与恢复事项，编辑草稿", []Role{DepartmentReviewer, DepartmentAdmin}, district},
	PublishEditions: {"Publish, return and retire editions", "发布、退回与撤下实施清单", []Role{DepartmentAdmin}, district},
	OfferItems:      {"Offer items at centers and withdraw them", "事项进驻与撤回", []Role{CenterAdmin, DepartmentAdmin}, district},
	EditSynonyms:    {"Edit the words that mean the same, and dismiss searches that found nothing", "维护同义词、清除未找到的搜索", nil, district},
	ImportForms:     {"Import forms of many records", "批量导入", nil, district},

	ReadCases: {"See cases, their tasks, papers and ledger; applicants are masked", "查看办件、环节、文书与台帐，申请人脱敏",
		[]Role{WindowClerk, Agent, DepartmentReviewer, CenterAdmin, DepartmentAdmin}, []Role{DistrictAdmin, Supervisor}},
	StartCases: {"Record a first contact", "登记首次接待", []Role{WindowClerk, Agent, CenterAdmin, Service}, district},
	ReceiveCases: {"Check materials, accept or decline, take payment, deliver", "核验材料、受理或不予受理、收费、送达",
		[]Role{WindowClerk, Agent, CenterAdmin}, district},
	HandleTasks: {"Work on the tasks of a department and decide; clerks where their center decides on the spot", "办理部门环节并作出决定；即办事项由窗口办理",
		[]Role{WindowClerk, DepartmentReviewer, DepartmentAdmin}, district},
	HandOnCases: {"Hand a duty on, take one over, send papers and sign for them", "移交与接收责任、移交与签收材料",
		[]Role{WindowClerk, Agent, DepartmentReviewer, CenterAdmin, DepartmentAdmin}, district},
	RevealApplicants: {"See the applicant of a case in the clear; each look is in the trail", "查看申请人完整信息，每次查看均留痕",
		[]Role{WindowClerk, Agent, DepartmentReviewer, CenterAdmin, DepartmentAdmin}, []Role{DistrictAdmin, Supervisor}},
	SettleCases: {"Write down what holds of cases by itself", "记录办件依法自动成立的事实", nil, district},

	PlanSlots: {"Plan slots for appointments, home visits and extended hours", "安排预约、上门与延时服务时段", []Role{CenterAdmin}, district},
	ReadAppointments: {"See appointments with who goes; visitors are masked", "查看预约与上门人员，预约人脱敏",
		[]Role{WindowClerk, Agent, CenterAdmin}, []Role{DistrictAdmin, Supervisor}},
	TakeNumbers: {"Check people in and give out waiting numbers", "签到与取号", []Role{WindowClerk, Agent, CenterAdmin, Service}, district},
	CallNumbers: {"Call numbers to a window, and cancel appointments", "叫号与取消预约", []Role{WindowClerk, Agent, CenterAdmin}, district},

	ManageTokens:    {"Make, list and revoke service tokens", "管理服务令牌", []Role{CenterAdmin}, district},
	ManageAccounts:  {"Make and lock local accounts", "管理本地账号", nil, district},
	ManageDocuments: {"Register trusted documents, and send others where only those execute", "登记可信查询，并可在仅执行可信查询时发送其他查询", nil, district},
}

// changes are the mutations of the API, and what else is written under a name of
// its own, with the action that each is.
var changes = map[string]Action{
	"createCenter": PlanCenters, "changeCenterStatus": PlanCenters, "setReportsTo": PlanCenters, "moveCenters": PlanCenters,
	"updateCenter": EditCenters, "recordStandardEvidence": EditCenters,
	"openWindow": EditCenters, "updateWindow": EditCenters, "closeWindow": EditCenters,
	"createCenterStandard": EditStandards, "updateCenterStandard": EditStandards,
	"createDepartment": PlanDepartments, "updateDepartment": EditDepartments,
	"createSector": EditDivisions, "updateSector": EditDivisions,
	"stationDepartments": StationDepartment, "withdrawDepartments": StationDepartment, "moveDepartments": StationDepartment,
	"importDivisions": EditDivisions, "nameSuccessors": EditDivisions, "recordPopulationFacts": EditDivisions, "setSuggestionRules": EditDivisions,
	"importCalendar": EditCalendar,
	"registerStaff":  EditStaff, "updateStaff": EditStaff,
	"assignPost": AssignPosts, "updatePost": AssignPosts, "endPost": AssignPosts,
	"planDuty": EditCenters, "withdrawFromDuty": EditCenters,

	"createBasicItem": EditHeadings, "updateBasicItem": EditHeadings, "createTopic": EditHeadings, "updateTopic": EditHeadings, "createReformRound": EditHeadings,
	"registerItem": RegisterItems, "cancelItems": CancelItems,
	"updateItem": EditItems, "suspendItem": EditItems, "resumeItem": EditItems,
	"draftEdition": EditItems, "saveDraft": EditItems, "discardDraft": EditItems, "submitForReview": EditItems,
	"publishEdition": PublishEditions, "returnForChanges": PublishEditions, "retire": PublishEditions,
	"offerItems": OfferItems, "withdrawItems": OfferItems,
	"saveSynonyms": EditSynonyms, "removeSynonyms": EditSynonyms, "dismissMissedSearches": EditSynonyms,

	"importHeadings": ImportForms, "importBasicItems": ImportForms, "importDepartments": ImportForms, "importCenters": ImportForms,
	"importStationings": ImportForms, "importWindows": ImportForms, "importItems": ImportForms, "importEditions": ImportForms,
	"importOfferings": ImportForms, "cancelImport": ImportForms,
	"putEdition": ImportForms, "importBasics": ImportForms, "startImport": ImportForms,

	"loadSample": ImportForms, "recoverImports": ImportForms,
	"exportAudit":      ReadAudit,
	"revealStaffPhone": ReadPersonal, "rotatePersonalKeys": ReadPersonal,
	"signIn": ManageAccounts, "signOut": ManageAccounts, "setAccount": ManageAccounts, "lockAccount": ManageAccounts,
	"startCase":      StartCases,
	"checkMaterials": ReceiveCases, "receiveCase": ReceiveCases, "oneTimeNotice": ReceiveCases, "acceptCase": ReceiveCases, "declineCase": ReceiveCases,
	"withdrawCase": ReceiveCases, "recordPayment": ReceiveCases, "deliverCase": ReceiveCases, "sendHandOver": HandOnCases, "signHandOver": HandOnCases,
	"beginTask": HandleTasks, "requestSupplement": HandleTasks, "startSpecialProcedure": HandleTasks, "endSpecialProcedure": HandleTasks,
	"extendTask": HandleTasks, "decideTask": HandleTasks, "decideCase": HandleTasks,
	"receiveSupplement": ReceiveCases, "offerDuty": HandOnCases, "takeDuty": HandOnCases,
	"revealApplicant": RevealApplicants, "settleCases": SettleCases, "keepRating": SettleCases,

	"planSlots": PlanSlots, "endSlotPlan": PlanSlots, "revealVisitor": RevealApplicants,
	"checkIn": TakeNumbers, "takeNumber": TakeNumbers,
	"callNext": CallNumbers, "callAgain": CallNumbers, "finishTicket": CallNumbers, "noShow": CallNumbers, "cancelAppointment": CallNumbers, "keepAppointment": CallNumbers,

	"createServiceToken": ManageTokens, "revokeServiceToken": ManageTokens,
	"registerDocuments": ManageDocuments, "removeDocuments": ManageDocuments,
}

// ActionOf is the action of a change by its name, e.g. "moveDepartments"; empty
// for none, which nobody may make.
func ActionOf(change string) Action { return changes[change] }

// AuthorizeChange is Authorize for a change by its name.
func AuthorizeChange(ctx context.Context, change string) (Caller, error) {
	return Authorize(ctx, ActionOf(change))
}

// open are the mutations of the API that need no account: what they are given,
// such as the code of a case, says who may.
var open = []string{"rateCase", "bookAppointment", "cancelAppointment"}

// IsOpen is whether a mutation of the API needs no account.
func IsOpen(change string) bool { return slices.Contains(open, change) }

// Describe is what an action is, in English with the Chinese, as the schema says it.
func Describe(a Action) string { return table[a].English + " (" + table[a].Chinese + ")." }
