package sample

import (
	"context"
	"fmt"
	"time"

	"onewindow/ent/db/dutyplan"
	"onewindow/ent/db/dutyshift"
	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/reception"
)

// coming is data/reception.yaml: how people come to be served.
type coming struct {
	Slots []struct {
		Center, Kind, Window, Staff string
		Days                        []organization.Weekday
		Begins, Ends                string
		Minutes, Capacity           int
	}
	DutyWeeks   int
	Duty        []turns
	Substitutes []struct {
		Center, Staff, Substitute string
		DaysAhead                 int
	}
}

// turns are the persons who take turns at a center: each does what it promises from
// one hand-over to the next.
type turns struct {
	Center          string
	Staff, HandOver []string
	AfterHours      []organization.Span
}

// slots are what can be booked, from today on.
func (l *loader) slots(ctx context.Context) error {
	desk := &reception.Service{Store: l.store}
	for _, p := range l.coming.Slots {
		in := reception.PlanSlotsInput{
			Center: node.CenterID(l.centerIDs[p.Center]), Kind: reception.Kind(p.Kind), Days: p.Days,
			Begins: p.Begins, Ends: p.Ends, Minutes: p.Minutes, Capacity: p.Capacity,
		}
		if p.Window != "" {
			in.Window = new(node.WindowID(l.windowIDs[p.Center][p.Window]))
		}
		if p.Staff != "" {
			in.Staff = new(node.StaffID(l.staffIDs[p.Staff]))
		}
		if _, err := desk.PlanSlots(ctx, in); err != nil {
			return fmt.Errorf("slots from %s at %s: %w", p.Begins, p.Center, err)
		}
	}
	return nil
}

// duty plans the rosters of the coming weeks, from now on: whoever is next takes the
// next shift, so that there is no gap.
func (l *loader) duty(ctx context.Context) error {
	f, err := files.Open(workdays)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	days, err := calendar.ParseCSV(f)
	if err != nil {
		return err
	}
	for _, t := range l.coming.Duty {
		hours, err := l.hoursOf(t.Center[:len(districtCode)])
		if err != nil {
			return err
		}
		whole := organization.Stretch{From: l.tx.Now, To: l.tx.Now.AddDate(0, 0, 7*l.coming.DutyWeeks)}
		in := organization.PlanDutyInput{Center: node.CenterID(l.centerIDs[t.Center]), From: whole.From, To: whole.To, AfterHours: t.AfterHours}
		for _, promised := range organization.DutyTimes(hours, t.AfterHours, whole, l.store.Location(), calendar.New(days)) {
			for _, s := range t.shifts(promised, l.store.Location()) {
				next := t.Staff[len(in.Shifts)%len(t.Staff)]
				in.Shifts = append(in.Shifts, organization.PlannedShift{Staff: node.StaffID(l.staffIDs[next]), From: s.From, To: s.To})
			}
		}
		if _, err := l.org.PlanDuty(ctx, in); err != nil {
			return fmt.Errorf("duty at %s: %w", t.Center, err)
		}
	}
	return nil
}

// shifts are a promised stretch of time, parted where one hands over to the next.
func (t turns) shifts(promised organization.Stretch, loc *time.Location) []organization.Stretch {
	var shifts []organization.Stretch
	from := promised.From
	for day := calendar.DayOf(from.In(loc)); day.In(loc).Before(promised.To); day = day.AddDays(1) {
		for _, clock := range t.HandOver {
			at, err := time.ParseInLocation("2006-01-02 15:04", day.String()+" "+clock, loc)
			if err == nil && from.Before(at) && at.Before(promised.To) {
				shifts, from = append(shifts, organization.Stretch{From: from, To: at}), at
			}
		}
	}
	return append(shifts, organization.Stretch{From: from, To: promised.To})
}

// substitutes are named for those who leave a shift.
func (l *loader) substitutes(ctx context.Context) error {
	for _, s := range l.coming.Substitutes {
		center := l.centerIDs[s.Center]
		plan, err := l.tx.DutyPlan.Query().Where(dutyplan.CenterID(center)).Only(ctx)
		if err != nil {
			return fmt.Errorf("read the duty plan of %s: %w", s.Center, err)
		}
		shift, err := l.tx.DutyShift.Query().Where(dutyshift.CenterID(center), dutyshift.StaffID(l.staffIDs[s.Staff]),
			dutyshift.BeginsAtGTE(l.tx.Now.AddDate(0, 0, s.DaysAhead))).Order(dutyshift.ByBeginsAt()).First(ctx)
		if err != nil {
			return fmt.Errorf("look for a shift of %s: %w", s.Staff, err)
		}
		substitute := node.StaffID(l.staffIDs[s.Substitute])
		if _, err := l.org.WithdrawFromDuty(ctx, organization.WithdrawFromDutyInput{
			Center: node.CenterID(center), ExpectedVersion: plan.Version, Shift: node.DutyShiftID(shift.ID), Substitute: &substitute,
		}); err != nil {
			return fmt.Errorf("substitute of %s: %w", s.Staff, err)
		}
	}
	return nil
}
