package acceptance

import (
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
)

// When limits end, counted by hand from the yearly notices of the State Council: the
// day of the start never counts, makeup days do, nor do the days after the one on which
// a clock is stopped up to the one on which it goes on.
func TestDaysCountedByHand(t *testing.T) {
	const work, days, spot = catalog.WorkingDays, catalog.CalendarDays, catalog.OnTheSpot
	rules := testRules(t)
	for _, c := range []struct {
		what, start string
		value       int
		unit        catalog.LimitUnit
		extra       int
		stops       []string // from and to, in turn
		due         string
		provisional bool
	}{
		{"a day in the middle of a month", "2026-03-11 09:00", 3, work, 0, nil, "2026-03-16 17:30", false},
		{"a weekend on the way", "2026-03-12 16:00", 2, work, 0, nil, "2026-03-16 17:30", false},
		{"begun on a Friday evening", "2026-03-13 20:00", 1, work, 0, nil, "2026-03-16 17:30", false},
		{"begun on a Saturday", "2026-03-14 10:00", 1, work, 0, nil, "2026-03-16 17:30", false},
		{"begun at midnight", "2026-03-16 00:00", 1, work, 0, nil, "2026-03-17 17:30", false},
		{"begun in the last minute of a day", "2026-03-16 23:59", 1, work, 0, nil, "2026-03-17 17:30", false},
		{"Qingming 2026", "2026-04-02 10:00", 2, work, 0, nil, "2026-04-07 17:30", false},
		{"Labour Day 2026, with a Saturday at work", "2026-04-29 10:00", 5, work, 0, nil, "2026-05-09 17:30", false},
		{"Dragon Boat 2026", "2026-06-17 10:00", 3, work, 0, nil, "2026-06-23 17:30", false},
		{"Mid-Autumn 2026, after a Sunday at work", "2026-09-18 10:00", 6, work, 0, nil, "2026-09-28 17:30", false},
		{"National Day 2026", "2026-09-28 10:00", 5, work, 0, nil, "2026-10-10 17:30", false},
		{"spring festival 2026", "2026-02-12 10:00", 20, work, 0, nil, "2026-03-18 17:30", false},
		{"begun on a Saturday at work", "2026-02-14 10:00", 1, work, 0, nil, "2026-02-24 17:30", false},
		{"ending on a Saturday at work", "2026-02-24 10:00", 4, work, 0, nil, "2026-02-28 17:30", false},
		{"New Year 2026, with a Sunday at work", "2025-12-30 10:00", 3, work, 0, nil, "2026-01-05 17:30", false},
		{"National Day and Mid-Autumn 2025", "2025-09-26 10:00", 5, work, 0, nil, "2025-10-10 17:30", false},
		{"spring festival 2025", "2025-01-24 10:00", 5, work, 0, nil, "2025-02-07 17:30", false},
		{"Dragon Boat 2025", "2025-05-30 10:00", 1, work, 0, nil, "2025-06-03 17:30", false},
		{"Qingming 2024 and the Sunday after", "2024-04-03 10:00", 2, work, 0, nil, "2024-04-08 17:30", false},
		{"the 29th of February", "2024-02-28 10:00", 1, work, 0, nil, "2024-02-29 17:30", false},
		{"from the 29th of February", "2024-02-29 10:00", 1, work, 0, nil, "2024-03-01 17:30", false},
		{"no 29th of February", "2025-02-27 10:00", 2, work, 0, nil, "2025-03-03 17:30", false},
		{"twenty over the spring festival of 2024", "2024-02-05 10:00", 20, work, 0, nil, "2024-03-08 17:30", false},
		{"National Day 2024", "2024-09-27 10:00", 4, work, 0, nil, "2024-10-09 17:30", false},
		{"spring festival 2020, in its longer form", "2020-01-22 10:00", 3, work, 0, nil, "2020-02-04 17:30", false},
		{"over the end of a year that is known", "2024-12-30 10:00", 3, work, 0, nil, "2025-01-03 17:30", false},
		{"over the end of the last known year", "2026-12-30 10:00", 3, work, 0, nil, "2027-01-05 17:30", true},
		{"ending on the last known day", "2026-12-30 10:00", 1, work, 0, nil, "2026-12-31 17:30", false},
		{"Labour Day of a year that is not known", "2027-04-29 10:00", 3, work, 0, nil, "2027-05-04 17:30", true},
		{"calendar days on a working day", "2026-03-02 10:00", 7, days, 0, nil, "2026-03-09 17:30", false},
		{"calendar days that end on a Sunday", "2026-03-01 10:00", 7, days, 0, nil, "2026-03-09 17:30", false},
		{"calendar days that end in a holiday", "2026-09-25 10:00", 7, days, 0, nil, "2026-10-08 17:30", false},
		{"calendar days that end on a Saturday at work", "2026-05-01 10:00", 8, days, 0, nil, "2026-05-09 17:30", false},
		{"calendar days over the 29th of February", "2024-02-27 10:00", 3, days, 0, nil, "2024-03-01 17:30", false},
		{"calendar days over the end of what is known", "2026-12-20 10:00", 13, days, 0, nil, "2027-01-04 17:30", true},
		{"a stop over a holiday", "2026-09-24 10:00", 3, work, 0, []string{"2026-09-28 10:00", "2026-10-08 10:00"}, "2026-10-10 17:30", false},
		{"a stop that begins on the last day", "2026-09-24 10:00", 2, work, 0, []string{"2026-09-29 10:00", "2026-10-09 10:00"}, "2026-10-09 17:30", false},
		{"a stop that ends on a holiday", "2026-09-24 10:00", 3, work, 0, []string{"2026-09-29 10:00", "2026-10-03 10:00"}, "2026-10-08 17:30", false},
		{"two stops that follow each other", "2026-03-02 10:00", 5, work, 0, []string{"2026-03-03 10:00", "2026-03-05 10:00", "2026-03-05 11:00", "2026-03-09 10:00"}, "2026-03-13 17:30", false},
		{"a stop of calendar days", "2026-03-02 10:00", 10, days, 0, []string{"2026-03-04 10:00", "2026-03-10 10:00"}, "2026-03-18 17:30", false},
		{"extended over a holiday", "2026-09-22 10:00", 5, work, 3, nil, "2026-10-10 17:30", false},
		{"extended, and stopped", "2026-03-02 10:00", 5, work, 2, []string{"2026-03-03 10:00", "2026-03-05 10:00"}, "2026-03-13 17:30", false},
		{"calendar days, extended to a day off", "2026-03-02 10:00", 3, days, 2, nil, "2026-03-09 17:30", false},
		{"on the spot in the last minute", "2026-03-02 17:29", 0, spot, 0, nil, "2026-03-02 17:30", false},
		{"on the spot when it closes", "2026-03-02 17:30", 0, spot, 0, nil, "2026-03-03 17:30", false},
		{"on the spot before a holiday, after hours", "2026-09-30 18:00", 0, spot, 0, nil, "2026-10-08 17:30", false},
		{"on the spot, extended by a day", "2026-03-06 10:00", 0, work, 1, nil, "2026-03-09 17:30", false},
	} {
		t.Run(c.what, func(t *testing.T) {
			clock := Clock{Start: at(c.start), Limit: catalog.TimeLimit{Value: c.value, Unit: c.unit}, Extra: c.extra}
			for i := 0; i < len(c.stops); i += 2 {
				to := at(c.stops[i+1])
				clock.Stops = append(clock.Stops, Stop{at(c.stops[i]), &to})
			}
			due := rules.Due(&clock)
			if !due.At.Equal(at(c.due)) || due.Provisional != c.provisional {
				t.Errorf("it ends %s, provisional %v; counted by hand %s, %v", due.At.In(shanghai), due.Provisional, c.due, c.provisional)
			}
			if left := rules.DaysLeft(&clock, due.At.Add(-time.Second)); left != 0 {
				t.Errorf("in its last second %d days are left", left)
			}
			if left := rules.DaysLeft(&clock, due.At); left != -1 {
				t.Errorf("when it has ended %d days are left", left)
			}
			if c.unit == work && c.stops == nil {
				day, provisional := rules.Calendar.AddWorkingDays(calendar.DayOf(at(c.start)), c.value+c.extra)
				if day != calendar.DayOf(at(c.due)) || provisional != c.provisional {
					t.Errorf("the calendar says %s, provisional %v", day, provisional)
				}
			}
		})
	}
}
