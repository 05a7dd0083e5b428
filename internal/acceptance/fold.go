package acceptance

import (
	"slices"
	"time"

	"onewindow/internal/catalog"
)

// The limits that the law itself sets, in working days (行政许可法 art. 82).
var (
	// acceptWithin: what is missing is told within five days of receipt, or it counts
	// as accepted from the day of receipt (art. 32).
	acceptWithin = catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}
	// deliverWithin: a decision is delivered within ten days (art. 44).
	deliverWithin = catalog.TimeLimit{Value: 10, Unit: catalog.WorkingDays}
)

// Opened is what is known of a case beside its events.
type Opened struct {
	Number   string
	OwnerID  int
	CenterID int
	Edition  *catalog.Edition
	Plan     Plan
}

// Fold makes a case of its events.
func Fold(o Opened, events []Event) *Case {
	c := &Case{
		Number: o.Number, OwnerID: o.OwnerID, CenterID: o.CenterID, AtCenterID: o.CenterID, Edition: o.Edition, plan: o.Plan,
		Warning: None, told: map[toldKey]bool{}, history: events,
	}
	c.Checks = make([]Check, len(o.Edition.Materials))
	for i := range c.Checks {
		c.Checks[i] = Check{Material: i, State: MaterialMissing}
	}
	for i := range events {
		c.apply(&events[i])
	}
	return c
}

// add has something happen to the case. Time never goes back in it, whatever the
// machine's clock does.
func (c *Case) add(e Event) {
	if e.At.Before(c.LastAt) {
		e.At = c.LastAt
	}
	e.Seq, e.CenterID = c.Events+1, c.AtCenterID
	c.fresh = append(c.fresh, e)
	c.apply(&e)
}

// apply is what an event makes of the case: all that it is comes from here.
func (c *Case) apply(e *Event) {
	c.Events, c.LastAt = e.Seq, e.At
	if e.Kind != EventWarned && e.Kind != EventBreached {
		c.Version++
	}
	if t := c.Task(e.Task); t != nil {
		c.applyToTask(t, e)
		return
	}
	switch e.Kind {
	case EventStarted:
		c.State, c.StartedAt, c.HolderID, c.Channel = Contacted, e.At, e.Staff, e.Channel
	case EventChecked:
		c.check(e.Checks)
		if c.handedIn(e.Checks) {
			c.receive(e.At)
		}
	case EventReceived:
		c.State = Received
		c.receive(e.At)
	case EventNotified:
		c.State = ToComplete
		c.run(nil)
		c.Notices = append(c.Notices, Notice{e.At, e.StaffID, e.Missing, e.Reason})
		c.asked = append(c.asked, e.Missing...)
	case EventAccepted:
		c.accept(e, e.At)
	case EventDeemedAccepted:
		c.Deemed = true
		c.accept(e, *e.Since)
	case EventDecided:
		c.State, c.DecidedAt = Decided, &e.At
		c.Decision = &Decision{e.At, e.StaffID, *e.Granted, e.Reason, e.Document}
		c.run(&Clock{Name: ToDeliver, Start: e.At, Limit: deliverWithin})
	case EventPaid:
		c.Payments = append(c.Payments, Payment{e.At, e.Fee, e.AmountFen, e.Reduction, e.Document})
	case EventDelivered:
		c.Delivery = &DeliveryMade{e.At, e.Delivery, e.Receiver, e.Document}
		c.end(Delivered, e)
	case EventDeclined:
		c.Referral = e.Referral
		c.end(Declined, e)
	case EventWithdrawn:
		c.end(Withdrawn, e)
	case EventRated:
		c.Rating = &Rating{e.At, e.Grade, e.Comment}
	case EventDutyOffered:
		c.OfferedTo = e.Staff
	case EventDutyTaken:
		c.HolderID, c.OfferedTo = e.Staff, 0
	case EventHandOverSent, EventHandOverSigned:
		c.applyHandOver(e)
	case EventWarned, EventBreached:
		c.tell(e, c.Clock, &c.Warning)
	}
}

func (c *Case) applyToTask(t *Task, e *Event) {
	switch e.Kind {
	case EventBegun:
		t.State, t.HolderID, t.OfferedTo = InProgress, e.Staff, 0
	case EventSuppRequested:
		t.State, t.Asked, t.Reason = Supplement, e.Missing, e.Reason
		c.asked = append(c.asked, e.Missing...)
		c.lacks(e.Missing)
		c.standStill(t, e.At)
	case EventSupplemented:
		t.State = InProgress
		c.check(e.Checks)
		c.goOn(t, e.At)
	case EventSpecialStarted:
		t.State, t.Procedure, t.ProcedureLimit, t.Reason = Special, e.Procedure, e.Limit, e.Reason
		c.standStill(t, e.At)
	case EventSpecialEnded:
		t.State, t.Reason = InProgress, e.Reason
		c.goOn(t, e.At)
	case EventExtended:
		c.extend(t, e)
	case EventTaskDecided:
		t.State, t.DoneAt, t.Agrees, t.Reason = Done, &e.At, e.Agrees, e.Reason
		t.Warning = None
		c.readyTasks(e.At)
	case EventDutyOffered:
		t.OfferedTo = e.Staff
	case EventDutyTaken:
		t.HolderID, t.OfferedTo = e.Staff, 0
	case EventWarned, EventBreached:
		c.tell(e, t.Clock, &t.Warning)
	}
}

// run has another clock of the case run, or none.
func (c *Case) run(clock *Clock) { c.Clock, c.Warning = clock, None }

