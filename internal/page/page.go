// Package page cuts lists into pages with cursors, after the Relay connection
// specification. A cursor says where in the order its row stands, not how many
// rows were before it, so that it stays true when rows come and go.
package page

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Max is the most rows of one page, Default how many come when nobody says.
const (
	Max     = 100
	Default = 20
)

// Args are the paging arguments of a list.
type Args struct {
	First, Last   *int
	After, Before *string
}

// ErrLimit says that a page was asked for that is too large.
var ErrLimit = fmt.Errorf("first and last are at most %d", Max)

// ErrArgs says that the paging arguments make no sense.
var ErrArgs = errors.New("bad paging arguments")

// Info is the pageInfo of a connection.
type Info struct {
	HasNextPage, HasPreviousPage bool
	start, end                   place
}

// StartCursor is the cursor of the first row, nil for none.
func (i Info) StartCursor() *string { return i.start.cursorOrNil() }

// EndCursor is the cursor of the last row, nil for none.
func (i Info) EndCursor() *string { return i.end.cursorOrNil() }

// place makes the key of a row, for those who ask for its cursor.
type place func() string

func (p place) cursorOrNil() *string {
	if p == nil {
		return nil
	}
	return new(encode(p()))
}

// Edge is one row with its cursor.
type Edge[T any] struct {
	Node  T
	place place
}

// Cursor is where the row stands in the list.
func (e Edge[T]) Cursor() string { return encode(e.place()) }

// As is the row's place with another node in it.
func As[A, B any](e Edge[A], node B) Edge[B] { return Edge[B]{node, e.place} }

// Connection is one page.
type Connection[T any] struct {
	Edges    []Edge[T]
	PageInfo Info
	// TotalCount is how many rows there are on all pages together.
	TotalCount int
}

// Nodes are the rows without their cursors.
func (c Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.Edges))
	for i, e := range c.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// Of cuts a page out of rows that are sorted by key; keys are unique and
// compare as strings.
func Of[T any](rows []T, key func(T) string, a Args) (Connection[T], error) {
	return Map(rows, key, func(row T) T { return row }, a)
}

// Top are the first n rows, for lists by rank that have no pages.
func Top[T any](rows []T, n int) ([]T, error) {
	if err := (Args{First: &n}).check(); err != nil {
		return nil, err
	}
	return rows[:min(n, len(rows))], nil
}

// Map is Of for rows that become something else on the page: only those of the
// page are converted.
func Map[R, T any](rows []R, key func(R) string, node func(R) T, a Args) (Connection[T], error) {
	if err := a.check(); err != nil {
		return Connection[T]{}, err
	}
	from, to, err := a.bounds(len(rows), func(i int) string { return key(rows[i]) })
	if err != nil {
		return Connection[T]{}, err
	}
	c := Connection[T]{TotalCount: len(rows), Edges: make([]Edge[T], 0, to-from)}
	for _, row := range rows[from:to] {
		c.Edges = append(c.Edges, Edge[T]{node(row), func() string { return key(row) }})
	}
	c.PageInfo = Info{HasNextPage: to < len(rows), HasPreviousPage: from > 0}
	c.ends()
	return c, nil
}

// Fetch is Of for rows that are read a page at a time: fetch reads up to n rows
// between two keys, "" for none, from the front of the list or from its end, and
// returns them in the order of the list. The total is not known.
func Fetch[T any](a Args, key func(T) string, fetch func(after, before string, n int, fromEnd bool) ([]T, error)) (c Connection[T], err error) {
	if err := a.check(); err != nil {
		return c, err
	}
	var after, before string
	if a.After != nil {
		if after, err = decode(*a.After); err != nil {
			return c, fmt.Errorf("after: %w", err)
		}
	}
	if a.Before != nil {
		if before, err = decode(*a.Before); err != nil {
			return c, fmt.Errorf("before: %w", err)
		}
	}
	n, fromEnd := a.first(), a.Last != nil
	if fromEnd {
		n = *a.Last
	}
	rows, err := fetch(after, before, n+1, fromEnd)
	if err != nil {
		return c, err
	}
	more := len(rows) > n
	switch {
	case more && fromEnd:
		rows = rows[1:]
	case more:
		rows = rows[:n]
	}
	c.PageInfo = Info{HasNextPage: more && !fromEnd || fromEnd && a.Before != nil, HasPreviousPage: more && fromEnd || !fromEnd && a.After != nil}
	c.Edges = make([]Edge[T], len(rows))
	for i, row := range rows {
		c.Edges[i] = Edge[T]{row, func() string { return key(row) }}
	}
	c.ends()
	return c, nil
}

// ends notes the places of the first and the last row.
func (c *Connection[T]) ends() {
	if n := len(c.Edges); n > 0 {
		c.PageInfo.start, c.PageInfo.end = c.Edges[0].place, c.Edges[n-1].place
	}
}

func (a Args) check() error {
	switch {
	case a.First != nil && a.Last != nil:
		return fmt.Errorf("%w: give first or last, not both", ErrArgs)
	case a.First != nil && *a.First < 0, a.Last != nil && *a.Last < 0:
		return fmt.Errorf("%w: first and last are not negative", ErrArgs)
	case a.First != nil && *a.First > Max, a.Last != nil && *a.Last > Max:
		return ErrLimit
	}
	return nil
}

// bounds finds the rows of the page: after and before first narrow the list,
// then first or last takes from its front or its end.
func (a Args) bounds(n int, key func(int) string) (from, to int, err error) {
	from, to = 0, n
	if a.After != nil {
		after, err := decode(*a.After)
		if err != nil {
			return 0, 0, fmt.Errorf("after: %w", err)
		}
		from = sort.Search(n, func(i int) bool { return key(i) > after })
	}
	if a.Before != nil {
		before, err := decode(*a.Before)
		if err != nil {
			return 0, 0, fmt.Errorf("before: %w", err)
		}
		to = max(from, sort.Search(n, func(i int) bool { return key(i) >= before }))
	}
	if a.Last != nil {
		return max(from, to-*a.Last), to, nil
	}
	return from, min(to, from+a.first()), nil
}

func (a Args) first() int {
	if a.First == nil {
		return Default
	}
	return *a.First
}

// cursorMark tells a cursor from other base64.
const cursorMark = "c:"

func encode(key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorMark + key))
}

func decode(cursor string) (string, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	key, ok := strings.CutPrefix(string(b), cursorMark)
	if err != nil || !ok || encode(key) != cursor { // the decoder reads over line breaks
		return "", fmt.Errorf("%w: this is not a cursor of this API", ErrArgs)
	}
	return key, nil
}

// SortBy sorts rows by key, as Of wants them. Each key is made once.
func SortBy[T any](rows []T, key func(T) string) {
	type keyed struct {
		key string
		row T
	}
	all := make([]keyed, len(rows))
	for i, row := range rows {
		all[i] = keyed{key(row), row}
	}
	slices.SortFunc(all, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	for i := range all {
		rows[i] = all[i].row
	}
}

// AtKey is the key of a row in a list by time and number; PlaceOf is its place
// again, for a comparison with both columns. What is no key stands before all rows.
func AtKey(at time.Time, n int64) string { return fmt.Sprintf("%d %d", at.UnixMicro(), n) }

// PlaceOf is the time and the number of a key of AtKey.
func PlaceOf(key string) []any {
	at, n, _ := strings.Cut(key, " ")
	micro, _ := strconv.ParseInt(at, 10, 64)
	number, _ := strconv.ParseInt(n, 10, 64)
	return []any{time.UnixMicro(micro).UTC(), number}
}
