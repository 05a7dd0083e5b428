package organization

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onewindow/internal/calendar"
	"onewindow/internal/fault"
)

// Weekday is a day of the week as the API writes it.
type Weekday string

const (
	Monday    Weekday = "MONDAY"
	Tuesday   Weekday = "TUESDAY"
	Wednesday Weekday = "WEDNESDAY"
	Thursday  Weekday = "THURSDAY"
	Friday    Weekday = "FRIDAY"
	Saturday  Weekday = "SATURDAY"
	Sunday    Weekday = "SUNDAY"
)

// weekdays is in the order of time.Weekday.
var weekdays = []Weekday{Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday}

// SpanKind says what sort of service a span of hours is.
type SpanKind string

const (
	Regular  SpanKind = "REGULAR"  // 正常办公
	Extended SpanKind = "EXTENDED" // 延时服务
	Weekend  SpanKind = "WEEKEND"  // 周末服务
)

var spanKinds = []SpanKind{Regular, Extended, Weekend}

// Span is a time of day at which a center is open, from From up to and without
// To, both "HH:MM"; To may be "24:00".
type Span struct {
	// Days are the days of the week it holds on; an exception's span has none.
	Days []Weekday `json:"days,omitempty"`
	From string    `json:"from"`
	To   string    `json:"to"`
	Kind SpanKind  `json:"kind"`
	Note string    `json:"note,omitempty"`
}

// Exception is a day on which a center keeps other hours than usual, or none.
type Exception struct {
	Day    calendar.Day `json:"day"`
	Closed bool         `json:"closed,omitempty"`
	Spans  []Span       `json:"spans,omitempty"`
	Reason string       `json:"reason,omitempty"`
}

// Hours are the opening hours of a center: a usual week, with any number of
// spans a day, and exceptions. An exception outdoes everything; a public
// holiday closes; a makeup workday (调休) has the hours of a Monday, since a
// weekend that is worked is worked like a weekday.
type Hours struct {
	Weekly     []Span      `json:"weekly,omitempty"`
	Exceptions []Exception `json:"exceptions,omitempty"`
}

// NextOpeningDays is how far ahead NextOpening looks.
const NextOpeningDays = 60

// On is the spans of a day, earliest first; none when the center is closed.
func (h Hours) On(day calendar.Day, cal *calendar.Calendar) []Span {
	for _, e := range h.Exceptions {
		if e.Day == day {
			return e.open()
		}
	}
	weekday := weekdays[day.Weekday()]
	if entry, special := cal.On(day); special {
		if entry.Kind == calendar.Holiday {
			return nil
		}
		weekday = Monday
	}
	return h.usually(weekday)
}

// open is the exception's spans, none when it closes the center.
func (e Exception) open() []Span {
	if e.Closed {
		return nil
	}
	return inOrder(slices.Clone(e.Spans))
}

// usually is the spans of a day of the usual week.
func (h Hours) usually(weekday Weekday) []Span {
	var spans []Span
	for _, span := range h.Weekly {
		if slices.Contains(span.Days, weekday) {
			spans = append(spans, span)
		}
	}
	return inOrder(spans)
}

func inOrder(spans []Span) []Span {
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	return spans
}

// OpenAt is whether the center is open at a moment, by the clock of its place.
func (h Hours) OpenAt(t time.Time, loc *time.Location, cal *calendar.Calendar) bool {
	local := t.In(loc)
	now := local.Format(clockLayout)
	return slices.ContainsFunc(h.On(calendar.DayOf(local), cal), func(s Span) bool {
		return s.From <= now && now < s.To
	})
}

// NextOpening is the first moment from t on at which the center is open: t
// itself when it is open then. It is false when no opening comes on that day or
// the NextOpeningDays after it.
func (h Hours) NextOpening(t time.Time, loc *time.Location, cal *calendar.Calendar) (time.Time, bool) {
	if h.OpenAt(t, loc, cal) {
		return t, true
	}
	today := calendar.DayOf(t.In(loc))
	for n := range NextOpeningDays + 1 {
		day := today.AddDays(n)
		for _, span := range h.On(day, cal) {
			if opening, ok := momentOf(day, span.From, loc); ok && opening.After(t) {
				return opening, true
			}
		}
	}
	return time.Time{}, false
}

const clockLayout = "15:04"

// momentOf is when the clock of a place shows a time on a day.
func momentOf(day calendar.Day, clock string, loc *time.Location) (time.Time, bool) {
	t, err := time.Parse(clockLayout, clock)
	year, month, date := day.In(time.UTC).Date()
	return time.Date(year, month, date, t.Hour(), t.Minute(), 0, 0, loc), err == nil
}

// maxNote is how many characters a remark on hours has.
const maxNote = 200

