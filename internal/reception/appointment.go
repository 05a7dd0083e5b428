package reception

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/appointment"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// State is how an appointment stands.
type State string

// The states. Missed is never stored: it holds by itself once the slot has ended and
// nobody came.
const (
	Booked    State = "BOOKED"    // 已预约
	Arrived   State = "ARRIVED"   // 已到
	Cancelled State = "CANCELLED" // 已取消
	Missed    State = "MISSED"    // 爽约
)

// Rules of appointments.
var (
	noSuchSlot    = fault.NewKind("NO_SUCH_SLOT", "没有从这一时刻开始的可预约时段。", "No slot that can be booked begins at that moment.")
	slotFull      = fault.NewKind("SLOT_FULL", "该时段已约满。", "The slot is full.")
	addressNeeded = fault.NewKind("ADDRESS_NEEDED", "上门服务须写明地址。", "A home visit says where to go.")
	// A wrong code and an unknown number are one and the same answer.
	unknownAppointment = fault.NewKind("UNKNOWN_APPOINTMENT", "预约号或查询码不符。", "No appointment has this number and code.")
	notBooked          = fault.NewKind("NOT_BOOKED", "该预约已取消、已到或已过时。", "This appointment was cancelled, was kept or is over.")
	otherDay           = fault.NewKind("OTHER_DAY", "预约在 %s，不是今天。", "The appointment is on %s, not today.")
)

// BookInput books a place in a slot.
type BookInput struct {
	Plan     node.SlotPlanID
	BeginsAt time.Time
	Item     node.ItemID
	// Name, Phone and Address are sealed in the database and in no trail.
	Name, Phone string
	Address     *string
}

// BookAppointment books a place in a slot for whoever asks, with an account or
// without. Changes come one after another, and an index keeps each place to one.
func (s *Service) BookAppointment(ctx context.Context, in BookInput) (node.AppointmentID, error) {
	return store.Write(visitor(ctx), s.Store, "keepAppointment", func(ctx context.Context, tx *store.Tx) (node.AppointmentID, error) {
		tx.Anywhere()
		seen, c := s.Live.Current(), &checker{}
		slot, center, err := s.slot(ctx, tx, seen, in)
		if err := c.merge(err); err != nil {
			return 0, err
		}
		if slot.Plan != nil { // without a slot there is no day on which the item is offered
			if p := refuseItem(seen, int(in.Item), slot.Plan, slot.Day, tx.Today); p != nil && (center != nil || p.Code == fault.NotFound.Code) {
				c.problems.Add(*p)
			}
		}
		name, phone := c.required("name", in.Name, maxName), c.phone("phone", in.Phone)
		address := c.text("address", orZero(in.Address), maxName)
		if slot.Plan != nil && slot.Plan.Kind == HomeVisit && strings.TrimSpace(orZero(in.Address)) == "" {
			c.report(addressNeeded, "address")
		}
		if center == nil { // there is no slot to look for a place in
			return 0, c.problems.Err()
		}
		number, free, err := draw(ctx, tx, slot)
		if err != nil {
			return 0, err
		}
		if free == 0 {
			c.report(slotFull, "beginsAt")
		}
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		create := tx.Appointment.Create().SetNumber(number).SetDistrictCode(center.DistrictCode).SetCenterID(center.ID).SetPlanID(slot.Plan.ID).
			SetItemID(int(in.Item)).SetKind(string(slot.Plan.Kind)).SetDay(slot.Day).SetBeginsAt(slot.BeginsAt.UTC()).SetEndsAt(slot.EndsAt.UTC()).
			SetPlace(free).SetBookedAt(tx.Now)
		for _, f := range []struct {
			personal.Field
			path, value string
			set         func(personal.Sealed)
		}{
			{personal.VisitorName, "name", name, func(v personal.Sealed) { create.SetName(v) }},
			{personal.VisitorPhone, "phone", phone, func(v personal.Sealed) { create.SetPhone(v) }},
			{personal.VisitorAddress, "address", address, func(v personal.Sealed) { create.SetAddress(v) }},
			{personal.VisitSecret, "", personal.NewSecret(), func(v personal.Sealed) { create.SetSecret(v) }},
		} {
			sealed, err := tx.Seal(f.Field, number, f.path, f.value)
			if err != nil {
				return 0, err
			}
			f.set(sealed)
		}
		row, err := create.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store an appointment: %w", err)
		}
		tx.RecordOnly(event.Appointment, row.ID, nil, trailOf(row))
		return node.AppointmentID(row.ID), nil
	})
}

// trail is what the audit trail keeps of an appointment: nothing of the visitor.
type trail struct {
	Number, Kind, State      string
	CenterID, PlanID, ItemID int
	BeginsAt                 time.Time
	Place                    int
	Reason                   string `json:",omitempty"`
}

func trailOf(row *db.Appointment) trail {
	return trail{row.Number, row.Kind, row.State, row.CenterID, row.PlanID, row.ItemID, row.BeginsAt, row.Place, row.CancelReason}
}

