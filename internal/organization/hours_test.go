package organization

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
)

var (
	shanghai = time.FixedZone("CST", 8*3600)

	// nationalDay is a part of the notice for 2026: closed from 1 to 7 October,
	// Saturday the 10th is worked.
	nationalDay = calendar.New([]calendar.Entry{
		{Day: calendar.MustParseDay("2026-10-01"), Kind: calendar.Holiday, Name: "国庆节"},
		{Day: calendar.MustParseDay("2026-10-02"), Kind: calendar.Holiday, Name: "国庆节"},
		{Day: calendar.MustParseDay("2026-10-10"), Kind: calendar.MakeupWorkday, Name: "国庆节补班"},
	})

	workweek = []Weekday{Monday, Tuesday, Wednesday, Thursday, Friday}
)

// usual is a center with a noon break, a long Thursday and Saturday mornings.
func usual() Hours {
	return Hours{
		Weekly: []Span{
			{Days: workweek, From: "14:00", To: "17:30", Kind: Regular},
			{Days: workweek, From: "09:00", To: "12:00", Kind: Regular},
			{Days: []Weekday{Thursday}, From: "17:30", To: "20:00", Kind: Extended, Note: "延时服务"},
			{Days: []Weekday{Saturday}, From: "09:00", To: "11:30", Kind: Weekend},
		},
		Exceptions: []Exception{
			{Day: calendar.MustParseDay("2026-10-02"), Spans: []Span{{From: "10:00", To: "11:00", Kind: Regular}}, Reason: "值班"},
			{Day: calendar.MustParseDay("2026-10-14"), Closed: true, Reason: "停电"},
		},
	}
}

