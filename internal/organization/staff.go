package organization

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/post"
	"onewindow/ent/db/predicate"
	"onewindow/ent/db/staff"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/personal"
)

// Persons are read from the database, for those who may see what is not public;
// they are not in the Directory.

// StaffMember is a person who works for a center or a department (工作人员).
type StaffMember struct {
	Row  *db.Staff
	lens *Lens
}

// ID is the global id.
func (s *StaffMember) ID() node.StaffID { return node.StaffID(s.Row.ID) }

// Number is the staff number.
func (s *StaffMember) Number() string { return s.Row.Number }

// Name is the person's name.
func (s *StaffMember) Name() string { return s.Row.Name }

// MaskedPhone is the person's number as everybody sees it, nil when nobody said.
// RevealStaffPhone tells it in the clear.
func (s *StaffMember) MaskedPhone(keys *personal.Keys) *string {
	return optional(keys.Masked(personal.StaffPhone, s.Row.Number, s.Row.Phone))
}

// Version is the version to give back when changing the record.
func (s *StaffMember) Version() int { return s.Row.Version }

// Lens is how what hangs on the person is seen.
func (s *StaffMember) Lens() *Lens { return s.lens }

// PostAt is a post as a Lens shows it.
type PostAt struct {
	Row  *db.Post
	lens *Lens
}

// ID is the global id.
func (p *PostAt) ID() node.PostID { return node.PostID(p.Row.ID) }

// Staff is who holds it.
func (p *PostAt) Staff() *StaffMember { return &StaffMember{p.Row.Edges.Staff, p.lens} }

// Kind is what the person is responsible for.
func (p *PostAt) Kind() PostKind { return PostKind(p.Row.Kind) }

// Title is what the post is called, nil when nobody said.
func (p *PostAt) Title() *string { return optional(p.Row.Title) }

// Center is where, nil for a post at a department only.
func (p *PostAt) Center() *CenterAt { return p.lens.Center(orZero(p.Row.CenterID)) }

// Department is for whom, nil for a post at a center only.
func (p *PostAt) Department() *DepartmentAt { return p.lens.Department(orZero(p.Row.DepartmentID)) }

// Window is at which window, nil for none.
func (p *PostAt) Window() *WindowAt { return p.lens.Window(orZero(p.Row.WindowID)) }

// Leader is who leads it at that time, nil when nobody said.
func (p *PostAt) Leader() *StaffMember {
	if p.Row.Edges.Leader == nil || !p.lens.People.person(p.Row.Edges.Leader) {
		return nil
	}
	return &StaffMember{p.Row.Edges.Leader, p.lens}
}

// ValidFrom is the first day of the post.
func (p *PostAt) ValidFrom() calendar.Day { return p.Row.ValidFrom }

// ValidTo is the first day without it, nil while no end is known.
func (p *PostAt) ValidTo() *calendar.Day { return p.Row.ValidTo }

// Version is the version to give back when changing the record.
func (p *PostAt) Version() int { return p.Row.Version }

// Attribution says who began and ended it, and why.
func (p *PostAt) Attribution() *Attribution {
	return attributionOf(p.Row.StartedAt, p.Row.StartedBy, p.Row.StartReason, p.Row.EndedAt, p.Row.EndedBy, p.Row.EndReason)
}

// StaffFilter picks persons; what is nil picks all.
type StaffFilter struct {
	// Text is part of the name, or the beginning of the number.
	Text *string
	// The others pick those who hold such a post on the day, today when nil.
	Center     *node.CenterID
	Department *node.DepartmentID
	Kind       *PostKind
	AsOf       *calendar.Day
}

// StaffConnection is a page of persons.
type StaffConnection = page.Connection[*StaffMember]

// StaffEdge is a person with the cursor.
type StaffEdge = page.Edge[*StaffMember]

