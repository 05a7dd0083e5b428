package acceptance

import (
	"slices"
	"strings"

	"onewindow/internal/fault"
)

// This file is the state machine of cases and tasks: the one table that says what
// may be done when. docs/cases.md draws it, every refusal names what is allowed
// by it, and nothing else decides about states.

// State is where a case stands.
type State string

// The states of a case.
const (
	Contacted  State = "CONTACTED"   // 已接待: somebody asked; no receipt was given yet
	ToComplete State = "TO_COMPLETE" // 待补正: told once what is missing
	Received   State = "RECEIVED"    // 已收件: handed in; the five days of art. 32 run
	Accepted   State = "ACCEPTED"    // 已受理: the promised limit runs, departments work
	Decided    State = "DECIDED"     // 已办结: decided, the result is to be delivered
	Delivered  State = "DELIVERED"   // 已送达
	Declined   State = "DECLINED"    // 不予受理, with a way to go on
	Withdrawn  State = "WITHDRAWN"   // 已撤回
)

// States are all states of a case, in the order of a life.
var States = []State{Contacted, ToComplete, Received, Accepted, Decided, Delivered, Declined, Withdrawn}

// TaskState is where a department's part stands.
type TaskState string

// The states of a task.
const (
	Waiting    TaskState = "WAITING"     // 等待前置环节
	Ready      TaskState = "READY"       // 待办
	InProgress TaskState = "IN_PROGRESS" // 办理中
	Supplement TaskState = "SUPPLEMENT"  // 补正中, the clock stands
	Special    TaskState = "SPECIAL"     // 特别程序中, the clock stands
	Done       TaskState = "DONE"        // 已完成
	Dropped    TaskState = "DROPPED"     // 已终止, with the case
)

// TaskStates are all states of a task.
var TaskStates = []TaskState{Waiting, Ready, InProgress, Supplement, Special, Done, Dropped}

// Step is something that can be done to a case, named as its mutation is.
type Step string

// The steps that people take.
const (
	CheckMaterials Step = "checkMaterials"
	ReceiveCase    Step = "receiveCase"
	OneTimeNotice  Step = "oneTimeNotice"
	AcceptCase     Step = "acceptCase"
	DeclineCase    Step = "declineCase"
	BeginTask      Step = "beginTask"
	RequestSupp    Step = "requestSupplement"
	ReceiveSupp    Step = "receiveSupplement"
	StartSpecial   Step = "startSpecialProcedure"
	EndSpecial     Step = "endSpecialProcedure"
	ExtendTask     Step = "extendTask"
	DecideTask     Step = "decideTask"
	DecideCase     Step = "decideCase"
	WithdrawCase   Step = "withdrawCase"
	RecordPayment  Step = "recordPayment"
	DeliverCase    Step = "deliverCase"
	RateCase       Step = "rateCase"
	OfferDuty      Step = "offerDuty"
	TakeDuty       Step = "takeDuty"
	SendHandOver   Step = "sendHandOver"
	SignHandOver   Step = "signHandOver"
	deemAccepted   Step = "deemAccepted" // by the law itself
)

// transition says in which states something may be done, and where it leads; an
// empty To stays where it is.
type transition[S ~string] struct {
	Step Step
	From []S
	To   S
}

// open are the states in which a case is not over.
var open = []State{Contacted, ToComplete, Received, Accepted, Decided}

// caseTable is what may be done to a case.
var caseTable = []transition[State]{
	{CheckMaterials, []State{Contacted, ToComplete, Received, Accepted}, ""},
	{ReceiveCase, []State{Contacted, ToComplete}, Received},
	{OneTimeNotice, []State{Contacted, ToComplete, Received}, ToComplete},
	{AcceptCase, []State{Contacted, ToComplete, Received}, Accepted},
	{deemAccepted, []State{Contacted, ToComplete, Received}, Accepted}, // of those whose five days run
	{DeclineCase, []State{Contacted, ToComplete, Received}, Declined},
	{BeginTask, []State{Accepted}, ""},
	{RequestSupp, []State{Accepted}, ""},
	{ReceiveSupp, []State{Accepted}, ""},
	{StartSpecial, []State{Accepted}, ""},
	{EndSpecial, []State{Accepted}, ""},
	{ExtendTask, []State{Accepted}, ""},
	{DecideTask, []State{Accepted}, ""},
	{DecideCase, []State{Accepted}, Decided},
	{WithdrawCase, []State{Contacted, ToComplete, Received, Accepted}, Withdrawn},
	{RecordPayment, []State{Accepted, Decided}, ""},
	{DeliverCase, []State{Decided}, Delivered},
	{RateCase, []State{Delivered, Declined, Withdrawn}, ""},
	{OfferDuty, open, ""},
	{TakeDuty, open, ""},
	{SendHandOver, []State{Received, Accepted, Decided}, ""},
	{SignHandOver, []State{ToComplete, Received, Accepted, Decided, Delivered, Declined, Withdrawn}, ""}, // whatever becomes of it on the way
}

