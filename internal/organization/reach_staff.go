package organization

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onewindow/ent/db/post"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// AdminPosts are the posts that carry a right to administer or to look into
// everything: only who may hand out such rights may assign and end them.
var AdminPosts = []PostKind{CenterAdminPost, DepartmentAdminPost, DistrictAdminPost, SupervisorPost, AuditorPost}

// mayHandOut keeps whoever assigns or ends a post to their own centers or
// department, and to posts that give no right above their own.
func mayHandOut(ctx context.Context, tx *store.Tx, kind PostKind, center node.CenterID, department node.DepartmentID) error {
	if slices.Contains(AdminPosts, kind) && tx.Caller.Reach(identity.AssignAdmins).Nowhere() {
		return identity.ErrForbidden
	}
	return tx.At(ctx, placeOfPost(kind, int(center), int(department)))
}

// placeOfPost is where a post gives its right: clerks and agents at their center,
// whoever the department of a window is.
func placeOfPost(kind PostKind, center, department int) store.Place {
	switch {
	case kind == Clerk || kind == Agent || kind == CenterAdminPost || department == 0:
		return store.Place{CenterID: center}
	default:
		return store.Place{DepartmentID: department}
	}
}

// atPostsOf keeps whoever changes a person to persons all of whose posts are at
// their own centers or department: the posts of today, or the earlier ones of a
// person who has none. One who never had a post is anybody's.
func atPostsOf(ctx context.Context, tx *store.Tx, staffID int) error {
	places, err := placesOf(ctx, tx, staffID)
	if err != nil {
		return err
	}
	return tx.At(ctx, places...)
}

// placesOf are where a person works: by the posts of today, or the earlier ones.
func placesOf(ctx context.Context, tx *store.Tx, staffID int) ([]store.Place, error) {
	held, err := tx.Post.Query().Where(post.StaffID(staffID)).Where(heldOn(tx.Today)...).All(ctx)
	if err == nil && len(held) == 0 {
		held, err = tx.Post.Query().Where(post.StaffID(staffID)).All(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("read the posts of a member of staff: %w", err)
	}
	places := make([]store.Place, len(held))
	for i, p := range held {
		places[i] = placeOfPost(PostKind(p.Kind), orZero(p.CenterID), orZero(p.DepartmentID))
	}
	return places, nil
}

// knownHere reports a person all of whose posts, held, past or to come, are beyond
// where the caller gives posts: with a post here the caller would see the name and
// the number of somebody whom they only have the id of. One who never had a post is
// anybody's.
func (c *checker) knownHere(ctx context.Context, tx *store.Tx, path string, staffID int) error {
	posts, err := tx.Post.Query().Where(post.StaffID(staffID)).All(ctx)
	if err != nil {
		return fmt.Errorf("read the posts of a member of staff: %w", err)
	}
	for _, p := range posts {
		err := tx.At(ctx, store.Place{CenterID: orZero(p.CenterID), DepartmentID: orZero(p.DepartmentID)})
		if !errors.Is(err, identity.ErrForbidden) {
			return err
		}
	}
	if len(posts) > 0 {
		c.add(worksElsewhere, path)
	}
	return nil
}
