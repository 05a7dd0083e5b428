package reception

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/testdb"
)

func TestSlotsOfADay(t *testing.T) {
	cal := calendar.New(workdays(t))
	windowed := Plan{Kind: AtWindow, Days: weekdays, Begins: "08:30", Ends: "10:40", Minutes: 30, Capacity: 1, ValidFrom: longAgo}
	saturdays := windowed
	saturdays.Days = []organization.Weekday{organization.Saturday}
	visits := windowed
	visits.Kind = HomeVisit
	ended := windowed
	ended.ValidTo = new(calendar.NewDay(2026, 3, 2))
	for _, test := range []struct {
		name, day, want string
		plan            Plan
	}{
		{"within the hours of the center, whole slots only", "2026-03-02", "09:00 09:30 10:00", windowed},
		{"a visit is not bound to them", "2026-03-02", "08:30 09:00 09:30 10:00", visits},
		{"nothing on a day on which the center is closed", "2026-03-05", "", windowed},
		{"and nobody goes on it either", "2026-03-05", "", visits},
		{"nothing at the weekend", "2026-03-07", "", windowed},
		{"the center is not open on Saturdays", "2026-03-07", "", saturdays},
		{"nothing on a public holiday", "2026-10-01", "", windowed},
		{"a makeup Saturday is worked like a Monday", "2026-10-10", "09:00 09:30 10:00", windowed},
		{"nothing from the day on which the plan ends", "2026-03-02", "", ended},
	} {
		slots := test.plan.Slots(calendar.MustParseDay(test.day), usualHours, cal, shanghai)
		var got []string
		for _, s := range slots {
			got = append(got, s.BeginsAt.Format("15:04"))
			if s.EndsAt.Sub(s.BeginsAt) != 30*time.Minute {
				t.Errorf("%s: a slot from %v to %v", test.name, s.BeginsAt, s.EndsAt)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, wanted %s", test.name, got, test.want)
		}
	}
}

// TestSlotsHoldWhatTheyPromise draws plans and hours: slots never overlap, are as long
// as planned, lie within the plan and within the hours of the center.
func TestSlotsHoldWhatTheyPromise(t *testing.T) {
	cal, r := calendar.New(workdays(t)), rand.New(rand.NewPCG(6, 11))
	clock := func(minute int) string { return momentOf(longAgo, minute, time.UTC).Format("15:04") }
	all := append(slices.Clone(weekdays), organization.Saturday, organization.Sunday)
	some := func() (days []organization.Weekday) {
		for _, d := range all {
			if r.IntN(2) == 0 {
				days = append(days, d)
			}
		}
		return days
	}
	for range 20_000 {
		opens, begins := r.IntN(1200), r.IntN(1200)
		hours := organization.Hours{Weekly: []organization.Span{{Days: some(), From: clock(opens), To: clock(opens + 1 + r.IntN(239)), Kind: organization.Regular}}}
		plan := Plan{Kind: Kinds[r.IntN(3)], Days: some(), Begins: clock(begins), Ends: clock(begins + 1 + r.IntN(239)), Minutes: 5 + r.IntN(60), ValidFrom: longAgo}
		day := calendar.NewDay(2026, 1, 1).AddDays(r.IntN(365))
		last := time.Time{}
		for _, s := range plan.Slots(day, hours, cal, shanghai) {
			from, to := s.BeginsAt.Format("15:04"), s.EndsAt.Format("15:04")
			switch open := hours.On(day, cal); {
			case len(open) == 0, from < plan.Begins, to > plan.Ends, s.BeginsAt.Before(last), calendar.DayOf(s.BeginsAt) != day,
				s.EndsAt.Sub(s.BeginsAt) != time.Duration(plan.Minutes)*time.Minute,
				plan.Kind != HomeVisit && (from < open[0].From || to > open[0].To):
				t.Fatalf("%+v on %s with %+v has a slot from %s to %s", plan, day, hours, from, to)
			}
			last = s.EndsAt
		}
	}
}

func TestPlansAreChecked(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		admin := sc.as(identity.CenterAdmin, sc.town)
		try := func(code, path string, change func(*PlanSlotsInput)) {
			t.Helper()
			in := sc.mornings(2)
			change(&in)
			_, err := sc.PlanSlots(admin, in)
			sc.refused(err, code, path)
		}
		try("REQUIRED", "days", func(in *PlanSlotsInput) { in.Days = nil })
		try("REPEATED", "days 1", func(in *PlanSlotsInput) { in.Days = []organization.Weekday{"MONDAY", "MONDAY"} })
		try("CLOCK_INVALID", "begins", func(in *PlanSlotsInput) { in.Begins = "9:00" })
		try("SPAN_ORDER", "ends", func(in *PlanSlotsInput) { in.Ends = "08:00" })
		try("OUT_OF_RANGE", "minutes", func(in *PlanSlotsInput) { in.Minutes = 1 })
		try("OUT_OF_RANGE", "capacity", func(in *PlanSlotsInput) { in.Capacity = 51 })
		try("NO_SLOT_FITS", "minutes", func(in *PlanSlotsInput) { in.Minutes = 121 })
		try("WINDOW_NEEDED", "window", func(in *PlanSlotsInput) { in.Window = nil })
		try("NO_SUCH_WINDOW", "window", func(in *PlanSlotsInput) { in.Window = new(node.WindowID(99999)) })
		try("WHO_GOES", "staff", func(in *PlanSlotsInput) { in.Kind, in.Window = HomeVisit, nil })
		try("WHO_GOES", "staff", func(in *PlanSlotsInput) { in.Kind = ExtendedHours })
		try("NO_POST_THERE", "staff", func(in *PlanSlotsInput) { in.Kind, in.Staff = HomeVisit, new(node.StaffID(99999)) })
		try("DAY_ORDER", "validFrom", func(in *PlanSlotsInput) { in.ValidFrom = new(calendar.NewDay(2026, 3, 1)) })
		try("DAY_ORDER", "validTo", func(in *PlanSlotsInput) { in.ValidTo = new(calendar.NewDay(2026, 3, 2)) })

		plan := sc.plan(sc.mornings(2))
		try("SLOT_COLLIDES", "begins", func(in *PlanSlotsInput) { in.Begins = "10:00" })
		later := sc.mornings(2)
		later.Begins, later.Ends = "11:00", "12:00"
		sc.plan(later)
		if _, err := sc.PlanSlots(sc.as(identity.CenterAdmin, sc.other), sc.mornings(2)); err == nil {
			t.Error("an admin planned slots elsewhere")
		}

		sc.book(plan, "2026-03-04 09:00")
		_, err := sc.EndSlotPlan(admin, EndSlotPlanInput{ID: plan, ExpectedVersion: 1})
		sc.refused(err, "PLAN_BOOKED", "on")
		_, err = sc.EndSlotPlan(admin, EndSlotPlanInput{ID: plan, ExpectedVersion: 2})
		sc.refused(err, "CONFLICT", "expectedVersion")
		on := calendar.NewDay(2026, 3, 6)
		_, err = sc.EndSlotPlan(admin, EndSlotPlanInput{ID: plan, ExpectedVersion: 1, On: &on})
		sc.must(err)
		_, err = sc.EndSlotPlan(admin, EndSlotPlanInput{ID: plan, ExpectedVersion: 2, On: new(on.AddDays(9))})
		sc.refused(err, "PLAN_ENDED", "id")
		_, err = sc.BookAppointment(t.Context(), sc.wish(plan, "2026-03-06 09:00"))
		sc.refused(err, "NO_SUCH_SLOT", "beginsAt")
	})
}
