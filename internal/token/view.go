package token

import (
	"context"
	"fmt"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/accesstoken"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/organization"
	"onewindow/internal/page"
)

// View is a token as those see it who look after it: without its secret.
type View struct {
	row  *db.AccessToken
	lens *organization.Lens
}

// Connection and Edge are pages of tokens.
type (
	Connection = page.Connection[*View]
	Edge       = page.Edge[*View]
)

// ID is the global id.
func (v *View) ID() node.TokenID { return node.TokenID(v.row.ID) }

// Name is what it is known by.
func (v *View) Name() string { return v.row.Name }

// Role is what it may do at most.
func (v *View) Role() identity.Role { return identity.Role(v.row.Role) }

// Actions are what it is limited to, none for all that its role has.
func (v *View) Actions() []identity.Action {
	actions := make([]identity.Action, len(v.row.Actions))
	for i, a := range v.row.Actions {
		actions[i] = identity.Action(a)
	}
	return actions
}

// OnlyRegistered is whether it may send trusted documents only.
func (v *View) OnlyRegistered() bool { return v.row.OnlyRegistered }

// Center is what it reaches, nil for none.
func (v *View) Center() *organization.CenterAt { return v.lens.Center(placeOf(v.row).CenterID) }

// Department is what it reaches, nil for none.
func (v *View) Department() *organization.DepartmentAt {
	return v.lens.Department(placeOf(v.row).DepartmentID)
}

// CreatedBy is who made it.
func (v *View) CreatedBy() string { return v.row.CreatedBy }

// CreatedAt is when it was made.
func (v *View) CreatedAt() time.Time { return v.row.CreatedAt }

// ExpiresAt is when it ends, nil when it is revoked.
func (v *View) ExpiresAt() *time.Time { return v.row.ExpiresAt }

// RevokedAt is when it was revoked, nil while it was not.
func (v *View) RevokedAt() *time.Time { return v.row.RevokedAt }

// List lists the tokens that the caller looks after, the newest first.
func List(ctx context.Context, client *db.Client, l *organization.Lens, args page.Args) (*Connection, error) {
	caller, err := identity.Authorize(ctx, identity.ManageTokens)
	if err != nil {
		return nil, err
	}
	rows, err := client.AccessToken.Query().Order(db.Desc(accesstoken.FieldID)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	views, reach := []*View{}, l.ViewOf(caller.Reach(identity.ManageTokens))
	for _, row := range rows {
		if within(reach, row) {
			views = append(views, &View{row, l})
		}
	}
	c, err := page.Of(views, func(v *View) string { return fmt.Sprintf("%012d", 1_000_000_000_000-v.row.ID) }, args)
	return &c, err
}

func within(v organization.View, row *db.AccessToken) bool {
	p := placeOf(row)
	return v.Everywhere || p.CenterID != 0 && v.Center(p.CenterID) || p.DepartmentID != 0 && v.Department(p.DepartmentID)
}

// Read is the token of an id, nil for none that the caller looks after.
func Read(ctx context.Context, client *db.Client, l *organization.Lens, id int) (*View, error) {
	reach := identity.From(ctx).Reach(identity.ManageTokens)
	if reach.Nowhere() {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	row, err := client.AccessToken.Get(ctx, id)
	switch {
	case db.IsNotFound(err) || err == nil && !within(l.ViewOf(reach), row):
		return nil, nil //nolint:nilnil // none is an answer here
	case err != nil:
		return nil, fmt.Errorf("read a token: %w", err)
	}
	return &View{row, l}, nil
}
