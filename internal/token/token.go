// Package token keeps service tokens: what kiosks and integrations carry to say
// who they are and to be limited in what they may do (服务令牌).
package token

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onewindow/ent/db"
	"onewindow/ent/db/accesstoken"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
)

// CreateInput is a new token.
type CreateInput struct {
	Name string
	Role identity.Role
	// Actions limit it further; all that its role has when empty.
	Actions []identity.Action
	// OnlyRegistered is whether it may send trusted documents only.
	OnlyRegistered bool
	// Center and Department are what it reaches; everything where both are nil.
	Center     *node.CenterID
	Department *node.DepartmentID
	// ExpiresAt is nil for a token that lasts until it is revoked.
	ExpiresAt *time.Time
}

// Created is a new token with its secret, which nobody can read again: a retry
// under the same idempotency key gets the token without it.
type Created struct {
	ID     node.TokenID
	Secret string `json:"-"`
}

const maxName = 80

var (
	actionNotOfRole = fault.NewKind("ACTION_NOT_OF_ROLE", "角色 %s 没有操作 %s 的权限。", "The role %s may not %s.")
	expired         = fault.NewKind("IN_THE_PAST", "到期时间须在将来。", "The time of expiry is in the future.")
	onePlace        = fault.NewKind("ONE_PLACE", "中心与部门只能限定其一。", "A token is limited to a center or to a department, not both.")
)

// Create makes a token. Whoever makes one gives no more than they have: each thing
// that it may do its maker may do, at least as far.
func Create(ctx context.Context, s *store.Store, in CreateInput) (Created, error) {
	return store.Write(ctx, s, "createServiceToken", func(ctx context.Context, tx *store.Tx) (Created, error) {
		if err := in.check(ctx, tx); err != nil {
			return Created{}, err
		}
		if err := in.within(ctx, tx); err != nil {
			return Created{}, err
		}
		secret := identity.NewSecret()
		row, err := tx.AccessToken.Create().SetName(in.Name).SetRole(string(in.Role)).SetActions(texts(in.Actions)).SetOnlyRegistered(in.OnlyRegistered).
			SetNillableCenterID((*int)(in.Center)).SetNillableDepartmentID((*int)(in.Department)).
			SetHash(identity.HashSecret(secret)).SetCreatedAt(tx.Now).SetCreatedBy(tx.Caller.Name).SetNillableExpiresAt(in.ExpiresAt).Save(ctx)
		if err != nil {
			return Created{}, fmt.Errorf("store token %q: %w", in.Name, err)
		}
		tx.Record(event.Token, row.ID, nil, row)
		return Created{node.TokenID(row.ID), secret}, nil
	})
}

func (in *CreateInput) check(ctx context.Context, tx *store.Tx) error {
	var problems fault.Problems
	switch in.Name = strings.TrimSpace(in.Name); {
	case in.Name == "":
		problems.Add(fault.Required.At("name"))
	case !fault.IsText(in.Name):
		problems.Add(fault.BadText.At("name"))
	case utf8.RuneCountInString(in.Name) > maxName:
		problems.Add(fault.TooLong.At("name", maxName))
	default:
		taken, err := tx.AccessToken.Query().Where(accesstoken.Name(in.Name), accesstoken.RevokedAtIsNil()).Exist(ctx)
		if err != nil {
			return fmt.Errorf("look for token %q: %w", in.Name, err)
		}
		if taken {
			problems.Add(fault.Taken.At("name", in.Name))
		}
	}
	for i, a := range in.Actions {
		if (identity.Caller{Grants: []identity.Grant{{Role: in.Role}}}).Reach(a).Nowhere() {
			problems.Add(actionNotOfRole.At(fmt.Sprintf("actions.%d", i), string(in.Role), string(a)))
		}
	}
	if in.ExpiresAt != nil && !in.ExpiresAt.After(tx.Now) {
		problems.Add(expired.At("expiresAt"))
	}
	if in.Center != nil && in.Department != nil {
		problems.Add(onePlace.At("department"))
	}
	if err := in.places(ctx, tx, &problems); err != nil {
		return err
	}
	return problems.Err()
}