// taskTable is what may be done to a task of an accepted case.
var taskTable = []transition[TaskState]{
	{BeginTask, []TaskState{Ready}, InProgress},
	{RequestSupp, []TaskState{InProgress}, Supplement},
	{ReceiveSupp, []TaskState{Supplement}, InProgress},
	{StartSpecial, []TaskState{InProgress}, Special},
	{EndSpecial, []TaskState{Special}, InProgress},
	{ExtendTask, []TaskState{Ready, InProgress}, ""},
	{DecideTask, []TaskState{InProgress}, Done},
}

// Final is whether nothing can follow but a rating, and papers that arrive.
func (s State) Final() bool { return !slices.Contains(open, s) }

// Over is whether the task is at its end.
func (s TaskState) Over() bool { return s == Done || s == Dropped }

// Stopped is whether the clock stands.
func (s TaskState) Stopped() bool { return s == Supplement || s == Special }

// stepsFrom are the steps that a table allows from a state, in its order.
func stepsFrom[S ~string](table []transition[S], from S) (steps []Step) {
	for _, t := range table {
		if slices.Contains(t.From, from) && t.Step != deemAccepted {
			steps = append(steps, t.Step)
		}
	}
	return steps
}

// leads is where a step leads from a state, and whether it may be taken at all.
func leads[S ~string](table []transition[S], step Step, from S) (to S, may bool) {
	for _, t := range table {
		if t.Step == step && slices.Contains(t.From, from) {
			if t.To == "" {
				return from, true
			}
			return t.To, true
		}
	}
	return from, false
}

// NotNow is a step that the state does not allow.
var NotNow = fault.NewKind("NOT_NOW", "现在（%s）不能办理%s，可以办理：%s。", "In state %s, %s is not allowed; allowed are: %s.")

// refuse is the problem of a step that a table does not allow, nil when it does.
func refuse[S ~string](table []transition[S], path string, step Step, from S) error {
	if _, may := leads(table, step, from); may {
		return nil
	}
	var chinese, english []string
	for _, s := range stepsFrom(table, from) {
		chinese, english = append(chinese, s.word().Chinese), append(english, s.word().English)
	}
	if len(english) == 0 {
		chinese, english = []string{"—"}, []string{"—"}
	}
	return NotNow.At(path, fault.Word{Chinese: stateWords[string(from)], English: string(from)}, step.word(),
		fault.Word{Chinese: strings.Join(chinese, "、"), English: strings.Join(english, ", ")})
}

// word is the step as a refusal names it: by its mutation, in Chinese with its name.
func (s Step) word() fault.Word {
	return fault.Word{Chinese: stepWords[s] + "（" + string(s) + "）", English: string(s)}
}

// stateWords are the states of cases and tasks in Chinese.
var stateWords = map[string]string{
	string(Contacted): "已接待", string(ToComplete): "待补正", string(Received): "已收件", string(Accepted): "已受理", string(Decided): "已办结",
	string(Delivered): "已送达", string(Declined): "不予受理", string(Withdrawn): "已撤回",
	string(Waiting): "等待前置环节", string(Ready): "待办", string(InProgress): "办理中", string(Supplement): "补正中", string(Special): "特别程序中",
	string(Done): "已完成", string(Dropped): "已终止",
}

// stepWords are the steps in Chinese, as the schema calls them.
var stepWords = map[Step]string{
	CheckMaterials: "核验材料", ReceiveCase: "收件", OneTimeNotice: "一次性告知", AcceptCase: "受理", DeclineCase: "不予受理", BeginTask: "承办环节",
	RequestSupp: "要求补正", ReceiveSupp: "收到补正", StartSpecial: "启动特别程序", EndSpecial: "结束特别程序", ExtendTask: "延期", DecideTask: "环节办结",
	DecideCase: "作出决定", WithdrawCase: "撤回申请", RecordPayment: "缴费登记", DeliverCase: "送达", RateCase: "评价", OfferDuty: "移交责任",
	TakeDuty: "接收责任", SendHandOver: "移交材料", SignHandOver: "签收材料",
}

// subject is the field of a step's input that says what it is done to.
func (s Step) subject() string {
	switch {
	case s == RateCase:
		return "number"
	case isTaskStep(s):
		return "task"
	default:
		return "case"
	}
}
