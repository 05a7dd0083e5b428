package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"onewindow/ent/db"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// Rules of tasks.
var (
	extendedAlready = fault.NewKind("EXTENDED_ALREADY", "该环节已延期一次，不能再延。", "This task was extended once: it cannot be extended again.")
	pastLimit       = fault.NewKind("PAST_LIMIT", "时限已过，不能再延期。", "The limit has passed: it cannot be extended any more.")
	needsStaff      = fault.NewKind("NEEDS_STAFF", "须由工作人员本人办理。", "A person does this, not a program.")
	nothingCame     = fault.NewKind("NOTHING_CAME", "要求补正的材料均未收到：请登记收到的材料。", "Nothing of what was asked for has come: check what came.")
	otherHandler    = fault.NewKind("OTHER_HANDLER", "该环节由他人承办：请先移交责任。", "Somebody else handles this task: have the duty handed on first.")
)

// mostExtended is how long an extension is at most, in the limit's unit
// (行政许可法 art. 42).
const mostExtended = 10

// BeginTask takes a task that nobody has taken: its duty moves to the caller now.
func (s *Service) BeginTask(ctx context.Context, on OnTask) (node.CaseID, error) {
	return s.actOnTask(ctx, on, BeginTask, func(_ context.Context, c *change, t *Task) error {
		if c.papersAreAway() {
			c.report(onTheWay, "task")
		}
		if t.HolderID != 0 { // who took its duty before it was ready, or before they began
			c.handled(t)
		}
		c.happen(EventBegun, Facts{Task: t.Key, Staff: c.aPerson()})
		return nil
	})
}

// aPerson is who calls; a program takes no duty.
func (c *change) aPerson() int {
	if c.tx.Caller.StaffID == 0 {
		c.report(needsStaff, "")
	}
	return c.tx.Caller.StaffID
}

// handled refuses a step with a task that somebody else handles.
func (c *change) handled(t *Task) {
	if t.HolderID != c.aPerson() {
		c.report(otherHandler, "task")
	}
}

// mayStop refuses one more supplement or special procedure than a case has.
func (c *change) mayStop() {
	if c.stops >= MaxStops {
		c.report(fault.Full, "task", MaxStops)
	}
}

// RequestSupplement asks the applicant for something; the clocks stand until it
// comes (补正). What could have been told at the first contact is a breach.
func (s *Service) RequestSupplement(ctx context.Context, on OnTask, materials []int, in NoticeInput) (node.CaseID, error) {
	return s.actOnTask(ctx, on, RequestSupp, func(_ context.Context, c *change, t *Task) error {
		c.handled(t)
		var asked []Missing
		for i, place := range materials {
			switch {
			case place < 0 || place >= len(c.Checks):
				c.report(noSuchMaterial, fmt.Sprintf("materials.%d", i), place)
				continue
			case slices.Contains(materials[:i], place):
				c.report(fault.Repeated, fmt.Sprintf("materials.%d", i), strconv.Itoa(place))
				continue
			}
			asked = append(asked, Missing{Material: place, What: c.Edition.Materials[place].Name})
		}
		asked = append(asked, c.extras(in.Extras)...)
		c.mayStop()
		if len(asked) == 0 {
			c.report(fault.Required, "extras")
		}
		c.askAgain(t.Key, asked, c.text("whyNow", orZero(in.WhyNow), maxReason))
		c.happen(EventSuppRequested, Facts{Task: t.Key, Missing: asked, Reason: c.text("remark", orZero(in.Remark), maxReason)})
		return nil
	})
}

// ReceiveSupplement notes at the window that what was asked for has come: the
// clocks go on. Something of it has to be checked as come, now or before, where all of
// it stands in the list.
func (s *Service) ReceiveSupplement(ctx context.Context, on OnTask, checks []CheckInput) (node.CaseID, error) {
	return s.actOnTask(ctx, on, ReceiveSupp, func(_ context.Context, c *change, t *Task) error {
		c.happen(EventSupplemented, Facts{Task: t.Key, Checks: c.checks("checks", checks)})
		if !slices.ContainsFunc(t.Asked, c.mayHaveCome) {
			c.report(nothingCame, "checks")
		}
		return nil
	})
}

