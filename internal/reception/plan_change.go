package reception

import (
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/appointment"
	"onewindow/ent/db/post"
	"onewindow/ent/db/slotplan"
	"onewindow/ent/db/window"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// Rules of plans.
var (
	outOfRange    = fault.NewKind("OUT_OF_RANGE", "应在 %d 至 %d 之间。", "This is between %d and %d.")
	centerNotOpen = fault.NewKind("CENTER_NOT_OPEN", "该中心尚未开放。", "This center is not open.")
	windowNeeded  = fault.NewKind("WINDOW_NEEDED", "窗口预约须写明窗口。", "Slots of a window say which.")
	noSuchWindow  = fault.NewKind("NO_SUCH_WINDOW", "该中心没有这个开放的窗口。", "The center has no such open window.")
	whoGoes       = fault.NewKind("WHO_GOES", "上门与延时服务须写明由谁负责。", "A home visit and extended hours say who goes.")
	noPostThere   = fault.NewKind("NO_POST_THERE", "此人在该中心没有岗位。", "This person holds no post at that center.")
	noSlotFits    = fault.NewKind("NO_SLOT_FITS", "起止时间之间排不下一个时段。", "Not one slot fits between beginning and end.")
	slotCollides  = fault.NewKind("SLOT_COLLIDES", "同一窗口或人员在 %s 至 %s 已有预约时段。", "The same window or person can be booked from %s to %s already.")
	planEnded     = fault.NewKind("PLAN_ENDED", "该时段安排到 %s 为止。", "The plan ends on %s already.")
	planBooked    = fault.NewKind("PLAN_BOOKED", "从 %s 起还有 %d 个预约：请先取消或改日。", "From %s on %d appointments stand: cancel them first, or end it later.")
)

// PlanSlotsInput is a new plan.
type PlanSlotsInput struct {
	Center            node.CenterID
	Kind              Kind
	Window            *node.WindowID
	Staff             *node.StaffID
	Days              []organization.Weekday
	Begins, Ends      string
	Minutes, Capacity int
	// ValidFrom is today when nil; ValidTo is the first day on which it holds no more.
	ValidFrom, ValidTo *calendar.Day
}

// PlanSlots opens slots for appointments.
func (s *Service) PlanSlots(ctx context.Context, in PlanSlotsInput) (node.SlotPlanID, error) {
	return store.Write(ctx, s.Store, "planSlots", func(ctx context.Context, tx *store.Tx) (node.SlotPlanID, error) {
		if err := tx.At(ctx, store.Place{CenterID: int(in.Center)}); err != nil {
			return 0, err
		}
		c, from := &checker{}, tx.Today
		if in.ValidFrom != nil {
			from = *in.ValidFrom
		}
		plan := &Plan{
			CenterID: int(in.Center), Kind: in.Kind, WindowID: int(orZero(in.Window)), StaffID: int(orZero(in.Staff)), Days: in.Days,
			Begins: in.Begins, Ends: in.Ends, Minutes: in.Minutes, Capacity: in.Capacity, ValidFrom: from, ValidTo: in.ValidTo,
		}
		c.times(plan, tx.Today)
		if err := c.who(ctx, tx, plan); err != nil {
			return 0, err
		}
		if len(c.problems) == 0 {
			if err := c.beside(ctx, tx, plan); err != nil {
				return 0, err
			}
		}
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		days := make([]string, len(plan.Days))
		for i, d := range plan.Days {
			days[i] = string(d)
		}
		row, err := tx.SlotPlan.Create().SetCenterID(plan.CenterID).SetKind(string(plan.Kind)).SetNillableWindowID((*int)(in.Window)).
			SetNillableStaffID((*int)(in.Staff)).SetDays(days).SetBegins(plan.Begins).SetEnds(plan.Ends).SetMinutes(plan.Minutes).
			SetCapacity(plan.Capacity).SetValidFrom(from).SetNillableValidTo(in.ValidTo).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store a plan of slots: %w", err)
		}
		tx.RecordOnly(event.SlotPlan, row.ID, nil, planOf(row))
		return node.SlotPlanID(row.ID), nil
	})
}

// times checks what needs no reading.
func (c *checker) times(p *Plan, today calendar.Day) {
	for _, problem := range p.usual().Check("") {
		problem.Path = problem.Path[2:] // below "weekly.0"
		switch problem.Path[0] {
		case "from":
			problem.Path[0] = "begins"
		case "to":
			problem.Path[0] = "ends"
		}
		c.problems.Add(problem)
	}
	if !slices.Contains(Kinds, p.Kind) {
		c.report(fault.Invalid, "kind", string(p.Kind), "WINDOW | HOME_VISIT | EXTENDED_HOURS")
	}
	c.within("minutes", p.Minutes, minMinutes, MaxMinutes)
	c.within("capacity", p.Capacity, 1, MaxCapacity)
	if len(c.problems) == 0 && minuteOf(p.Begins)+p.Minutes > minuteOf(p.Ends) {
		c.report(noSlotFits, "minutes")
	}
	if p.ValidFrom.Before(today) {
		c.report(fault.DayOrder, "validFrom", p.ValidFrom, today)
	}
	if p.ValidTo != nil && !p.ValidFrom.Before(*p.ValidTo) {
		c.report(fault.DayOrder, "validTo", *p.ValidTo, p.ValidFrom)
	}
}

