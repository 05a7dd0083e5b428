package catalog

import (
	"slices"

	"onewindow/internal/calendar"
	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// Compression is how far promised limits stay below statutory ones (时限压缩),
// over the items whose published guide says both. Limits of different units are
// compared as the gate compares them: 5 working days are 7 calendar days.
type Compression struct {
	lens  *Lens
	pairs []limitPair
}

// limitPair is one item's limit before and after, as lengths.
type limitPair struct {
	item          *Item
	before, after length
}

// CompressionFigures sum limits up. The design asks for both figures, because
// they differ: many short items can be compressed far while the long ones stay.
type CompressionFigures struct {
	// Items is how many items are counted.
	Items int
	// BeforeDays and AfterDays are sums in working days.
	BeforeDays, AfterDays float64
	// MeanOfRatios is the mean over the items of the share saved, TotalRatio the
	// share saved of the sum; nil where nothing is counted.
	MeanOfRatios, TotalRatio *float64
}

// DepartmentCompression is the compression over the items of one department.
type DepartmentCompression struct {
	Department *organization.DepartmentAt
	Figures    *CompressionFigures
}

// ItemCompression is the compression of one item.
type ItemCompression struct {
	Item    *ItemAt
	Figures *CompressionFigures
}

// ItemCompressionConnection is a page of items with their compression.
type ItemCompressionConnection = page.Connection[*ItemCompression]

// ItemCompressionEdge is one row of that page.
type ItemCompressionEdge = page.Edge[*ItemCompression]

// RoundCompression is what one round of reform did to limits.
type RoundCompression struct {
	Round *RoundAt
	// Figures compare the promises made in the round with the statutory limits,
	// SincePrevious with what was promised before the round.
	Figures, SincePrevious *CompressionFigures
}

// Compression is over the guides in force on the lens's day.
func (l *Lens) Compression() *Compression {
	c := &Compression{lens: l}
	for _, item := range l.listed {
		if e := item.EditionIn(l.Day); e != nil && l.sees(item) {
			if pair, ok := pairOf(item, e.StatutoryLimit, e.PromisedLimit); ok {
				c.pairs = append(c.pairs, pair)
			}
		}
	}
	return c
}

// pairOf is false where a limit is missing, or where there was none to shorten.
func pairOf(item *Item, before, after *TimeLimit) (limitPair, bool) {
	if before == nil || after == nil {
		return limitPair{}, false
	}
	b, ok := lengthOf(*before)
	a, alsoOK := lengthOf(*after)
	return limitPair{item, b, a}, ok && alsoOK && b > 0
}

// Day is the day the figures hold for.
func (c *Compression) Day() calendar.Day { return c.lens.Day }

// Overall is over all items.
func (c *Compression) Overall() *CompressionFigures { return figures(c.pairs) }

// ByDepartment is over the items of each department that has any, those with the
// most items first.
func (c *Compression) ByDepartment(first int) ([]*DepartmentCompression, error) {
	byOwner := map[int][]limitPair{}
	for _, p := range c.pairs {
		byOwner[p.item.OwnerID] = append(byOwner[p.item.OwnerID], p)
	}
	var all []*DepartmentCompression
	for _, d := range c.lens.Directory.Departments() {
		if view := c.lens.Org.Department(d.ID); view != nil && byOwner[d.ID] != nil {
			all = append(all, &DepartmentCompression{view, figures(byOwner[d.ID])})
		}
	}
	slices.SortStableFunc(all, func(a, b *DepartmentCompression) int { return b.Figures.Items - a.Figures.Items })
	return page.Top(all, first)
}

// ByRound is what each round of reform did, the latest first.
func (c *Compression) ByRound(first int) ([]*RoundCompression, error) {
	rounds := slices.Clone(c.lens.rounds.all)
	slices.Reverse(rounds)
	rounds, err := page.Top(rounds, first)
	if err != nil {
		return nil, err
	}
	all := make([]*RoundCompression, len(rounds))
	for i, r := range rounds {
		all[i] = c.lens.compressionOf(&RoundAt{r, c.lens})
	}
	return all, nil
}

// Items are the items that are counted, each with its own figures.
func (c *Compression) Items(first *int, after *string, last *int, before *string) (*ItemCompressionConnection, error) {
	conn, err := page.Map(c.pairs, func(p limitPair) string { return p.item.sortKey }, func(p limitPair) *ItemCompression {
		return &ItemCompression{c.lens.at(p.item), figures([]limitPair{p})}
	}, page.Args{First: first, After: after, Last: last, Before: before})
	return &conn, err
}

func (l *Lens) compressionOf(r *RoundAt) *RoundCompression {
	var statutory, previous []limitPair
	for _, item := range l.listed {
		for i, e := range item.Editions {
			if e.RoundID != r.Round.ID || !l.sees(item) {
				continue
			}
			if pair, ok := pairOf(item, e.StatutoryLimit, e.PromisedLimit); ok {
				statutory = append(statutory, pair)
			}
			if i == 0 {
				continue
			}
			if pair, ok := pairOf(item, item.Editions[i-1].PromisedLimit, e.PromisedLimit); ok {
				previous = append(previous, pair)
			}
		}
	}
	return &RoundCompression{Round: r, Figures: figures(statutory), SincePrevious: figures(previous)}
}

// workingDay is the length of one, in which sums are shown.
const workingDay = 7

func figures(pairs []limitPair) *CompressionFigures {
	f := &CompressionFigures{Items: len(pairs)}
	if len(pairs) == 0 {
		return f
	}
	var before, after length
	ratios := 0.0
	for _, p := range pairs {
		before += p.before
		after += p.after
		ratios += 1 - float64(p.after)/float64(p.before)
	}
	mean, total := ratios/float64(len(pairs)), 1-float64(after)/float64(before)
	f.MeanOfRatios, f.TotalRatio = &mean, &total
	f.BeforeDays, f.AfterDays = float64(before)/workingDay, float64(after)/workingDay
	return f
}
