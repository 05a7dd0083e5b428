package personal

import (
	"context"
	"errors"
	"strings"
	"testing"

	"onewindow/internal/fault"
)

// counting lets so many wrong codes be tried.
type counting struct{ left, wrong int }

var errOften = errors.New("tried too often")

func (c *counting) May(context.Context) error {
	if c.wrong >= c.left {
		return errOften
	}
	return nil
}

func (c *counting) Wrong(context.Context) { c.wrong++ }

// TestACodeLeadsToItsNumberOnly tells an unknown number from a wrong code in nothing,
// and counts both; a right code counts for nothing.
func TestACodeLeadsToItsNumberOnly(t *testing.T) {
	type ticket struct {
		number string
		code   Sealed
	}
	k, unknown := mustParse(t, NewKey()), fault.NewKind("UNKNOWN_TICKET", "没有", "None.").At("number")
	const right = "ABCDEFGH23"
	there := map[string]*ticket{
		"A1": {"A1", mustSeal(t, k, VisitSecret, "A1", right)},
		"A2": {"A2", mustSeal(t, k, VisitSecret, "A2", strings.Repeat("Z", 10))},
		"A3": {"A3", ""}, // which has no code
	}
	codes, looked := NewCodes(VisitSecret, k, unknown), 0
	find := func(number, code string) (*ticket, error) {
		return Find(t.Context(), codes, code, func() (*ticket, error) {
			looked++
			return there[number], nil
		}, func(t *ticket) (string, Sealed) { return t.number, t.code })
	}
	tries := &counting{left: 100}
	for _, limit := range []Tries{nil, tries} {
		codes.Tries = limit
		for _, c := range []struct {
			number, code string
			found        bool
		}{
			{"A1", right, true},
			{"A1", " " + strings.ToLower(right) + " ", true},
			{"A1", "ABCDEFGH24", false},
			{"A1", "", false},
			{"A2", right, false},
			{"A3", "", false},
			{"A3", right, false},
			{"B1", right, false},
			{"B1", "", false},
			{"", "", false},
		} {
			before := tries.wrong
			got, err := find(c.number, c.code)
			var told fault.Problem
			switch {
			case c.found && (err != nil || got != there[c.number]):
				t.Errorf("%q with %q finds %v, %v", c.number, c.code, got, err)
			case !c.found && (got != nil || !errors.As(err, &told) || told.Error() != unknown.Error()):
				t.Errorf("%q with %q finds %v, %v", c.number, c.code, got, err)
			}
			if noted := tries.wrong - before; limit != nil && (noted == 1) == c.found {
				t.Errorf("%q with %q counts %d times", c.number, c.code, noted)
			}
		}
	}
	codes.Tries, looked = &counting{}, 0
	if _, err := find("A1", right); !errors.Is(err, errOften) || looked != 0 {
		t.Errorf("who may not try is answered %v after %d looks", err, looked)
	}
	codes = NewCodes(VisitSecret, nil, unknown) // a deployment without a key
	if _, err := find("B1", ""); err == nil || err.Error() != unknown.Error() {
		t.Errorf("without a key an unknown number is answered %v", err)
	}
}