// who checks where it is and who serves: a window for those of windows, a person with
// a post at the center for visits and extended hours.
func (c *checker) who(ctx context.Context, tx *store.Tx, p *Plan) error {
	center, err := tx.ServiceCenter.Get(ctx, p.CenterID)
	if db.IsNotFound(err) {
		c.report(fault.NotFound, "center", node.Encode("ServiceCenter", p.CenterID))
		return nil
	}
	if err != nil {
		return fmt.Errorf("find a center: %w", err)
	}
	if organization.Status(center.Status) != organization.Open {
		c.report(centerNotOpen, "center")
	}
	if p.Kind == AtWindow && p.WindowID == 0 {
		c.report(windowNeeded, "window")
	}
	if p.WindowID != 0 {
		there, err := tx.Window.Query().Where(window.ID(p.WindowID), window.CenterID(p.CenterID), window.Open(true)).Exist(ctx)
		if err != nil {
			return fmt.Errorf("find a window: %w", err)
		}
		if !there {
			c.report(noSuchWindow, "window")
		}
	}
	if p.StaffID == 0 {
		if p.Kind != AtWindow {
			c.report(whoGoes, "staff")
		}
		return nil
	}
	works, err := tx.Post.Query().Where(post.StaffID(p.StaffID), post.CenterID(p.CenterID), post.ValidFromLTE(p.ValidFrom),
		post.Or(post.ValidToIsNil(), post.ValidToGT(p.ValidFrom))).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for who goes: %w", err)
	}
	if !works {
		c.report(noPostThere, "staff")
	}
	return nil
}

// beside checks a plan against the others that hold or will hold.
func (c *checker) beside(ctx context.Context, tx *store.Tx, p *Plan) error {
	query := tx.SlotPlan.Query().Where(slotplan.Or(slotplan.ValidToIsNil(), slotplan.ValidToGT(tx.Today)))
	others, err := query.Clone().Where(slotplan.CenterID(p.CenterID)).All(ctx)
	if err != nil {
		return fmt.Errorf("read the plans of a center: %w", err)
	}
	if len(others) >= MaxPlans {
		c.report(fault.Full, "center", MaxPlans)
	}
	if p.StaffID != 0 { // who goes may go from elsewhere too
		elsewhere, err := query.Where(slotplan.StaffID(p.StaffID), slotplan.CenterIDNEQ(p.CenterID)).All(ctx)
		if err != nil {
			return fmt.Errorf("read the plans of who goes: %w", err)
		}
		others = append(others, elsewhere...)
	}
	for _, row := range others {
		if other := planOf(row); p.collides(other) {
			c.report(slotCollides, "begins", other.Begins, other.Ends)
			break
		}
	}
	return nil
}

// EndSlotPlanInput ends a plan.
type EndSlotPlanInput struct {
	ID              node.SlotPlanID
	ExpectedVersion int
	// On is the first day on which it holds no more; today when nil.
	On *calendar.Day
}

// EndSlotPlan ends a plan. It is refused while appointments stand from that day on:
// nobody who booked comes to a closed window.
func (s *Service) EndSlotPlan(ctx context.Context, in EndSlotPlanInput) (node.SlotPlanID, error) {
	return store.Write(ctx, s.Store, "endSlotPlan", func(ctx context.Context, tx *store.Tx) (node.SlotPlanID, error) {
		row, err := tx.SlotPlan.Get(ctx, int(in.ID))
		if err != nil {
			return 0, store.Found(fmt.Errorf("find a plan: %w", err), "id", node.Encode("SlotPlan", int(in.ID)))
		}
		if err := tx.At(ctx, store.Place{CenterID: row.CenterID}); err != nil {
			return 0, err
		}
		if err := store.CheckVersion("expectedVersion", in.ExpectedVersion, row.Version); err != nil {
			return 0, err
		}
		c, last := &checker{}, tx.Today
		if in.On != nil {
			last = *in.On
		}
		if last.Before(tx.Today) {
			c.report(fault.DayOrder, "on", last, tx.Today)
		}
		if row.ValidTo != nil && !last.Before(*row.ValidTo) {
			c.report(planEnded, "id", *row.ValidTo)
		}
		stand, err := tx.Appointment.Query().Where(appointment.PlanID(row.ID), appointment.DayGTE(last), appointment.State(string(Booked)),
			appointment.EndsAtGT(tx.Now)).Count(ctx)
		if err != nil {
			return 0, fmt.Errorf("count what stands: %w", err)
		}
		if stand > 0 {
			c.report(planBooked, "on", last, stand)
		}
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		if last.Before(row.ValidFrom) { // it never held
			last = row.ValidFrom
		}
		after, err := row.Update().SetValidTo(last).AddVersion(1).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("end a plan: %w", err)
		}
		tx.RecordOnly(event.SlotPlan, row.ID, planOf(row), planOf(after))
		return in.ID, nil
	})
}
