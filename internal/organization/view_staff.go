package organization

import (
	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// StaffAt is a person as a Lens shows them; only one that sees what is not
// public does.
type StaffAt struct {
	*Staff
	lens *Lens
}

// StaffConnection is a page of persons.
type StaffConnection = page.Connection[*StaffAt]

// StaffEdge is a person with a cursor.
type StaffEdge = page.Edge[*StaffAt]

// Staff is the person of an id; nil for none and for the public.
func (l *Lens) Staff(id int) *StaffAt { return l.staffAt(l.staff.byID[id]) }

func (l *Lens) staffAt(s *Staff) *StaffAt {
	if s == nil || !l.All {
		return nil
	}
	return &StaffAt{s, l}
}

// ID is the global id.
func (s *StaffAt) ID() node.StaffID { return node.StaffID(s.Staff.ID) }

// Phone is the number to call, nil when nobody said.
func (s *StaffAt) Phone() *string { return optional(s.Staff.Phone) }

// maxPosts is how many posts of a person are shown.
const maxPosts = 100

// Posts are those they hold and held, or those of one day, by first day.
func (s *StaffAt) Posts(asOf *calendar.Day) []*PostAt {
	views := []*PostAt{}
	for _, p := range s.lens.staff.posts[s.Staff.ID] {
		if (asOf == nil || p.InForce(*asOf)) && len(views) < maxPosts {
			views = append(views, &PostAt{p, s.lens})
		}
	}
	return views
}

// PostAt is a post as a Lens shows it.
type PostAt struct {
	*Post
	lens *Lens
}

// Post is the post of an id; nil for none and for the public.
func (l *Lens) Post(id int) *PostAt {
	p := l.staff.postByID[id]
	if p == nil || !l.All {
		return nil
	}
	return &PostAt{p, l}
}

// ID is the global id.
func (p *PostAt) ID() node.PostID { return node.PostID(p.Post.ID) }

// Title is what the post is called, nil when nobody said.
func (p *PostAt) Title() *string { return optional(p.Post.Title) }

// Staff is whose post it is.
func (p *PostAt) Staff() *StaffAt { return p.lens.Staff(p.StaffID) }

// Leader is who led the post, nil when nobody said.
func (p *PostAt) Leader() *StaffAt { return p.lens.Staff(p.LeaderID) }

// Center is where, nil for a post at no center.
func (p *PostAt) Center() *CenterAt { return p.lens.Center(p.CenterID) }

// Department is where, nil for a post at no department.
func (p *PostAt) Department() *DepartmentAt { return p.lens.Department(p.DepartmentID) }

// Window is where, nil for a post at no window.
func (p *PostAt) Window() *WindowAt { return p.lens.Window(p.WindowID) }

// StaffFilter picks persons; what is nil picks all.
type StaffFilter struct {
	// Text is part of the name, or the beginning of the number.
	Text       *string
	Center     *node.CenterID
	Department *node.DepartmentID
	Kind       *PostKind
	// AsOf is the day for the posts; the lens's day when nil.
	AsOf *calendar.Day
}

// StaffList are persons by number; none for the public.
func (l *Lens) StaffList(f *StaffFilter, a page.Args) (*StaffConnection, error) {
	var picked []*Staff
	filter := orZero(f)
	for _, s := range l.staff.all {
		if l.All && l.staffMatches(s, filter) {
			picked = append(picked, s)
		}
	}
	c, err := page.Map(picked, func(s *Staff) string { return s.Number }, l.staffAt, a)
	return &c, err
}

func (l *Lens) staffMatches(s *Staff, f StaffFilter) bool {
	if f.Text != nil && !matches(s.Name, s.Number, *f.Text) {
		return false
	}
	if f.Center == nil && f.Department == nil && f.Kind == nil {
		return true
	}
	day := dayOr(f.AsOf, l.Day)
	for _, p := range l.staff.posts[s.ID] {
		if p.InForce(day) && (f.Kind == nil || p.Kind == *f.Kind) &&
			(f.Center == nil || p.CenterID == int(*f.Center)) &&
			(f.Department == nil || p.DepartmentID == int(*f.Department)) {
			return true
		}
	}
	return false
}
