package identity

import (
	"context"
	"fmt"

	"onewindow/ent/db"
	"onewindow/ent/db/post"
	"onewindow/ent/db/staff"
	"onewindow/internal/calendar"
)

// roleOfPost is the role that a post gives, and whether its scope is its center
// or its department; a post of the district's has none.
var roleOfPost = map[string]func(*db.Post) Grant{
	"CLERK":            atCenter(WindowClerk),
	"AGENT":            atCenter(Agent),
	"REVIEWER":         atDepartment(DepartmentReviewer),
	"HEAD":             atEither,
	"LEADER":           atEither,
	"CENTER_ADMIN":     atCenter(CenterAdmin),
	"DEPARTMENT_ADMIN": atDepartment(DepartmentAdmin),
	"DISTRICT_ADMIN":   inAll(DistrictAdmin),
	"SUPERVISOR":       inAll(Supervisor),
	"AUDITOR":          inAll(Auditor),
}

func atCenter(r Role) func(*db.Post) Grant {
	return func(p *db.Post) Grant { return Grant{Role: r, CenterID: orZero(p.CenterID)} }
}

func atDepartment(r Role) func(*db.Post) Grant {
	return func(p *db.Post) Grant { return Grant{Role: r, DepartmentID: orZero(p.DepartmentID)} }
}

func inAll(r Role) func(*db.Post) Grant {
	return func(*db.Post) Grant { return Grant{Role: r} }
}

// atEither lets heads and leaders see what those whom they lead see.
func atEither(p *db.Post) Grant {
	if p.DepartmentID != nil {
		return atDepartment(DepartmentReviewer)(p)
	}
	return atCenter(WindowClerk)(p)
}

func orZero(id *int) int {
	if id == nil {
		return 0
	}
	return *id
}

// CallerOfStaff is the person of a staff number with the posts that they hold on
// a day. A number that nobody has is ErrUnauthenticated; somebody without a post
// is known and may do nothing.
func CallerOfStaff(ctx context.Context, client *db.Client, day calendar.Day, number string) (Caller, error) {
	person, err := client.Staff.Query().Where(staff.Number(number)).Only(ctx)
	switch {
	case db.IsNotFound(err):
		return Caller{}, ErrUnauthenticated
	case err != nil:
		return Caller{}, fmt.Errorf("look up who calls: %w", err)
	}
	return callerOf(ctx, client, day, person)
}

// CallerOfPerson is CallerOfStaff by the person's id.
func CallerOfPerson(ctx context.Context, client *db.Client, day calendar.Day, id int) (Caller, error) {
	person, err := client.Staff.Get(ctx, id)
	switch {
	case db.IsNotFound(err):
		return Caller{}, ErrUnauthenticated
	case err != nil:
		return Caller{}, fmt.Errorf("look up who calls: %w", err)
	}
	return callerOf(ctx, client, day, person)
}

func callerOf(ctx context.Context, client *db.Client, day calendar.Day, person *db.Staff) (Caller, error) {
	posts, err := client.Post.Query().Where(post.StaffID(person.ID), post.ValidFromLTE(day),
		post.Or(post.ValidToIsNil(), post.ValidToGT(day))).Order(post.ByID()).All(ctx)
	if err != nil {
		return Caller{}, fmt.Errorf("look up the posts of who calls: %w", err)
	}
	c := Caller{Name: "staff:" + person.Number, StaffID: person.ID}
	for _, p := range posts {
		grant := roleOfPost[p.Kind](p)
		if scoped := grant.Role != DistrictAdmin && grant.Role != Supervisor && grant.Role != Auditor; scoped && grant.CenterID == 0 && grant.DepartmentID == 0 {
			continue // a post without the place that its role is for
		}
		c.Grants = append(c.Grants, grant)
	}
	return c, nil
}