// ListStaff lists persons by number.
func (l *Lens) ListStaff(ctx context.Context, client *db.Client, f *StaffFilter, a page.Args) (*StaffConnection, error) {
	if _, err := identity.Authorize(ctx, identity.ReadStaff); err != nil {
		return nil, err
	}
	rows, err := client.Staff.Query().Where(l.People.people()...).Where(l.staffMatching(orZero(f))...).Order(staff.ByNumber()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	c, err := page.Map(rows, func(r *db.Staff) string { return r.Number },
		func(r *db.Staff) *StaffMember { return &StaffMember{r, l} }, a)
	return &c, err
}

func (l *Lens) staffMatching(f StaffFilter) []predicate.Staff {
	var all []predicate.Staff
	if f.Text != nil && !fault.IsText(*f.Text) {
		return append(all, staff.IDIn()) // nobody is called so
	}
	if f.Text != nil {
		all = append(all, staff.Or(staff.NameContains(*f.Text), staff.NumberHasPrefix(*f.Text)))
	}
	if f.Center == nil && f.Department == nil && f.Kind == nil {
		return all
	}
	held := heldOn(dayOr(f.AsOf, l.Day))
	if f.Center != nil {
		held = append(held, post.CenterID(int(*f.Center)))
	}
	if f.Department != nil {
		held = append(held, post.DepartmentID(int(*f.Department)))
	}
	if f.Kind != nil {
		held = append(held, post.Kind(string(*f.Kind)))
	}
	return append(all, staff.HasPostsWith(held...))
}

// heldOn are the conditions of a post that is held on a day.
func heldOn(day calendar.Day) []predicate.Post {
	return []predicate.Post{post.ValidFromLTE(day), post.Or(post.ValidToIsNil(), post.ValidToGT(day))}
}

// ReadStaff is the person of an id, nil for none.
func (l *Lens) ReadStaff(ctx context.Context, client *db.Client, id int) (*StaffMember, error) {
	found, err := l.StaffOf(ctx, client, []int{id})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// ReadChanged is ReadStaff for who has just registered or changed the person: who has
// never had a post is shown too, whom only the district sees otherwise.
func (l *Lens) ReadChanged(ctx context.Context, client *db.Client, id int) (*StaffMember, error) {
	seen, err := l.ReadStaff(ctx, client, id)
	if seen != nil || err != nil {
		return seen, err
	}
	row, err := client.Staff.Query().Where(staff.ID(id), staff.Not(staff.HasPosts())).Only(ctx)
	switch {
	case db.IsNotFound(err):
		return nil, nil //nolint:nilnil // none is an answer here
	case err != nil:
		return nil, fmt.Errorf("read a person without a post: %w", err)
	}
	return &StaffMember{row, l}, nil
}

// StaffOf are the persons of many ids, in their order, nil where there is none
// and for callers who may not see persons.
func (l *Lens) StaffOf(ctx context.Context, client *db.Client, ids []int) ([]*StaffMember, error) {
	found := make([]*StaffMember, len(ids))
	if l.People.Nothing() {
		return found, nil
	}
	rows, err := client.Staff.Query().Where(staff.IDIn(ids...)).Where(l.People.people()...).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read staff: %w", err)
	}
	byID := keyed(rows, func(r *db.Staff) int { return r.ID })
	for i, id := range ids {
		if row := byID[id]; row != nil {
			found[i] = &StaffMember{row, l}
		}
	}
	return found, nil
}

// withPosts reads whether a leader is seen along with them.
func withPosts(q *db.StaffQuery) { q.WithPosts() }

// ReadPost is the post of an id, nil for none.
func (l *Lens) ReadPost(ctx context.Context, client *db.Client, id int) (*PostAt, error) {
	found, err := l.PostsByID(ctx, client, []int{id})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// PostsByID are the posts of many ids, in their order, nil where there is none
// and for callers who may not see persons.
func (l *Lens) PostsByID(ctx context.Context, client *db.Client, ids []int) ([]*PostAt, error) {
	found := make([]*PostAt, len(ids))
	if l.People.Nothing() {
		return found, nil
	}
	rows, err := client.Post.Query().Where(post.IDIn(ids...)).WithStaff().WithLeader(withPosts).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read posts: %w", err)
	}
	byID := keyed(rows, func(r *db.Post) int { return r.ID })
	for i, id := range ids {
		if row := byID[id]; row != nil && l.People.post(row) {
			found[i] = &PostAt{row, l}
		}
	}
	return found, nil
}

// PostsOf are the posts of many persons at once, each person's by first day:
// those held on a day, or the latest where no day is given, at most MaxPosts.
func (l *Lens) PostsOf(ctx context.Context, client *db.Client, people []*StaffMember, asOf *calendar.Day) ([][]*PostAt, error) {
	ids := make([]int, len(people))
	for i, p := range people {
		ids[i] = p.Row.ID
	}
	query := client.Post.Query().Where(post.StaffIDIn(ids...)).WithStaff().WithLeader(withPosts).Order(post.ByValidFrom(), post.ByID())
	if asOf != nil {
		query = query.Where(heldOn(*asOf)...)
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read posts: %w", err)
	}
	byStaff := grouped(rows, func(r *db.Post) int { return r.StaffID })
	posts := make([][]*PostAt, len(people))
	for i, id := range ids {
		posts[i] = []*PostAt{}
		for _, row := range byStaff[id] {
			if l.People.post(row) {
				posts[i] = append(posts[i], &PostAt{row, l})
			}
		}
		posts[i] = posts[i][max(0, len(posts[i])-MaxPosts):]
	}
	return posts, nil
}

// LeadersOf are the leaders of many departments at once, nil where nobody is,
// and for callers who may not see persons.
func (l *Lens) LeadersOf(ctx context.Context, client *db.Client, departments []*DepartmentAt, asOf *calendar.Day) ([]*StaffMember, error) {
	leaders := make([]*StaffMember, len(departments))
	if l.People.Nothing() {
		return leaders, nil
	}
	ids := make([]int, len(departments))
	for i, d := range departments {
		ids[i] = d.Department.ID
	}
	rows, err := client.Post.Query().Where(heldOn(dayOr(asOf, l.Day))...).
		Where(post.Kind(string(Leader)), post.DepartmentIDIn(ids...)).WithStaff().Order(post.ByValidFrom(), post.ByID()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read leaders: %w", err)
	}
	latest := map[int]*db.Post{}
	for _, row := range rows {
		latest[*row.DepartmentID] = row
	}
	for i, id := range ids {
		if row := latest[id]; row != nil && l.People.Department(id) {
			leaders[i] = &StaffMember{row.Edges.Staff, l}
		}
	}
	return leaders, nil
}

// AttributionsOf say who began and ended many stationings at once, nil for
// callers who may not see persons.
func (l *Lens) AttributionsOf(ctx context.Context, client *db.Client, stationings []*StationingAt) ([]*Attribution, error) {
	if l.Unpublished.Nothing() {
		return make([]*Attribution, len(stationings)), nil
	}
	ids := make([]int, len(stationings))
	for i, s := range stationings {
		ids[i] = s.Stationing.ID
	}
	found, err := Attributions(ctx, client, ids)
	for i, s := range stationings {
		if err == nil && !l.Unpublished.Center(s.CenterID) && !l.Unpublished.Department(s.DepartmentID) {
			found[i] = nil
		}
	}
	return found, err
}
