package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of duties and papers that are handed on.
var (
	notOffered   = fault.NewKind("NOT_OFFERED_TO_YOU", "这项责任没有移交给您。", "This duty was not offered to you.")
	holdsAlready = fault.NewKind("HOLDS_ALREADY", "此人已承担这项责任。", "This person has that duty already.")
	noSuchTask   = fault.NewKind("NO_SUCH_TASK", "该办件没有这个环节。", "The case has no such task.")
	notUpwards   = fault.NewKind("NOT_UPWARDS", "只能向上级中心移交。", "A case travels upwards: to a center that this one reports to.")
	toTheWindow  = fault.NewKind("TO_THE_WINDOW", "部门的材料须移交给办件所在的中心。", "A department hands papers to the center that has the case.")
	oneReceiver  = fault.NewKind("ONE_RECEIVER", "须写明移交给一个上级中心或一个承办部门。", "Say one receiver: a center above, or a department of the case.")
	noSuchPaper  = fault.NewKind("NO_SUCH_PAPER", "移交单中没有“%s”。", "The list has no paper %q.")
	noHandOver   = fault.NewKind("NO_SUCH_HAND_OVER", "没有待签收的移交单 %d。", "There is no hand-over %d to sign for.")
)

// DutyInput hands a duty on.
type DutyInput struct {
	// Task is whose duty; the case's own when nil.
	Task   *node.TaskID
	To     node.StaffID
	Reason string
}

// OfferDuty asks somebody to take over a duty. It stays where it is until they do
// (首问责任: the duty moves only when taken).
func (s *Service) OfferDuty(ctx context.Context, on On, in DutyInput) (node.CaseID, error) {
	return s.act(ctx, on, OfferDuty, func(ctx context.Context, c *change) error {
		t, place, err := c.dutyOf(ctx, in.Task)
		if err != nil {
			return err
		}
		works, err := worksAt(ctx, c.tx, int(in.To), place)
		switch {
		case err != nil:
			return err
		case !works:
			c.report(noPostThere, "to")
		case c.Responsible(t) == int(in.To):
			c.report(holdsAlready, "to")
		}
		c.happen(EventDutyOffered, Facts{Task: keyOfTask(t), Staff: int(in.To), Reason: c.required("reason", in.Reason, maxReason)})
		return nil
	})
}

// TakeDuty takes over a duty that was offered to the caller.
func (s *Service) TakeDuty(ctx context.Context, on On, task *node.TaskID) (node.CaseID, error) {
	return s.act(ctx, on, TakeDuty, func(ctx context.Context, c *change) error {
		t, _, err := c.dutyOf(ctx, task)
		if err != nil {
			return err
		}
		offered := c.OfferedTo
		if t != nil {
			offered = t.OfferedTo
		}
		if caller := c.aPerson(); offered != caller {
			c.report(notOffered, "case")
		}
		c.happen(EventDutyTaken, Facts{Task: keyOfTask(t), Staff: c.tx.Caller.StaffID})
		return nil
	})
}

// dutyOf is whose duty it is about, nil for the case's own, and where who has it works.
func (c *change) dutyOf(ctx context.Context, id *node.TaskID) (*Task, store.Place, error) {
	place := store.Place{CenterID: c.AtCenterID}
	if id == nil {
		return nil, place, c.tx.At(ctx, place)
	}
	row, err := c.tx.CaseTask.Get(ctx, int(*id))
	if err != nil {
		return nil, place, store.Found(fmt.Errorf("find a task: %w", err), "task", node.Encode("CaseTask", int(*id)))
	}
	t := c.Task(row.Key)
	if row.CaseID != c.row.ID || t == nil || t.State.Over() {
		return nil, place, noSuchTask.At("task")
	}
	place = c.deskOf(t.DepartmentID)
	return t, place, c.tx.At(ctx, place)
}

func keyOfTask(t *Task) string {
	if t == nil {
		return ""
	}
	return t.Key
}

// HandOverInput is a list of papers that go to somebody else.
type HandOverInput struct {
	// One of them: a center above, with which the case travels, or a department; for a
	// department the center that has the case.
	ToCenter     *node.CenterID
	ToDepartment *node.DepartmentID
	Papers       []string
}

