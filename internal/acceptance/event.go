package acceptance

import (
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
)

// Kind is what happened to a case.
type Kind string

// The kinds of events. The comment names the facts that each one carries.
const (
	EventStarted        Kind = "STARTED"         // Channel, Staff (who holds it)
	EventChecked        Kind = "CHECKED"         // Checks
	EventReceived       Kind = "RECEIVED"        //
	EventNotified       Kind = "NOTIFIED"        // Missing, Reason
	EventAccepted       Kind = "ACCEPTED"        // Tasks, Limit, Until (days of those to follow are in Checks)
	EventDeemedAccepted Kind = "DEEMED_ACCEPTED" // Tasks, Limit, Since (the moment of receipt)
	EventDeclined       Kind = "DECLINED"        // Reason, Referral
	EventBegun          Kind = "BEGUN"           // Task, Staff
	EventSuppRequested  Kind = "SUPPLEMENT_REQUESTED"
	EventSupplemented   Kind = "SUPPLEMENTED"    // Task, Checks
	EventSpecialStarted Kind = "SPECIAL_STARTED" // Task, Procedure, Limit, Reason
	EventSpecialEnded   Kind = "SPECIAL_ENDED"   // Task, Reason (what came of it)
	EventExtended       Kind = "EXTENDED"        // Task, Days, Reason, Staff (who approved)
	EventTaskDecided    Kind = "TASK_DECIDED"    // Task, Agrees, Reason
	EventDecided        Kind = "DECIDED"         // Granted, Reason, Document
	EventWithdrawn      Kind = "WITHDRAWN"       // Reason
	EventPaid           Kind = "PAID"            // AmountFen, Reduction, Document (the payer's reference)
	EventDelivered      Kind = "DELIVERED"       // Delivery, Receiver, Document (signature or code)
	EventRated          Kind = "RATED"           // Grade, Comment
	EventDutyOffered    Kind = "DUTY_OFFERED"    // Task, Staff (to whom), Reason
	EventDutyTaken      Kind = "DUTY_TAKEN"      // Task, Staff
	EventHandOverSent   Kind = "HAND_OVER_SENT"  // HandOver, Papers, Center or Department (to whom), From (a department)
	EventHandOverSigned Kind = "HAND_OVER_SIGNED"
	EventWarned         Kind = "WARNED"   // Task, Level, Clock, Due, Persons
	EventBreached       Kind = "BREACHED" // Task, Breach, Clock, Due, Persons, Reason
)

// Event is one thing that happened to a case. Events are the truth about a case:
// all else is computed from them (design section 3).
type Event struct {
	// Seq counts the events of a case from 1.
	Seq int
	// At is when it came to hold, RecordedAt when it was written down. They differ
	// for what the law or the clock made true by itself.
	At, RecordedAt time.Time
	Kind           Kind
	// Actor is who did it, as in the audit trail; StaffID the person, 0 for none.
	Actor   string
	StaffID int
	// CenterID is the center that had the case.
	CenterID int
	Facts
}

// Facts are what an event says. Each kind carries some of them.
type Facts struct {
	Task       string    `json:"task,omitempty"`
	Staff      int       `json:"staff,omitempty"`
	Center     int       `json:"center,omitempty"`
	Department int       `json:"department,omitempty"`
	From       int       `json:"from,omitempty"`
	Channel    Channel   `json:"channel,omitempty"`
	Reason     string    `json:"reason,omitempty"`
	Checks     []Check   `json:"checks,omitempty"`
	Missing    []Missing `json:"missing,omitempty"`
	Referral   *Referral `json:"referral,omitempty"`

	Tasks []PlannedTask      `json:"tasks,omitempty"`
	Limit *catalog.TimeLimit `json:"limit,omitempty"`
	Since *time.Time         `json:"since,omitempty"`
	Days  int                `json:"days,omitempty"`

	Procedure string `json:"procedure,omitempty"`
	Agrees    *bool  `json:"agrees,omitempty"`
	Granted   *bool  `json:"granted,omitempty"`
	Document  string `json:"document,omitempty"`

	Fee       int              `json:"fee,omitempty"`
	AmountFen int64            `json:"amountFen,omitempty"`
	Reduction string           `json:"reduction,omitempty"`
	Delivery  catalog.Delivery `json:"delivery,omitempty"`
	Receiver  Receiver         `json:"receiver,omitempty"`
	Grade     int              `json:"grade,omitempty"`
	Comment   string           `json:"comment,omitempty"`

	HandOver int      `json:"handOver,omitempty"`
	Papers   []string `json:"papers,omitempty"`
	Lost     []string `json:"lost,omitempty"`

	Level   Level      `json:"level,omitempty"`
	Clock   ClockName  `json:"clock,omitempty"`
	Due     *time.Time `json:"due,omitempty"`
	Breach  BreachKind `json:"breach,omitempty"`
	Persons []Person   `json:"persons,omitempty"`
}

