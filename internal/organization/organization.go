// Package organization holds who serves whom and where: the dated tree of
// divisions, service centers and the tree they report in, departments and
// where they are stationed, windows, staff and their posts.
//
// Reads run over a Directory, an immutable index that is loaded once and shared;
// a Lens says how a caller sees it on a day. Writes are functions that make one
// change each through store.Write.
package organization

import "slices"

// Level is how high a division stands (层级), and with it the centers in it.
type Level string

// The levels, highest first.
const (
	Province Level = "PROVINCE"
	City     Level = "CITY"
	District Level = "DISTRICT"
	Township Level = "TOWNSHIP"
	Village  Level = "VILLAGE"
)

// Levels are all levels, highest first.
var Levels = []Level{Province, City, District, Township, Village}

// rank is 0 for the highest level and negative for none of the levels.
func (l Level) rank() int { return slices.Index(Levels, l) }

// Above is whether l is a higher level than other.
func (l Level) Above(other Level) bool { return l.rank() < other.rank() }

// Tier is what kind of place a center is (建设形式).
type Tier string

const (
	TierCenter           Tier = "CENTER"            // 中心
	TierStation          Tier = "STATION"           // 站点
	TierDesignatedPerson Tier = "DESIGNATED_PERSON" // 专人代办
)

// Tiers are all tiers.
var Tiers = []Tier{TierCenter, TierStation, TierDesignatedPerson}

// Status is how far a center has come (建设状态).
type Status string

const (
	Planned   Status = "PLANNED"   // 规划
	Building  Status = "BUILDING"  // 建设中
	Accepted  Status = "ACCEPTED"  // 已验收
	Open      Status = "OPEN"      // 已开放
	Suspended Status = "SUSPENDED" // 暂停
	Closed    Status = "CLOSED"    // 关闭
)

// Statuses are all statuses.
var Statuses = []Status{Planned, Building, Accepted, Open, Suspended, Closed}

// Way is how one can be served at a center (服务方式).
type Way string

const (
	Counter     Way = "COUNTER"     // 窗口办理
	Appointment Way = "APPOINTMENT" // 预约办理
	HomeVisit   Way = "HOME_VISIT"  // 上门服务
	ByAgent     Way = "AGENT"       // 代办
)

// Ways are all ways.
var Ways = []Way{Counter, Appointment, HomeVisit, ByAgent}

// Authority is how much a stationed department lets its window decide (授权).
type Authority string

const (
	Full        Authority = "FULL"         // 充分授权
	ReceiveOnly Authority = "RECEIVE_ONLY" // 只收不办
)

// Authorities are all authorities.
var Authorities = []Authority{Full, ReceiveOnly}

// DepartmentKind is what a department is in law (机构性质).
type DepartmentKind string

const (
	StatutoryBody          DepartmentKind = "STATUTORY_BODY"          // 法定机关
	AuthorisedOrganization DepartmentKind = "AUTHORISED_ORGANIZATION" // 授权组织
	EntrustedOrganization  DepartmentKind = "ENTRUSTED_ORGANIZATION"  // 受委托组织
)

// DepartmentKinds are all kinds of department.
var DepartmentKinds = []DepartmentKind{StatutoryBody, AuthorisedOrganization, EntrustedOrganization}

// WindowKind is whom a window serves and for whom it works (窗口类型).
type WindowKind string

const (
	ComprehensiveWindow WindowKind = "COMPREHENSIVE"  // 综合窗口
	DepartmentWindow    WindowKind = "DEPARTMENT"     // 部门窗口
	ProjectAgencyWindow WindowKind = "PROJECT_AGENCY" // 重点项目代办
	DeliveryWindow      WindowKind = "DELIVERY"       // 出件
)

// WindowKinds are all kinds of window.
var WindowKinds = []WindowKind{ComprehensiveWindow, DepartmentWindow, ProjectAgencyWindow, DeliveryWindow}

// PostKind is what a person is responsible for (岗位类型).
type PostKind string

const (
	Clerk    PostKind = "CLERK"    // 窗口人员
	Agent    PostKind = "AGENT"    // 代办员
	Reviewer PostKind = "REVIEWER" // 审批人员
	Head     PostKind = "HEAD"     // 负责人
	Leader   PostKind = "LEADER"   // 分管领导

	CenterAdminPost     PostKind = "CENTER_ADMIN"     // 中心管理员
	DepartmentAdminPost PostKind = "DEPARTMENT_ADMIN" // 部门管理员
	DistrictAdminPost   PostKind = "DISTRICT_ADMIN"   // 区级管理员
	SupervisorPost      PostKind = "SUPERVISOR"       // 纪检监督
	AuditorPost         PostKind = "AUDITOR"          // 审计人员
)

// PostKinds are all kinds of post.
var PostKinds = []PostKind{Clerk, Agent, Reviewer, Head, Leader, CenterAdminPost, DepartmentAdminPost, DistrictAdminPost, SupervisorPost, AuditorPost}
