package calendar

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"
)

func TestParseDayIsStrict(t *testing.T) {
	for s, ok := range map[string]bool{
		"2026-02-28": true, "2024-02-29": true, "0001-01-01": true, "9999-12-31": true,
		"2026-02-29": false, "2026-13-01": false, "2026-00-01": false, "2026-01-00": false,
		"2026-1-2": false, "26-01-02": false, "20260102": false, "2026/01/02": false,
		"2026-01-02T00:00:00Z": false, " 2026-01-02": false, "2026-01-02 ": false, "": false,
	} {
		d, err := ParseDay(s)
		if (err == nil) != ok || ok && d.String() != s {
			t.Errorf("ParseDay(%q) = %v, %v", s, d, err)
		}
	}
}

func TestDaysCompareAndMove(t *testing.T) {
	a, b := MustParseDay("2024-02-28"), MustParseDay("2024-03-01")
	if a.AddDays(2) != b || b.AddDays(-2) != a || !a.Before(b) || !b.After(a) || a.Compare(a) != 0 {
		t.Error("2024-02-28 and two days are 2024-03-01")
	}
	if !MustParseDay("2023-12-31").Before(a) || b.Weekday() != time.Friday {
		t.Error("order across years, or the day of the week, is wrong")
	}
	if !a.Within(a, &b) || b.Within(a, &b) || !b.Within(a, nil) || a.Within(b, nil) {
		t.Error("a time in force has its first day and not its end")
	}
}

func TestDayOfIsTheDateThatTheClockOnTheWallShows(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	lateInLondon := time.Date(2026, 5, 31, 17, 0, 0, 0, time.UTC)
	if d := DayOf(lateInLondon.In(shanghai)); d != MustParseDay("2026-06-01") {
		t.Errorf("got %v", d)
	}
	if m := MustParseDay("2026-06-01").In(shanghai); !m.Equal(lateInLondon.Add(-time.Hour)) {
		t.Errorf("the day begins at %v", m)
	}
}

func TestDayTravels(t *testing.T) {
	day := MustParseDay("2026-06-01")
	stored, err := day.Value()
	if err != nil || stored != "2026-06-01" {
		t.Fatalf("Value = %v, %v", stored, err)
	}
	for _, src := range []any{"2026-06-01", []byte("2026-06-01"), day.In(time.UTC)} {
		var back Day
		if err := back.Scan(src); err != nil || back != day {
			t.Errorf("Scan(%v) = %v, %v", src, back, err)
		}
	}
	var back Day
	if back.Scan(nil) == nil || back.Scan(int64(5)) == nil || back.Scan("yesterday") == nil {
		t.Error("what is no day must not be read")
	}
	text, _ := json.Marshal(map[string]Day{"day": day})
	var parsed map[string]Day
	if err := json.Unmarshal(text, &parsed); err != nil || parsed["day"] != day {
		t.Errorf("%s became %v, %v", text, parsed, err)
	}
}

func TestDayAsGraphQLScalar(t *testing.T) {
	day := MustParseDay("2026-06-01")
	var out bytes.Buffer
	day.MarshalGQL(&out)
	if out.String() != `"2026-06-01"` {
		t.Errorf("written as %s", out.String())
	}
	var back Day
	if err := back.UnmarshalGQL("2026-06-01"); err != nil || back != day {
		t.Errorf("read as %v, %v", back, err)
	}
	for _, v := range []any{"", "2026-6-1", 20260601, json.Number("20260601"), nil, true} {
		if back.UnmarshalGQL(v) == nil {
			t.Errorf("%v is no day", v)
		}
	}
}
