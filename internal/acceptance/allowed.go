package acceptance

import "slices"

// AllowedSteps are what may be done now, named as the mutations are: those of the
// table for which there is something to be done.
func (c *CaseAt) AllowedSteps() []string {
	steps := []string{}
	for _, step := range stepsFrom(caseTable, c.State) {
		if !isTaskStep(step) && c.hasUseFor(step) {
			steps = append(steps, string(step))
		}
	}
	return steps
}

// hasUseFor is whether a step finds what it is about.
func (c *Case) hasUseFor(step Step) bool {
	switch step {
	case RateCase:
		return c.Rating == nil
	case DecideCase:
		return c.tasksDone()
	case RecordPayment:
		return len(c.Payments) < len(c.Edition.Fees)
	case TakeDuty:
		return c.OfferedTo != 0 || slices.ContainsFunc(c.Tasks, func(t *Task) bool { return t.OfferedTo != 0 && !t.State.Over() })
	case SendHandOver:
		return c.OnTheWay() == nil
	case SignHandOver:
		return c.OnTheWay() != nil
	default:
		return true
	}
}

func isTaskStep(step Step) bool {
	return slices.ContainsFunc(taskTable, func(t transition[TaskState]) bool { return t.Step == step })
}

// AllowedSteps are what may be done with it now.
func (t *TaskAt) AllowedSteps() []string {
	steps := []string{}
	if t.Case.State != Accepted {
		return steps
	}
	for _, step := range stepsFrom(taskTable, t.State) {
		switch {
		case step == ExtendTask && (t.Extended > 0 || t.Warning == Overdue || t.Case.Warning == Overdue):
		case step == BeginTask && t.Case.papersAreAway():
		default:
			steps = append(steps, string(step))
		}
	}
	return steps
}
