package organization

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/dutyplan"
	"onewindow/ent/db/dutyshift"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// Rules of planning duty.
var (
	dutyPast    = fault.NewKind("DUTY_PAST", "已过去的值班不能再安排。", "Duty that is past cannot be planned.")
	dutyLong    = fault.NewKind("DUTY_LONG", "最多安排到今后 %d 天。", "Duty is planned at most %d days ahead.")
	dutyCrosses = fault.NewKind("DUTY_CROSSES", "%s 至 %s 的班次跨过了这一界限。", "The shift from %s to %s crosses this limit.")
)

// PlannedShift is a shift of a plan.
type PlannedShift struct {
	Staff    node.StaffID
	From, To time.Time
}

// PlanDutyInput is who is on duty at a center in a whole period.
type PlanDutyInput struct {
	Center node.CenterID
	// ExpectedVersion is that of the center's roster, 0 before its first plan.
	ExpectedVersion int
	From, To        time.Time
	// AfterHours are the hours of duty that the center promises beyond its opening hours.
	AfterHours []Span
	Shifts     []PlannedShift
}

// roster is what is planned at a center from now on.
type roster struct {
	plan   *db.DutyPlan // nil before the first
	center *Center
	rows   []*db.DutyShift
	after  []Span
}

func readRoster(ctx context.Context, tx *store.Tx, row *db.ServiceCenter) (*roster, error) {
	center, err := centerOf(row)
	if err != nil {
		return nil, err
	}
	r := &roster{center: center}
	r.plan, err = tx.DutyPlan.Query().Where(dutyplan.CenterID(row.ID)).Only(ctx)
	if err != nil && !db.IsNotFound(err) {
		return nil, fmt.Errorf("read the duty plan of center %d: %w", row.ID, err)
	}
	if r.plan != nil && len(r.plan.AfterHours) > 0 {
		if err := json.Unmarshal(r.plan.AfterHours, &r.after); err != nil {
			return nil, fmt.Errorf("read the duty hours of center %d: %w", row.ID, err)
		}
	}
	r.rows, err = tx.DutyShift.Query().Where(dutyshift.CenterID(row.ID), dutyshift.EndsAtGT(tx.Now)).
		Order(dutyshift.ByBeginsAt(), dutyshift.ByID()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the shifts of center %d: %w", row.ID, err)
	}
	return r, nil
}

func (r *roster) version() int {
	if r.plan == nil {
		return 0
	}
	return r.plan.Version
}

func shiftOf(row *db.DutyShift) DutyShift {
	return DutyShift{Stretch{row.BeginsAt, row.EndsAt}, row.StaffID, orZero(row.SubstituteForID)}
}

// PlanDuty sets who is on duty at a center in a whole period; what was planned in
// it before is replaced. From the first moment that is planned to the last one the
// roster has no gap in what the center promises, or every gap is told. It returns
// the id of the center.
func (s *Service) PlanDuty(ctx context.Context, in PlanDutyInput) (int, error) {
	return change(ctx, s, "planDuty", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		if err := tx.At(ctx, store.Place{CenterID: int(in.Center)}); err != nil {
			return 0, err
		}
		row, err := findCenter(ctx, tx, c, "center", int(in.Center))
		if err != nil || row == nil {
			return 0, err
		}
		r, err := readRoster(ctx, tx, row)
		if err != nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, r.version())
		_ = c.merge(Hours{Weekly: in.AfterHours}.Check("afterHours").Err())
		period := Stretch{in.From.UTC(), in.To.UTC()}
		c.dutyPeriod(period, tx.Now)
		shifts, err := c.dutyShifts(ctx, tx, in, period)
		if err != nil {
			return 0, err
		}
		kept, replaced := c.outside(r.rows, period, s.Store.Location())
		if c.stop() {
			return 0, nil
		}
		directory := &Directory{}
		if err := loadCalendar(ctx, tx.Client, directory); err != nil {
			return 0, err
		}
		all := slices.Concat(kept, shifts)
		whole := Stretch{period.From, period.To}
		for _, shift := range kept {
			if shift.From.Before(whole.From) {
				whole.From = shift.From
			}
			whole.To = later(whole.To, shift.To)
		}
		whole.From = later(whole.From, tx.Now)
		promised := DutyTimes(r.center.Hours, in.AfterHours, whole, s.Store.Location(), directory.calendar)
		c.problems = append(c.problems, gapProblems("shifts", DutyGaps(promised, all), s.Store.Location())...)
		if len(all) > MaxShifts {
			c.add(fault.Full, "shifts", MaxShifts)
		}
		if c.stop() {
			return 0, nil
		}
		return row.ID, storeRoster(ctx, tx, r, in.AfterHours, replaced, shifts)
	})
}

