package reception

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/ticket"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// TicketState is how a waiting number stands.
type TicketState string

// The states.
const (
	Waiting TicketState = "WAITING" // 等候
	Called  TicketState = "CALLED"  // 已叫号
	Done    TicketState = "DONE"    // 办结
	NoShow  TicketState = "NO_SHOW" // 过号
)

// Rules of waiting numbers.
var (
	windowShut  = fault.NewKind("WINDOW_CLOSED", "窗口已关闭。", "The window is closed.")
	windowBusy  = fault.NewKind("WINDOW_BUSY", "该窗口正在办理 %s 号：请先办结或过号。", "The window serves number %s: finish it first, or say that nobody came.")
	nobodyWaits = fault.NewKind("NOBODY_WAITS", "没有该窗口可叫的号。", "Nobody waits whom this window serves.")
	notCalled   = fault.NewKind("NOT_CALLED", "该号不在办理中。", "This number is not being served.")
)

// CheckedIn is what came of a check-in.
type CheckedIn struct {
	Appointment node.AppointmentID
	// Ticket is 0 for a visit, where nobody waits.
	Ticket node.TicketID
}

// CheckInInput names the appointment of who has come.
type CheckInInput struct{ Number string }

// CheckIn notes that who booked has come, on the day itself, and gives them a number:
// who comes before the slot has ended is called in their time, who comes later waits
// like everybody. For a home visit it notes that who goes has arrived.
func (s *Service) CheckIn(ctx context.Context, in CheckInInput) (CheckedIn, error) {
	return store.Write(ctx, s.Store, "checkIn", func(ctx context.Context, tx *store.Tx) (done CheckedIn, err error) {
		row, err := numbered(ctx, tx.Client, in.Number)
		if err != nil {
			return done, err
		}
		if row == nil {
			tx.Anywhere()
			return done, unknownAppointment.At("number")
		}
		if err := tx.At(ctx, store.Place{CenterID: row.CenterID}); err != nil {
			return done, err
		}
		switch {
		case State(row.State) != Booked:
			return done, notBooked.At("number")
		case row.Day != tx.Today:
			return done, otherDay.At("number", row.Day)
		}
		after, err := row.Update().SetState(string(Arrived)).SetArrivedAt(tx.Now).Save(ctx)
		if err != nil {
			return done, fmt.Errorf("check in: %w", err)
		}
		tx.RecordOnly(event.Appointment, row.ID, trailOf(row), trailOf(after))
		done.Appointment = node.AppointmentID(row.ID)
		if Kind(row.Kind) == HomeVisit {
			return done, nil
		}
		plan, err := row.QueryPlan().Only(ctx)
		if err != nil {
			return done, fmt.Errorf("read the plan of an appointment: %w", err)
		}
		create := tx.Ticket.Create().SetItemID(row.ItemID).SetAppointmentID(row.ID).SetNillableForWindowID(plan.WindowID)
		if tx.Now.Before(row.EndsAt) {
			create.SetDueAt(row.BeginsAt)
		}
		done.Ticket, err = give(ctx, tx, s.Live.Current().Directory.Center(row.CenterID), create)
		return done, err
	})
}

// TakeNumberInput is somebody who came without an appointment.
type TakeNumberInput struct {
	Center node.CenterID
	// Item is what they came for, where they said it: windows of departments call only
	// those who did.
	Item *node.ItemID
	// Window is the only one that they wait for, such as that for delivery.
	Window *node.WindowID
	// Priority is for elders and disabled people.
	Priority bool
}

