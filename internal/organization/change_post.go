package organization

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/ent/db"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

var postBegun = fault.NewKind("POST_BEGUN",
	"岗位已于 %s 开始，只能修改职务和免职日期；其他变化请免去后重新任命。",
	"The post began on %s: only its title and its end can change; end it and give another one.")

// UpdatePostInput changes what is given. Of a post that has begun it is the title
// and the end, which is not before today: what it allowed so far stays as it was,
// because who answers for something is asked as of that day (问责).
type UpdatePostInput struct {
	ID              node.PostID
	ExpectedVersion int
	Kind            *PostKind
	Title           *string
	Center          graphql.Omittable[*node.CenterID]
	Department      graphql.Omittable[*node.DepartmentID]
	Window          graphql.Omittable[*node.WindowID]
	Leader          graphql.Omittable[*node.StaffID]
	From            *calendar.Day
	// To is the first day without it; null takes the end back.
	To     graphql.Omittable[*calendar.Day]
	Reason string
}

// UpdatePost changes a post that has not ended. Who changes it may give it as it
// was and as it becomes.
func (s *Service) UpdatePost(ctx context.Context, in UpdatePostInput) (int, error) {
	return change(ctx, s, "updatePost", func(ctx context.Context, tx *store.Tx, c *checker) (int, error) {
		reason := c.required("reason", in.Reason, maxReason)
		row, err := tx.Post.Get(ctx, int(in.ID))
		if err := c.merge(store.Found(err, "id", idText(in.ID))); err != nil || row == nil {
			return 0, err
		}
		now := in.over(row)
		for _, p := range []AssignPostInput{postAsGiven(row), now} {
			if err := mayHandOut(ctx, tx, p.Kind, orZero(p.Center), orZero(p.Department)); err != nil {
				return 0, err
			}
		}
		c.version(in.ExpectedVersion, row.Version)
		if row.ValidTo != nil && !row.ValidTo.After(tx.Today) {
			c.add(postEnded, "id", *row.ValidTo)
			return 0, nil
		}
		to := row.ValidTo
		if given, ok := in.To.ValueOK(); ok {
			to = given
		}
		if err := c.postBecomes(ctx, tx, row, now, to); err != nil || c.stop() {
			return 0, err
		}
		update := now.updateOf(row, to)
		endedAgain(update, row, to, reason, tx)
		after, err := update.Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("change post %d: %w", in.ID, err)
		}
		tx.Record(event.Post, row.ID, postTrailOf(row), postChange{postTrailOf(after), reason})
		return row.ID, nil
	})
}

// postChange is what the trail keeps of a changed post.
type postChange struct {
	postTrail
	Reason string
}

// postAsGiven is the post as it would be given today.
func postAsGiven(row *db.Post) AssignPostInput {
	return AssignPostInput{
		Staff: node.StaffID(row.StaffID), Kind: PostKind(row.Kind), Title: &row.Title, Center: (*node.CenterID)(row.CenterID),
		Department: (*node.DepartmentID)(row.DepartmentID), Window: (*node.WindowID)(row.WindowID),
		Leader: (*node.StaffID)(row.LeaderID), From: &row.ValidFrom,
	}
}

// over is the post with what is given in place of what was.
func (in UpdatePostInput) over(row *db.Post) AssignPostInput {
	p := postAsGiven(row)
	if in.Kind != nil {
		p.Kind = *in.Kind
	}
	if in.Title != nil {
		p.Title = in.Title
	}
	if center, given := in.Center.ValueOK(); given {
		p.Center = center
	}
	if department, given := in.Department.ValueOK(); given {
		p.Department = department
	}
	if window, given := in.Window.ValueOK(); given {
		p.Window = window
	}
	if leader, given := in.Leader.ValueOK(); given {
		p.Leader = leader
	}
	if in.From != nil {
		p.From = in.From
	}
	return p
}

// postBecomes checks what a post is to become, with its end.
func (c *checker) postBecomes(ctx context.Context, tx *store.Tx, row *db.Post, now AssignPostInput, to *calendar.Day) error {
	*now.Title = c.text("title", *now.Title, maxName)
	longer := row.ValidTo != nil && (to == nil || to.After(*row.ValidTo))
	if begun := !row.ValidFrom.After(tx.Today); begun {
		c.onlyOfFuture(row, now)
		if to != nil {
			c.dayOrder("to", *to, tx.Today)
		}
		now.From = &tx.Today // what it was so far is not asked again
		if c.stop() || !longer {
			return nil
		}
	} else {
		c.dayOrder("from", *now.From, tx.Today)
		if to != nil {
			c.dayOrder("to", *to, *now.From)
		}
		listed(c, "kind", now.Kind, PostKinds)
		c.postPlace(now)
	}
	return c.postReferences(ctx, tx, now, term{post: row.ID, to: to, path: "id"})
}

// onlyOfFuture refuses what changes only of a post that has not begun.
func (c *checker) onlyOfFuture(row *db.Post, now AssignPostInput) {
	for _, field := range []struct {
		path    string
		changed bool
	}{
		{"kind", row.Kind != string(now.Kind)},
		{"center", orZero(row.CenterID) != int(orZero(now.Center))},
		{"department", orZero(row.DepartmentID) != int(orZero(now.Department))},
		{"window", orZero(row.WindowID) != int(orZero(now.Window))},
		{"leader", orZero(row.LeaderID) != int(orZero(now.Leader))},
		{"from", row.ValidFrom != *now.From},
	} {
		if field.changed {
			c.add(postBegun, field.path, row.ValidFrom)
		}
	}
}

// updateOf has an update store the post as it is from now on, with its end.
func (in AssignPostInput) updateOf(row *db.Post, to *calendar.Day) *db.PostUpdateOne {
	update := row.Update().AddVersion(1).SetKind(string(in.Kind)).SetTitle(*in.Title).SetValidFrom(*in.From)
	setOrClear((*int)(in.Center), update.SetCenterID, update.ClearCenterID)
	setOrClear((*int)(in.Department), update.SetDepartmentID, update.ClearDepartmentID)
	setOrClear((*int)(in.Window), update.SetWindowID, update.ClearWindowID)
	setOrClear((*int)(in.Leader), update.SetLeaderID, update.ClearLeaderID)
	setOrClear(to, update.SetValidTo, update.ClearValidTo)
	return update
}

// setOrClear has an update store a value, or none.
func setOrClear[T, U any](v *T, set func(T) U, clear func() U) {
	if v == nil {
		clear()
		return
	}
	set(*v)
}

// endedAgain keeps who set the end and why, when it is another one.
func endedAgain(update *db.PostUpdateOne, row *db.Post, to *calendar.Day, reason string, tx *store.Tx) {
	switch {
	case to == nil:
		update.ClearEndedAt().SetEndedBy("").SetEndReason("")
	case row.ValidTo == nil || *row.ValidTo != *to:
		update.SetEndedAt(tx.Now).SetEndedBy(tx.Caller.Name).SetEndReason(reason)
	}
}
