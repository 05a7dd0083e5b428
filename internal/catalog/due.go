package catalog

import (
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
	switch limit.Unit {
	case WorkingDays:
		return l.Org.DueOnWorkingDays(from, limit.Value), nil
	case CalendarDays:
		return &organization.DueDay{Day: from.AddDays(limit.Value)}, nil
	default:
		return &organization.DueDay{Day: from}, nil
	}
}