// TakeNumber gives the next number of the day.
func (s *Service) TakeNumber(ctx context.Context, in TakeNumberInput) (node.TicketID, error) {
	return store.Write(ctx, s.Store, "takeNumber", func(ctx context.Context, tx *store.Tx) (node.TicketID, error) {
		if err := tx.At(ctx, store.Place{CenterID: int(in.Center)}); err != nil {
			return 0, err
		}
		c, seen := &checker{}, s.Live.Current()
		center := seen.Directory.Center(int(in.Center))
		switch {
		case center == nil:
			return 0, fault.NotFound.At("center", node.Encode("ServiceCenter", int(in.Center)))
		case center.Status != organization.Open:
			c.report(centerNotOpen, "center")
		}
		if w := seen.Directory.Window(int(orZero(in.Window))); in.Window != nil && (w == nil || w.CenterID != center.ID || !w.Open) {
			c.report(noSuchWindow, "window")
		}
		if in.Item != nil {
			item := seen.ItemOf(int(*in.Item))
			if item == nil || item.State != catalog.StateActive || item.OfferedAt(center.ID, tx.Today) == nil {
				c.report(itemNotOpen, "item")
			}
		}
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		return give(ctx, tx, center, tx.Ticket.Create().SetNillableItemID((*int)(in.Item)).SetNillableForWindowID((*int)(in.Window)).SetPriority(in.Priority))
	})
}

// give stores a ticket with the next number of its center and day: they are counted
// under the ledger's lock, a change that fails gives its number back, and an index
// keeps each to one.
func give(ctx context.Context, tx *store.Tx, center *organization.Center, create *db.TicketCreate) (node.TicketID, error) {
	last, err := tx.Ticket.Query().Where(ticket.CenterID(center.ID), ticket.Day(tx.Today)).Order(db.Desc(ticket.FieldNumber)).Limit(1).
		Select(ticket.FieldNumber).Ints(ctx)
	if err != nil {
		return 0, fmt.Errorf("count the numbers of a hall: %w", err)
	}
	number := 1
	if len(last) > 0 {
		number = last[0] + 1
	}
	row, err := create.SetCenterID(center.ID).SetDistrictCode(center.DistrictCode).SetDay(tx.Today).SetNumber(number).SetTakenAt(tx.Now).Save(ctx)
	if err != nil {
		return 0, fmt.Errorf("store a number: %w", err)
	}
	tx.RecordOnly(event.Ticket, row.ID, nil, ticketTrailOf(row))
	return node.TicketID(row.ID), nil
}

type ticketTrail struct {
	CenterID, WindowID int `json:",omitempty"`
	Day                calendar.Day
	Number             int
	State              string
}

func ticketTrailOf(row *db.Ticket) ticketTrail {
	return ticketTrail{row.CenterID, orZero(row.WindowID), row.Day, row.Number, row.State}
}

// CallNextInput names the window that calls.
type CallNextInput struct{ Window node.WindowID }

// CallNext calls to a window who is next: appointments in their time, the earliest
// first; then elders and disabled people; then numbers in their order; then who came
// before their time.
func (s *Service) CallNext(ctx context.Context, in CallNextInput) (node.TicketID, error) {
	return store.Write(ctx, s.Store, "callNext", func(ctx context.Context, tx *store.Tx) (node.TicketID, error) {
		seen := s.Live.Current()
		window := seen.Directory.Window(int(in.Window))
		if window == nil {
			tx.Anywhere()
			return 0, fault.NotFound.At("window", node.Encode("Window", int(in.Window)))
		}
		if err := tx.At(ctx, store.Place{CenterID: window.CenterID}); err != nil {
			return 0, err
		}
		if !window.Open {
			return 0, windowShut.At("window")
		}
		rows, err := tx.Ticket.Query().Where(ticket.CenterID(window.CenterID), ticket.Day(tx.Today),
			ticket.StateIn(string(Waiting), string(Called))).All(ctx)
		if err != nil {
			return 0, fmt.Errorf("read who waits: %w", err)
		}
		if at := slices.IndexFunc(rows, func(t *db.Ticket) bool { return TicketState(t.State) == Called && orZero(t.WindowID) == window.ID }); at >= 0 {
			return 0, windowBusy.At("window", shownNumber(rows[at].Number))
		}
		row := next(rows, tx.Now, func(t *db.Ticket) bool { return serves(seen, window, t) })
		if row == nil {
			return 0, nobodyWaits.At("window")
		}
		after, err := row.Update().SetState(string(Called)).SetWindowID(window.ID).SetCalledAt(tx.Now).AddVersion(1).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("call a number: %w", err)
		}
		tx.RecordOnly(event.Ticket, row.ID, ticketTrailOf(row), ticketTrailOf(after))
		return node.TicketID(row.ID), nil
	})
}

