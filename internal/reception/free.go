package reception

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/appointment"
	"onewindow/ent/db/slotplan"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
)

// Rules of what can be booked.
var (
	tooManyDays = fault.NewKind("TOO_MANY_DAYS", "一次最多查询 %d 天。", "At most %d days at a time.")
	itemNotOpen = fault.NewKind("ITEM_NOT_OFFERED", "该事项当日不在该中心办理。", "This item is not offered at the center on that day.")
	notBookable = fault.NewKind("NOT_BOOKABLE", "该事项的办事指南未开通预约：请直接到窗口取号。", "The guide of this item takes no appointments: come and take a number.")
	otherWindow = fault.NewKind("OTHER_WINDOW", "该时段所在窗口不办理此事项。", "The window of this slot does not serve the item.")
)

// FreeSlot is a slot that can be booked.
type FreeSlot struct {
	Slot
	Free int
	lens *catalog.Lens
}

// PlanID names the plan that it is of, for booking.
func (f *FreeSlot) PlanID() node.SlotPlanID { return node.SlotPlanID(f.Plan.ID) }

// Kind is where it is.
func (f *FreeSlot) Kind() Kind { return f.Plan.Kind }

// Window is where to go, nil for a visit and for any window.
func (f *FreeSlot) Window() *organization.WindowAt { return f.lens.Org.Window(f.Plan.WindowID) }

// FreeFilter says what is looked for.
type FreeFilter struct {
	Center   node.CenterID
	Item     *node.ItemID
	Kind     *Kind
	From, To calendar.Day
}

// FreeSlots are the slots of an open center that can be booked, the earliest first,
// from one day to another, both included: nothing of who booked the others.
func (s *Service) FreeSlots(ctx context.Context, f FreeFilter) ([]*FreeSlot, error) {
	lens, now := catalog.LensOf(ctx), s.Store.Now()
	free := []*FreeSlot{}
	if f.To.Before(f.From) {
		return nil, fault.DayOrder.At("to", f.To, f.From)
	}
	if f.From.AddDays(MaxFreeDays - 1).Before(f.To) {
		return nil, tooManyDays.At("to", MaxFreeDays)
	}
	center := lens.Org.Center(int(f.Center))
	if center == nil || center.Status != organization.Open {
		return free, nil
	}
	plans, err := s.Store.Client.SlotPlan.Query().Where(slotplan.CenterID(center.Center.ID), slotplan.ValidFromLTE(f.To),
		slotplan.Or(slotplan.ValidToIsNil(), slotplan.ValidToGT(f.From))).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the plans of a center: %w", err)
	}
	taken, err := s.taken(ctx, center.Center.ID, f.From, f.To)
	if err != nil {
		return nil, err
	}
	directory := lens.Directory
	for _, row := range plans {
		plan := planOf(row)
		if f.Kind != nil && plan.Kind != *f.Kind {
			continue
		}
		for day := f.From; !f.To.Before(day); day = day.AddDays(1) {
			if f.Item != nil && refuseItem(lens.Snapshot, int(*f.Item), plan, day, lens.Day) != nil {
				continue
			}
			for _, slot := range plan.Slots(day, center.Hours, directory.Calendar(), directory.Location()) {
				left := plan.Capacity - taken[place{plan.ID, slot.BeginsAt.Unix()}]
				if left > 0 && bookableAt(slot.BeginsAt, now) {
					free = append(free, &FreeSlot{slot, left, lens})
				}
			}
		}
	}
	slices.SortFunc(free, func(a, b *FreeSlot) int {
		return cmp.Or(a.BeginsAt.Compare(b.BeginsAt), cmp.Compare(a.Plan.ID, b.Plan.ID))
	})
	return free[:min(len(free), MaxFreeSlots)], nil
}

// bookableAt is whether a slot that begins then can be booked now: not in the past,
// and not further ahead than is planned for.
func bookableAt(begins, now time.Time) bool {
	return begins.After(now) && begins.Before(now.AddDate(0, 0, MaxAhead))
}

// place is where a slot is: its plan and when it begins.
type place struct {
	plan   int
	begins int64
}

// taken counts the places of the slots of some days that are booked.
func (s *Service) taken(ctx context.Context, centerID int, from, to calendar.Day) (map[place]int, error) {
	rows, err := s.Store.Client.Appointment.Query().
		Where(appointment.CenterID(centerID), appointment.DayGTE(from), appointment.DayLTE(to), appointment.StateNEQ(string(Cancelled))).
		Select(appointment.FieldPlanID, appointment.FieldBeginsAt).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("count what is booked: %w", err)
	}
	taken := map[place]int{}
	for _, row := range rows {
		taken[placeOf(row)]++
	}
	return taken, nil
}

func placeOf(row *db.Appointment) place { return place{row.PlanID, row.BeginsAt.Unix()} }

// refuseItem is why an item cannot be booked in a slot of a plan on a day, nil when it
// can: it is active with a guide today that takes appointments, offered at the center
// on that day, and the window serves it.
func refuseItem(seen *catalog.Snapshot, itemID int, p *Plan, day, today calendar.Day) *fault.Problem {
	item := seen.ItemOf(itemID)
	if item == nil {
		return new(fault.NotFound.At("item", node.Encode("ServiceItem", itemID)))
	}
	edition, offering := item.EditionIn(today), item.OfferedAt(p.CenterID, day)
	switch {
	case item.State != catalog.StateActive || edition == nil: // nothing is told of what is not published
		return new(fault.NotFound.At("item", node.Encode("ServiceItem", itemID)))
	case offering == nil || !offeredOn(seen, offering, day):
		return new(itemNotOpen.At("item"))
	case !edition.Bookable:
		return new(notBookable.At("item"))
	}
	window := seen.Directory.Window(p.WindowID)
	if window != nil && (!window.Open || window.Kind == organization.DepartmentWindow && window.DepartmentID != item.OwnerID ||
		window.Kind == organization.DeliveryWindow) {
		return new(otherWindow.At("item"))
	}
	return nil
}

// offeredOn is whether a day is one of those on which an item is offered: none said
// means all. A makeup day is for it what it is for the center.
func offeredOn(seen *catalog.Snapshot, o *catalog.Offering, day calendar.Day) bool {
	if len(o.Days) == 0 {
		return true
	}
	days := make([]organization.Weekday, len(o.Days))
	for i, d := range o.Days {
		days[i] = organization.Weekday(d)
	}
	week := organization.Hours{Weekly: []organization.Span{{Days: days, From: "00:00", To: "24:00", Kind: organization.Regular}}}
	return len(week.On(day, seen.Directory.Calendar())) > 0
}
