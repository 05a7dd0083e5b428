package catalog

import (
	"context"
	"slices"
	"strings"

	"onewindow/internal/event"
	"onewindow/internal/page"
	"onewindow/internal/search"
)

// indexSearch makes the search index of the snapshot, out of the previous one's
// where there is one. Documents that did not change are left as they are.
func (s *Snapshot) indexSearch(previous *Snapshot, fresh []*Item, events []event.Event) (err error) {
	if previous == nil {
		s.text, err = search.New(s.documentsOf(s.listed))
		return err
	}
	if slices.ContainsFunc(events, func(e event.Event) bool { return e.Entity == event.Topic }) {
		fresh = s.listed // their names are in every item's document
	}
	var gone []int
	for id := range previous.items {
		if s.items[id] == nil {
			gone = append(gone, id)
		}
	}
	s.text, err = previous.text.With(s.documentsOf(fresh), gone)
	return err
}

func (s *Snapshot) documentsOf(items []*Item) []*search.Document {
	documents := make([]*search.Document, len(items))
	for i, item := range items {
		documents[i] = s.documentOf(item)
	}
	return documents
}

// documentOf is what an item can be found by: its names, what people call it,
// and what its published guide says it is for and gives.
func (s *Snapshot) documentOf(i *Item) *search.Document {
	d := &search.Document{
		ID: i.ID, Names: []string{i.Name}, Aliases: i.Aliases, Tie: i.sortKey,
		About: []string{strings.ReplaceAll(i.Slug, "-", " ")}, Codes: []string{i.Slug},
	}
	if i.ImplementationCode != "" {
		d.Codes = append(d.Codes, i.ImplementationCode)
	}
	if owner := s.Directory.Department(i.OwnerID); owner != nil {
		d.About = append(d.About, owner.Name)
	}
	for _, code := range slices.Concat(i.Values.Topics, i.Values.LifeEvents) {
		if t := s.topics.byCode[code]; t != nil {
			d.About = append(d.About, t.Name)
		}
	}
	if e := i.Current; e != nil {
		if e.Title != "" && e.Title != i.Name {
			d.Names = append(d.Names, e.Title)
		}
		d.About = append(d.About, e.Summary)
		for _, r := range e.Results {
			d.About = append(d.About, r.Name)
		}
	}
	return d
}

// find looks for a query in the whole catalog; items come as the search ranks them.
func (s *listing) find(ctx context.Context, q *search.Query) (err error) {
	l := s.lens
	hits, guessed, err := l.text.Find(ctx, q, func(id int) bool { return l.items[id] != nil && l.sees(l.items[id]) })
	if err != nil {
		return err
	}
	s.query, s.guessed = q, guessed
	s.candidates, s.scores = make([]*Item, 0, len(hits)), make(map[int]float64, len(hits))
	for _, h := range hits {
		s.candidates = append(s.candidates, l.items[h.ID])
		s.scores[h.ID] = h.Score
	}
	return nil
}

// Match says why a search found the item, nil when it was not found by a text.
func (i *ItemAt) Match() *search.Match {
	if i.query == nil {
		return nil
	}
	return i.lens.text.Explain(i.query, i.Item.ID)
}

// SearchSuggestion is what somebody who types may mean.
type SearchSuggestion struct {
	Item  *ItemAt
	Match *search.Match
}

// Text is the name that matched.
func (s *SearchSuggestion) Text() string {
	if s.Match.Place == search.Name || s.Match.Place == search.Alias {
		return s.Match.Text()
	}
	return s.Item.Name
}

// SearchSuggestions are the items that a text, as far as it was typed, finds
// first, each with the name that fits; no name is suggested twice.
func (l *Lens) SearchSuggestions(ctx context.Context, f ItemFilter, first int) ([]*SearchSuggestion, error) {
	switch {
	case first > page.Max:
		return nil, page.ErrLimit
	case first < 0:
		return nil, page.ErrArgs
	}
	found, err := l.newSearch(ctx, f)
	if err != nil || found.query == nil {
		return nil, err
	}
	var all []*SearchSuggestion
	said := map[string]bool{}
	for _, item := range found.candidates {
		if len(all) >= first {
			break
		}
		if found.failing(item) != 0 {
			continue
		}
		at := &ItemAt{Item: item, lens: l, query: found.query}
		s := &SearchSuggestion{Item: at, Match: at.Match()}
		if s.Match != nil && !said[s.Text()] {
			said[s.Text()] = true
			all = append(all, s)
		}
	}
	return all, nil
}
