package catalog

import (
	"onewindow/internal/calendar"
	"slices"

	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// OfferingAt is an offering as a caller sees it.
type OfferingAt struct {
	*Offering
	lens *Lens
}

// OfferingConnection is a page of offerings.
type OfferingConnection = page.Connection[*OfferingAt]

// OfferingEdge is one row of a page of offerings.
type OfferingEdge = page.Edge[*OfferingAt]

// ID is the opaque id.
func (o *OfferingAt) ID() node.OfferingID { return node.OfferingID(o.Offering.ID) }

// Item is what is offered.
func (o *OfferingAt) Item() *ItemAt { return o.lens.Item(o.ItemID) }

// Center is where it is offered.
func (o *OfferingAt) Center() *organization.CenterAt { return o.lens.Org.Center(o.CenterID) }

// Window is at which window, nil for any comprehensive one.
func (o *OfferingAt) Window() *organization.WindowAt { return o.lens.Org.Window(o.WindowID) }

// Offerings are where and how the item is offered, by center.
func (i *ItemAt) Offerings(modes []Mode, first *int, after *string, last *int, before *string) (*OfferingConnection, error) {
	var rows []*Offering
	for centerID := range i.offerings {
		o := i.OfferedAt(centerID, i.lens.Day)
		if o != nil && i.lens.mayServe(centerID) && (len(modes) == 0 || slices.Contains(modes, o.Mode)) {
			rows = append(rows, o)
		}
	}
	key := func(o *Offering) string { return i.lens.Directory.Center(o.CenterID).Code }
	page.SortBy(rows, key)
	return i.lens.offerings(rows, key, page.Args{First: first, After: after, Last: last, Before: before})
}

// OfferingsAt are what a center offers, in the order of items.
func (l *Lens) OfferingsAt(centerID int, modes []Mode, args page.Args) (*OfferingConnection, error) {
	var rows []*Offering
	for _, o := range l.offered[centerID] {
		if o.InForce(l.Day) && l.sees(l.items[o.ItemID]) && (len(modes) == 0 || slices.Contains(modes, o.Mode)) {
			rows = append(rows, o)
		}
	}
	return l.offerings(rows, func(o *Offering) string { return l.items[o.ItemID].sortKey }, args)
}

func (l *Lens) offerings(rows []*Offering, key func(*Offering) string, args page.Args) (*OfferingConnection, error) {
	c, err := page.Map(rows, key, func(o *Offering) *OfferingAt { return &OfferingAt{o, l} }, args)
	return &c, err
}

// Offering is the offering of an id that is in force, nil for none.
func (l *Lens) Offering(id int) *OfferingAt {
	for _, item := range l.listed {
		for centerID := range item.offerings {
			if o := item.OfferedAt(centerID, l.Day); o != nil && o.ID == id && l.sees(item) && l.mayServe(centerID) {
				return &OfferingAt{o, l}
			}
		}
	}
	return nil
}

// ServicePoint is where to go with an item.
type ServicePoint struct {
	// Here is whether it is the center, or one in the division, that was asked about.
	Here bool
	// StepsUp is how many centers upwards it is: 0 for here.
	StepsUp  int
	Offering *OfferingAt
}

// Center is the center to go to.
func (p *ServicePoint) Center() *organization.CenterAt { return p.Offering.Center() }

// WhereToGo is the nearest open center that offers the item: the one asked
// about, or the first upwards; nil when none does. Zero refusal (design 2.10):
// "not here" is never said without where instead.
func (i *ItemAt) WhereToGo(center *node.CenterID, division *node.DivisionID) *ServicePoint {
	for steps, level := range i.lens.upwards(center, division) {
		for _, c := range level {
			if c.Status != organization.Open {
				continue
			}
			if o := i.OfferedAt(c.ID, i.lens.Day); o != nil {
				return &ServicePoint{Here: steps == 0, StepsUp: steps, Offering: &OfferingAt{o, i.lens}}
			}
		}
	}
	return nil
}

// upwards are the centers to try: from a center along whom it reports to, from
// a division the centers in it and then those of the divisions around it.
func (l *Lens) upwards(center *node.CenterID, division *node.DivisionID) [][]*organization.Center {
	var levels [][]*organization.Center
	if center != nil {
		c := l.Directory.Center(int(*center))
		if c == nil {
			return nil
		}
		levels = append(levels, []*organization.Center{c})
		for _, above := range l.Directory.Superiors(c) {
			levels = append(levels, []*organization.Center{above})
		}
		return levels
	}
	if division == nil {
		return nil
	}
	for d := l.Directory.Division(int(*division)); d != nil; d = l.Directory.Division(d.ParentID()) {
		levels = append(levels, slices.DeleteFunc(slices.Clone(l.Directory.CentersWithin(d.ID)),
			func(c *organization.Center) bool { return c.DivisionID != d.ID }))
	}
	return levels
}

// OfferedAt is how many items a center offers that the caller may see.
func (l *Lens) OfferedAt(centerID int) int {
	n := 0
	for _, o := range l.offered[centerID] {
		if o.InForce(l.Day) && l.sees(l.items[o.ItemID]) {
			n++
		}
	}
	return n
}

// OfferedIn is how many items the centers in a division itself offer, each
// counted once.
func (l *Lens) OfferedIn(divisionID int) int {
	if !l.Org.Unpublished.Nothing() || l.Day != calendar.DayOf(l.Org.Now.In(l.Directory.Location())) {
		return l.countOfferedIn(divisionID) // each caller sees others, any number of days could be asked about
	}
	asked := offeredKey{divisionID, l.Day}
	if n, known := l.offeredIn.Load(asked); known {
		return n.(int)
	}
	n := l.countOfferedIn(divisionID)
	l.offeredIn.Store(asked, n)
	return n
}

// offeredKey is one question of the public for OfferedIn; a snapshot has one answer to it.
type offeredKey struct {
	divisionID int
	day        calendar.Day
}

func (l *Lens) countOfferedIn(divisionID int) int {
	items := map[int]struct{}{}
	for _, c := range l.Directory.CentersWithin(divisionID) {
		if c.DivisionID != divisionID || !l.Org.Sees(c) {
			continue
		}
		for _, o := range l.offered[c.ID] {
			if o.InForce(l.Day) && l.sees(l.items[o.ItemID]) {
				items[o.ItemID] = struct{}{}
			}
		}
	}
	return len(items)
}