// mayHaveCome is whether something that was asked for is there; of what is not in the
// list nobody else says so.
func (c *Case) mayHaveCome(m Missing) bool {
	if m.Material < 0 {
		return true
	}
	state := c.Checks[m.Material].State
	return state != MaterialMissing && state != MaterialFollows
}

// SpecialInput is a special procedure that begins.
type SpecialInput struct {
	Name string
	// Limit is how long it is said to take, which the applicant is told.
	Limit  catalog.TimeLimit
	Reason *string
}

// StartSpecialProcedure begins a hearing, an inspection, an expert review or a
// publication; the clocks stand until it ends (行政许可法 art. 45).
func (s *Service) StartSpecialProcedure(ctx context.Context, on OnTask, in SpecialInput) (node.CaseID, error) {
	return s.actOnTask(ctx, on, StartSpecial, func(_ context.Context, c *change, t *Task) error {
		c.handled(t)
		c.mayStop()
		if in.Limit.Value < 1 || in.Limit.Value > 365 {
			c.report(fault.Invalid, "limit.value", strconv.Itoa(in.Limit.Value), "1–365")
		}
		if in.Limit.Unit == catalog.OnTheSpot {
			c.report(fault.Invalid, "limit.unit", string(in.Limit.Unit), string(catalog.WorkingDays)+" | "+string(catalog.CalendarDays))
		}
		c.happen(EventSpecialStarted, Facts{
			Task: t.Key, Procedure: c.required("name", in.Name, maxName), Limit: &in.Limit, Reason: c.text("reason", orZero(in.Reason), maxReason),
		})
		return nil
	})
}

// EndSpecialProcedure ends it, with what came of it.
func (s *Service) EndSpecialProcedure(ctx context.Context, on OnTask, outcome string) (node.CaseID, error) {
	return s.actOnTask(ctx, on, EndSpecial, func(_ context.Context, c *change, t *Task) error {
		c.handled(t)
		c.happen(EventSpecialEnded, Facts{Task: t.Key, Reason: c.required("outcome", outcome, maxReason)})
		return nil
	})
}

// ExtendInput lengthens a task's limit.
type ExtendInput struct {
	Days     int
	Reason   string
	Approver node.StaffID
}

// ExtendTask lengthens the limit of a task, once, by at most ten days, approved by
// the head or a leader of the department; the case's own limit grows with it.
func (s *Service) ExtendTask(ctx context.Context, on OnTask, in ExtendInput) (node.CaseID, error) {
	return s.actOnTask(ctx, on, ExtendTask, func(ctx context.Context, c *change, t *Task) error {
		if t.Extended > 0 {
			c.report(extendedAlready, "task")
		}
		if t.Warning == Overdue || c.Warning == Overdue {
			c.report(pastLimit, "task")
		}
		if in.Days < 1 || in.Days > mostExtended {
			c.report(fault.Invalid, "days", strconv.Itoa(in.Days), "1–10")
		}
		heads, err := postsOf(ctx, c.tx, c.tx.Today, store.Place{DepartmentID: t.DepartmentID}, organization.Head, organization.Leader)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(heads, func(p *db.Post) bool { return p.StaffID == int(in.Approver) }) {
			c.report(notApprover, "approver")
		}
		c.happen(EventExtended, Facts{Task: t.Key, Days: in.Days, Staff: int(in.Approver), Reason: c.required("reason", in.Reason, maxReason)})
		return nil
	})
}

// DecideTask is a department's opinion on its part.
func (s *Service) DecideTask(ctx context.Context, on OnTask, agrees bool, reason *string) (node.CaseID, error) {
	return s.actOnTask(ctx, on, DecideTask, func(_ context.Context, c *change, t *Task) error {
		c.handled(t)
		text := c.text("reason", orZero(reason), maxReason)
		if !agrees && text == "" {
			c.report(fault.Required, "reason")
		}
		c.happen(EventTaskDecided, Facts{Task: t.Key, Agrees: &agrees, Reason: text})
		return nil
	})
}
