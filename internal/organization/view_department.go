package organization

import (
	"cmp"
	"fmt"
	"slices"

	"onewindow/internal/node"
	"onewindow/internal/page"
)

// DepartmentAt is a department as a Lens shows it.
type DepartmentAt struct {
	*Department
	lens *Lens
}

// DepartmentConnection is a page of departments.
type DepartmentConnection = page.Connection[*DepartmentAt]

// DepartmentEdge is a department with its cursor.
type DepartmentEdge = page.Edge[*DepartmentAt]

// Lens is how the department is seen.
func (d *DepartmentAt) Lens() *Lens { return d.lens }

// ID is the global id.
func (d *DepartmentAt) ID() node.DepartmentID { return node.DepartmentID(d.Department.ID) }

// ShortName is what people call it, nil when nobody said.
func (d *DepartmentAt) ShortName() *string { return optional(d.Department.ShortName) }

// CreditCode is its unified social credit code, nil when it is not known.
func (d *DepartmentAt) CreditCode() *string { return optional(d.Department.CreditCode) }

// Phone is its number, nil when nobody said.
func (d *DepartmentAt) Phone() *string { return optional(d.Department.Phone) }

// Address is where it is, nil when nobody said.
func (d *DepartmentAt) Address() *string { return optional(d.Department.Address) }

// Sector is its field of work, nil when nobody said.
func (d *DepartmentAt) Sector() *Sector { return d.lens.Sector(d.SectorID) }

// Division is whose government it belongs to, nil when nobody said.
func (d *DepartmentAt) Division() *DivisionAt { return d.lens.Division(d.DivisionID) }

// Parent is the department above it, nil for none.
func (d *DepartmentAt) Parent() *DepartmentAt { return d.lens.Department(d.ParentID) }

// Children are the departments directly below it, in their order.
func (d *DepartmentAt) Children(first *int, after *string, last *int, before *string) (*DepartmentConnection, error) {
	return d.lens.Departments(&DepartmentFilter{Parent: new(d.ID())}, page.Args{First: first, After: after, Last: last, Before: before})
}

// Subordinates are the first of them.
func (d *DepartmentAt) Subordinates() ([]*DepartmentAt, error) {
	c, err := d.Children(new(page.Max), nil, nil, nil)
	if err != nil {
		return nil, err
	}
	return c.Nodes(), nil
}

// Centers are those it is stationed at on the day, in the order of codes.
func (d *DepartmentAt) Centers(first *int, after *string, last *int, before *string) (*CenterConnection, error) {
	var centers []*Center
	for _, s := range d.lens.StationingsOf(d.Department.ID, d.lens.Day) {
		if c := d.lens.Directory.Center(s.CenterID); c != nil && d.lens.Sees(c) {
			centers = append(centers, c)
		}
	}
	slices.SortFunc(centers, func(a, b *Center) int { return cmp.Compare(a.Code, b.Code) })
	return d.lens.centerPage(centers, page.Args{First: first, After: after, Last: last, Before: before})
}

// Stationings is the whole history of where it was and is stationed, by first day.
func (d *DepartmentAt) Stationings(first *int, after *string, last *int, before *string) (*StationingConnection, error) {
	return d.lens.history(d.lens.StationingHistory(d.Department.ID), page.Args{First: first, After: after, Last: last, Before: before})
}

// history is a page of stationings, by first day.
func (l *Lens) history(all []*Stationing, a page.Args) (*StationingConnection, error) {
	key := func(s *StationingAt) string { return fmt.Sprintf("%s %012d", s.ValidFrom, s.Stationing.ID) }
	c, err := page.Of(l.stationingViews(all), key, a)
	return &c, err
}

// StationingAt is a stationing as a Lens shows it.
type StationingAt struct {
	*Stationing
	lens *Lens
}

// StationingConnection is a page of stationings.
type StationingConnection = page.Connection[*StationingAt]

// StationingEdge is a stationing with its cursor.
type StationingEdge = page.Edge[*StationingAt]

// Lens is how the stationing is seen.
func (s *StationingAt) Lens() *Lens { return s.lens }

// ID is the global id.
func (s *StationingAt) ID() node.StationingID { return node.StationingID(s.Stationing.ID) }

// Department is who reports to the center. It is shown also when it has been
// dissolved since, so that history stays complete.
func (s *StationingAt) Department() *DepartmentAt {
	return &DepartmentAt{Department: s.lens.Directory.Department(s.DepartmentID), lens: s.lens}
}

// Center is where.
func (s *StationingAt) Center() *CenterAt { return s.lens.Center(s.CenterID) }

// InForce is whether it holds on the day.
func (s *StationingAt) InForce() bool { return s.Stationing.InForce(s.lens.Day) }

// DepartmentFilter picks departments; what is nil picks all.
type DepartmentFilter struct {
	Sector *node.SectorID
	Kind   *DepartmentKind
	Parent *node.DepartmentID
	// StationedAt picks those stationed at a center on the lens's day.
	StationedAt *node.CenterID
	// Text is part of the name or short name, or the beginning of a code.
	Text *string
}

// Departments are the departments the caller sees, by position and code.
func (l *Lens) Departments(f *DepartmentFilter, a page.Args) (*DepartmentConnection, error) {
	var picked []*Department
	filter := orZero(f)
	for _, d := range l.departments.all {
		if l.seesDepartment(d) && l.departmentMatches(d, filter) {
			picked = append(picked, d)
		}
	}
	c, err := page.Map(picked, departmentKey, l.departmentAt, a)
	return &c, err
}

func (l *Lens) departmentMatches(d *Department, f DepartmentFilter) bool {
	switch {
	case f.Sector != nil && d.SectorID != int(*f.Sector),
		f.Kind != nil && d.Kind != *f.Kind,
		f.Parent != nil && d.ParentID != int(*f.Parent),
		f.Text != nil && !d.matches(*f.Text):
		return false
	}
	if f.StationedAt == nil {
		return true
	}
	if l.Center(int(*f.StationedAt)) == nil {
		return false
	}
	_, stationed := l.StationedAt(d.ID, int(*f.StationedAt), l.Day)
	return stationed
}

func (d *Department) matches(text string) bool {
	return matches(d.Name+" "+d.ShortName, d.Code, text) ||
		slices.ContainsFunc(d.OtherCodes, func(code string) bool { return matches("", code, text) })
}

// departmentKey sorts as compareDepartments does.
func departmentKey(d *Department) string { return fmt.Sprintf("%010d %s", d.Position, d.Code) }

func compareDepartments(a, b *Department) int {
	return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Code, b.Code))
}
