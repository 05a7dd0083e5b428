package acceptance

import (
	"strings"
	"unicode/utf8"

	"onewindow/internal/fault"
)

// Lengths in characters.
const (
	maxName   = 120
	maxReason = 2000
	maxNote   = 500
)

// How much there is of something, told in the schema.
const (
	// MaxNotices are the notices of a case.
	MaxNotices = 50
	// MaxStops are the supplements and special procedures of a case.
	MaxStops = 100
	// MaxHandOvers are the hand-overs of a case, MaxPapers the papers on a list.
	MaxHandOvers = 100
	MaxPapers    = 200
	// MaxExtras is what a notice asks for beside the list.
	MaxExtras = 50
	// MaxPersons are those who are warned at once, or answer together.
	MaxPersons = 20
)

// checker collects what is wrong with an input.
type checker struct{ problems fault.Problems }

func (c *checker) report(k fault.Kind, path string, args ...any) { c.problems.Add(k.At(path, args...)) }

// merge takes in the problems of an error and returns any other error.
func (c *checker) merge(err error) error {
	found, ok := fault.From(err)
	if !ok {
		return err
	}
	c.problems = append(c.problems, found...)
	return nil
}

// text is s trimmed; it may be empty.
func (c *checker) text(path, s string, most int) string {
	s = strings.TrimSpace(s)
	if !fault.IsText(s) {
		c.report(fault.BadText, path)
		return ""
	}
	if utf8.RuneCountInString(s) > most {
		c.report(fault.TooLong, path, most)
	}
	return s
}

// required is s trimmed; it may not be empty.
func (c *checker) required(path, s string, most int) string {
	if strings.TrimSpace(s) == "" {
		c.report(fault.Required, path)
	}
	return c.text(path, s, most)
}

func orZero[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
