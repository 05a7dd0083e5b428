package page

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func rows(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%03d", i)
	}
	return list
}

func same(s string) string { return s }

func ptr[T any](v T) *T { return &v }

func TestWalkingForwardAndBackwardSeesEveryRowOnce(t *testing.T) {
	all := rows(47)
	var forward []string
	var after *string
	for {
		c, err := Of(all, same, Args{First: ptr(10), After: after})
		if err != nil {
			t.Fatal(err)
		}
		forward = append(forward, c.Nodes()...)
		if !c.PageInfo.HasNextPage {
			break
		}
		after = c.PageInfo.EndCursor()
	}
	if !slices.Equal(forward, all) {
		t.Errorf("forward: %v", forward)
	}
	var backward []string
	var before *string
	for {
		c, err := Of(all, same, Args{Last: ptr(10), Before: before})
		if err != nil {
			t.Fatal(err)
		}
		backward = append(c.Nodes(), backward...)
		if !c.PageInfo.HasPreviousPage {
			break
		}
		before = c.PageInfo.StartCursor()
	}
	if !slices.Equal(backward, all) {
		t.Errorf("backward: %v", backward)
	}
}

func TestCursorHoldsWhenRowsComeAndGo(t *testing.T) {
	c, err := Of(rows(20), same, Args{First: ptr(5)})
	if err != nil {
		t.Fatal(err)
	}
	changed := rows(20)[5:]                        // the page and its last row are gone
	changed = append([]string{"0000"}, changed...) // and one came before them
	next, err := Of(changed, same, Args{First: ptr(1), After: c.PageInfo.EndCursor()})
	if err != nil || next.Edges[0].Node != "005" {
		t.Errorf("after the cursor comes %v, %v", next.Edges, err)
	}
}

func TestArgumentsAreChecked(t *testing.T) {
	for _, c := range []struct {
		name string
		args Args
		want error
	}{
		{"too many", Args{First: ptr(101)}, ErrLimit},
		{"too many from the end", Args{Last: ptr(1000)}, ErrLimit},
		{"negative", Args{First: ptr(-1)}, ErrArgs},
		{"both", Args{First: ptr(1), Last: ptr(1)}, ErrArgs},
		{"malformed after", Args{After: ptr("%%%")}, ErrArgs},
		{"base64 that is no cursor", Args{Before: ptr("YWJj")}, ErrArgs},
		{"none", Args{}, nil},
		{"zero", Args{First: ptr(0)}, nil},
	} {
		if _, err := Of(rows(3), same, c.args); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestTopIsCutAsAPageIs(t *testing.T) {
	for n, want := range map[int]error{0: nil, 2: nil, Max: nil, Max + 1: ErrLimit, -1: ErrArgs} {
		top, err := Top(rows(3), n)
		if !errors.Is(err, want) || err == nil && len(top) != min(n, 3) {
			t.Errorf("the first %d are %v, %v", n, top, err)
		}
	}
}

// FuzzCursor reads whatever comes as a cursor: a list of three is never left.
func FuzzCursor(f *testing.F) {
	for _, cursor := range []string{"", "x", "Yzph", "Yzo", "Yz\npi", "YzpiAA", strings.Repeat("Yzph", 500)} {
		f.Add(cursor)
	}
	rows := []string{"a", "b", "c"}
	f.Fuzz(func(t *testing.T, cursor string) {
		for _, a := range []Args{{After: &cursor}, {Before: &cursor}, {After: &cursor, Before: &cursor}} {
			c, err := Of(rows, func(s string) string { return s }, a)
			if err == nil && strings.ContainsAny(cursor, "\r\n") || err == nil && len(c.Edges) > len(rows) || err != nil && !errors.Is(err, ErrArgs) {
				t.Errorf("%q gives %d rows, %v", cursor, len(c.Edges), err)
			}
		}
	})
}
