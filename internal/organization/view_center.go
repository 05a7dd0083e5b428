package organization

import (
	"fmt"
	"math"
	"slices"

	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// CenterAt is a center as a Lens shows it.
type CenterAt struct {
	*Center
	lens *Lens
}

// CenterConnection is a page of centers.
type CenterConnection = page.Connection[*CenterAt]

// CenterEdge is a center with its cursor.
type CenterEdge = page.Edge[*CenterAt]

// Lens is how the center is seen.
func (c *CenterAt) Lens() *Lens { return c.lens }

// ID is the global id.
func (c *CenterAt) ID() node.CenterID { return node.CenterID(c.Center.ID) }

// Level is the level of the center's division.
func (c *CenterAt) Level() Level { return c.lens.CenterLevel(c.Center) }

// Division is where it is.
func (c *CenterAt) Division() *DivisionAt { return c.lens.Division(c.DivisionID) }

// ReportsTo is the center above, nil for the highest.
func (c *CenterAt) ReportsTo() *CenterAt { return c.lens.Center(c.ReportsToID) }

// Superiors are the centers above, nearest first.
func (c *CenterAt) Superiors() []*CenterAt { return c.lens.View(c.lens.Directory.Superiors(c.Center)) }

// Subordinates are the centers that report to it.
func (c *CenterAt) Subordinates(first *int, after *string, last *int, before *string) (*CenterConnection, error) {
	centers := c.lens.visible(c.lens.Directory.Subordinates(c.Center.ID))
	return c.lens.centerPage(centers, page.Args{First: first, After: after, Last: last, Before: before})
}

// Address is where it is in words, nil when nobody said.
func (c *CenterAt) Address() *string { return optional(c.Center.Address) }

// Directions are how to get there, nil when nobody said.
func (c *CenterAt) Directions() *string { return optional(c.Center.Directions) }

// Distance is how far the center is from a place, in metres over the ground;
// nil when its position is not known.
func (c *CenterAt) Distance(from Position) *float64 {
	if c.Position == nil {
		return nil
	}
	metres := math.Round(distance(from, *c.Position))
	return &metres
}

// Stationings are those in force on the day.
func (c *CenterAt) Stationings() []*StationingAt {
	return c.lens.stationingViews(c.lens.Directory.Stationings(c.Center.ID, c.lens.Day))
}

// StationingHistory is who was ever stationed there, by first day.
func (c *CenterAt) StationingHistory(first *int, after *string, last *int, before *string) (*StationingConnection, error) {
	return c.lens.history(c.lens.EverStationed(c.Center.ID), page.Args{First: first, After: after, Last: last, Before: before})
}

// Departments are those stationed on the day, in the order of departments.
func (c *CenterAt) Departments() []*DepartmentAt {
	views := []*DepartmentAt{}
	for _, s := range c.lens.Directory.Stationings(c.Center.ID, c.lens.Day) {
		if view := c.lens.Department(s.DepartmentID); view != nil {
			views = append(views, view)
		}
	}
	slices.SortFunc(views, func(a, b *DepartmentAt) int { return compareDepartments(a.Department, b.Department) })
	return views
}

// Windows are its windows by number.
func (c *CenterAt) Windows() []*WindowAt {
	views := []*WindowAt{}
	for _, w := range c.lens.Directory.Windows(c.Center.ID) {
		if view := c.lens.windowAt(w); view != nil {
			views = append(views, view)
		}
	}
	return views
}

// PopulationFacts are the numbers about the people of its division.
func (c *CenterAt) PopulationFacts() []*PopulationFact {
	return c.lens.Directory.PopulationFacts(c.DivisionID)
}

// WindowAt is a window as a Lens shows it.
type WindowAt struct {
	*Window
	lens *Lens
}

// ID is the global id.
func (w *WindowAt) ID() node.WindowID { return node.WindowID(w.Window.ID) }

// Name is what it is called, nil for one that has only a number.
func (w *WindowAt) Name() *string { return optional(w.Window.Name) }

// Center is where it is.
func (w *WindowAt) Center() *CenterAt { return w.lens.Center(w.CenterID) }

// Department is whose window it is, nil for one of no single department.
func (w *WindowAt) Department() *DepartmentAt { return w.lens.Department(w.DepartmentID) }

// CenterFilter picks centers; what is nil picks all.
type CenterFilter struct {
	// Within picks those in a division or below it.
	Within     *node.DivisionID
	Levels     []Level
	Tiers      []Tier
	Statuses   []Status
	Ways       []Way
	ReportsTo  *node.CenterID
	Department *node.DepartmentID
	// Text is part of the name or address, or the beginning of the code.
	Text *string
}

// Centers are the centers the caller sees, in the order of codes, or nearest
// first when a place is given; those without a position then come last.
func (l *Lens) Centers(f *CenterFilter, near *Position, a page.Args) (*CenterConnection, error) {
	picked := l.PickCenters(orZero(f))
	if near == nil {
		return l.centerPage(picked, a)
	}
	key := func(c *Center) string {
		if c.Position == nil {
			return "~" + c.Code
		}
		return fmt.Sprintf("%012.0f %s", distance(*near, *c.Position), c.Code)
	}
	page.SortBy(picked, key)
	found, err := page.Map(picked, key, l.centerAt, a)
	return &found, err
}

// PickCenters are the centers the caller sees that a filter picks, by code.
func (l *Lens) PickCenters(f CenterFilter) []*Center {
	candidates := l.centers.all
	if f.Within != nil {
		at := l.divisions.place(int(*f.Within))
		if at < 0 {
			return nil
		}
		candidates = l.centersBelow(at, int(*f.Within))
	}
	var picked []*Center
	for _, c := range candidates {
		if l.Sees(c) && l.centerMatches(c, f) {
			picked = append(picked, c)
		}
	}
	return picked
}

func (l *Lens) centerMatches(c *Center, f CenterFilter) bool {
	switch {
	case len(f.Levels) > 0 && !slices.Contains(f.Levels, l.CenterLevel(c)),
		len(f.Tiers) > 0 && !slices.Contains(f.Tiers, c.Tier),
		len(f.Statuses) > 0 && !slices.Contains(f.Statuses, c.Status),
		len(f.Ways) > 0 && !slices.ContainsFunc(f.Ways, func(w Way) bool { return slices.Contains(c.Ways, w) }),
		f.ReportsTo != nil && c.ReportsToID != int(*f.ReportsTo),
		f.Text != nil && !matches(c.Name+" "+c.Address, c.Code, *f.Text):
		return false
	}
	if f.Department == nil {
		return true
	}
	_, stationed := l.StationedAt(int(*f.Department), c.ID, l.Day)
	return stationed
}

func (l *Lens) visible(centers []*Center) []*Center {
	var seen []*Center
	for _, c := range centers {
		if l.Sees(c) {
			seen = append(seen, c)
		}
	}
	return seen
}

// centerPage is a page of centers that are sorted by code.
func (l *Lens) centerPage(centers []*Center, a page.Args) (*CenterConnection, error) {
	c, err := page.Map(centers, func(c *Center) string { return c.Code }, l.centerAt, a)
	return &c, err
}

// earthRadius is the mean radius of the Earth in metres (IUGG).
const earthRadius = 6_371_008.8

// distance is the way over the ground between two places in metres, by the
// haversine formula.
func distance(a, b Position) float64 {
	rad := math.Pi / 180
	dLat, dLon := (b.Latitude-a.Latitude)*rad, (b.Longitude-a.Longitude)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Latitude*rad)*math.Cos(b.Latitude*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// StandardResult is how a center stands against one standard.
type StandardResult struct {
	Standard *Standard
	evidence *Evidence
	lens     *Lens
}

// MetScore is the score from which a standard is met.
const MetScore = 100

// Score is from 0 to 100, nil when nobody looked.
func (r *StandardResult) Score() *int {
	if r.evidence == nil {
		return nil
	}
	return &r.evidence.Score
}

// Met is whether the standard is met in full.
func (r *StandardResult) Met() bool { return r.evidence != nil && r.evidence.Score >= MetScore }

// Evidence is what shows it, nil when nobody looked.
func (r *StandardResult) Evidence() *EvidenceAt {
	if r.evidence == nil {
		return nil
	}
	return &EvidenceAt{r.evidence, r.lens.Unpublished.Center(r.evidence.CenterID)}
}

// EvidenceAt is evidence as a Lens shows it.
type EvidenceAt struct {
	*Evidence
	all bool
}

// Text is what was found, nil when nobody said.
func (e *EvidenceAt) Text() *string { return optional(e.Evidence.Text) }

// DocumentURL leads to the document, nil when there is none.
func (e *EvidenceAt) DocumentURL() *string { return optional(e.Evidence.DocumentURL) }

// CheckedBy is who looked; the public is not told.
func (e *EvidenceAt) CheckedBy() *string {
	if !e.all {
		return nil
	}
	return optional(e.Evidence.CheckedBy)
}

// Standards are those of the center's level in force on the day, each with how
// the center stands.
func (c *CenterAt) Standards() []*StandardResult {
	results := []*StandardResult{}
	level := c.Level()
	for _, s := range c.lens.Directory.Standards() {
		if s.Level == level && c.lens.Day.Within(s.ValidFrom, s.ValidTo) {
			results = append(results, &StandardResult{s, c.lens.Directory.Evidence(c.Center.ID, s.ID), c.lens})
		}
	}
	return results
}

// StandardScore is how a center stands against all standards of its level.
type StandardScore struct {
	// Mean is over all of them, from 0 to 100; one that nobody looked at counts 0.
	Mean       float64
	Met, Total int
}

// StandardScore is nil where the center's level has no standards.
func (c *CenterAt) StandardScore() *StandardScore {
	results := c.Standards()
	if len(results) == 0 {
		return nil
	}
	score, sum := StandardScore{Total: len(results)}, 0
	for _, r := range results {
		if r.Met() {
			score.Met++
		}
		sum += orZero(r.Score())
	}
	score.Mean = float64(sum) / float64(len(results))
	return &score
}

// StatusSince is the day from which the present status holds.
func (c *CenterAt) StatusSince() calendar.Day { return c.Center.StatusSince }
