package acceptance

import (
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/post"
	"onewindow/ent/db/predicate"
	"onewindow/internal/calendar"
	"onewindow/internal/fault"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// Rules of persons.
var (
	nobodyResponsible = fault.NewKind("NOBODY_RESPONSIBLE",
		"该中心当日没有可负责的人员：请先任命岗位。", "Nobody at this center can answer for the case today: assign a post first.")
	noPostThere = fault.NewKind("NO_POST_THERE",
		"此人当日在相应中心或部门没有岗位。", "This person holds no post at that center or department today.")
	notApprover = fault.NewKind("NOT_APPROVER",
		"延期须由该部门负责人或分管领导批准（行政许可法第四十二条）。", "An extension is approved by the head or the leader of the department (行政许可法 art. 42).")
)

// postsOf are the posts held on a day at a center or a department, of some kinds.
func postsOf(ctx context.Context, tx *store.Tx, day calendar.Day, place store.Place, kinds ...organization.PostKind) ([]*db.Post, error) {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	where := []predicate.Post{post.ValidFromLTE(day), post.Or(post.ValidToIsNil(), post.ValidToGT(day))}
	if len(names) > 0 {
		where = append(where, post.KindIn(names...))
	}
	switch {
	case place.CenterID != 0 && place.DepartmentID != 0:
		where = append(where, post.Or(post.CenterID(place.CenterID), post.DepartmentID(place.DepartmentID)))
	case place.CenterID != 0:
		where = append(where, post.CenterID(place.CenterID))
	default:
		where = append(where, post.DepartmentID(place.DepartmentID))
	}
	rows, err := tx.Post.Query().Where(where...).Order(post.ByID()).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for posts: %w", err)
	}
	return rows, nil
}

// worksAt is whether a person holds a post at a center or a department today.
func worksAt(ctx context.Context, tx *store.Tx, staffID int, place store.Place) (bool, error) {
	posts, err := postsOf(ctx, tx, tx.Today, place)
	return slices.ContainsFunc(posts, func(p *db.Post) bool { return p.StaffID == staffID }), err
}

// firstHolder is who answers for a case from its first contact on: who is named, or
// who calls, or, where a machine calls, the head of the center or one of its clerks.
func (c *checker) firstHolder(ctx context.Context, tx *store.Tx, centerID int, named *int) (int, error) {
	place := store.Place{CenterID: centerID}
	if named != nil {
		works, err := worksAt(ctx, tx, *named, place)
		if err == nil && !works {
			c.report(noPostThere, "staff")
		}
		return *named, err
	}
	if tx.Caller.StaffID != 0 {
		return tx.Caller.StaffID, nil
	}
	for _, kind := range []organization.PostKind{organization.Head, organization.Clerk, organization.Agent, organization.CenterAdminPost} {
		posts, err := postsOf(ctx, tx, tx.Today, place, kind)
		if err != nil {
			return 0, err
		}
		if len(posts) > 0 {
			return posts[0].StaffID, nil
		}
	}
	c.report(nobodyResponsible, "center")
	return 0, nil
}

// name fills in who is warned by the fresh warnings, and who answers for the fresh
// breaches, by the posts of the day since which they hold: the handler, at RED or
// where the handler has gone the head too, at the end of the limit the leader as well.
func (c *change) name(ctx context.Context) error {
	for i := range c.fresh {
		e := &c.fresh[i]
		if e.Kind != EventWarned && e.Kind != EventBreached || len(e.Persons) > 0 {
			continue
		}
		persons, err := c.persons(ctx, c.Task(e.Task), e)
		if err != nil {
			return err
		}
		e.Persons = persons
	}
	return nil
}

func (c *change) persons(ctx context.Context, t *Task, e *Event) ([]Person, error) {
	handler, day := c.Responsible(t), calendar.DayOf(e.At.In(c.service.Store.Location()))
	persons := []Person{{Handler, handler}}
	place := store.Place{CenterID: c.AtCenterID}
	switch {
	case e.Level == Yellow: // the handler alone, unless they have gone
		if t != nil && t.HolderID != 0 {
			place = store.Place{DepartmentID: t.DepartmentID}
		}
		if there, err := c.worksFor(ctx, handler, t, day); err != nil || there {
			return persons, err
		}
	case t != nil:
		place = store.Place{DepartmentID: t.DepartmentID}
	case e.Clock == ToDecide:
		place = store.Place{DepartmentID: c.OwnerID}
	}
	posts, err := postsOf(ctx, c.tx, day, place, organization.Head, organization.Leader)
	if err != nil {
		return nil, err
	}
	roles := map[organization.PostKind]PersonRole{organization.Head: Head}
	if e.Level != Yellow && e.Level != Red {
		roles[organization.Leader] = Leader
	}
	for _, kind := range []organization.PostKind{organization.Head, organization.Leader} {
		for _, p := range posts {
			person := Person{roles[kind], p.StaffID}
			if organization.PostKind(p.Kind) == kind && person.Role != "" && !slices.Contains(persons, person) {
				persons = append(persons, person)
			}
		}
	}
	return persons[:min(len(persons), MaxPersons)], nil
}

// worksFor is whether a person holds a post on a day from which they reach the case:
// at its center or one above, or at the department that decides or has the task.
func (c *change) worksFor(ctx context.Context, staffID int, t *Task, day calendar.Day) (bool, error) {
	centers, departments := []int{c.AtCenterID}, []int{c.OwnerID}
	for _, above := range c.seen.Directory.Superiors(c.seen.Directory.Center(c.AtCenterID)) {
		centers = append(centers, above.ID)
	}
	if t != nil {
		departments = append(departments, t.DepartmentID)
	}
	works, err := c.tx.Post.Query().Where(post.StaffID(staffID), post.ValidFromLTE(day), post.Or(post.ValidToIsNil(), post.ValidToGT(day)),
		post.Or(post.CenterIDIn(centers...), post.DepartmentIDIn(departments...))).Exist(ctx)
	if err != nil {
		return false, fmt.Errorf("look whether a handler has gone: %w", err)
	}
	return works, nil
}
