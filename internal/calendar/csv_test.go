package calendar

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"onewindow/internal/fault"
)

func TestParseCSVReportsEveryLine(t *testing.T) {
	const file = `date,kind,name
2026-01-01,HOLIDAY,元旦
2026-1-2,HOLIDAY,元旦
2026-02-30,FESTIVAL,春节
2026-01-01,HOLIDAY,元旦
2026-01-05,MAKEUP_WORKDAY,元旦补班
2026-01-03,HOLIDAY
2026-01-04,MAKEUP_WORKDAY,"元旦"补班
2026-01-10,MAKEUP_WORKDAY,元旦补班
`
	_, err := ParseCSV(strings.NewReader(file))
	problems, _ := fault.From(err)
	var got []string
	for _, p := range problems {
		got = append(got, strings.Join(p.Path, ".")+" "+p.Code)
	}
	want := []string{
		"lines.3.date CALENDAR_DAY",
		"lines.4.kind CALENDAR_KIND",
		"lines.4.date CALENDAR_DAY",
		"lines.5.date CALENDAR_DAY_REPEATED",
		"lines.6.date CALENDAR_MAKEUP_ON_WEEKDAY",
		"lines.7 CALENDAR_LINE",
		"lines.8 CALENDAR_LINE",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if m := problems[3].Message(fault.English); m != "2026-01-01 is on line 2 already." {
		t.Errorf("message %q", m)
	}
}

func TestParseCSVHeader(t *testing.T) {
	for file, ok := range map[string]bool{
		"date,kind,name\n":                            true,
		"\ufeffdate,kind,name\n":                      true,
		"date,kind,name\r\n2026-01-01,HOLIDAY,元旦\r\n": true,
		"day,kind,name\n":                             false,
		"2026-01-01,HOLIDAY,元旦\n":                     false,
		"":                                            false,
	} {
		if _, err := ParseCSV(strings.NewReader(file)); (err == nil) != ok {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestParseCSVTellsAReadErrorApart(t *testing.T) {
	broken := errors.New("disk gone")
	_, err := ParseCSV(iotest.ErrReader(broken))
	if _, callers := fault.From(err); callers || !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// FuzzParseCSV: a file gives days or faults, never both, and each day once.
func FuzzParseCSV(f *testing.F) {
	const first = "date,kind,name\n"
	for _, file := range []string{
		"", first, "\ufeff" + first + "2026-01-01,HOLIDAY,元旦\n", first + "2026-01-04,MAKEUP_WORKDAY,\"a\nb\"\n", first + "\"",
		first + "2026-02-30,HOLIDAY,x\n", first + "0000-01-01,HOLIDAY,\xff\n", first + "2026-01-01,HOLIDAY\n,\n",
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		entries, err := ParseCSV(strings.NewReader(file))
		if _, callers := fault.From(err); err != nil && (!callers || len(entries) > 0) {
			t.Fatalf("%d days beside %v", len(entries), err)
		}
		seen := map[Day]bool{}
		for _, e := range entries {
			if seen[e.Day] || !e.Kind.Valid() || e.Kind == MakeupWorkday && !isWeekend(e.Day) {
				t.Errorf("a bad line passed: %+v", e)
			}
			seen[e.Day] = true
		}
	})
}