func (c *checker) dutyPeriod(period Stretch, now time.Time) {
	switch {
	case !period.From.Before(period.To):
		c.add(dutyOrder, "to")
	case period.From.Before(now):
		c.add(dutyPast, "from")
	case period.To.After(now.AddDate(0, 0, MaxDutyDays)):
		c.add(dutyLong, "to", MaxDutyDays)
	}
}

// dutyShifts are the shifts of a plan, checked by themselves and against what
// their persons do at other centers.
func (c *checker) dutyShifts(ctx context.Context, tx *store.Tx, in PlanDutyInput, period Stretch) ([]DutyShift, error) {
	shifts := make([]DutyShift, len(in.Shifts))
	for i, s := range in.Shifts {
		shifts[i] = DutyShift{Stretch: Stretch{s.From.UTC(), s.To.UTC()}, StaffID: int(s.Staff)}
	}
	if !period.From.Before(period.To) { // which was told: nothing is outside of it
		period = Stretch{time.Time{}, tx.Now.AddDate(1000, 0, 0)}
	}
	if err := c.merge(CheckRoster(shifts, period, nil, time.UTC)); err != nil || len(shifts) > MaxShifts {
		return nil, err
	}
	for i, s := range shifts {
		if err := c.freeForDuty(ctx, tx, fmt.Sprintf("shifts.%d.staff", i), s, int(in.Center)); err != nil {
			return nil, err
		}
	}
	return shifts, nil
}

// freeForDuty reports a person whom nobody knows, or who is on duty at another
// center then.
func (c *checker) freeForDuty(ctx context.Context, tx *store.Tx, path string, s DutyShift, center int) error {
	_, err := tx.Staff.Get(ctx, s.StaffID)
	if err != nil {
		return c.merge(store.Found(err, path, idText(node.StaffID(s.StaffID))))
	}
	busy, err := tx.DutyShift.Query().Where(dutyshift.StaffID(s.StaffID), dutyshift.CenterIDNEQ(center),
		dutyshift.BeginsAtLT(s.To), dutyshift.EndsAtGT(s.From)).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for duty elsewhere: %w", err)
	}
	if busy {
		c.add(dutyTwice, path)
	}
	return nil
}

// outside parts shifts into those that a period leaves and those that it
// replaces, and reports each that crosses one of its ends.
func (c *checker) outside(rows []*db.DutyShift, period Stretch, loc *time.Location) (kept []DutyShift, replaced []int) {
	for _, row := range rows {
		switch s := shiftOf(row); {
		case !s.overlaps(period):
			kept = append(kept, s)
		case s.From.Before(period.From):
			c.add(dutyCrosses, "from", shown(s.From, loc), shown(s.To, loc))
		case s.To.After(period.To):
			c.add(dutyCrosses, "to", shown(s.From, loc), shown(s.To, loc))
		default:
			replaced = append(replaced, row.ID)
		}
	}
	return kept, replaced
}