// Rules on opening hours. They are what a page needs to print them and a clock
// to answer "open now?" with one answer.
var (
	ClockInvalid = fault.NewKind("CLOCK_INVALID",
		"“%s”不是 HH:MM 形式的时间。",
		"%q is not a time of the form HH:MM.")
	SpanOrder = fault.NewKind("SPAN_ORDER",
		"结束时间 %s 应晚于开始时间 %s。",
		"The end %s should be after the beginning %s.")
	SpanOverlap = fault.NewKind("SPAN_OVERLAP",
		"%s 至 %s 与同一天的另一时段重叠。",
		"From %s to %s overlaps another span of the same day.")
	WeekdayInvalid = fault.NewKind("WEEKDAY_INVALID",
		"“%s”不是星期，应为 MONDAY 至 SUNDAY。",
		"%q is no day of the week: MONDAY to SUNDAY.")
	SpanKindInvalid = fault.NewKind("SPAN_KIND_INVALID",
		"“%s”不是时段类型，应为 REGULAR、EXTENDED 或 WEEKEND。",
		"%q is no kind of hours: REGULAR, EXTENDED or WEEKEND.")
	ExceptionDays = fault.NewKind("EXCEPTION_DAYS",
		"例外日的时段不写星期。",
		"The spans of an exception name no days of the week.")
	ExceptionTwice = fault.NewKind("EXCEPTION_TWICE",
		"%s 已有一条例外。",
		"There is an exception for %s already.")
	ExceptionUnclear = fault.NewKind("EXCEPTION_UNCLEAR",
		"例外日要么不开放，要么写明开放时段，二者取一。",
		"An exception either closes the center or gives its hours.")
	NoteInvalid = fault.NewKind("NOT_TEXT",
		"含有无法保存的字符。",
		"This has characters that cannot be stored.")
)

// Check reports everything that is wrong with the hours, below a path.
func (h Hours) Check(path string) fault.Problems {
	var c hoursCheck
	c.count("weekly", len(h.Weekly), MaxSpans)
	for i, span := range h.Weekly {
		c.weekly(fmt.Sprintf("weekly.%d", i), span)
	}
	c.overlaps("weekly", h.Weekly)
	c.count("exceptions", len(h.Exceptions), MaxExceptions)
	seen := map[calendar.Day]bool{}
	for i, e := range h.Exceptions {
		c.exception(fmt.Sprintf("exceptions.%d", i), e, seen)
	}
	for i := range c.problems {
		c.problems[i] = c.problems[i].Under(path)
	}
	return c.problems
}

type hoursCheck struct{ problems fault.Problems }

func (c *hoursCheck) count(at string, n, most int) {
	if n > most {
		c.problems.Add(fault.TooMany.At(at, most))
	}
}

func (c *hoursCheck) weekly(at string, s Span) {
	if len(s.Days) == 0 {
		c.problems.Add(fault.Required.At(at + ".days"))
	}
	for i, day := range s.Days {
		if !slices.Contains(weekdays, day) {
			c.problems.Add(WeekdayInvalid.At(fmt.Sprintf("%s.days.%d", at, i), day))
		} else if slices.Contains(s.Days[:i], day) {
			c.problems.Add(fault.Repeated.At(fmt.Sprintf("%s.days.%d", at, i), day))
		}
	}
	c.span(at, s)
}

func (c *hoursCheck) span(at string, s Span) {
	from, to := isClock(s.From), isClock(s.To) || s.To == "24:00"
	if !from {
		c.problems.Add(ClockInvalid.At(at+".from", s.From))
	}
	if !to {
		c.problems.Add(ClockInvalid.At(at+".to", s.To))
	}
	if from && to && s.From >= s.To {
		c.problems.Add(SpanOrder.At(at+".to", s.To, s.From))
	}
	if !slices.Contains(spanKinds, s.Kind) {
		c.problems.Add(SpanKindInvalid.At(at+".kind", s.Kind))
	}
	c.note(at+".note", s.Note)
}

// note also refuses what PostgreSQL cannot store in JSON: NUL and bytes that are
// not UTF-8.
func (c *hoursCheck) note(at, note string) {
	if utf8.RuneCountInString(note) > maxNote {
		c.problems.Add(fault.TooLong.At(at, maxNote))
	}
	if !utf8.ValidString(note) || strings.ContainsRune(note, 0) {
		c.problems.Add(NoteInvalid.At(at))
	}
}

// isClock is strict where time.Parse is not: it takes "9:00" for an hour.
func isClock(s string) bool {
	_, err := time.Parse(clockLayout, s)
	return err == nil && len(s) == len(clockLayout)
}

func (c *hoursCheck) exception(at string, e Exception, seen map[calendar.Day]bool) {
	switch {
	case e.Day.IsZero():
		c.problems.Add(fault.Required.At(at + ".day"))
	case seen[e.Day]:
		c.problems.Add(ExceptionTwice.At(at+".day", e.Day))
	}
	seen[e.Day] = true
	if e.Closed == (len(e.Spans) > 0) {
		c.problems.Add(ExceptionUnclear.At(at + ".closed"))
	}
	c.count(at+".spans", len(e.Spans), MaxSpans)
	for i, span := range e.Spans {
		c.exceptionSpan(fmt.Sprintf("%s.spans.%d", at, i), span)
	}
	c.overlaps(at+".spans", e.Spans)
	c.note(at+".reason", e.Reason)
}

func (c *hoursCheck) exceptionSpan(at string, s Span) {
	if len(s.Days) > 0 {
		c.problems.Add(ExceptionDays.At(at + ".days"))
	}
	c.span(at, s)
}

// overlaps reports each span that shares a moment of a day with an earlier one
// of the list.
func (c *hoursCheck) overlaps(at string, spans []Span) {
	for i, span := range spans {
		if slices.ContainsFunc(spans[:i], span.overlaps) {
			c.problems.Add(SpanOverlap.At(fmt.Sprintf("%s.%d", at, i), span.From, span.To))
		}
	}
}

// overlaps is whether two spans share a moment. Spans of an exception, which
// name no days, are all of one day.
func (s Span) overlaps(other Span) bool {
	oneDay := len(s.Days) == 0 && len(other.Days) == 0
	for _, day := range s.Days {
		oneDay = oneDay || slices.Contains(other.Days, day)
	}
	return oneDay && s.From < other.To && other.From < s.To
}
