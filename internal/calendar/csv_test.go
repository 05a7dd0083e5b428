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
