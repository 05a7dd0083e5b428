package acceptance

import (
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/organization"
)

func testRules(t testing.TB) Rules {
	return Rules{
		Calendar: calendar.New(workdays(t)), Location: shanghai, Yellow: 0.6, Red: 0.8,
		Hours: organization.Hours{Weekly: []organization.Span{{
			Days: []organization.Weekday{"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"}, From: "09:00", To: "17:30", Kind: organization.Regular,
		}}},
	}
}

func TestWhenLimitsEnd(t *testing.T) {
	rules := testRules(t)
	ended := at("2026-03-10 12:00")
	for _, c := range []struct {
		what        string
		clock       Clock
		due         string
		provisional bool
	}{
		{"a Saturday at work", Clock{Start: at("2026-09-28 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}}, "2026-10-10 17:30", false},
		{"spring festival", Clock{Start: at("2026-02-12 10:00"), Limit: catalog.TimeLimit{Value: 20, Unit: catalog.WorkingDays}}, "2026-03-18 17:30", false},
		{"a year that is not known", Clock{Start: at("2010-09-20 10:00"), Limit: catalog.TimeLimit{Value: 10, Unit: catalog.WorkingDays}}, "2010-10-05 17:30", true},
		{"a day off at the end", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.CalendarDays}}, "2026-03-09 17:30", false},
		{"on the spot", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Unit: catalog.OnTheSpot}}, "2026-03-02 17:30", false},
		{"on the spot, after hours", Clock{Start: at("2026-03-06 18:00"), Limit: catalog.TimeLimit{Unit: catalog.OnTheSpot}}, "2026-03-09 17:30", false},
		{"on the spot, on a day off", Clock{Start: at("2026-03-07 10:00"), Limit: catalog.TimeLimit{Unit: catalog.OnTheSpot}}, "2026-03-09 17:30", false},
		{"on the spot, on a makeup day", Clock{Start: at("2026-02-14 10:00"), Limit: catalog.TimeLimit{Unit: catalog.OnTheSpot}}, "2026-02-14 17:30", false},
		{"no days at all", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Unit: catalog.WorkingDays}}, "2026-03-02 17:30", false},
		{"stopped for a week", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}, Stops: []Stop{{at("2026-03-03 09:00"), &ended}}}, "2026-03-16 17:30", false},
		{"extended", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}, Extra: 2}, "2026-03-11 17:30", false},
	} {
		due := rules.Due(&c.clock)
		if !due.At.Equal(at(c.due)) || due.Provisional != c.provisional {
			t.Errorf("%s: %s, provisional %v, want %s", c.what, due.At.In(shanghai), due.Provisional, c.due)
		}
		yellow, red := rules.Warn(&c.clock, rules.Yellow), rules.Warn(&c.clock, rules.Red)
		if yellow.Before(c.clock.Start) || red.Before(*yellow) || !red.Before(due.At) {
			t.Errorf("%s: yellow %s, red %s, due %s", c.what, yellow, red, due.At)
		}
	}
}

func TestAWarningComesOnAWorkingMorning(t *testing.T) {
	rules := testRules(t)
	clock := Clock{Start: at("2026-09-28 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}}
	// Counted are 29 and 30 September, 8, 9 and 10 October; after three of them it is yellow.
	if yellow := rules.Warn(&clock, 0.6); !yellow.Equal(at("2026-10-09 09:00")) {
		t.Errorf("yellow at %s", yellow.In(shanghai))
	}
	if red := rules.Warn(&clock, 0.8); !red.Equal(at("2026-10-10 09:00")) {
		t.Errorf("red at %s", red.In(shanghai))
	}
}

func TestAStandingClockHasNoEnd(t *testing.T) {
	rules := testRules(t)
	clock := Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}}
	clock.stop(at("2026-03-03 10:00"))
	if rules.Due(&clock) != nil || rules.Warn(&clock, 0.5) != nil || !clock.Stopped() {
		t.Error("it stands, and has an end")
	}
	if left := rules.DaysLeft(&clock, at("2026-03-20 10:00")); left != 4 {
		t.Errorf("%d days are left while it stands", left)
	}
	var from time.Time = at("2026-03-03 16:00")
	clock.resume(from)
	if due := rules.Due(&clock); !due.At.Equal(at("2026-03-09 17:30")) {
		t.Errorf("stopped for hours of a day it ends %s", due.At)
	}
}