// slot finds the slot of a plan that begins at a moment, at a center that is open:
// where none begins then, the error comes with the plan and the day.
func (s *Service) slot(ctx context.Context, tx *store.Tx, seen *catalog.Snapshot, in BookInput) (Slot, *organization.Center, error) {
	row, err := tx.SlotPlan.Get(ctx, int(in.Plan))
	if err != nil {
		return Slot{}, nil, store.Found(fmt.Errorf("find a plan: %w", err), "plan", node.Encode("SlotPlan", int(in.Plan)))
	}
	center := seen.Directory.Center(row.CenterID)
	if center == nil || center.Status != organization.Open {
		return Slot{}, nil, fault.NotFound.At("plan", node.Encode("SlotPlan", int(in.Plan)))
	}
	loc := seen.Directory.Location()
	plan, day := planOf(row), calendar.DayOf(in.BeginsAt.In(loc))
	for _, slot := range plan.Slots(day, center.Hours, seen.Directory.Calendar(), loc) {
		if slot.BeginsAt.Equal(in.BeginsAt) && bookableAt(slot.BeginsAt, tx.Now) {
			return slot, center, nil
		}
	}
	return Slot{Plan: plan, Day: day}, nil, noSuchSlot.At("beginsAt")
}

// numberLength is that of the numbers of appointments: drawn, so that none tells how
// many there are or leads to another.
const numberLength = 8

// draw draws a number that none has, and finds the first place of a slot that is
// free, 0 for none.
func draw(ctx context.Context, tx *store.Tx, slot Slot) (number string, free int, err error) {
	taken, err := tx.Appointment.Query().Where(appointment.PlanID(slot.Plan.ID), appointment.BeginsAt(slot.BeginsAt.UTC()),
		appointment.StateNEQ(string(Cancelled))).Select(appointment.FieldPlace).Ints(ctx)
	if err != nil {
		return "", 0, fmt.Errorf("look for a free place: %w", err)
	}
	for place := 1; place <= slot.Plan.Capacity && free == 0; place++ {
		if !slices.Contains(taken, place) {
			free = place
		}
	}
	for {
		number = personal.NewCode(numberLength)
		exists, err := tx.Appointment.Query().Where(appointment.Number(number)).Exist(ctx)
		if err != nil {
			return "", 0, fmt.Errorf("look for a number: %w", err)
		}
		if !exists {
			return number, free, nil
		}
	}
}

// CancelInput cancels an appointment: with its code by who booked it, without one by
// the center.
type CancelInput struct {
	Number         string
	Secret, Reason *string
}

// CancelAppointment gives a place back before the slot begins; the center may until
// it ends, so that nobody is counted as missing whom it sent home.
func (s *Service) CancelAppointment(ctx context.Context, in CancelInput) (node.AppointmentID, error) {
	action := "cancelAppointment"
	if in.Secret != nil {
		if _, err := s.known(ctx, in.Number, *in.Secret); err != nil { // neither a number nor its code ever changes
			return 0, err
		}
		ctx, action = visitor(ctx), "keepAppointment"
	}
	return store.Write(ctx, s.Store, action, func(ctx context.Context, tx *store.Tx) (node.AppointmentID, error) {
		row, err := numbered(ctx, tx.Client, in.Number)
		if err != nil {
			return 0, err
		}
		if row == nil {
			return 0, unknownAppointment.At("number")
		}
		until := row.BeginsAt
		if in.Secret != nil {
			tx.Anywhere()
		} else {
			until = row.EndsAt
			if err := tx.At(ctx, store.Place{CenterID: row.CenterID}); err != nil {
				return 0, err
			}
		}
		c := &checker{}
		reason := c.text("reason", orZero(in.Reason), maxReason)
		if State(row.State) != Booked || !tx.Now.Before(until) {
			c.report(notBooked, "number")
		}
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		after, err := row.Update().SetState(string(Cancelled)).SetCancelledAt(tx.Now).SetCancelReason(reason).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("cancel an appointment: %w", err)
		}
		tx.RecordOnly(event.Appointment, row.ID, trailOf(row), trailOf(after))
		return node.AppointmentID(row.ID), nil
	})
}

// numbered is the appointment of a number, nil for none.
func numbered(ctx context.Context, client *db.Client, number string) (*db.Appointment, error) {
	number = strings.ToUpper(strings.TrimSpace(number))
	if !fault.IsText(number) {
		return nil, nil //nolint:nilnil // no number is such a text
	}
	row, err := client.Appointment.Query().Where(appointment.Number(number)).Only(ctx)
	if err != nil && !db.IsNotFound(err) {
		return nil, fmt.Errorf("look for an appointment: %w", err)
	}
	return row, nil
}

// known is the appointment of a number, for whoever gives its code.
func (s *Service) known(ctx context.Context, number, code string) (*db.Appointment, error) {
	return personal.Find(ctx, s.Codes, code, func() (*db.Appointment, error) {
		return numbered(ctx, s.Store.Client, number)
	}, func(row *db.Appointment) (string, personal.Sealed) { return row.Number, row.Secret })
}