func (c *Case) check(checks []Check) {
	for _, check := range checks {
		c.Checks[check.Material] = check
	}
}

// handedIn is whether checks say that papers came: the first of them, or after a notice
// that the list lacks nothing any more.
func (c *Case) handedIn(checks []Check) bool {
	switch c.State {
	case Contacted:
		return slices.ContainsFunc(checks, func(check Check) bool { return check.State == MaterialReceived })
	case ToComplete:
		return len(c.missing()) == 0
	default:
		return false
	}
}

// receive has the five days of art. 32 run from the day on which papers came, whether
// or not somebody gives a receipt for them.
func (c *Case) receive(at time.Time) {
	if c.Clock == nil {
		c.ReceivedAt = &at
		c.run(&Clock{Name: ToAccept, Start: at, Limit: acceptWithin})
	}
}

// lacks notes that what is asked for of the list is not there, whatever came before.
// What was to follow still is.
func (c *Case) lacks(asked []Missing) {
	for _, m := range asked {
		if m.Material >= 0 && c.Checks[m.Material].State != MaterialFollows {
			c.Checks[m.Material] = Check{Material: m.Material, State: MaterialMissing}
		}
	}
}

// accept starts the promised limit and the tasks, from a moment on.
func (c *Case) accept(e *Event, from time.Time) {
	c.State, c.AcceptedAt, c.acceptedBy = Accepted, &from, e.StaffID
	c.run(&Clock{Name: ToDecide, Start: from, Limit: *e.Limit})
	c.check(e.Checks)
	for _, place := range c.following() {
		c.asked = append(c.asked, Missing{Material: place})
	}
	if c.ReceivedAt == nil {
		c.ReceivedAt = &from
	}
	for _, p := range e.Tasks {
		c.Tasks = append(c.Tasks, &Task{PlannedTask: p, State: Waiting, Warning: None})
	}
	c.readyTasks(e.At) // nobody could begin before, though the promise runs from receipt
}

// readyTasks opens the tasks that wait for nothing any more.
func (c *Case) readyTasks(at time.Time) {
	for _, t := range c.Tasks {
		waits := slices.ContainsFunc(t.After, func(key string) bool { return c.Task(key).State != Done })
		if t.State != Waiting || waits {
			continue
		}
		t.State, t.ReadyAt = Ready, &at
		if t.Limit != nil {
			t.Clock = &Clock{Name: ToDecide, Start: at, Limit: *t.Limit}
		}
	}
}

// standStill stops the clocks of a task and of the case; goOn has them run again,
// that of the case when no other task keeps it.
func (c *Case) standStill(t *Task, at time.Time) {
	c.stops++
	c.Clock.stop(at)
	if t.Clock != nil {
		t.Clock.stop(at)
	}
}

func (c *Case) goOn(t *Task, at time.Time) {
	if t.Clock != nil {
		t.Clock.resume(at)
	}
	if !slices.ContainsFunc(c.Tasks, func(t *Task) bool { return t.State.Stopped() }) {
		c.Clock.resume(at)
	}
}

// extend lengthens the limit of a task, and that of the case by the longest of
// its tasks' extensions.
func (c *Case) extend(t *Task, e *Event) {
	t.Extended, t.ExtendedBy, t.Warning = e.Days, e.Staff, None
	if t.Clock != nil {
		t.Clock.Extra = e.Days
	}
	if e.Days > c.Clock.Extra {
		c.Clock.Extra, c.Warning = e.Days, None
	}
}

// end is the end of the case: nothing runs and nobody works on it any more.
func (c *Case) end(state State, e *Event) {
	c.State, c.ClosedAt, c.Reason, c.OfferedTo = state, &e.At, e.Reason, 0
	c.run(nil)
	for _, t := range c.Tasks {
		if !t.State.Over() {
			t.State, t.Warning = Dropped, None
		}
	}
}

func (c *Case) applyHandOver(e *Event) {
	if e.Kind == EventHandOverSent {
		c.HandOvers = append(c.HandOvers, &HandOver{
			Number: e.HandOver, FromCenter: c.AtCenterID, FromDepartment: e.From, ToCenter: e.Center, ToDepartment: e.Department,
			Papers: e.Papers, SentAt: e.At, SentByID: e.StaffID,
		})
		return
	}
	h := c.HandOvers[e.HandOver-1]
	h.ReceivedAt, h.ReceivedByID, h.Lost = &e.At, e.StaffID, e.Lost
	if h.ToCenter != 0 && h.ToCenter != c.AtCenterID && !c.State.Final() {
		c.AtCenterID, c.HolderID, c.OfferedTo = h.ToCenter, e.Staff, 0
	}
}

// tell notes a warning or a breach.
func (c *Case) tell(e *Event, clock *Clock, warning *Level) {
	if e.Kind == EventWarned {
		c.Warnings = append(c.Warnings, Warning{e.At, e.Task, e.Clock, e.Level, *e.Due, e.Persons})
	} else {
		c.Breaches = append(c.Breaches, Breach{e.At, e.Task, e.Breach, e.Clock, e.Due, e.Reason, e.Persons})
	}
	switch {
	case e.Clock == ToFollow:
		c.told[followKey(*e.Due)] = true
	case e.Level != "" && clock != nil && clock.Name == e.Clock:
		c.told[keyOf(e.Task, clock, e.Level)] = true
		*warning = e.Level
	}
}

// followKey is what the reminder of a material to follow is about.
func followKey(due time.Time) toldKey { return toldKey{clock: ToFollow, start: due.UnixMicro()} }
