package catalog

import (
	"context"
	"fmt"

	"onewindow/internal/node"
	"onewindow/internal/page"
)

// RoundAt is a round of reform as a caller sees it.
type RoundAt struct {
	*Round
	lens *Lens
}

// Round is the round of an id, nil for none.
func (l *Lens) Round(id int) *RoundAt {
	if r := l.rounds.byID[id]; r != nil {
		return &RoundAt{r, l}
	}
	return nil
}

// RoundConnection is a page of rounds of reform.
type RoundConnection = page.Connection[*RoundAt]

// RoundEdge is one row of that page.
type RoundEdge = page.Edge[*RoundAt]

// Rounds are the rounds of reform, the earliest first.
func (l *Lens) Rounds(a page.Args) (*RoundConnection, error) {
	c, err := page.Map(l.rounds.all, func(r *Round) string { return fmt.Sprint(r.DecidedOn, " ", r.Code) },
		func(r *Round) *RoundAt { return &RoundAt{r, l} }, a)
	return &c, err
}

// AllRounds are all rounds of reform, the earliest first.
func (l *Lens) AllRounds() []*Round { return l.rounds.all }

// ID is the opaque id.
func (r *RoundAt) ID() node.RoundID { return node.RoundID(r.Round.ID) }

func (r *RoundAt) cancelled() []*Item {
	var items []*Item
	for _, item := range r.lens.listed {
		if item.State == StateCancelled && item.RoundID == r.Round.ID {
			items = append(items, item)
		}
	}
	return items
}

// CancelledCount is how many items the round cancelled (取消事项数).
func (r *RoundAt) CancelledCount() int { return len(r.cancelled()) }

// CancelledItems are the items the round cancelled.
func (r *RoundAt) CancelledItems(ctx context.Context, first *int, after *string, last *int, before *string) (*ItemConnection, error) {
	f := ItemFilter{States: []ItemState{StateCancelled}, round: r.Round.ID}
	return r.lens.Items(ctx, f, SortByRelevance, page.Args{First: first, After: after, Last: last, Before: before})
}

// Compression is how far the round shortened limits.
func (r *RoundAt) Compression() *RoundCompression { return r.lens.compressionOf(r) }
