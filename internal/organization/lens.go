package organization

import (
	"strings"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// Lens is how a caller sees the organization on a day. The public sees open
// centers, departments in force, and nothing about persons but the duty
// contacts that centers publish. What is reached through a Lens is seen through
// it too, so visibility holds on every edge.
type Lens struct {
	*Directory
	// Day is the day as of which everything is shown.
	Day calendar.Day
	// Now is the moment of the request, for what is open at present.
	Now time.Time
	// Unpublished is how far the caller sees what is not public, People how far
	// persons.
	Unpublished, People View
}

// See is how a caller sees the organization on a day, at a moment.
func (d *Directory) See(c identity.Caller, day calendar.Day, now time.Time) *Lens {
	l := &Lens{Directory: d, Day: day, Now: now}
	if !c.Public() {
		l.Unpublished, l.People = d.ViewOf(c.Reach(identity.ReadUnpublished)), d.ViewOf(c.Reach(identity.ReadStaff))
	}
	return l
}

// On is the same view on another day, or the same when none is given.
func (l *Lens) On(day *calendar.Day) *Lens {
	if day == nil || *day == l.Day {
		return l
	}
	other := *l
	other.Day = *day
	return &other
}

// Division is the division of an id; nil for none. One that is not in force on
// the lens's day is shown too, as it was on the nearest day of its life.
func (l *Lens) Division(id int) *DivisionAt {
	return l.divisionAt(l.divisions.place(id))
}

// DivisionByCode is the division that has a code on the lens's day, nil for none.
func (l *Lens) DivisionByCode(code string) *DivisionAt {
	d := l.Directory.DivisionByCode(code, l.Day)
	if d == nil {
		return nil
	}
	return l.Division(d.ID)
}

func (l *Lens) divisionAt(at int32) *DivisionAt {
	if at < 0 {
		return nil
	}
	return &DivisionAt{Division: &l.divisions.rows[at], at: at, lens: l}
}

// DivisionFilter picks divisions; what is nil picks all.
type DivisionFilter struct {
	Parent *node.DivisionID
	Within *node.DivisionID
	Level  *Level
	Text   *string
	// Top picks those without a parent.
	Top *bool
}

// Divisions are the divisions in force on the lens's day, in the order of codes.
func (l *Lens) Divisions(f *DivisionFilter, a page.Args) (*DivisionConnection, error) {
	places := l.pickDivisions(orZero(f))
	c, err := page.Map(places, func(at int32) string { return l.divisions.rows[at].Code() }, l.divisionAt, a)
	return &c, err
}

func (l *Lens) pickDivisions(f DivisionFilter) []int32 {
	day := pack(l.Day)
	if f.Parent != nil {
		return l.matchDivisions(l.divisions.childrenOf(int(*f.Parent), day), f)
	}
	if orZero(f.Top) {
		return l.matchDivisions(l.divisions.childrenOn(-1, day), f)
	}
	all := make([]int32, 0, len(l.divisions.rows))
	for i := range l.divisions.rows {
		if l.divisions.rows[i].inForce(day) {
			all = append(all, int32(i))
		}
	}
	return l.matchDivisions(all, f)
}

// childrenOf is childrenOn for an id; one that is not known has none.
func (t *divisionTree) childrenOf(id int, day packedDay) []int32 {
	at := t.place(id)
	if at < 0 {
		return nil
	}
	return t.childrenOn(at, day)
}

func (l *Lens) matchDivisions(places []int32, f DivisionFilter) []int32 {
	t, day := l.divisions, pack(l.Day)
	outer := int32(-1)
	if f.Within != nil {
		if outer = t.place(int(*f.Within)); outer < 0 {
			return nil
		}
	}
	text := strings.TrimSpace(orZero(f.Text))
	picked := places[:0]
	for _, at := range places {
		d := &t.rows[at]
		if f.Level != nil && d.Level() != *f.Level {
			continue
		}
		if text != "" {
			if name, _ := t.stateOn(at, day); !matches(name, d.Code(), text) {
				continue
			}
		}
		if outer >= 0 && (at == outer || !t.within(at, outer, day)) {
			continue
		}
		picked = append(picked, at)
	}
	return picked
}

// DivisionsWithoutSuccessor are the divisions that ended up to the lens's day
// and of which nobody has said yet what became of them, in the order of codes.
func (l *Lens) DivisionsWithoutSuccessor(a page.Args) (*DivisionConnection, error) {
	var ended []int32
	for i := range l.divisions.rows {
		d := &l.divisions.rows[i]
		if d.to != 0 && d.to <= pack(l.Day) && d.to > d.from && len(l.divisions.successors[d.ID]) == 0 {
			ended = append(ended, int32(i))
		}
	}
	key := func(at int32) string {
		return l.divisions.rows[at].Code() + node.Encode("Division", l.divisions.rows[at].ID)
	}
	page.SortBy(ended, key)
	c, err := page.Map(ended, key, l.divisionAt, a)
	return &c, err
}

// Sees is whether a center is shown to the caller: the public sees open ones,
// others also those of their posts.
func (l *Lens) Sees(c *Center) bool { return c.Status == Open || l.Unpublished.Center(c.ID) }

// Center is the center of an id, nil for none that the caller may see.
func (l *Lens) Center(id int) *CenterAt { return l.centerAt(l.Directory.Center(id)) }

// CenterByCode is the center of a code, nil for none that the caller may see.
func (l *Lens) CenterByCode(code string) *CenterAt {
	return l.centerAt(l.Directory.CenterByCode(code))
}

func (l *Lens) centerAt(c *Center) *CenterAt {
	if c == nil || !l.Sees(c) {
		return nil
	}
	return &CenterAt{Center: c, lens: l}
}

// View shows centers that were found by other means, leaving out those that the
// caller may not see.
func (l *Lens) View(centers []*Center) []*CenterAt {
	views := make([]*CenterAt, 0, len(centers))
	for _, c := range centers {
		if view := l.centerAt(c); view != nil {
			views = append(views, view)
		}
	}
	return views
}

// Sees is whether a department is shown: the public sees those in force.
func (l *Lens) seesDepartment(d *Department) bool {
	return d.InForce(l.Day) || l.Unpublished.Department(d.ID)
}

// Department is the department of an id, nil for none that the caller may see.
func (l *Lens) Department(id int) *DepartmentAt { return l.departmentAt(l.Directory.Department(id)) }

// DepartmentByCode is the department that has a code, as its own or as one
// under which it is listed; nil for none that the caller may see.
func (l *Lens) DepartmentByCode(code string) *DepartmentAt {
	return l.departmentAt(l.Directory.DepartmentByCode(code))
}

func (l *Lens) departmentAt(d *Department) *DepartmentAt {
	if d == nil || !l.seesDepartment(d) {
		return nil
	}
	return &DepartmentAt{Department: d, lens: l}
}

// Stationing is the stationing of an id, nil for none; that of a center which
// the caller may not see is none.
func (l *Lens) Stationing(id int) *StationingAt { return l.stationingAt(l.stationings.byID[id]) }

func (l *Lens) stationingAt(s *Stationing) *StationingAt {
	if s == nil || l.Center(s.CenterID) == nil || l.Directory.Department(s.DepartmentID) == nil {
		return nil
	}
	return &StationingAt{Stationing: s, lens: l}
}

func (l *Lens) stationingViews(all []*Stationing) []*StationingAt {
	views := make([]*StationingAt, 0, len(all))
	for _, s := range all {
		if view := l.stationingAt(s); view != nil {
			views = append(views, view)
		}
	}
	return views
}

// Window is the window of an id, nil for none; the public sees open windows of
// open centers.
func (l *Lens) Window(id int) *WindowAt { return l.windowAt(l.Directory.Window(id)) }

func (l *Lens) windowAt(w *Window) *WindowAt {
	if w == nil || l.Center(w.CenterID) == nil || !w.Open && !l.Unpublished.Center(w.CenterID) {
		return nil
	}
	return &WindowAt{Window: w, lens: l}
}

// Standard is the criterion of an id, nil for none.
func (l *Lens) Standard(id int) *Standard { return l.standards.byID[id] }

// StandardsInForce are the criteria in force on the lens's day, of one level or
// of all.
func (l *Lens) StandardsInForce(level *Level) []*Standard {
	found := []*Standard{}
	for _, s := range l.standards.all {
		if l.Day.Within(s.ValidFrom, s.ValidTo) && (level == nil || s.Level == *level) {
			found = append(found, s)
		}
	}
	return found
}

// ListSectors are all sectors, or those that the district wants at its windows.
func (l *Lens) ListSectors(namedOnly bool) []*Sector {
	found := []*Sector{}
	for _, s := range l.sectors {
		if s.Named || !namedOnly {
			found = append(found, s)
		}
	}
	return found
}
