package scalar

import (
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/calendar"
)

// MarshalDayText writes a day that the domain keeps as text, e.g. that of an
// edition's verification; an empty one is null.
func MarshalDayText(day string) graphql.Marshaler {
	if day == "" {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(day)) })
}

// UnmarshalDayText reads a day and keeps it as text; null is an empty one.
func UnmarshalDayText(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	s, _ := v.(string)
	day, err := calendar.ParseDay(s)
	return day.String(), err
}
