// Package reception is how people come to be served: appointments at windows, home
// visits and extended hours (预约、上门、延时), waiting numbers and the screen of a hall
// (排队叫号). It knows nothing of cases: those begin at the window.
package reception

import (
	"context"
	"strings"
	"unicode/utf8"

	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
	"onewindow/internal/personal"
	"onewindow/internal/store"
)

// Service makes the changes of appointments and numbers. Each method is one change:
// the rows and the audit trail, or nothing. An error is fault.Problems when the
// caller can mend it.
type Service struct {
	Store *store.Store
	Live  *catalog.Live
	// Codes are what visitors find and cancel their appointments with.
	Codes *personal.Codes

	hub *hub
}

// New is reception over a store and the catalog that follows it.
func New(s *store.Store, live *catalog.Live) *Service {
	h := newHub()
	s.AfterCommit(func(context.Context, int64) { h.look() })
	codes := personal.NewCodes(personal.VisitSecret, s.Keys(), unknownAppointment.At("number"))
	return &Service{Store: s, Live: live, Codes: codes, hub: h}
}

// How many there are at most.
const (
	// MaxPlans has a center, counting those to come.
	MaxPlans = 100
	// MaxFreeDays are asked about at once, MaxFreeSlots told.
	MaxFreeDays  = 14
	MaxFreeSlots = 500
	// MaxAhead is how many days ahead an appointment is booked.
	MaxAhead = 60
	// MaxCapacity is how many are served in a slot, MaxMinutes how long it is.
	MaxCapacity = 50
	MaxMinutes  = 480
	// minMinutes is the shortest slot.
	minMinutes = 5
)

// Lengths in characters.
const (
	maxName   = 120
	maxReason = 500
)

// checker collects what is wrong with an input.
type checker struct{ problems fault.Problems }

func (c *checker) report(k fault.Kind, path string, args ...any) { c.problems.Add(k.At(path, args...)) }

// merge takes in the problems of an error and returns any other error.
func (c *checker) merge(err error) error {
	found, ok := fault.From(err)
	if !ok {
		return err
	}
	c.problems = append(c.problems, found...)
	return nil
}

// text is s trimmed; it may be empty.
func (c *checker) text(path, s string, most int) string {
	s = strings.TrimSpace(s)
	if !fault.IsText(s) {
		c.report(fault.BadText, path)
		return ""
	}
	if utf8.RuneCountInString(s) > most {
		c.report(fault.TooLong, path, most)
	}
	return s
}

// required is s trimmed; it may not be empty.
func (c *checker) required(path, s string, most int) string {
	if strings.TrimSpace(s) == "" {
		c.report(fault.Required, path)
	}
	return c.text(path, s, most)
}

// phone is a number to call, which has to be there.
func (c *checker) phone(path, s string) string {
	s = c.required(path, s, maxName)
	if s != "" && !organization.IsPhone(s) {
		c.report(organization.BadPhone, path)
	}
	return s
}

// within keeps a number between two others.
func (c *checker) within(path string, n, least, most int) {
	if n < least || n > most {
		c.report(outOfRange, path, least, most)
	}
}

// visitor has a change made for whoever asks, with an account or without: what they
// are given, such as the code of an appointment, says what they may do.
func visitor(ctx context.Context) context.Context {
	caller := identity.From(ctx)
	name := "visitor"
	if !caller.Public() {
		name = caller.Name
	}
	return identity.With(ctx, identity.Admin(name))
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// orNil is what is not empty.
func orNil[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}
