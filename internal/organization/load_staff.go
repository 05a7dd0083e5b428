package organization

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"onewindow/ent/db"
)

// loadStaff keeps staff and posts in memory like all else: they are few, and
// only lenses that see what is not public show them.
func loadStaff(ctx context.Context, client *db.Client, d *Directory) error {
	persons, err := client.Staff.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read staff: %w", err)
	}
	posts, err := client.Post.Query().All(ctx)
	if err != nil {
		return fmt.Errorf("read posts: %w", err)
	}
	index := &staffIndex{}
	for _, r := range persons {
		index.all = append(index.all, &Staff{r.ID, r.Number, r.Name, r.Phone, r.Version})
	}
	slices.SortFunc(index.all, func(a, b *Staff) int { return cmp.Compare(a.Number, b.Number) })
	index.byID = keyed(index.all, func(s *Staff) int { return s.ID })
	held := make([]*Post, len(posts))
	for i, r := range posts {
		held[i] = postOf(r)
	}
	slices.SortFunc(held, func(a, b *Post) int {
		return cmp.Or(a.ValidFrom.Compare(b.ValidFrom), cmp.Compare(a.ID, b.ID))
	})
	index.postByID = keyed(held, func(p *Post) int { return p.ID })
	index.posts = grouped(held, func(p *Post) int { return p.StaffID })
	index.departments = grouped(held, func(p *Post) int { return p.DepartmentID })
	d.staff = index
	return nil
}

func postOf(r *db.Post) *Post {
	return &Post{
		ID: r.ID, StaffID: r.StaffID, Kind: PostKind(r.Kind), Title: r.Title, CenterID: orZero(r.CenterID),
		DepartmentID: orZero(r.DepartmentID), WindowID: orZero(r.WindowID), LeaderID: orZero(r.LeaderID),
		ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, Version: r.Version,
		Attribution: attributionOf(r.StartedAt, r.StartedBy, r.StartReason, r.EndedAt, r.EndedBy, r.EndReason),
	}
}

func attributionOf(startedAt time.Time, startedBy, startReason string, endedAt *time.Time, endedBy, endReason string) *Attribution {
	return &Attribution{startedAt, startedBy, startReason, endedAt, optional(endedBy), optional(endReason)}
}
