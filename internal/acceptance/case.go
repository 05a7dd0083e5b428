package acceptance

import (
	"slices"
	"time"

	"onewindow/internal/catalog"
)

// Case is a case as its events make it (办件). It is never stored: Fold makes it.
type Case struct {
	Number  string
	OwnerID int
	// CenterID received it, AtCenterID has it now.
	CenterID, AtCenterID int
	Edition              *catalog.Edition
	Channel              Channel

	State State
	// Version counts what people did and what changed the state: warnings that are
	// written down conflict with nobody's form.
	Version, Events int
	LastAt          time.Time
	StartedAt       time.Time
	ReceivedAt      *time.Time
	AcceptedAt      *time.Time
	DecidedAt       *time.Time
	ClosedAt        *time.Time
	Deemed          bool

	// Checks are how the materials of the list stand, one for each.
	Checks  []Check
	Notices []Notice
	Tasks   []*Task
	// Clock is the one that runs now, nil while none does.
	Clock *Clock

	// HolderID is the person responsible; OfferedTo is who was asked to take it over.
	HolderID, OfferedTo int
	HandOvers           []*HandOver
	// stops are how often its clocks were stopped.
	stops int
	// asked is all that the applicant was asked for: by notices, by an acceptance with
	// materials to follow, by supplements.
	asked []Missing
	// acceptedBy is the person who accepted it, 0 where silence or a program did.
	acceptedBy int

	Decision *Decision
	Payments []Payment
	Delivery *DeliveryMade
	Rating   *Rating
	Referral *Referral
	Reason   string

	// Warning is the highest that was given for the clock that runs.
	Warning  Level
	Warnings []Warning
	Breaches []Breach
	told     map[toldKey]bool

	// plan is what an acceptance starts, by the edition.
	plan Plan
	// history are the events that made it, fresh those that were added since.
	history, fresh []Event
}

// Plan is what the acceptance of a case starts.
type Plan struct {
	Tasks []PlannedTask
	// Limit is the promise: the center's own, or the edition's.
	Limit catalog.TimeLimit
}

// Task is a department's part in a case.
type Task struct {
	PlannedTask
	State TaskState
	// HolderID is who took it, 0 as long as nobody has: the case's holder answers.
	HolderID, OfferedTo int
	// Clock is nil for a task without a limit of its own, and while it waits.
	Clock      *Clock
	Warning    Level
	ReadyAt    *time.Time
	DoneAt     *time.Time
	Agrees     *bool
	Reason     string
	Procedure  string
	Asked      []Missing
	Extended   int
	ExtendedBy int
	// ProcedureLimit is how long a special procedure was said to take.
	ProcedureLimit *catalog.TimeLimit
}

// Notice is what was told as missing, at once.
type Notice struct {
	At      time.Time
	StaffID int
	Missing []Missing
	Remark  string
}

// HandOver is a list of papers on the way between two places.
type HandOver struct {
	Number     int
	FromCenter int
	// FromDepartment sent it back to the window, 0 where the center sent it.
	FromDepartment int
	ToCenter       int
	ToDepartment   int
	Papers, Lost   []string
	SentAt         time.Time
	SentByID       int
	ReceivedByID   int
	ReceivedAt     *time.Time
}

// Decision is how a case ended.
type Decision struct {
	At       time.Time
	StaffID  int
	Granted  bool
	Reason   string
	Document string
}

// Payment is a fee that was paid. No card data is ever kept.
type Payment struct {
	At        time.Time
	Fee       int
	AmountFen int64
	Reduction string
	Reference string
}

// DeliveryMade is how the result reached the person.
type DeliveryMade struct {
	At       time.Time
	Way      catalog.Delivery
	Receiver Receiver
	Proof    string
}

// Rating is what the person thought of it (好差评): 5 is 非常满意, 1 非常不满意.
type Rating struct {
	At      time.Time
	Grade   int
	Comment string
}

// Warning was given before a limit ended.
type Warning struct {
	At      time.Time
	Task    string
	Clock   ClockName
	Level   Level
	Due     time.Time
	Persons []Person
}

// Breach is a duty that was broken, with who answers for it.
type Breach struct {
	At      time.Time
	Task    string
	Kind    BreachKind
	Clock   ClockName
	Due     *time.Time
	Reason  string
	Persons []Person
}

// toldKey is what a warning or a breach is about: each is told once.
type toldKey struct {
	task  string
	clock ClockName
	start int64
	extra int
	level Level
}

// keyOf is what a warning of a clock is about.
func keyOf(task string, c *Clock, level Level) toldKey {
	return toldKey{task, c.Name, c.Start.UnixMicro(), c.Extra, level}
}

// Task is the task of a key, nil for none.
func (c *Case) Task(key string) *Task {
	for _, t := range c.Tasks {
		if t.Key == key {
			return t
		}
	}
	return nil
}

// Responsible is who answers for a task now: who took it, or the case's holder.
// The duty stays with the first one until the next takes it (首问责任, design 2.9).
func (c *Case) Responsible(t *Task) int {
	if t != nil && t.HolderID != 0 {
		return t.HolderID
	}
	return c.HolderID
}

// missing are the places of the materials that keep it from being accepted: those
// that may be needed, and of which nobody said that they are not.
func (c *Case) missing() (places []int) {
	for i, check := range c.Checks {
		if check.State == MaterialMissing && c.Edition.Materials[i].Necessity != catalog.NecessityOptional {
			places = append(places, i)
		}
	}
	return places
}

// following are the places of the materials that were accepted to follow and have
// not come.
func (c *Case) following() (places []int) {
	for i, check := range c.Checks {
		if check.State == MaterialFollows {
			places = append(places, i)
		}
	}
	return places
}

// OnTheWay is the hand-over that has not been signed for, nil for none.
func (c *Case) OnTheWay() *HandOver {
	for _, h := range c.HandOvers {
		if h.ReceivedAt == nil {
			return h
		}
	}
	return nil
}

// papersAreAway is whether the papers have left the center and have not arrived: what
// a department sends back keeps nobody from working.
func (c *Case) papersAreAway() bool {
	h := c.OnTheWay()
	return h != nil && h.FromDepartment == 0
}

// clocks are those that run or stand now, the case's first, each with its task.
func (c *Case) clocks() (all []runningClock) {
	if c.Clock != nil {
		all = append(all, runningClock{nil, c.Clock})
	}
	for _, t := range c.Tasks {
		if t.Clock != nil && !t.State.Over() && t.State != Waiting {
			all = append(all, runningClock{t, t.Clock})
		}
	}
	return all
}

type runningClock struct {
	task *Task
	*Clock
}

func (r runningClock) key() string {
	if r.task == nil {
		return ""
	}
	return r.task.Key
}

// tasksDone is whether every task is done.
func (c *Case) tasksDone() bool {
	return !slices.ContainsFunc(c.Tasks, func(t *Task) bool { return t.State != Done })
}