// Channel is how a case came in.
type Channel string

// The channels.
const (
	AtWindow      Channel = "WINDOW"      // 窗口
	ByAgent       Channel = "AGENT"       // 代办
	ByAppointment Channel = "APPOINTMENT" // 预约
	OnHomeVisit   Channel = "HOME_VISIT"  // 上门
	AtKiosk       Channel = "KIOSK"       // 自助终端
)

// Channels are all channels.
var Channels = []Channel{AtWindow, ByAgent, ByAppointment, OnHomeVisit, AtKiosk}

// CheckState is how a material of the list stands.
type CheckState string

// The states of a material.
const (
	MaterialReceived  CheckState = "RECEIVED"   // 已收
	MaterialFetched   CheckState = "FETCHED"    // 已从共享数据调取
	MaterialFollows   CheckState = "TO_FOLLOW"  // 容缺后补, by a day
	MaterialNotNeeded CheckState = "NOT_NEEDED" // 无需提交, with a reason
	MaterialMissing   CheckState = "MISSING"    // 缺
)

// CheckStates are all of them.
var CheckStates = []CheckState{MaterialReceived, MaterialFetched, MaterialFollows, MaterialNotNeeded, MaterialMissing}

// Check is the state of one material of the checklist.
type Check struct {
	// Material is its place in the edition's list, from 0.
	Material  int        `json:"material"`
	State     CheckState `json:"state"`
	Originals int        `json:"originals,omitempty"`
	Copies    int        `json:"copies,omitempty"`
	// FollowsBy is the last day for one to follow.
	FollowsBy *calendar.Day `json:"followsBy,omitempty"`
	// Note is the reason of one not needed, the record one was fetched from, a remark.
	Note string `json:"note,omitempty"`
}

// Missing is one thing that a notice asks for.
type Missing struct {
	// Material is its place in the edition's list, -1 for what is in no list.
	Material int `json:"material"`
	// What says it in words.
	What string `json:"what"`
	// WhyNow says why it could not be known at the first notice.
	WhyNow string `json:"whyNow,omitempty"`
}

// Referral is where and how to go on with what is declined (零拒绝, design 2.10).
type Referral struct {
	Where string `json:"where"`
	How   string `json:"how"`
	Phone string `json:"phone,omitempty"`
}

// PlannedTask is a task as the acceptance planned it from the edition's steps.
type PlannedTask struct {
	Key          string             `json:"key"`
	Name         string             `json:"name"`
	DepartmentID int                `json:"departmentId"`
	Post         string             `json:"post,omitempty"`
	Limit        *catalog.TimeLimit `json:"limit,omitempty"`
	After        []string           `json:"after,omitempty"`
}

// Level is how urgent a warning is.
type Level string

// The levels, the least first.
const (
	None    Level = "NONE"
	Yellow  Level = "YELLOW"
	Red     Level = "RED"
	Overdue Level = "OVERDUE"
)

// Levels are all of them.
var Levels = []Level{None, Yellow, Red, Overdue}

// ClockName is which limit of a case a clock measures.
type ClockName string

// The clocks of a case and its tasks.
const (
	ToAccept  ClockName = "TO_ACCEPT"  // 受理: five working days, 行政许可法 art. 32
	ToDecide  ClockName = "TO_DECIDE"  // 办理: the promised limit
	ToDeliver ClockName = "TO_DELIVER" // 送达: ten working days, art. 44
	ToFollow  ClockName = "TO_FOLLOW"  // 容缺后补: the day a material was promised for
)

// BreachKind is which duty was broken.
type BreachKind string

// The kinds of breaches.
const (
	SecondNotice BreachKind = "SECOND_NOTICE" // 未一次性告知
	BeyondLimit  BreachKind = "BEYOND_LIMIT"  // 超时
	PapersLost   BreachKind = "PAPERS_LOST"   // 材料遗失
	NotTold      BreachKind = "NOT_TOLD"      // 逾期未告知, so accepted by law
)

// PersonRole is in which part somebody answers for a breach or is warned.
type PersonRole string

// The parts.
const (
	Handler PersonRole = "HANDLER" // 直接责任人
	Head    PersonRole = "HEAD"    // 负责人
	Leader  PersonRole = "LEADER"  // 分管领导
)

// Person is somebody who is warned, or answers.
type Person struct {
	Role    PersonRole `json:"role"`
	StaffID int        `json:"staffId"`
}
