package catalog

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/search"
)

// ItemFilter says which items are wanted: those that pass every part that is
// given. A part that lists several values passes any of them.
type ItemFilter struct {
	Text        *string
	Departments []node.DepartmentID
	Topics      []string
	LifeEvents  []string
	Audiences   []Audience
	Types       []ItemType
	// Division wants what is offered at any open center in it or below it.
	Division *node.DivisionID
	Center   *node.CenterID
	Modes    []Mode
	States   []ItemState
	// Published wants items with a published guide, or without one.
	Published *bool
	// round wants what a round of reform cancelled.
	round int
}

// ItemSort is the order of a list of items.
type ItemSort string

const (
	SortByDepartment ItemSort = "DEPARTMENT"     // departments in their order, then names
	SortByName       ItemSort = "NAME"           // names by code point
	SortByLimit      ItemSort = "PROMISED_LIMIT" // the quickest first
	SortByNewest     ItemSort = "NEWEST"         // the latest published first
	SortByRelevance  ItemSort = "RELEVANCE"      // what fits the text best
)

// ItemConnection is a page of items, with counts over all that were found.
type ItemConnection struct {
	PlainItemConnection
	search *listing
}

// PlainItemConnection is a page of items without counts.
type PlainItemConnection struct{ page.Connection[*ItemAt] }

// Edges are the rows of the page.
func (c PlainItemConnection) Edges() []ItemEdge {
	edges := make([]ItemEdge, len(c.Connection.Edges))
	for i, e := range c.Connection.Edges {
		edges[i] = ItemEdge{e}
	}
	return edges
}

// ItemEdge is one row of a page of items.
type ItemEdge struct{ page.Edge[*ItemAt] }

// Match says why the search found the item, nil when it was not found by a text.
func (e ItemEdge) Match() *search.Match { return e.Node.Match() }

// Items lists the items that pass a filter. By relevance is by department where
// there is no text.
func (l *Lens) Items(ctx context.Context, f ItemFilter, sort ItemSort, args page.Args) (*ItemConnection, error) {
	s, err := l.newSearch(ctx, f)
	if err != nil {
		return nil, err
	}
	if sort == SortByRelevance && s.query == nil {
		sort = SortByDepartment
	}
	candidates := s.candidates
	if s.query == nil {
		candidates = l.inOrder(sort, s.keyOf(sort))
	}
	var found []*Item
	for _, item := range candidates {
		if s.failing(item) == 0 {
			found = append(found, item)
		}
	}
	key := s.keyOf(sort)
	if s.query != nil && sort != SortByRelevance {
		page.SortBy(found, key)
	}
	c, err := page.Map(found, key, func(i *Item) *ItemAt { return &ItemAt{Item: i, lens: l, query: s.query} }, args)
	if err != nil {
		return nil, err
	}
	return &ItemConnection{PlainItemConnection{c}, s}, nil
}

// FoundNothing is whether there was a text and nothing in the catalog fits it,
// though there may be a guess.
func (c *ItemConnection) FoundNothing() bool {
	return c.search.query != nil && (len(c.search.candidates) == 0 || c.search.guessed)
}

// keyOf orders items; each key ends with the id, so that it is unique.
func (s *listing) keyOf(sort ItemSort) func(*Item) string {
	switch sort {
	case SortByRelevance:
		return func(i *Item) string { return fmt.Sprintf("%020.6f %s", maxScore-s.scores[i.ID], i.sortKey) }
	case SortByName:
		return func(i *Item) string { return fmt.Sprintf("%s %09d", i.Name, i.ID) }
	case SortByLimit:
		return func(i *Item) string { return fmt.Sprintf("%06d %s", i.promisedLength(), i.sortKey) }
	case SortByNewest:
		return func(i *Item) string { return fmt.Sprintf("%020d %09d", i.sincePublished(), i.ID) }
	default:
		return func(i *Item) string { return i.sortKey }
	}
}

// promisedLength sorts items without a promise last.
func (i *Item) promisedLength() int {
	if i.Current != nil && i.Current.PromisedLimit != nil {
		if n, ok := lengthOf(*i.Current.PromisedLimit); ok {
			return int(n)
		}
	}
	return 999_999
}

// sincePublished is smaller the later an item was published.
func (i *Item) sincePublished() int64 {
	if i.Current == nil || i.Current.PublishedAt == nil {
		return math.MaxInt64
	}
	return math.MaxInt64 - i.Current.PublishedAt.UnixMicro()
}