// serves is whether a window may call a number: a comprehensive one all that wait for
// no other that is open, a department's what is for it, any the ones for itself.
func serves(seen *catalog.Snapshot, window *organization.Window, t *db.Ticket) bool {
	if wanted := seen.Directory.Window(orZero(t.ForWindowID)); wanted != nil && (wanted.Open || wanted.ID == window.ID) {
		return wanted.ID == window.ID
	}
	switch window.Kind {
	case organization.ComprehensiveWindow:
		return true
	case organization.DepartmentWindow:
		item := seen.ItemOf(orZero(t.ItemID))
		return item != nil && item.OwnerID == window.DepartmentID
	default:
		return false
	}
}

// next is who of those that a window may call is next, nil for nobody.
func next(rows []*db.Ticket, now time.Time, may func(*db.Ticket) bool) *db.Ticket {
	rank := func(t *db.Ticket) int {
		switch {
		case t.DueAt != nil && !t.DueAt.After(now):
			return 0
		case t.Priority:
			return 1
		case t.DueAt == nil:
			return 2
		default:
			return 3
		}
	}
	due := func(t *db.Ticket) time.Time { return orZero(t.DueAt) }
	var first *db.Ticket
	for _, t := range rows {
		if TicketState(t.State) != Waiting || !may(t) {
			continue
		}
		if first == nil || cmp.Or(cmp.Compare(rank(t), rank(first)), due(t).Compare(due(first)), cmp.Compare(t.Number, first.Number)) < 0 {
			first = t
		}
	}
	return first
}

// OnTicket names a number, and the version of it that was seen.
type OnTicket struct {
	Ticket          node.TicketID
	ExpectedVersion int
}

// CallAgain calls a number anew that a window has called.
func (s *Service) CallAgain(ctx context.Context, on OnTicket) (node.TicketID, error) {
	return s.onCalled(ctx, "callAgain", on, func(update *db.TicketUpdateOne, now time.Time) { update.SetCalledAt(now) })
}

// FinishTicket says that who was called is served.
func (s *Service) FinishTicket(ctx context.Context, on OnTicket) (node.TicketID, error) {
	return s.onCalled(ctx, "finishTicket", on, ended(Done))
}

// NoShow says that nobody came who was called.
func (s *Service) NoShow(ctx context.Context, on OnTicket) (node.TicketID, error) {
	return s.onCalled(ctx, "noShow", on, ended(NoShow))
}

func ended(state TicketState) func(*db.TicketUpdateOne, time.Time) {
	return func(update *db.TicketUpdateOne, now time.Time) { update.SetState(string(state)).SetEndedAt(now) }
}

// onCalled changes a number that a window has called.
func (s *Service) onCalled(ctx context.Context, action string, on OnTicket, change func(*db.TicketUpdateOne, time.Time)) (node.TicketID, error) {
	return store.Write(ctx, s.Store, action, func(ctx context.Context, tx *store.Tx) (node.TicketID, error) {
		row, err := tx.Ticket.Get(ctx, int(on.Ticket))
		if err != nil {
			return 0, store.Found(fmt.Errorf("find a number: %w", err), "ticket", node.Encode("Ticket", int(on.Ticket)))
		}
		if err := tx.At(ctx, store.Place{CenterID: row.CenterID}); err != nil {
			return 0, err
		}
		if err := store.CheckVersion("expectedVersion", on.ExpectedVersion, row.Version); err != nil {
			return 0, err
		}
		if TicketState(row.State) != Called {
			return 0, notCalled.At("ticket")
		}
		update := row.Update().AddVersion(1)
		change(update, tx.Now)
		after, err := update.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("change a number: %w", err)
		}
		tx.RecordOnly(event.Ticket, row.ID, ticketTrailOf(row), ticketTrailOf(after))
		return on.Ticket, nil
	})
}

// shownNumber is a number as a screen shows it.
func shownNumber(n int) string { return fmt.Sprintf("%03d", n) }
