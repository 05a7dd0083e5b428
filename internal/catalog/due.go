package catalog

import (
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/organization"
)

// DueOn is the day on which a limit ends that begins on a day; the day it begins
// on is not counted (民法典 art. 201). What is done on the spot is due that day.
func (l *Lens) DueOn(from calendar.Day, limit TimeLimit) (*organization.DueDay, error) {
	if limit.Value < 0 || limit.Value > maxDays {
		return nil, fault.NewKind("OUT_OF_RANGE", "天数应在 0 至 %d 之间。", "Days are between 0 and %d.").At("value", maxDays)
	}
	due := &organization.DueDay{Day: from}
	switch limit.Unit {
	case WorkingDays:
		due = l.Org.DueOnWorkingDays(from, limit.Value)
	case CalendarDays:
		due.Day = from.AddDays(limit.Value)
	}
	if lastDay.Before(due.Day) {
		return nil, fault.NewKind("OUT_OF_RANGE", "期限止于 %s 之后。", "It would end after %s.").At("from", lastDay)
	}
	return due, nil
}

// lastDay is the last one that a Date can say.
var lastDay = calendar.NewDay(9999, time.December, 31)