func TestHoursOnADay(t *testing.T) {
	for day, want := range map[string]string{
		"2026-10-08": "09:00-12:00 14:00-17:30 17:30-20:00", // a Thursday
		"2026-10-09": "09:00-12:00 14:00-17:30",
		"2026-10-17": "09:00-11:30",             // a Saturday
		"2026-10-10": "09:00-12:00 14:00-17:30", // a Saturday that is worked
		"2026-10-11": "",                        // a Sunday
		"2026-10-01": "",                        // a Thursday, and a holiday
		"2026-10-02": "10:00-11:00",             // a holiday with an exception
		"2026-10-14": "",                        // a Wednesday, closed
		"2027-01-01": "",                        // a holiday of fixed date, not announced yet
	} {
		var got []string
		for _, s := range usual().On(calendar.MustParseDay(day), nationalDay) {
			got = append(got, s.From+"-"+s.To)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", day, got, want)
		}
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", s, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestOpenAt(t *testing.T) {
	for at, want := range map[string]bool{
		"2026-10-09 08:59:59": false,
		"2026-10-09 09:00:00": true,
		"2026-10-09 11:59:59": true,
		"2026-10-09 12:00:00": false,
		"2026-10-09 14:00:00": true,
		"2026-10-08 17:30:00": true,
		"2026-10-01 10:00:00": false,
		"2026-10-10 10:00:00": true,
	} {
		if got := usual().OpenAt(moment(t, at), shanghai, nationalDay); got != want {
			t.Errorf("%s: %v", at, got)
		}
	}
	night := Hours{Weekly: []Span{{Days: []Weekday{Friday}, From: "20:00", To: "24:00", Kind: Extended}}}
	if !night.OpenAt(moment(t, "2026-10-09 23:59:59"), shanghai, nationalDay) {
		t.Error("24:00 is the end of the day")
	}
}

func TestNextOpening(t *testing.T) {
	for at, want := range map[string]string{
		"2026-10-09 08:00:00": "2026-10-09 09:00:00",
		"2026-10-09 10:00:00": "2026-10-09 10:00:00", // open
		"2026-10-09 12:30:00": "2026-10-09 14:00:00",
		"2026-10-09 17:30:00": "2026-10-10 09:00:00",
		"2026-10-10 18:00:00": "2026-10-12 09:00:00",
		"2026-09-30 18:00:00": "2026-10-02 10:00:00",
		"2026-10-13 18:00:00": "2026-10-15 09:00:00",
	} {
		got, ok := usual().NextOpening(moment(t, at), shanghai, nationalDay)
		if !ok || !got.Equal(moment(t, want)) {
			t.Errorf("after %s: %v, %v, want %s", at, got.In(shanghai), ok, want)
		}
	}
}

func TestNextOpeningLooksSixtyDaysAhead(t *testing.T) {
	once := func(day calendar.Day) Hours {
		return Hours{Exceptions: []Exception{{Day: day, Spans: []Span{{From: "10:00", To: "11:00", Kind: Regular}}}}}
	}
	now, today := moment(t, "2026-06-01 12:00:00"), calendar.MustParseDay("2026-06-01")
	if _, ok := once(today.AddDays(60)).NextOpening(now, shanghai, nationalDay); !ok {
		t.Error("an opening in 60 days should be found")
	}
	for name, h := range map[string]Hours{"in 61 days": once(today.AddDays(61)), "past": once(today), "never": {}} {
		if at, ok := h.NextOpening(now, shanghai, nationalDay); ok {
			t.Errorf("%s: %v", name, at)
		}
	}
}

// What NextOpening says is open, and nothing before it is.
func TestNextOpeningIsTheFirst(t *testing.T) {
	h, start := usual(), moment(t, "2026-09-28 00:00:00")
	for minute := 0; minute < 20*24*60; minute += 37 {
		now := start.Add(time.Duration(minute) * time.Minute)
		next, ok := h.NextOpening(now, shanghai, nationalDay)
		if !ok || next.Before(now) || !h.OpenAt(next, shanghai, nationalDay) {
			t.Fatalf("after %v: %v, %v", now, next, ok)
		}
		for before := now; before.Before(next); before = before.Add(15 * time.Minute) {
			if h.OpenAt(before, shanghai, nationalDay) {
				t.Fatalf("after %v comes %v, but it is open at %v", now, next, before)
			}
		}
	}
}

func TestCheckHours(t *testing.T) {
	if problems := usual().Check("input.hours"); len(problems) > 0 {
		t.Fatalf("the usual hours: %v", problems)
	}
	day := calendar.MustParseDay("2026-10-20")
	for name, tt := range map[string]struct {
		spoil func(*Hours)
		want  []string
	}{
		"nothing":       {func(h *Hours) { *h = Hours{} }, nil},
		"no days":       {func(h *Hours) { h.Weekly[3].Days = nil }, []string{"REQUIRED weekly.3.days"}},
		"strange day":   {func(h *Hours) { h.Weekly[3].Days = []Weekday{"SATURDAY", "CATURDAY"} }, []string{"WEEKDAY_INVALID weekly.3.days.1"}},
		"same day":      {func(h *Hours) { h.Weekly[3].Days = []Weekday{Saturday, Saturday} }, []string{"REPEATED weekly.3.days.1"}},
		"short clock":   {func(h *Hours) { h.Weekly[3].From = "9:00" }, []string{"CLOCK_INVALID weekly.3.from"}},
		"no clock":      {func(h *Hours) { h.Weekly[3].To = "25:00" }, []string{"CLOCK_INVALID weekly.3.to"}},
		"begins at 24":  {func(h *Hours) { h.Weekly[3].From = "24:00" }, []string{"CLOCK_INVALID weekly.3.from"}},
		"ends at 24":    {func(h *Hours) { h.Weekly[3].To = "24:00" }, nil},
		"backwards":     {func(h *Hours) { h.Weekly[3].To = "08:00" }, []string{"SPAN_ORDER weekly.3.to"}},
		"no time":       {func(h *Hours) { h.Weekly[3].To = "09:00" }, []string{"SPAN_ORDER weekly.3.to"}},
		"no kind":       {func(h *Hours) { h.Weekly[3].Kind = "" }, []string{"SPAN_KIND_INVALID weekly.3.kind"}},
		"long note":     {func(h *Hours) { h.Weekly[3].Note = strings.Repeat("长", 201) }, []string{"TOO_LONG weekly.3.note"}},
		"NUL":           {func(h *Hours) { h.Exceptions[1].Reason = "\x00" }, []string{"NOT_TEXT exceptions.1.reason"}},
		"overlap":       {func(h *Hours) { h.Weekly[2].From = "17:00" }, []string{"SPAN_OVERLAP weekly.2"}},
		"other days":    {func(h *Hours) { h.Weekly[3].To = "17:00" }, nil},
		"day twice":     {func(h *Hours) { h.Exceptions[1].Day = h.Exceptions[0].Day }, []string{"EXCEPTION_TWICE exceptions.1.day"}},
		"no day":        {func(h *Hours) { h.Exceptions[1].Day = calendar.Day{} }, []string{"REQUIRED exceptions.1.day"}},
		"unclear":       {func(h *Hours) { h.Exceptions[1].Closed = false }, []string{"EXCEPTION_UNCLEAR exceptions.1.closed"}},
		"contradictory": {func(h *Hours) { h.Exceptions[0].Closed = true }, []string{"EXCEPTION_UNCLEAR exceptions.0.closed"}},
		"days again":    {func(h *Hours) { h.Exceptions[0].Spans[0].Days = workweek }, []string{"EXCEPTION_DAYS exceptions.0.spans.0.days"}},
		"spans overlap": {func(h *Hours) { h.Exceptions[0].Spans = append(h.Exceptions[0].Spans, h.Exceptions[0].Spans[0]) },
			[]string{"SPAN_OVERLAP exceptions.0.spans.1"}},
		"many exceptions": {func(h *Hours) {
			h.Exceptions = nil
			for i := range 51 {
				h.Exceptions = append(h.Exceptions, Exception{Day: day.AddDays(i), Closed: true})
			}
		}, []string{"TOO_MANY exceptions"}},
	} {
		h := usual()
		tt.spoil(&h)
		var got []string
		for _, p := range h.Check("") {
			got = append(got, p.Code+" "+strings.Join(p.Path, "."))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestCheckHoursBelowAPath(t *testing.T) {
	problems := Hours{Weekly: []Span{{Days: workweek, From: "?", To: "10:00", Kind: Regular}}}.Check("input.hours")
	if len(problems) != 1 || strings.Join(problems[0].Path, ".") != "input.hours.weekly.0.from" {
		t.Fatalf("got %v", problems)
	}
	if m := problems[0].Message(fault.Chinese); m != "“?”不是 HH:MM 形式的时间。" {
		t.Error(m)
	}
}

func TestHoursTravelAsJSON(t *testing.T) {
	text, err := json.Marshal(usual())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `{"day":"2026-10-14","closed":true,"reason":"停电"}`) {
		t.Errorf("written as %s", text)
	}
	var back Hours
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(back)
	if string(again) != string(text) {
		t.Errorf("read as %s", again)
	}
}
