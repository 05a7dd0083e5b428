package catalog

import (
	"slices"

	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// EntryGap says what should be at the windows and is not (应进全进).
type EntryGap struct {
	lens    *Lens
	centers []*organization.Center
	// items serve the public, missing are those of them that are offered nowhere.
	items, missing []*Item
}

// SectorPresence is whether a sector has moved in.
type SectorPresence struct {
	lens   *Lens
	sector *organization.Sector
	// Departments is how many belong to it, Stationed how many of them are at a
	// center; MovedIn is whether any is.
	Departments, Stationed int
	MovedIn                bool
}

// Sector is the field of government work.
func (p *SectorPresence) Sector() *organization.Sector { return p.sector }

// EntryGap looks at the centers of a division and below it, or at all.
func (l *Lens) EntryGap(division *node.DivisionID) *EntryGap {
	g := &EntryGap{lens: l, centers: l.Directory.Centers()}
	if division != nil {
		g.centers = l.Directory.CentersWithin(int(*division))
	}
	g.centers = slices.DeleteFunc(slices.Clone(g.centers), func(c *organization.Center) bool { return !l.Org.Sees(c) })
	offered := g.offeredItems()
	for _, item := range l.listed {
		if item.State != StateActive || !l.sees(item) || !item.servesThePublic() {
			continue
		}
		g.items = append(g.items, item)
		if _, ok := offered[item.ID]; !ok {
			g.missing = append(g.missing, item)
		}
	}
	return g
}

// servesThePublic leaves out what only other offices ask for.
func (i *Item) servesThePublic() bool {
	return len(i.Audiences) == 0 || slices.ContainsFunc(i.Audiences, func(a Audience) bool { return a != ForAdministrativeBodies })
}

func (g *EntryGap) offeredItems() map[int]struct{} {
	offered := map[int]struct{}{}
	for _, c := range g.centers {
		for _, o := range g.lens.offered[c.ID] {
			if o.InForce(g.lens.Day) {
				offered[o.ItemID] = struct{}{}
			}
		}
	}
	return offered
}

// Day is the day the gap holds for.
func (g *EntryGap) Day() calendar.Day { return g.lens.Day }

// PublicItems is how many items serve the public.
func (g *EntryGap) PublicItems() int { return len(g.items) }

// MissingItems is how many of them are offered at no window.
func (g *EntryGap) MissingItems() int { return len(g.missing) }

// Items are those that are offered at no window.
func (g *EntryGap) Items(first *int, after *string, last *int, before *string) (*PlainItemConnection, error) {
	c, err := page.Map(g.missing, func(i *Item) string { return i.sortKey }, func(i *Item) *ItemAt { return g.lens.at(i) }, page.Args{First: first, After: after, Last: last, Before: before})
	return &PlainItemConnection{c}, err
}

// Sectors say of each sector, or of the named ones only, whether it has moved in.
func (g *EntryGap) Sectors(namedOnly bool) []*SectorPresence {
	stationed := g.stationedDepartments()
	var all []*SectorPresence
	for _, sector := range g.lens.Directory.Sectors() {
		if namedOnly && !sector.Named {
			continue
		}
		p := &SectorPresence{lens: g.lens, sector: sector}
		for _, d := range g.lens.Directory.Departments() {
			if d.SectorID != sector.ID || !d.InForce(g.lens.Day) {
				continue
			}
			p.Departments++
			if _, ok := stationed[d.ID]; ok {
				p.Stationed++
			}
		}
		p.MovedIn = p.Stationed > 0
		all = append(all, p)
	}
	return all
}

func (g *EntryGap) stationedDepartments() map[int]struct{} {
	stationed := map[int]struct{}{}
	for _, c := range g.centers {
		for _, s := range g.lens.Directory.Stationings(c.ID, g.lens.Day) {
			stationed[s.DepartmentID] = struct{}{}
		}
	}
	return stationed
}
