package reception

import (
	"slices"
	"strings"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/calendar"
	"onewindow/internal/organization"
)

// Kind is where somebody is served by appointment.
type Kind string

// The kinds.
const (
	AtWindow      Kind = "WINDOW"         // 窗口预约
	HomeVisit     Kind = "HOME_VISIT"     // 上门服务
	ExtendedHours Kind = "EXTENDED_HOURS" // 延时服务
)

// Kinds are all of them.
var Kinds = []Kind{AtWindow, HomeVisit, ExtendedHours}

// Plan says on which weekdays and at which times a window, or a person, can be
// booked, and how many in each slot.
type Plan struct {
	ID, CenterID int
	Kind         Kind
	// WindowID is 0 for a visit and where any window of the hall serves.
	WindowID int
	// StaffID is who goes, or keeps the extended hours; 0 for a window.
	StaffID int
	Days    []organization.Weekday
	// Begins and Ends are "HH:MM", by the clock of the place.
	Begins, Ends      string
	Minutes, Capacity int
	ValidFrom         calendar.Day
	ValidTo           *calendar.Day
	Version           int
}

func planOf(row *db.SlotPlan) *Plan {
	days := make([]organization.Weekday, len(row.Days))
	for i, d := range row.Days {
		days[i] = organization.Weekday(d)
	}
	return &Plan{
		ID: row.ID, CenterID: row.CenterID, Kind: Kind(row.Kind), WindowID: orZero(row.WindowID), StaffID: orZero(row.StaffID),
		Days: days, Begins: row.Begins, Ends: row.Ends, Minutes: row.Minutes, Capacity: row.Capacity,
		ValidFrom: row.ValidFrom, ValidTo: row.ValidTo, Version: row.Version,
	}
}

// Slot is a stretch of time in which so many are served.
type Slot struct {
	Plan             *Plan
	Day              calendar.Day
	BeginsAt, EndsAt time.Time
}

// usual are the plan's times as hours of a week, so that holidays and makeup days
// (调休) are for a plan what they are for a center.
func (p *Plan) usual() organization.Hours {
	return organization.Hours{Weekly: []organization.Span{{Days: p.Days, From: p.Begins, To: p.Ends, Kind: organization.Regular}}}
}

// Slots are those of a day, the earliest first: none on a day on which the center is
// closed, and only those that lie within its hours, but for home visits.
func (p *Plan) Slots(day calendar.Day, hours organization.Hours, cal *calendar.Calendar, loc *time.Location) (slots []Slot) {
	open := hours.On(day, cal)
	if !day.Within(p.ValidFrom, p.ValidTo) || len(open) == 0 || len(p.usual().On(day, cal)) == 0 {
		return nil
	}
	for from := minuteOf(p.Begins); from+p.Minutes <= minuteOf(p.Ends); from += p.Minutes {
		to := from + p.Minutes
		inside := slices.ContainsFunc(open, func(s organization.Span) bool { return minuteOf(s.From) <= from && to <= minuteOf(s.To) })
		if inside || p.Kind == HomeVisit {
			slots = append(slots, Slot{p, day, momentOf(day, from, loc), momentOf(day, to, loc)})
		}
	}
	return slots
}

// collides is whether two plans use the same window or the same person at the same
// time: their capacities would be promised twice.
func (p *Plan) collides(other *Plan) bool {
	sameWindow := p.WindowID != 0 && p.WindowID == other.WindowID
	samePerson := p.StaffID != 0 && p.StaffID == other.StaffID
	return (sameWindow || samePerson) && p.Begins < other.Ends && other.Begins < p.Ends &&
		slices.ContainsFunc(p.Days, func(d organization.Weekday) bool { return slices.Contains(other.Days, d) }) &&
		(p.ValidTo == nil || other.ValidFrom.Before(*p.ValidTo)) && (other.ValidTo == nil || p.ValidFrom.Before(*other.ValidTo))
}

// minuteOf is how many minutes after midnight a clock shows "HH:MM", or "24:00".
func minuteOf(clock string) int {
	if strings.HasPrefix(clock, "24") {
		return 24 * 60
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0 // what is stored was checked
	}
	return t.Hour()*60 + t.Minute()
}

// momentOf is when the clock of a place shows so many minutes after midnight.
func momentOf(day calendar.Day, minute int, loc *time.Location) time.Time {
	year, month, date := day.In(time.UTC).Date()
	return time.Date(year, month, date, 0, minute, 0, 0, loc)
}
