package calendar

import "time"

// Kind is what a notice of the State Council makes of a day.
type Kind string

const (
	// Holiday is a day off, on a weekday or a weekend (放假).
	Holiday Kind = "HOLIDAY"
	// MakeupWorkday is a day of a weekend that is worked (调休上班).
	MakeupWorkday Kind = "MAKEUP_WORKDAY"
)

// Valid is whether the kind is one of the declared ones.
func (k Kind) Valid() bool { return k == Holiday || k == MakeupWorkday }

// Entry is one day of a yearly notice (国务院办公厅关于某年部分节假日安排的通知).
type Entry struct {
	Day  Day    `json:"day"`
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
}

// Calendar knows the days of the notices it was built from. It never changes,
// so that any number of goroutines may share it.
//
// A year is known when its notice is in the calendar. In other years only
// weekends and the holidays of fixed date are days off, and every answer about
// them is provisional.
type Calendar struct {
	entries map[Day]Entry
	known   map[int]bool
}

// New builds a calendar. Of two entries for one day the later one counts.
func New(entries []Entry) *Calendar {
	c := &Calendar{entries: make(map[Day]Entry, len(entries)), known: map[int]bool{}}
	for _, e := range entries {
		c.entries[e.Day] = e
		if announcesYear(e.Day) {
			c.known[e.Day.Year()] = true
		}
	}
	return c
}

// announcesYear is whether an entry belongs to the notice of its own year. Days
// at the end of December come with the notice of the next year: that of 2019
// moved 2018-12-29 to 31, and says nothing else about 2018.
func announcesYear(d Day) bool { return d.Month() != time.December }

// Known is whether the notice of the year is in the calendar.
func (c *Calendar) Known(year int) bool { return c.known[year] }

// On is what the notices make of a day, if anything. In a year that is not
// known it is what the law on public holidays makes of it.
func (c *Calendar) On(d Day) (Entry, bool) {
	if e, announced := c.entries[d]; announced {
		return e, true
	}
	if c.Known(d.Year()) {
		return Entry{}, false
	}
	return fixedHoliday(d)
}

// Name is the name of the holiday or of the makeup day, empty for other days.
func (c *Calendar) Name(d Day) string {
	e, _ := c.On(d)
	return e.Name
}

// IsWorkingDay is whether offices work on a day. The answer is provisional when
// the notice that decides it is not known yet.
func (c *Calendar) IsWorkingDay(d Day) (working, provisional bool) {
	_, announced := c.entries[d]
	provisional = !announced && !c.Known(d.Year())
	if e, ok := c.On(d); ok {
		return e.Kind == MakeupWorkday, provisional
	}
	return !isWeekend(d), provisional
}

// AddWorkingDays is the n-th working day after start. The day of start is not
// counted: a period counted in days begins on the next one (民法典 art. 201),
// and the periods of 行政许可法 are working days without public holidays
// (art. 82). With n of zero or less it is start itself. It is provisional when
// one of the days on the way is.
func (c *Calendar) AddWorkingDays(start Day, n int) (due Day, provisional bool) {
	due = start
	for n > 0 {
		due = due.AddDays(1)
		working, unsure := c.IsWorkingDay(due)
		provisional = provisional || unsure
		if working {
			n--
		}
	}
	return due, provisional
}

// WorkingDaysBetween counts the working days after start up to and with end:
// WorkingDaysBetween(d, AddWorkingDays(d, n)) is n. When end is before start it
// is negative, as in "three working days overdue".
func (c *Calendar) WorkingDaysBetween(start, end Day) (n int, provisional bool) {
	if end.Before(start) {
		n, provisional = c.WorkingDaysBetween(end, start)
		return -n, provisional
	}
	for d := start.AddDays(1); !d.After(end); d = d.AddDays(1) {
		working, unsure := c.IsWorkingDay(d)
		provisional = provisional || unsure
		if working {
			n++
		}
	}
	return n, provisional
}

func isWeekend(d Day) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// fixedHoliday is the holiday of fixed date that falls on a day: New Year's Day
// (1 January), Labour Day (1 May, and 2 May since 2025) and National Day (1 to
// 3 October), by 全国年节及纪念日放假办法 art. 2 as amended on 2013-12-11 and on
// 2024-11-10 (in force from 2025-01-01). The holidays of the lunar calendar and
// 清明 have no fixed date; they are not guessed.
func fixedHoliday(d Day) (Entry, bool) {
	_, month, date := d.In(time.UTC).Date()
	name := ""
	switch {
	case month == time.January && date == 1:
		name = "元旦"
	case month == time.May && (date == 1 || date == 2 && d.Year() >= 2025):
		name = "劳动节"
	case month == time.October && date <= 3:
		name = "国庆节"
	}
	return Entry{Day: d, Kind: Holiday, Name: name}, name != ""
}
