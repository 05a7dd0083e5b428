package organization

import (
	"time"

	"onewindow/internal/calendar"
)

// HoursOn are the spans of a day, the lens's day where none is given.
func (c *CenterAt) HoursOn(day *calendar.Day) []Span {
	return c.Hours.On(dayOr(day, c.lens.Day), c.lens.Calendar())
}

// OpenNow is whether the center can be visited at a moment, the present where
// none is given: it is open to the public, and within its hours.
func (c *CenterAt) OpenNow(at *time.Time) bool {
	return c.Status == Open && c.Hours.OpenAt(c.lens.momentOr(at), c.lens.Location(), c.lens.Calendar())
}

// NextOpening is when it can be visited next, from a moment on, the present
// where none is given; nil when no opening comes within NextOpeningDays.
func (c *CenterAt) NextOpening(at *time.Time) *time.Time {
	if c.Status != Open {
		return nil
	}
	next, ok := c.Hours.NextOpening(c.lens.momentOr(at), c.lens.Location(), c.lens.Calendar())
	if !ok {
		return nil
	}
	return &next
}

func (l *Lens) momentOr(at *time.Time) time.Time {
	if at == nil {
		return l.Now
	}
	return *at
}

// CenterDay is what one needs to know to visit a center on a day.
type CenterDay struct {
	Day    calendar.Day
	center *CenterAt
}

// Day is the center on a day, the lens's where none is given.
func (c *CenterAt) Day(on *calendar.Day) *CenterDay {
	day := dayOr(on, c.lens.Day)
	return &CenterDay{Day: day, center: &CenterAt{Center: c.Center, lens: c.lens.On(&day)}}
}

// WorkingDay is whether the day is worked.
func (d *CenterDay) WorkingDay() *WorkingDay { return d.center.lens.WorkingDay(d.Day) }

// Open are the spans in which the center is open.
func (d *CenterDay) Open() []Span { return d.center.HoursOn(&d.Day) }

// Reason is why the day is an exception, nil when it is none or nobody said.
func (d *CenterDay) Reason() *string {
	for _, e := range d.center.Hours.Exceptions {
		if e.Day == d.Day {
			return optional(e.Reason)
		}
	}
	return nil
}

// Stationings are the departments there on the day.
func (d *CenterDay) Stationings() []*StationingAt { return d.center.Stationings() }

// Phones are the numbers to call.
func (d *CenterDay) Phones() []Phone { return d.center.Phones }

// DutyContact is whom to call when it is closed, nil when nobody is published.
func (d *CenterDay) DutyContact() *Contact { return d.center.DutyContact }

// WorkingDay is whether a day is worked, and why if that is special.
type WorkingDay struct {
	Day     calendar.Day
	Working bool
	Name    *string
	// Provisional is whether the year's notice is not known yet.
	Provisional bool
}

// WorkingDay asks the calendar about a day.
func (l *Lens) WorkingDay(day calendar.Day) *WorkingDay {
	working, provisional := l.Calendar().IsWorkingDay(day)
	return &WorkingDay{Day: day, Working: working, Name: optional(l.Calendar().Name(day)), Provisional: provisional}
}

// DueDay is when a limit ends.
type DueDay struct {
	Day         calendar.Day
	Provisional bool
}

// DueOnWorkingDays is the day on which n working days end; the day they begin
// on is not counted (民法典 art. 201).
func (l *Lens) DueOnWorkingDays(from calendar.Day, n int) *DueDay {
	day, provisional := l.Calendar().AddWorkingDays(from, n)
	return &DueDay{day, provisional}
}
