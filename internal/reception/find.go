package reception

import (
	"context"

	"onewindow/ent/db/appointment"
	"onewindow/ent/db/slotplan"
	"onewindow/ent/db/ticket"
	"onewindow/internal/identity"
)

// inOrder are things by their ids, in that order, nil for those that are not for the
// caller to see.
func inOrder[T any](ctx context.Context, s *Service, ids []int, found []T, idOf, centerOf func(T) int) ([]T, error) {
	caller, err := identity.Authorize(ctx, identity.ReadAppointments)
	if err != nil {
		return nil, err
	}
	view, byID := s.Live.Current().Directory.ViewOf(caller.Reach(identity.ReadAppointments)), map[int]T{}
	for _, thing := range found {
		if view.Center(centerOf(thing)) {
			byID[idOf(thing)] = thing
		}
	}
	things := make([]T, len(ids))
	for i, id := range ids {
		things[i] = byID[id]
	}
	return things, nil
}

// PlansByID are plans by their ids, in that order.
func (s *Service) PlansByID(ctx context.Context, ids []int) ([]*PlanAt, error) {
	found, err := s.plans(ctx, slotplan.IDIn(ids...))
	if err != nil {
		return nil, err
	}
	return inOrder(ctx, s, ids, found, func(p *PlanAt) int { return p.Plan.ID }, func(p *PlanAt) int { return p.CenterID })
}

// AppointmentsByID are appointments by their ids, in that order.
func (s *Service) AppointmentsByID(ctx context.Context, ids []int) ([]*AppointmentAt, error) {
	found, err := s.appointments(ctx, appointment.IDIn(ids...))
	if err != nil {
		return nil, err
	}
	return inOrder(ctx, s, ids, found, func(a *AppointmentAt) int { return a.Row.ID }, func(a *AppointmentAt) int { return a.Row.CenterID })
}

// TicketsByID are waiting numbers by their ids, in that order.
func (s *Service) TicketsByID(ctx context.Context, ids []int) ([]*TicketAt, error) {
	found, err := s.tickets(ctx, ticket.IDIn(ids...))
	if err != nil {
		return nil, err
	}
	return inOrder(ctx, s, ids, found, func(t *TicketAt) int { return t.Row.ID }, func(t *TicketAt) int { return t.Row.CenterID })
}
