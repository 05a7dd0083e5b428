package reception

import (
	"context"
	"fmt"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/appointment"
	"onewindow/ent/db/predicate"
	"onewindow/ent/db/slotplan"
	"onewindow/ent/db/ticket"
	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// PlanAt is a plan as a caller sees it.
type PlanAt struct {
	*Plan
	lens *catalog.Lens
}

// ID is the opaque id.
func (p *PlanAt) ID() node.SlotPlanID { return node.SlotPlanID(p.Plan.ID) }

// Center is where it is.
func (p *PlanAt) Center() *organization.CenterAt { return p.lens.Org.Center(p.CenterID) }

// Window is the window that is booked, nil for none.
func (p *PlanAt) Window() *organization.WindowAt { return p.lens.Org.Window(p.WindowID) }

// AppointmentAt is an appointment as a caller sees it at a moment, who booked it masked.
type AppointmentAt struct {
	Row  *db.Appointment
	Plan *Plan
	now  time.Time
	lens *catalog.Lens
	keys *personal.Keys
}

// ID is the opaque id.
func (a *AppointmentAt) ID() node.AppointmentID { return node.AppointmentID(a.Row.ID) }

// Number is what it is called.
func (a *AppointmentAt) Number() string { return a.Row.Number }

// Kind is where somebody is served.
func (a *AppointmentAt) Kind() Kind { return Kind(a.Row.Kind) }

// State is how it stands: nobody came when its slot has ended and nobody did.
func (a *AppointmentAt) State() State {
	if s := State(a.Row.State); s != Booked || a.now.Before(a.Row.EndsAt) {
		return s
	}
	return Missed
}

// Center is where it is, or from where somebody goes.
func (a *AppointmentAt) Center() *organization.CenterAt { return a.lens.Org.Center(a.Row.CenterID) }

// Window is where to go, nil for a visit and for any window.
func (a *AppointmentAt) Window() *organization.WindowAt { return a.lens.Org.Window(a.Plan.WindowID) }

// Item is what it is about.
func (a *AppointmentAt) Item() *catalog.ItemAt { return a.lens.Item(a.Row.ItemID) }

// BeginsAt is when it begins.
func (a *AppointmentAt) BeginsAt() time.Time { return a.Row.BeginsAt }

// EndsAt is when its slot ends.
func (a *AppointmentAt) EndsAt() time.Time { return a.Row.EndsAt }

// Name is who comes, masked.
func (a *AppointmentAt) Name() string {
	return a.keys.Masked(personal.VisitorName, a.Row.Number, a.Row.Name)
}

// Phone is their number, masked.
func (a *AppointmentAt) Phone() string {
	return a.keys.Masked(personal.VisitorPhone, a.Row.Number, a.Row.Phone)
}

// BookedAt is when it was booked.
func (a *AppointmentAt) BookedAt() time.Time { return a.Row.BookedAt }

// ArrivedAt is when who booked came, or who goes arrived.
func (a *AppointmentAt) ArrivedAt() *time.Time { return a.Row.ArrivedAt }

// CancelledAt is when it was cancelled.
func (a *AppointmentAt) CancelledAt() *time.Time { return a.Row.CancelledAt }

// CancelReason is why.
func (a *AppointmentAt) CancelReason() *string { return orNil(a.Row.CancelReason) }

// TicketAt is a waiting number as a caller sees it.
type TicketAt struct {
	Row  *db.Ticket
	lens *catalog.Lens
}

// ID is the opaque id.
func (t *TicketAt) ID() node.TicketID { return node.TicketID(t.Row.ID) }

// Number is what the screen shows.
func (t *TicketAt) Number() string { return shownNumber(t.Row.Number) }

// State is how it stands.
func (t *TicketAt) State() TicketState { return TicketState(t.Row.State) }

// Day is the day that it is of.
func (t *TicketAt) Day() calendar.Day { return t.Row.Day }

// Priority is whether it is called before others.
func (t *TicketAt) Priority() bool { return t.Row.Priority }

// Item is what they came for, nil where nobody said.
func (t *TicketAt) Item() *catalog.ItemAt { return t.lens.Item(orZero(t.Row.ItemID)) }

// Window called it.
func (t *TicketAt) Window() *organization.WindowAt { return t.lens.Org.Window(orZero(t.Row.WindowID)) }

// TakenAt is when it was given.
func (t *TicketAt) TakenAt() time.Time { return t.Row.TakenAt }

// CalledAt is when it was called.
func (t *TicketAt) CalledAt() *time.Time { return t.Row.CalledAt }

// Version is for its changes.
func (t *TicketAt) Version() int { return t.Row.Version }

// at is an error where the caller may not see the appointments of a center.
func (s *Service) at(ctx context.Context, centerID int) error {
	caller, err := identity.Authorize(ctx, identity.ReadAppointments)
	if err != nil {
		return err
	}
	if !s.Live.Current().Directory.ViewOf(caller.Reach(identity.ReadAppointments)).Center(centerID) {
		return identity.ErrForbidden
	}
	return nil
}

// Plans are those of a center that hold or will hold.
func (s *Service) Plans(ctx context.Context, center node.CenterID) ([]*PlanAt, error) {
	if err := s.at(ctx, int(center)); err != nil {
		return nil, err
	}
	return s.plans(ctx, slotplan.CenterID(int(center)), slotplan.Or(slotplan.ValidToIsNil(), slotplan.ValidToGT(s.Store.Today())))
}

// ChangedPlan is a plan that the caller has just changed.
func (s *Service) ChangedPlan(ctx context.Context, id node.SlotPlanID) (*PlanAt, error) {
	found, err := s.plans(ctx, slotplan.ID(int(id)))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func (s *Service) plans(ctx context.Context, where ...predicate.SlotPlan) ([]*PlanAt, error) {
	rows, err := s.Store.Client.SlotPlan.Query().Where(where...).Order(slotplan.ByValidFrom(), slotplan.ByID()).Limit(MaxPlans).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read plans: %w", err)
	}
	shown := make([]*PlanAt, len(rows))
	for i, row := range rows {
		shown[i] = &PlanAt{planOf(row), catalog.LensOf(ctx)}
	}
	return shown, nil
}

// AppointmentConnection is a page of appointments.
type AppointmentConnection = page.Connection[*AppointmentAt]

// AppointmentEdge is an appointment with its cursor.
type AppointmentEdge = page.Edge[*AppointmentAt]

// Appointments are those of a center on a day, in the order of their times.
func (s *Service) Appointments(ctx context.Context, center node.CenterID, day calendar.Day, args page.Args) (*AppointmentConnection, error) {
	if err := s.at(ctx, int(center)); err != nil {
		return nil, err
	}
	rows, err := s.appointments(ctx, appointment.CenterID(int(center)), appointment.Day(day))
	if err != nil {
		return nil, err
	}
	found, err := page.Of(rows, inTime, args)
	return &found, err
}

// inTime orders appointments by when they begin.
func inTime(a *AppointmentAt) string {
	return fmt.Sprintf("%012d %012d", a.Row.BeginsAt.Unix(), a.Row.ID)
}

// ChangedAppointment is an appointment that the caller has just changed.
func (s *Service) ChangedAppointment(ctx context.Context, id node.AppointmentID) (*AppointmentAt, error) {
	found, err := s.appointments(ctx, appointment.ID(int(id)))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func (s *Service) appointments(ctx context.Context, where ...predicate.Appointment) ([]*AppointmentAt, error) {
	rows, err := s.Store.Client.Appointment.Query().Where(where...).WithPlan().Order(appointment.ByBeginsAt(), appointment.ByID()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read appointments: %w", err)
	}
	shown := make([]*AppointmentAt, len(rows))
	for i, row := range rows {
		shown[i] = &AppointmentAt{row, planOf(row.Edges.Plan), s.Store.Now(), catalog.LensOf(ctx), s.Store.Keys()}
	}
	return shown, nil
}

// Secret is what an appointment is cancelled with, for whoever has just booked it.
func (s *Service) Secret(a *AppointmentAt) (*string, error) {
	secret, err := s.Store.Keys().Open(personal.VisitSecret, a.Row.Number, a.Row.Secret)
	if err != nil {
		return nil, fmt.Errorf("open the code of an appointment: %w", err)
	}
	return &secret, nil
}

// ServedAt is the number that a window serves, nil for none.
func (s *Service) ServedAt(ctx context.Context, id node.WindowID) (*TicketAt, error) {
	window := s.Live.Current().Directory.Window(int(id))
	if window == nil {
		return nil, identity.ErrForbidden
	}
	if err := s.at(ctx, window.CenterID); err != nil {
		return nil, err
	}
	return s.ticket(ctx, ticket.WindowID(window.ID), ticket.Day(s.Store.Today()), ticket.State(string(Called)))
}

// ChangedTicket is a number that the caller has just changed, nil for no number.
func (s *Service) ChangedTicket(ctx context.Context, id node.TicketID) (*TicketAt, error) {
	return s.ticket(ctx, ticket.ID(int(id)))
}

func (s *Service) ticket(ctx context.Context, where ...predicate.Ticket) (*TicketAt, error) {
	found, err := s.tickets(ctx, where...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func (s *Service) tickets(ctx context.Context, where ...predicate.Ticket) ([]*TicketAt, error) {
	rows, err := s.Store.Client.Ticket.Query().Where(where...).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read numbers: %w", err)
	}
	shown := make([]*TicketAt, len(rows))
	for i, row := range rows {
		shown[i] = &TicketAt{row, catalog.LensOf(ctx)}
	}
	return shown, nil
}

// RevealVisitorInput asks for who booked, in the clear.
type RevealVisitorInput struct {
	Appointment node.AppointmentID
	Reason      string
}

// RevealedVisitor is who booked, in the clear.
type RevealedVisitor struct {
	Name, Phone string
	Address     *string
}

// RevealVisitor tells who booked, and where a visit goes, to those of the center. Each
// look leaves an event in the trail, also one with a key that was used before.
func (s *Service) RevealVisitor(ctx context.Context, in RevealVisitorInput) (*RevealedVisitor, error) {
	var told *RevealedVisitor // not the result of the change, which is kept for retries
	_, err := store.Write(store.Unkeyed(ctx), s.Store, "revealVisitor", func(ctx context.Context, tx *store.Tx) (int, error) {
		row, err := tx.Appointment.Get(ctx, int(in.Appointment))
		if err != nil {
			return 0, store.Found(fmt.Errorf("find an appointment: %w", err), "appointment", node.Encode("Appointment", int(in.Appointment)))
		}
		if err := tx.At(ctx, store.Place{CenterID: row.CenterID}); err != nil {
			return 0, err
		}
		c := &checker{}
		reason := c.required("reason", in.Reason, maxReason)
		if err := c.problems.Err(); err != nil {
			return 0, err
		}
		told = &RevealedVisitor{}
		address := ""
		for _, f := range []struct {
			personal.Field
			sealed personal.Sealed
			into   *string
		}{
			{personal.VisitorName, row.Name, &told.Name}, {personal.VisitorPhone, row.Phone, &told.Phone}, {personal.VisitorAddress, row.Address, &address},
		} {
			if *f.into, err = tx.Open(f.Field, row.Number, f.sealed); err != nil {
				return 0, err
			}
		}
		told.Address = orNil(address)
		tx.RecordOnly(event.Appointment, row.ID, nil, struct{ Number, Revealed, Reason string }{row.Number, "visitor", reason})
		return row.ID, nil
	})
	return told, err
}
