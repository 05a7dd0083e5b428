// Package calendar knows days and which of them are worked. It is pure: the
// clock and the notices of holidays are given to it.
package calendar

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Day is a civil date without a time zone. Days compare with ==, Before and
// After; the zero Day is no day.
type Day struct {
	year  int
	month time.Month
	day   int
}

const layout = "2006-01-02"

// NewDay is the day of a year, month and day of the month, normalised as
// time.Date does.
func NewDay(year int, month time.Month, day int) Day {
	return DayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOf is the date that t shows in its own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

// ErrDay is what is wrong with a text that is no day.
var ErrDay = errors.New("is not a day of the form YYYY-MM-DD")

// ParseDay reads "2006-01-02" and nothing else.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(layout, s)
	if err != nil {
		return Day{}, fmt.Errorf("%q %w", s, ErrDay)
	}
	return DayOf(t), nil
}

// MustParseDay is ParseDay for days that are written in the program.
func MustParseDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero is whether this is no day.
func (d Day) IsZero() bool { return d == Day{} }

// Year, Month and Date are the parts of the day.
func (d Day) Year() int { return d.year }

// Month is the month of the day.
func (d Day) Month() time.Month { return d.month }

// In is the first moment of the day in a location.
func (d Day) In(loc *time.Location) time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, loc)
}

// AddDays is the day n days later, or earlier when n is negative.
func (d Day) AddDays(n int) Day { return NewDay(d.year, d.month, d.day+n) }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.In(time.UTC).Weekday() }

// Before is whether d is earlier than other.
func (d Day) Before(other Day) bool { return d.Compare(other) < 0 }

// After is whether d is later than other.
func (d Day) After(other Day) bool { return d.Compare(other) > 0 }

// Compare is negative, zero or positive as d is before, equal to or after other.
func (d Day) Compare(other Day) int {
	if d.year != other.year {
		return d.year - other.year
	}
	if d.month != other.month {
		return int(d.month) - int(other.month)
	}
	return d.day - other.day
}

// Within is whether the day lies in a time in force: from its first day up to
// and without its end, which is nil when it has none.
func (d Day) Within(from Day, to *Day) bool {
	return !d.Before(from) && (to == nil || d.Before(*to))
}

// String is the day as "2006-01-02", empty for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.In(time.UTC).Format(layout)
}

// MarshalText is String.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(string(b))
	if err == nil {
		*d = parsed
	}
	return err
}

// Value stores the day as text, so that both engines compare days alike.
func (d Day) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what Value stored.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = DayOf(v)
		return nil
	default:
		return fmt.Errorf("a day cannot be read from %T", src)
	}
}

// MarshalGQL writes the GraphQL scalar Date.
func (d Day) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(d.String())) }

// UnmarshalGQL reads the GraphQL scalar Date.
func (d *Day) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		if n, isNumber := v.(json.Number); isNumber {
			s = n.String()
		}
	}
	parsed, err := ParseDay(s)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
