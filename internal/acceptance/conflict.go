package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"onewindow/ent/db/post"
	"onewindow/ent/db/staff"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

// overtaken is a conflict that says what somebody else did in between.
var overtaken = fault.NewKind(fault.Conflict.Code, "您看到的是第 %d 版，现在已是第 %d 版，其间：%s。请重新读取后再改。",
	"You saw version %d and it is version %d now; in between: %s. Read it again before you change it.")

// mostInBetween is how many events a conflict names, the last ones.
const mostInBetween = 3

// checkVersion reports a conflict with what happened since the version that was seen,
// when, and by whom where the caller may see that person.
func (c *change) checkVersion(ctx context.Context, seen int) error {
	between := c.since(seen)
	if seen == c.Version || len(between) == 0 {
		return store.CheckVersion("expectedVersion", seen, c.Version)
	}
	between = between[max(0, len(between)-mostInBetween):]
	names, err := c.namesOf(ctx, between)
	if err != nil {
		return err
	}
	say := func(lang fault.Lang) string {
		said := make([]string, len(between))
		for i, e := range between {
			parts := []string{e.At.In(c.service.Store.Location()).Format("01-02 15:04"), names[e.StaffID], kindWords[e.Kind].in(lang)}
			if t := c.Task(e.Task); t != nil {
				parts = append(parts, t.Name)
			}
			said[i] = strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
		}
		return strings.Join(said, words{"；", "; "}.in(lang))
	}
	return overtaken.At("expectedVersion", seen, c.Version, fault.Word{Chinese: say(fault.Chinese), English: say(fault.English)})
}

// since are the events that made the versions after one, nothing for one that never was.
func (c *Case) since(version int) (between []Event) {
	at := 0
	for _, e := range slices.Concat(c.history, c.fresh) {
		if e.Kind == EventWarned || e.Kind == EventBreached {
			continue
		}
		if at++; at > version && version > 0 {
			between = append(between, e)
		}
	}
	return between
}

// namesOf are the names of who made some events, of those whom the caller may see.
func (c *change) namesOf(ctx context.Context, events []Event) (map[int]string, error) {
	ids := make([]int, len(events))
	for i, e := range events {
		ids[i] = e.StaffID
	}
	query := c.tx.Staff.Query().Where(staff.IDIn(ids...))
	if view := c.seen.Directory.ViewOf(c.tx.Caller.Reach(identity.ReadStaff)); !view.Everywhere {
		query = query.Where(staff.HasPostsWith(post.Or(post.CenterIDIn(view.Centers()...), post.DepartmentIDIn(view.Departments()...))))
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read who changed a case: %w", err)
	}
	names := map[int]string{}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}
