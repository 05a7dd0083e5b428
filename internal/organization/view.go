package organization

import (
	"onewindow/ent/db"
	"onewindow/ent/db/post"
	"onewindow/ent/db/predicate"
	"onewindow/ent/db/staff"
	"onewindow/internal/identity"
)

// View is how far a caller sees something that is not public: everywhere, or at
// some centers and for some departments. The zero View sees nothing of it.
type View struct {
	Everywhere           bool
	centers, departments map[int]bool
}

// ViewOf spreads a reach over the centers that report to those it names.
func (d *Directory) ViewOf(r identity.Reach) View {
	v := View{Everywhere: r.Everywhere}
	if r.Everywhere {
		return v
	}
	if len(r.Departments) > 0 {
		v.departments = map[int]bool{}
	}
	for _, id := range r.Departments {
		v.departments[id] = true
	}
	if len(r.Centers) == 0 {
		return v
	}
	v.centers = map[int]bool{}
	for _, id := range r.Centers {
		v.centers[id] = true
	}
	for _, c := range d.Centers() {
		for above := c; above != nil; above = d.Center(above.ReportsToID) {
			if v.centers[above.ID] {
				v.centers[c.ID] = true
				break
			}
		}
	}
	return v
}

// Center is whether it is seen at a center.
func (v View) Center(id int) bool { return v.Everywhere || v.centers[id] }

// Department is whether it is seen of a department.
func (v View) Department(id int) bool { return v.Everywhere || v.departments[id] }

// Centers are those in the view, where it is not everywhere.
func (v View) Centers() []int { return keys(v.centers) }

// Departments are those in the view, where it is not everywhere.
func (v View) Departments() []int { return keys(v.departments) }

// Nothing is whether it is seen nowhere.
func (v View) Nothing() bool { return !v.Everywhere && len(v.centers) == 0 && len(v.departments) == 0 }

func (v View) post(p *db.Post) bool {
	return v.Everywhere || v.centers[orZero(p.CenterID)] || v.departments[orZero(p.DepartmentID)]
}

// person is whether one of a person's posts, which were read with them, is seen.
func (v View) person(p *db.Staff) bool {
	for _, held := range p.Edges.Posts {
		if v.post(held) {
			return true
		}
	}
	return v.Everywhere
}

// people are the conditions of persons who are seen: all, or who hold or held a
// post at a place in the view.
func (v View) people() []predicate.Staff {
	if v.Everywhere {
		return nil
	}
	return []predicate.Staff{staff.HasPostsWith(post.Or(post.CenterIDIn(keys(v.centers)...), post.DepartmentIDIn(keys(v.departments)...)))}
}

func keys(set map[int]bool) []int {
	ids := make([]int, 0, len(set))
	for id := range set {
		ids = append(ids, id)
	}
	return ids
}
