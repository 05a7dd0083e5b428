package organization

import (
	"time"

	"onewindow/internal/calendar"
)

// HoursOn is when the center is open on a day, that of the lens when nil;
// earliest first, none when it is closed.
func (c *CenterAt) HoursOn(day *calendar.Day) []Span {
	if c.Status != Open {
		return []Span{}
	}
	return c.Hours.On(dayOr(day, c.lens.Day), c.lens.calendar)
}

// OpenAt is whether one is served there at a moment.
func (c *CenterAt) OpenAt(at time.Time) bool {
	return c.Status == Open && c.Hours.OpenAt(at, c.lens.location, c.lens.calendar)
}

// NextOpeningAfter is the first moment from one on at which the center is open;
// nil when there is none within NextOpeningDays.
func (c *CenterAt) NextOpeningAfter(at time.Time) *time.Time {
	if c.Status != Open {
		return nil
	}
	next, found := c.Hours.NextOpening(at, c.lens.location, c.lens.calendar)
	if !found {
		return nil
	}
	return &next
}

// CenterDay is what a visitor needs to know about one day at a center.
type CenterDay struct {
	center *CenterAt
}

// DayView is one day at the center, that of the lens when nil.
func (c *CenterAt) DayView(on *calendar.Day) *CenterDay {
	return &CenterDay{&CenterAt{c.Center, c.lens.On(on)}}
}

// Day is the day.
func (d *CenterDay) Day() calendar.Day { return d.center.lens.Day }

// WorkingDay is whether offices work on it.
func (d *CenterDay) WorkingDay() *WorkingDay { return d.center.lens.WorkingDay(d.Day()) }

// Open is when the center is open.
func (d *CenterDay) Open() []Span { return d.center.HoursOn(nil) }

// Reason is why the hours differ from the usual week, nil when they don't.
func (d *CenterDay) Reason() *string {
	for _, e := range d.center.Hours.Exceptions {
		if e.Day == d.Day() {
			return optional(e.Reason)
		}
	}
	return optional(d.center.lens.calendar.Name(d.Day()))
}

// Stationings are who is there.
func (d *CenterDay) Stationings() []*StationingAt { return d.center.Stationings() }

// Phones are numbers to call.
func (d *CenterDay) Phones() []Phone { return d.center.Phones }

// DutyContact is whom to call when it is closed.
func (d *CenterDay) DutyContact() *Contact { return d.center.DutyContact }

// WorkingDay is what kind of day it is for offices.
type WorkingDay struct {
	Day                  calendar.Day
	Working, Provisional bool
	Name                 *string
}

// WorkingDay says what kind of day it is for offices.
func (d *Directory) WorkingDay(day calendar.Day) *WorkingDay {
	working, provisional := d.calendar.IsWorkingDay(day)
	return &WorkingDay{Day: day, Working: working, Provisional: provisional, Name: optional(d.calendar.Name(day))}
}

// DueDay is the day on which a time limit ends; Provisional while a notice of
// holidays on the way is not known yet.
type DueDay struct {
	Day         calendar.Day
	Provisional bool
}

// DueAfterWorkingDays is the end of a limit of n working days that begins on a
// day; that day itself is not counted.
func (d *Directory) DueAfterWorkingDays(from calendar.Day, n int) *DueDay {
	day, provisional := d.calendar.AddWorkingDays(from, n)
	return &DueDay{day, provisional}
}
