package calendar

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// published is the calendar of the notices for 2019 to 2026.
func published(t testing.TB) *Calendar {
	t.Helper()
	f, err := os.Open("testdata/workdays-cn-2019-2026.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	entries, err := ParseCSV(f)
	if err != nil {
		t.Fatal(err)
	}
	return New(entries)
}

func TestAddWorkingDays(t *testing.T) {
	c := published(t)
	for _, tt := range []struct {
		name, start string
		n           int
		due         string
		provisional bool
	}{
		{"over National Day with a makeup Saturday", "2026-09-28", 5, "2026-10-10", false},
		{"over the Spring Festival", "2026-02-12", 20, "2026-03-18", false},
		{"in a year without notice", "2010-09-20", 10, "2010-10-05", true},
		{"within a week", "2026-06-01", 4, "2026-06-05", false},
		{"over a weekend", "2026-06-05", 1, "2026-06-08", false},
		{"from a weekend", "2026-06-06", 1, "2026-06-08", false},
		{"none", "2026-06-06", 0, "2026-06-06", false},
		{"fewer than none", "2026-06-06", -3, "2026-06-06", false},
		{"into a year without notice", "2026-12-31", 1, "2027-01-04", true},
		{"out of a year without notice", "2018-12-28", 1, "2018-12-31", true},
	} {
		due, provisional := c.AddWorkingDays(MustParseDay(tt.start), tt.n)
		if due.String() != tt.due || provisional != tt.provisional {
			t.Errorf("%s: %d working days from %s end on %v (provisional %v), want %s (%v)",
				tt.name, tt.n, tt.start, due, provisional, tt.due, tt.provisional)
		}
	}
}

func TestIsWorkingDay(t *testing.T) {
	c := published(t)
	for _, tt := range []struct {
		day                  string
		working, provisional bool
		name                 string
	}{
		{"2026-10-10", true, false, "国庆节补班"},
		{"2026-10-05", false, false, "国庆节"},
		{"2026-06-06", false, false, ""},
		{"2026-06-08", true, false, ""},
		{"2027-01-01", false, true, "元旦"},
		{"2027-01-04", true, true, ""},
		{"2027-05-02", false, true, "劳动节"},
		{"2018-05-01", false, true, "劳动节"},
		{"2018-05-02", true, true, ""},
		{"2018-10-03", false, true, "国庆节"},
		{"2018-10-04", true, true, ""},
		{"2027-10-02", false, true, "国庆节"},
	} {
		d := MustParseDay(tt.day)
		working, provisional := c.IsWorkingDay(d)
		if working != tt.working || provisional != tt.provisional || c.Name(d) != tt.name {
			t.Errorf("%s: working %v, provisional %v, name %q; want %v, %v, %q",
				tt.day, working, provisional, c.Name(d), tt.working, tt.provisional, tt.name)
		}
	}
}

func TestWorkingDaysOfTheYear(t *testing.T) {
	c := published(t)
	for year := 2019; year <= 2026; year++ {
		if !c.Known(year) {
			t.Errorf("%d is not known", year)
		}
	}
	for _, year := range []int{2025, 2026} {
		n, provisional := c.WorkingDaysBetween(NewDay(year-1, 12, 31), NewDay(year, 12, 31))
		if n != 248 || provisional {
			t.Errorf("%d has %d working days (provisional %v), want 248", year, n, provisional)
		}
	}
}

// The notice of 2019 moved days of December 2018; 2018 as a whole stays unknown.
func TestDecemberDaysDoNotMakeTheirYearKnown(t *testing.T) {
	c := New([]Entry{
		{NewDay(2018, 12, 29), MakeupWorkday, "元旦补班"},
		{NewDay(2018, 12, 31), Holiday, "元旦"},
		{NewDay(2019, 1, 1), Holiday, "元旦"},
	})
	if c.Known(2018) || !c.Known(2019) {
		t.Errorf("known: 2018 %v, 2019 %v", c.Known(2018), c.Known(2019))
	}
	if working, provisional := c.IsWorkingDay(NewDay(2018, 12, 29)); !working || provisional {
		t.Error("a day of a notice is certain, even in a year that is not known")
	}
	if _, provisional := c.IsWorkingDay(NewDay(2018, 12, 28)); !provisional {
		t.Error("other days of that year are provisional")
	}
}

func TestLaterEntryCounts(t *testing.T) {
	day := NewDay(2026, 6, 6)
	c := New([]Entry{{day, Holiday, "a"}, {day, MakeupWorkday, "b"}})
	if working, _ := c.IsWorkingDay(day); !working || c.Name(day) != "b" {
		t.Error("the later of two entries should count")
	}
}

func TestAddingAndCountingAgree(t *testing.T) {
	c, random := published(t), rand.New(rand.NewPCG(1, 2))
	first := NewDay(2017, 1, 1)
	for range 5000 {
		start, n := first.AddDays(random.IntN(11*365)), random.IntN(120)
		due, unsure := c.AddWorkingDays(start, n)
		counted, alsoUnsure := c.WorkingDaysBetween(start, due)
		if counted != n || unsure != alsoUnsure {
			t.Fatalf("%d working days from %v end on %v (%v), but %d (%v) lie between",
				n, start, due, unsure, counted, alsoUnsure)
		}
		if working, _ := c.IsWorkingDay(due); n > 0 && !working {
			t.Fatalf("%d working days from %v end on %v, which is not worked", n, start, due)
		}
		if back, _ := c.WorkingDaysBetween(due, start); back != -n {
			t.Fatalf("back from %v to %v are %d, want %d", due, start, back, -n)
		}
	}
}

func BenchmarkAddWorkingDays(b *testing.B) {
	c, start := published(b), NewDay(2026, time.January, 1)
	for b.Loop() {
		c.AddWorkingDays(start, 45)
	}
}