// SendHandOver sends papers upwards, or to a department, or from there back to the
// window, with a list that both ends sign. A case that is on the way is worked on when it has arrived.
func (s *Service) SendHandOver(ctx context.Context, on On, in HandOverInput) (node.CaseID, error) {
	return s.act(ctx, on, SendHandOver, func(ctx context.Context, c *change) error {
		from, err := c.sender(ctx)
		if err != nil {
			return err
		}
		c.aPerson()
		c.receiver(in, from)
		if c.OnTheWay() != nil {
			c.report(onTheWay, "case")
		}
		if len(c.HandOvers) >= MaxHandOvers {
			c.report(fault.Full, "case", MaxHandOvers)
		}
		papers := c.papers("papers", in.Papers)
		if len(papers) == 0 {
			c.report(fault.Required, "papers")
		}
		c.happen(EventHandOverSent, Facts{
			HandOver: len(c.HandOvers) + 1, Center: int(orZero(in.ToCenter)), Department: int(orZero(in.ToDepartment)), From: from, Papers: papers,
		})
		return nil
	})
}

// sender is the department that sends papers, 0 for the center that has the case.
func (c *change) sender(ctx context.Context) (department int, err error) {
	if err = c.atCenter(ctx); err == nil {
		return 0, nil
	}
	for _, d := range c.departments() {
		if err = c.tx.At(ctx, store.Place{DepartmentID: d}); err == nil {
			return d, nil
		}
	}
	return 0, err
}

// departments are the one that decides and those that have a task.
func (c *Case) departments() []int {
	all := []int{c.OwnerID}
	for _, t := range c.Tasks {
		if !slices.Contains(all, t.DepartmentID) {
			all = append(all, t.DepartmentID)
		}
	}
	return all
}

// receiver checks to whom papers go: from a department to the center that has the
// case, from there to a center above or a department of the case.
func (c *change) receiver(in HandOverInput, from int) {
	if (in.ToCenter == nil) == (in.ToDepartment == nil) {
		c.report(oneReceiver, "toCenter")
	}
	if from != 0 {
		if in.ToCenter != nil && int(*in.ToCenter) != c.AtCenterID {
			c.report(toTheWindow, "toCenter")
		}
		if in.ToDepartment != nil {
			c.report(toTheWindow, "toDepartment")
		}
		return
	}
	if in.ToCenter != nil && !c.above(int(*in.ToCenter)) {
		c.report(notUpwards, "toCenter")
	}
	if in.ToDepartment != nil && !slices.Contains(c.departments(), int(*in.ToDepartment)) {
		c.report(oneReceiver, "toDepartment")
	}
}

// above is whether the center that has the case reports to a center, at any remove.
func (c *change) above(centerID int) bool {
	for _, center := range c.seen.Directory.Superiors(c.seen.Directory.Center(c.AtCenterID)) {
		if center.ID == centerID {
			return true
		}
	}
	return false
}

// papers are the names of a list, each one once: what is lost is told by its name.
func (c *change) papers(path string, names []string) (papers []string) {
	if len(names) > MaxPapers {
		c.report(fault.TooMany, path, MaxPapers)
		return nil
	}
	for i, name := range names {
		at := fmt.Sprintf("%s.%d", path, i)
		name = c.required(at, name, maxName)
		if name != "" && slices.Contains(papers, name) {
			c.report(fault.Repeated, at, name)
		}
		papers = append(papers, name)
	}
	return papers
}

// SignHandOver signs for a list: what it names and did not arrive is a breach of
// who sent it. With a center the case and its duty arrive too.
func (s *Service) SignHandOver(ctx context.Context, on On, number int, lost []string) (node.CaseID, error) {
	return s.act(ctx, on, SignHandOver, func(ctx context.Context, c *change) error {
		if number < 1 || number > len(c.HandOvers) || c.HandOvers[number-1].ReceivedAt != nil {
			return noHandOver.At("number", number)
		}
		h := c.HandOvers[number-1]
		if err := c.tx.At(ctx, store.Place{CenterID: h.ToCenter, DepartmentID: h.ToDepartment}); err != nil {
			return err
		}
		missing := c.papers("lost", lost)
		for i, name := range missing {
			if name != "" && !slices.Contains(h.Papers, name) {
				c.report(noSuchPaper, fmt.Sprintf("lost.%d", i), name)
			}
		}
		if len(missing) > 0 {
			c.happen(EventBreached, Facts{Breach: PapersLost, Reason: strings.Join(missing, "、"), Persons: []Person{{Handler, h.SentByID}}})
		}
		c.happen(EventHandOverSigned, Facts{HandOver: number, Lost: missing, Staff: c.aPerson()})
		return nil
	})
}
