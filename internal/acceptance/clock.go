package acceptance

import (
	"math"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/organization"
)

// Clock is a limit that runs, with what stopped it. It is pure: when it ends
// follows from it, the calendar and the hours of the center.
type Clock struct {
	Name  ClockName
	Start time.Time
	Limit catalog.TimeLimit
	// Extra are the days of an extension, in the limit's unit.
	Extra int
	Stops []Stop
}

// Stop is a span in which a clock stands: a supplement or a special procedure
// (行政许可法 art. 45). It has no end while it lasts.
type Stop struct {
	From time.Time
	To   *time.Time
}

// Stopped is whether the clock stands now.
func (c *Clock) Stopped() bool {
	n := len(c.Stops)
	return n > 0 && c.Stops[n-1].To == nil
}

// stop has the clock stand from a moment; one that stands already goes on standing.
func (c *Clock) stop(at time.Time) {
	if !c.Stopped() {
		c.Stops = append(c.Stops, Stop{From: at})
	}
}

// resume has the clock run again.
func (c *Clock) resume(at time.Time) {
	if c.Stopped() {
		c.Stops[len(c.Stops)-1].To = &at
	}
}

// Rules are what clocks are measured by, apart from themselves.
type Rules struct {
	Calendar *calendar.Calendar
	Location *time.Location
	// Hours are those of the center that has the case.
	Hours organization.Hours
	// Yellow and Red are the shares of a limit after which it is warned, in (0, 1).
	Yellow, Red float64
}

// Due is when a limit ends.
type Due struct {
	At time.Time
	// Provisional is whether the calendar of a year on the way is not known yet.
	Provisional bool
}

// Due is when a clock ends, nil while it stands. The day it starts on is not
// counted, nor are the days after the one it was stopped on up to and with the one
// it goes on. It ends when the center closes on its last day (民法典 art. 201 and
// 203), and not while it stands: who goes on with it has the rest of that day. A limit
// in calendar days that ends on a day off ends on the next working day. One on the spot
// ends with the opening hours it began in, or with the next.
func (r Rules) Due(c *Clock) *Due {
	if c.Stopped() {
		return nil
	}
	day, provisional := r.dayOf(c, c.days())
	due := Due{At: r.closing(day), Provisional: provisional}
	if c.days() == 0 {
		due = r.closingAfter(c.Start)
	}
	for _, s := range c.Stops {
		if due.At.After(s.From) && !due.At.After(*s.To) { // it does not end while it stands
			next := r.closingAfter(*s.To)
			due = Due{At: next.At, Provisional: due.Provisional || next.Provisional}
		}
	}
	return &due
}

// closingAfter is the end of the business of a moment's day, or of the next working
// day where it comes after hours or on a day off.
func (r Rules) closingAfter(moment time.Time) (due Due) {
	day := calendar.DayOf(moment.In(r.Location))
	for due.At = r.closing(day); !due.At.After(moment) || r.dayOff(day); due.At = r.closing(day) {
		var unsure bool
		day, unsure = r.Calendar.AddWorkingDays(day, 1)
		due.Provisional = due.Provisional || unsure
	}
	return due
}

// Warn is the moment at which a share of a clock's limit has passed, nil while it
// stands: with the opening of the day after the last one that the share covers, so
// that no reminder comes on a day off. A limit on the spot is shared by the minute.
func (r Rules) Warn(c *Clock, share float64) *time.Time {
	due := r.Due(c)
	if due == nil {
		return nil
	}
	n := c.days()
	if n == 0 {
		at := c.Start.Add(time.Duration(share * float64(due.At.Sub(c.Start)))).Truncate(time.Microsecond)
		return &at
	}
	day, _ := r.dayOf(c, min(int(math.Floor(share*float64(n)))+1, n))
	at := r.opening(day)
	if at.Before(c.Start) {
		at = c.Start
	}
	if !at.Before(due.At) {
		at = due.At.Add(-time.Microsecond)
	}
	return &at
}

// DaysLeft is how many days of the limit are left after today: none on its last day,
// also where that was put off to a working day, and less than none once it has ended.
// A clock that stands keeps what it had.
func (r Rules) DaysLeft(c *Clock, now time.Time) int {
	today, start := calendar.DayOf(now.In(r.Location)), calendar.DayOf(c.Start.In(r.Location))
	due := r.Due(c)
	switch {
	case due == nil:
		return c.days() - r.countOf(c, start, today)
	case now.Before(due.At):
		return max(0, c.days()-r.countOf(c, start, today))
	default:
		return -max(1, r.countOf(c, calendar.DayOf(due.At.Add(-1).In(r.Location)), today))
	}
}

// countOf is how many of a limit's days there are after one day, up to and with another.
func (r Rules) countOf(c *Clock, after, last calendar.Day) (n int) {
	for d := after.AddDays(1); !d.After(last); d = d.AddDays(1) {
		if counts, _ := r.counts(c, d); counts {
			n++
		}
	}
	return n
}

// days is how long the limit is, 0 for one on the spot.
func (c *Clock) days() int {
	if c.Limit.Unit == catalog.OnTheSpot {
		return c.Extra
	}
	return c.Limit.Value + c.Extra
}

// dayOf is the day on which n days of a clock end.
func (r Rules) dayOf(c *Clock, n int) (day calendar.Day, provisional bool) {
	day = calendar.DayOf(c.Start.In(r.Location))
	for n > 0 {
		day = day.AddDays(1)
		counts, unsure := r.counts(c, day)
		provisional = provisional || unsure
		if counts {
			n--
		}
	}
	if c.Limit.Unit == catalog.CalendarDays {
		for {
			working, unsure := r.Calendar.IsWorkingDay(day)
			provisional = provisional || unsure
			if working {
				break
			}
			day = day.AddDays(1)
		}
	}
	return day, provisional
}

// counts is whether a day is one of the limit's.
func (r Rules) counts(c *Clock, day calendar.Day) (counts, provisional bool) {
	for _, s := range c.Stops {
		from := calendar.DayOf(s.From.In(r.Location))
		if day.After(from) && (s.To == nil || !day.After(calendar.DayOf(s.To.In(r.Location)))) {
			return false, false
		}
	}
	if c.Limit.Unit == catalog.CalendarDays {
		return true, false
	}
	return r.Calendar.IsWorkingDay(day)
}

// dayOff is whether a center has neither hours nor a working day.
func (r Rules) dayOff(day calendar.Day) bool {
	working, _ := r.Calendar.IsWorkingDay(day)
	return !working && len(r.Hours.On(day, r.Calendar)) == 0
}

// closing is the last moment of a day's business; midnight where the center keeps
// no hours on it.
func (r Rules) closing(day calendar.Day) time.Time {
	spans := r.Hours.On(day, r.Calendar)
	if len(spans) == 0 {
		return day.AddDays(1).In(r.Location).UTC()
	}
	last := spans[0].To
	for _, s := range spans {
		last = max(last, s.To)
	}
	return r.at(day, last)
}

// opening is the first moment of a day's business; nine o'clock where the center
// keeps no hours on it.
func (r Rules) opening(day calendar.Day) time.Time {
	if spans := r.Hours.On(day, r.Calendar); len(spans) > 0 {
		return r.at(day, spans[0].From)
	}
	return r.at(day, "09:00")
}

func (r Rules) at(day calendar.Day, clock string) time.Time {
	if clock == "24:00" {
		return day.AddDays(1).In(r.Location).UTC()
	}
	t, _ := time.Parse("15:04", clock)
	midnight := day.In(r.Location)
	return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), t.Hour(), t.Minute(), 0, 0, r.Location).UTC()
}
