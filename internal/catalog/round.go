package catalog

import (
	"context"
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

// Rounds are all rounds of reform, the earliest first.
func (l *Lens) Rounds() []*RoundAt {
	all := make([]*RoundAt, len(l.rounds.all))
	for i, r := range l.rounds.all {
		all[i] = &RoundAt{r, l}
	}
	return all
}

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