// What is left says the same as when it ends: nothing on the last day, less than
// nothing once it has ended.
func TestDaysLeftAgreeWithTheEnd(t *testing.T) {
	rules := testRules(t)
	resumed := at("2026-03-06 12:00")
	for _, c := range []struct {
		what  string
		clock Clock
		left  map[string]int
	}{
		{"working days", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}}, map[string]int{
			"2026-03-02 11:00": 5, "2026-03-03 08:00": 4, "2026-03-07 12:00": 1, "2026-03-09 17:29": 0, "2026-03-09 17:30": -1, "2026-03-10 08:00": -1, "2026-03-11 08:00": -2,
		}},
		{"calendar days that end on a Saturday", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.CalendarDays}}, map[string]int{
			"2026-03-02 11:00": 5, "2026-03-06 11:00": 1, "2026-03-07 11:00": 0, "2026-03-08 11:00": 0, "2026-03-09 17:29": 0, "2026-03-09 17:30": -1, "2026-03-10 08:00": -1, "2026-03-11 08:00": -2,
		}},
		{"on the spot", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Unit: catalog.OnTheSpot}}, map[string]int{
			"2026-03-02 11:00": 0, "2026-03-02 17:30": -1, "2026-03-04 08:00": -2,
		}},
		{"on the spot, after hours", Clock{Start: at("2026-03-06 18:00"), Limit: catalog.TimeLimit{Unit: catalog.OnTheSpot}}, map[string]int{
			"2026-03-06 19:00": 0, "2026-03-08 11:00": 0, "2026-03-09 17:29": 0, "2026-03-09 17:30": -1, "2026-03-10 17:30": -1,
		}},
		{"one that stood", Clock{Start: at("2026-03-02 10:00"), Limit: catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}, Stops: []Stop{{at("2026-03-03 09:00"), &resumed}}}, map[string]int{
			"2026-03-05 11:00": 4, "2026-03-06 18:00": 4, "2026-03-12 08:00": 0, "2026-03-12 18:00": -1,
		}},
	} {
		for now, want := range c.left {
			if left := rules.DaysLeft(&c.clock, at(now)); left != want {
				t.Errorf("%s: at %s %d days are left, want %d; due %s", c.what, now, left, want, rules.Due(&c.clock).At.In(shanghai))
			}
		}
	}
}

// A clock that was stopped before its last moment does not end while it stands: who
// goes on with it has the rest of that day, or of the next working day.
func TestNoLimitEndsWhileItsClockStands(t *testing.T) {
	rules := testRules(t)
	five, spot := catalog.TimeLimit{Value: 5, Unit: catalog.WorkingDays}, catalog.TimeLimit{Unit: catalog.OnTheSpot}
	for _, c := range []struct {
		what     string
		limit    catalog.TimeLimit
		from, to string
		due      string
	}{
		{"stopped on its last day", five, "2026-03-09 10:00", "2026-03-13 11:00", "2026-03-13 17:30"},
		{"gone on after hours, on a Friday", five, "2026-03-09 10:00", "2026-03-13 18:00", "2026-03-16 17:30"},
		{"gone on on a Saturday", five, "2026-03-09 10:00", "2026-03-14 10:00", "2026-03-16 17:30"},
		{"gone on the same day", five, "2026-03-09 10:00", "2026-03-09 16:00", "2026-03-09 17:30"},
		{"stopped on the last day but one", five, "2026-03-06 10:00", "2026-03-13 11:00", "2026-03-16 17:30"},
		{"stopped when it had ended", five, "2026-03-09 18:00", "2026-03-13 11:00", "2026-03-09 17:30"},
		{"on the spot", spot, "2026-03-02 11:00", "2026-03-04 10:00", "2026-03-04 17:30"},
	} {
		to := at(c.to)
		clock := Clock{Start: at("2026-03-02 10:00"), Limit: c.limit, Stops: []Stop{{at(c.from), &to}}}
		if due := rules.Due(&clock); !due.At.Equal(at(c.due)) {
			t.Errorf("%s: it ends %s, want %s", c.what, due.At.In(shanghai), c.due)
		}
	}
}