// maxScore is more than any text ever fits.
const maxScore = 1e9

// listing is a filter made ready to try on items.
type listing struct {
	lens   *Lens
	filter ItemFilter
	// query is what is searched for, nil for nothing.
	query *search.Query
	// guessed is whether nothing fits the text, and the candidates are a guess.
	guessed bool
	// candidates are the items that can pass, with the scores of a text.
	candidates []*Item
	scores     map[int]float64
	centers    []int // where it must be offered; nil for anywhere
	place      bool
}

func (l *Lens) newSearch(ctx context.Context, f ItemFilter) (*listing, error) {
	s := &listing{lens: l, filter: f, candidates: l.listed}
	if text := strings.TrimSpace(orZero(f.Text)); text != "" {
		if err := s.find(ctx, l.vocabulary.Read(text)); err != nil {
			return nil, err
		}
	}
	s.lookIn()
	return s, nil
}

// lookIn finds the centers that the filter's places have.
func (s *listing) lookIn() {
	l, f := s.lens, &s.filter
	if f.Center != nil {
		s.place = true
		if c := l.Org.Center(int(*f.Center)); c != nil {
			s.centers = append(s.centers, int(*f.Center))
		}
	}
	if f.Division != nil {
		s.place = true
		for _, c := range l.Directory.CentersWithin(int(*f.Division)) {
			if l.Org.Sees(c) && (f.Center == nil || int(*f.Center) == c.ID) {
				s.centers = append(s.centers, c.ID)
			}
		}
	}
	slices.Sort(s.centers)
	s.centers = slices.Compact(s.centers)
}

// The parts of a filter, as bits.
const (
	failsFacetless = 1 << iota
	failsDepartment
	failsTopic
	failsLifeEvent
	failsAudience
	failsType
	failsMode
)

// failing is which parts of the filter an item does not pass.
func (s *listing) failing(i *Item) (parts int) {
	f := &s.filter
	if !s.lens.sees(i) || !s.stateMatches(i) {
		return failsFacetless
	}
	fails := func(bit int, passes bool) {
		if !passes {
			parts |= bit
		}
	}
	fails(failsDepartment, len(f.Departments) == 0 || slices.Contains(f.Departments, node.DepartmentID(i.OwnerID)))
	fails(failsTopic, len(f.Topics) == 0 || overlap(f.Topics, i.Topics))
	fails(failsLifeEvent, len(f.LifeEvents) == 0 || overlap(f.LifeEvents, i.LifeEvents))
	fails(failsAudience, len(f.Audiences) == 0 || overlap(f.Audiences, i.Audiences))
	fails(failsType, len(f.Types) == 0 || slices.Contains(f.Types, i.Type))
	if s.place || len(f.Modes) > 0 {
		offered, inMode := s.offered(i)
		if s.place && !offered {
			parts |= failsFacetless
		}
		fails(failsMode, len(f.Modes) == 0 || inMode)
	}
	return parts
}

func (s *listing) stateMatches(i *Item) bool {
	f := &s.filter
	if f.round != 0 && f.round != i.RoundID {
		return false
	}
	if len(f.States) > 0 {
		if !slices.Contains(f.States, i.State) {
			return false
		}
	} else if i.State == StateCancelled {
		return false // a list of what can be done leaves out what was abolished
	}
	return f.Published == nil || *f.Published == (i.Current != nil)
}

// offered is whether the item is offered where it must be, and whether in one
// of the modes wanted.
func (s *listing) offered(i *Item) (offered, inMode bool) {
	at := func(centerID int) {
		if o := i.OfferedAt(centerID, s.lens.Day); o != nil && s.lens.mayServe(centerID) {
			offered = true
			inMode = inMode || slices.Contains(s.filter.Modes, o.Mode)
		}
	}
	if !s.place {
		for centerID := range i.offerings {
			at(centerID)
		}
		return offered, inMode
	}
	for _, centerID := range s.centers {
		at(centerID)
	}
	return offered, inMode
}

// mayServe is whether a center is there for this caller.
func (l *Lens) mayServe(centerID int) bool {
	c := l.Directory.Center(centerID)
	return c != nil && l.Org.Sees(c)
}

func overlap[T comparable](wanted, has []T) bool {
	return slices.ContainsFunc(wanted, func(w T) bool { return slices.Contains(has, w) })
}