// storeRoster puts shifts in the place of others.
func storeRoster(ctx context.Context, tx *store.Tx, r *roster, after []Span, replaced []int, shifts []DutyShift) error {
	raw, err := json.Marshal(after)
	if err != nil {
		return fmt.Errorf("write the duty hours: %w", err)
	}
	if r.plan == nil {
		err = tx.DutyPlan.Create().SetCenterID(r.center.ID).SetAfterHours(raw).Exec(ctx)
	} else {
		err = r.plan.Update().SetAfterHours(raw).AddVersion(1).Exec(ctx)
	}
	if err == nil {
		_, err = tx.DutyShift.Delete().Where(dutyshift.IDIn(replaced...)).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("store the duty plan of center %d: %w", r.center.ID, err)
	}
	for _, s := range shifts {
		create := tx.DutyShift.Create().SetCenterID(r.center.ID).SetStaffID(s.StaffID).SetBeginsAt(s.From).SetEndsAt(s.To)
		if s.SubstituteForID != 0 {
			create.SetSubstituteForID(s.SubstituteForID)
		}
		if err := create.Exec(ctx); err != nil {
			return fmt.Errorf("store a shift: %w", err)
		}
	}
	before := make([]DutyShift, len(r.rows))
	for i, row := range r.rows {
		before[i] = shiftOf(row)
	}
	tx.RecordOnly(event.Duty, r.center.ID, before, shifts)
	return nil
}

// WithdrawFromDutyInput takes a person out of a shift that is not over.
type WithdrawFromDutyInput struct {
	Center          node.CenterID
	ExpectedVersion int
	Shift           node.DutyShiftID
	// Substitute does the rest of it; needed where there would be a gap.
	Substitute *node.StaffID
}

// WithdrawFromDuty ends a person's duty now, or before it begins, and returns the
// id of the center.
func (s *Service) WithdrawFromDuty(ctx context.Context, in WithdrawFromDutyInput) (int, error) {
	return change(ctx, s, "withdrawFromDuty", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		if err := tx.At(ctx, store.Place{CenterID: int(in.Center)}); err != nil {
			return 0, err
		}
		row, err := findCenter(ctx, tx, c, "center", int(in.Center))
		if err != nil || row == nil {
			return 0, err
		}
		r, err := readRoster(ctx, tx, row)
		if err != nil {
			return 0, err
		}
		c.version(in.ExpectedVersion, r.version())
		which := slices.IndexFunc(r.rows, func(row *db.DutyShift) bool { return row.ID == int(in.Shift) })
		if which < 0 {
			c.add(fault.NotFound, "shift", idText(in.Shift))
			if in.Substitute != nil {
				return 0, c.freeForDuty(ctx, tx, "substitute", DutyShift{StaffID: int(*in.Substitute)}, row.ID)
			}
			return 0, nil
		}
		shifts := make([]DutyShift, len(r.rows))
		for i, row := range r.rows {
			shifts[i] = shiftOf(row)
		}
		rest := Stretch{later(shifts[which].From, tx.Now), shifts[which].To}
		if in.Substitute != nil {
			if err := c.freeForDuty(ctx, tx, "substitute", DutyShift{Stretch: rest, StaffID: int(*in.Substitute)}, row.ID); err != nil {
				return 0, err
			}
		}
		directory := &Directory{}
		if err := loadCalendar(ctx, tx.Client, directory); err != nil {
			return 0, err
		}
		promised := DutyTimes(r.center.Hours, r.after, rest, s.Store.Location(), directory.calendar)
		after, err := Withdraw(shifts, which, tx.Now, int(orZero(in.Substitute)), promised, s.Store.Location())
		if err := c.merge(err); err != nil || c.stop() {
			return 0, err
		}
		added := slices.DeleteFunc(after, func(s DutyShift) bool { return slices.Contains(shifts, s) })
		return row.ID, storeRoster(ctx, tx, r, r.after, []int{int(in.Shift)}, added)
	})
}
