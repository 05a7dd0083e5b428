// Package scalar holds the Go side of the API's common types.
package scalar

import (
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// Node is whatever has a global id. Which GraphQL type it is follows from its Go type.
type Node any

// UserError is a problem of the input in the caller's language.
type UserError struct {
	Field   []string
	Code    string
	Message string
}

// location is the time zone in which instants are shown; set once at start.
var location = time.UTC

// ShowTimesIn sets the time zone in which instants are shown.
func ShowTimesIn(loc *time.Location) { location = loc }

// MarshalDateTime writes an instant with its offset.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Quote(t.In(location).Format(time.RFC3339Nano)))
	})
}

// ErrDateTime is what is wrong with a value that is no instant.
var ErrDateTime = errors.New("a DateTime is written as RFC 3339 asks, e.g. 2026-11-23T09:30:00+08:00")

// UnmarshalDateTime reads RFC 3339 with an offset.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, ErrDateTime
	}
	return t, nil
}
