package organization

import (
	"slices"

	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// DivisionAt is a division as a Lens shows it.
type DivisionAt struct {
	*Division
	at   int32
	lens *Lens
}

// DivisionConnection is a page of divisions.
type DivisionConnection = page.Connection[*DivisionAt]

// DivisionEdge is a division with its cursor.
type DivisionEdge = page.Edge[*DivisionAt]

// Lens is how the division is seen.
func (d *DivisionAt) Lens() *Lens { return d.lens }

// ID is the global id.
func (d *DivisionAt) ID() node.DivisionID { return node.DivisionID(d.Division.ID) }

func (d *DivisionAt) day() packedDay { return d.nearest(pack(d.lens.Day)) }

// Name is what it is called on the day.
func (d *DivisionAt) Name() string {
	name, _ := d.lens.divisions.stateOn(d.at, d.day())
	return name
}

// InForce is whether it exists on the day.
func (d *DivisionAt) InForce() bool { return d.inForce(pack(d.lens.Day)) }

// Parent is what it lies in on the day, nil for the topmost.
func (d *DivisionAt) Parent() *DivisionAt {
	_, parent := d.lens.divisions.stateOn(d.at, d.day())
	return d.lens.divisionAt(parent)
}

// Path leads from the topmost division to this one, both included.
func (d *DivisionAt) Path() []*DivisionAt {
	path := []*DivisionAt{d}
	d.lens.divisions.ancestorsOn(d.at, d.day(), func(above int32) bool {
		path = append(path, d.lens.divisionAt(above))
		return true
	})
	slices.Reverse(path)
	return path
}

// Children are the divisions directly below it on the day, in the order of codes.
func (d *DivisionAt) Children(first *int, after *string, last *int, before *string) (*DivisionConnection, error) {
	places := d.lens.divisions.childrenOn(d.at, pack(d.lens.Day))
	c, err := page.Map(places, func(at int32) string { return d.lens.divisions.rows[at].Code() },
		d.lens.divisionAt, page.Args{First: first, After: after, Last: last, Before: before})
	return &c, err
}

// Successors are the divisions that took over from it.
func (d *DivisionAt) Successors() []*SuccessionAt {
	return d.lens.successionViews(d.lens.divisions.successors[d.Division.ID])
}

// Predecessors are the divisions it took over from.
func (d *DivisionAt) Predecessors() []*SuccessionAt {
	return d.lens.successionViews(d.lens.divisions.predecessors[d.Division.ID])
}

// SuccessionAt says which division took over from which.
type SuccessionAt struct {
	succession Succession
	lens       *Lens
}

func (l *Lens) successionViews(all []Succession) []*SuccessionAt {
	views := make([]*SuccessionAt, len(all))
	for i, s := range all {
		views[i] = &SuccessionAt{s, l}
	}
	return views
}

// Predecessor is the division that ended.
func (s *SuccessionAt) Predecessor() *DivisionAt { return s.lens.Division(s.succession.PredecessorID) }

// Successor is the division that took over.
func (s *SuccessionAt) Successor() *DivisionAt { return s.lens.Division(s.succession.SuccessorID) }

// OnDay is the day of the change.
func (s *SuccessionAt) OnDay() calendar.Day { return s.succession.OnDay }

// Note says what went where, if anybody said.
func (s *SuccessionAt) Note() *string { return optional(s.succession.Note) }

// Centers are the centers in it and, when asked for, in the divisions below.
func (d *DivisionAt) Centers(below *bool, first *int, after *string, last *int, before *string) (*CenterConnection, error) {
	centers := d.lens.centersIn(d.at, below == nil || *below)
	return d.lens.centerPage(centers, page.Args{First: first, After: after, Last: last, Before: before})
}

// Counts are how many divisions and centers lie in it on the day.
func (d *DivisionAt) Counts() *DivisionSummary {
	n := d.lens.divisions.countOn(d.at, pack(d.lens.Day))
	return &DivisionSummary{n.Townships, n.Villages, len(d.lens.centersIn(d.at, true))}
}

// DivisionSummary is what lies in a division.
type DivisionSummary struct{ Townships, Villages, Centers int }

// PopulationFacts are the numbers about its people.
func (d *DivisionAt) PopulationFacts() []*PopulationFact {
	return d.lens.Directory.PopulationFacts(d.Division.ID)
}

// centersIn are the centers the caller sees in a division on the lens's day, or
// also in those below it, in the order of codes.
func (l *Lens) centersIn(at int32, below bool) []*Center {
	id := l.divisions.rows[at].ID
	var found []*Center
	for _, c := range l.centersBelow(at, id) {
		if l.Sees(c) && (below || c.DivisionID == id) {
			found = append(found, c)
		}
	}
	return found
}

// centersBelow uses the index of the present tree while that holds.
func (l *Lens) centersBelow(at int32, id int) []*Center {
	day := pack(l.Day)
	if day >= l.divisions.lastChange {
		return l.CentersWithin(id)
	}
	var found []*Center
	for _, c := range l.centers.all {
		if in := l.divisions.place(c.DivisionID); in >= 0 && l.divisions.within(in, at, day) {
			found = append(found, c)
		}
	}
	return found
}

// optional is nil for an empty text.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
