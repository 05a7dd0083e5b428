package reception

import (
	"context"
	"slices"

	"onewindow/ent/db/appointment"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// FindAppointment is the appointment of a number, for whoever knows its code. A wrong
// code and an unknown number are one and the same answer.
func (s *Service) FindAppointment(ctx context.Context, number, secret string) (*AppointmentAt, error) {
	row, err := s.known(ctx, number, secret)
	if err != nil {
		return nil, err
	}
	return s.ChangedAppointment(ctx, node.AppointmentID(row.ID))
}

// Displaced is whether the slot of a booked appointment is there no more: the center
// or its window has closed, its hours or the calendar have changed, or the item is
// served there no longer. Who booked has to be told, and books another.
func (a *AppointmentAt) Displaced() bool {
	if a.State() != Booked {
		return false
	}
	seen, center := a.lens.Snapshot, a.lens.Directory.Center(a.Row.CenterID)
	if center == nil || center.Status != organization.Open || refuseItem(seen, a.Row.ItemID, a.Plan, a.Row.Day, a.lens.Day) != nil {
		return true
	}
	slots := a.Plan.Slots(a.Row.Day, center.Hours, seen.Directory.Calendar(), seen.Directory.Location())
	return !slices.ContainsFunc(slots, func(slot Slot) bool { return slot.BeginsAt.Equal(a.Row.BeginsAt) })
}

// Displaced are the appointments of a center that were booked for a slot which is
// there no more, from today on, in the order of their times.
func (s *Service) Displaced(ctx context.Context, center node.CenterID, args page.Args) (*AppointmentConnection, error) {
	if err := s.at(ctx, int(center)); err != nil {
		return nil, err
	}
	booked, err := s.appointments(ctx, appointment.CenterID(int(center)), appointment.DayGTE(s.Store.Today()), appointment.State(string(Booked)))
	if err != nil {
		return nil, err
	}
	displaced := slices.DeleteFunc(booked, func(a *AppointmentAt) bool { return !a.Displaced() })
	found, err := page.Of(displaced, inTime, args)
	return &found, err
}