// places checks that what the token reaches is there.
func (in *CreateInput) places(ctx context.Context, tx *store.Tx, problems *fault.Problems) error {
	if in.Center != nil {
		_, err := tx.ServiceCenter.Get(ctx, int(*in.Center))
		if db.IsNotFound(err) {
			problems.Add(fault.NotFound.At("center", node.Encode("ServiceCenter", int(*in.Center))))
		} else if err != nil {
			return fmt.Errorf("look for the center of a token: %w", err)
		}
	}
	if in.Department != nil {
		_, err := tx.Department.Get(ctx, int(*in.Department))
		if db.IsNotFound(err) {
			problems.Add(fault.NotFound.At("department", node.Encode("Department", int(*in.Department))))
		} else if err != nil {
			return fmt.Errorf("look for the department of a token: %w", err)
		}
	}
	return nil
}

// within refuses a token that may do more than its maker, or elsewhere.
func (in *CreateInput) within(ctx context.Context, tx *store.Tx) error {
	made := identity.Caller{Name: "token", Grants: []identity.Grant{in.grant()}, Only: in.Actions}
	if len(in.Actions) == 0 {
		made.Only = nil
	}
	if tx.Caller.OnlyRegistered && !in.OnlyRegistered {
		return identity.ErrForbidden
	}
	for _, a := range identity.Actions {
		given, own := made.Reach(a), tx.Caller.Reach(a)
		switch {
		case given.Nowhere() || own.Everywhere:
			continue
		case given.Everywhere:
			return identity.ErrForbidden
		}
		for _, id := range given.Departments {
			if !own.Department(id) {
				return identity.ErrForbidden
			}
		}
		for _, id := range given.Centers {
			below, err := store.Below(ctx, tx.Client, id, own.Centers)
			if err != nil {
				return err
			}
			if !below {
				return identity.ErrForbidden
			}
		}
	}
	g := in.grant()
	return tx.At(ctx, store.Place{CenterID: g.CenterID, DepartmentID: g.DepartmentID})
}

func (in *CreateInput) grant() identity.Grant {
	g := identity.Grant{Role: in.Role}
	if in.Center != nil {
		g.CenterID = int(*in.Center)
	}
	if in.Department != nil {
		g.DepartmentID = int(*in.Department)
	}
	return g
}

// RevokeInput names a token.
type RevokeInput struct{ ID node.TokenID }

// Revoke ends a token at once, on every instance.
func Revoke(ctx context.Context, s *store.Store, in RevokeInput) (node.TokenID, error) {
	id := in.ID
	return store.Write(ctx, s, "revokeServiceToken", func(ctx context.Context, tx *store.Tx) (node.TokenID, error) {
		row, err := tx.AccessToken.Get(ctx, int(id))
		if err != nil {
			return 0, store.Found(err, "id", node.Encode("ServiceToken", int(id)))
		}
		if err := tx.At(ctx, placeOf(row)); err != nil {
			return 0, err
		}
		if row.RevokedAt != nil {
			return id, nil // it was revoked before
		}
		revoked, err := row.Update().SetRevokedAt(tx.Now).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("revoke token %d: %w", id, err)
		}
		tx.Record(event.Token, row.ID, row, revoked)
		return id, nil
	})
}

func placeOf(row *db.AccessToken) store.Place {
	var p store.Place
	if row.CenterID != nil {
		p.CenterID = *row.CenterID
	}
	if row.DepartmentID != nil {
		p.DepartmentID = *row.DepartmentID
	}
	return p
}

func texts(actions []identity.Action) []string {
	all := []string{}
	for _, a := range actions {
		if !slices.Contains(all, string(a)) {
			all = append(all, string(a))
		}
	}
	return all
}
