package acceptance

import (
	"context"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
)

// Followed is a case as its applicant follows it, without an account.
type Followed struct {
	Number       string
	Item         string
	State        State
	StartedAt    time.Time
	AcceptedAt   *time.Time
	Center       string
	Phone        *string
	RunningLimit *Limit
	ToBring      []string
	Steps        []FollowedStep
	Decision     *string
	Reason       *string
	Referral     *Referral
	CanBeRated   bool
}

// FollowedStep is a step of a case as its applicant sees it.
type FollowedStep struct {
	Name    string
	At      *time.Time
	Current bool
}

// FollowCase is the case of a number, for whoever knows its code. A wrong code and an
// unknown number are one and the same answer.
func (s *Service) FollowCase(ctx context.Context, number, secret string, lang fault.Lang) (*Followed, error) {
	if !fault.IsText(number) {
		return nil, unknownCase.At("number")
	}
	row, err := s.followed(ctx, number, secret)
	if err != nil {
		return nil, err
	}
	seen := catalog.LensOf(ctx).Snapshot
	cases, err := s.fold(ctx, s.Store.Client, seen, []*db.CaseFile{row})
	if err != nil {
		return nil, err
	}
	c, rules := cases[0], s.rulesAt(seen, cases[0].AtCenterID)
	c.Settle(rules, s.Store.Now())
	center := seen.Directory.Center(c.AtCenterID)
	f := &Followed{
		Number: c.Number, Item: c.Edition.Title, State: c.State, StartedAt: c.StartedAt, AcceptedAt: c.AcceptedAt, Center: center.Name,
		RunningLimit: limitOf(rules, c.Clock, s.Store.Now()), ToBring: c.toBring(), Steps: c.steps(lang), Referral: c.Referral,
		Reason:     orNil(c.Reason),
		CanBeRated: c.Rating == nil && refuse(caseTable, "", RateCase, c.State) == nil,
	}
	if len(center.Phones) > 0 {
		f.Phone = &center.Phones[0].Number
	}
	if c.Decision != nil {
		said := granted[c.Decision.Granted].in(lang)
		if c.Decision.Reason != "" {
			said += words{"：", ": "}.in(lang) + c.Decision.Reason
		}
		f.Decision = &said
	}
	return f, nil
}

// toBring is what the applicant still has to bring.
func (c *Case) toBring() []string {
	bring := []string{}
	if c.State == Contacted || c.State == ToComplete {
		for _, place := range c.missing() {
			bring = append(bring, c.Edition.Materials[place].Name)
		}
	}
	if c.State == ToComplete {
		for _, m := range c.Notices[len(c.Notices)-1].Missing {
			if m.Material < 0 {
				bring = append(bring, m.What)
			}
		}
	}
	if c.State == Accepted {
		for _, place := range c.following() {
			bring = append(bring, c.Edition.Materials[place].Name+"（"+c.Checks[place].FollowsBy.String()+"）")
		}
		for _, t := range c.Tasks {
			if t.State == Supplement {
				for _, m := range t.Asked {
					bring = append(bring, m.What)
				}
			}
		}
	}
	return bring
}

// steps are the way of a case from first contact to delivery.
func (c *Case) steps(lang fault.Lang) []FollowedStep {
	steps := []FollowedStep{
		{Name: kindWords[EventStarted].in(lang), At: &c.StartedAt, Current: c.State == Contacted || c.State == ToComplete},
		{Name: kindWords[EventReceived].in(lang), At: c.ReceivedAt, Current: c.State == Received},
		{Name: kindWords[EventAccepted].in(lang), At: c.AcceptedAt},
	}
	for _, t := range c.Tasks {
		steps = append(steps, FollowedStep{Name: t.Name, At: t.DoneAt, Current: c.State == Accepted && t.State != Waiting && !t.State.Over()})
	}
	decided := FollowedStep{Name: kindWords[EventDecided].in(lang), At: c.DecidedAt, Current: c.State == Accepted && c.tasksDone()}
	delivered := FollowedStep{Name: kindWords[EventDelivered].in(lang), Current: c.State == Decided}
	if c.Delivery != nil {
		delivered.At = &c.Delivery.At
	}
	steps = append(steps, decided, delivered)
	if c.State == Declined || c.State == Withdrawn { // nothing more will come
		steps = slices.DeleteFunc(steps, func(s FollowedStep) bool { return s.At == nil })
	}
	return steps
}
