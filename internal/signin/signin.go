// Package signin finds out who somebody is: by a token of an OpenID provider, by a
// session in a browser, by a local password, or by a link to the sample.
package signin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/session"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

const (
	// longest is how long a session lasts, idle how long it lasts without a request.
	longest = 12 * time.Hour
	idle    = time.Hour
	// noted is how long a request is not noted again: a session is no diary.
	noted = 5 * time.Minute
)

// ErrUnknownPerson is for somebody whom the provider knows and the registry does not.
var ErrUnknownPerson = errors.New("nobody here has this staff number")

// Begin begins a session of a person and returns its secret, which is kept as a
// hash only. The way they signed in, e.g. "oidc", stays in the trail.
func Begin(ctx context.Context, s *store.Store, number, way string) (string, error) {
	caller, err := identity.CallerOfStaff(ctx, s.Client, s.Today(), number)
	if errors.Is(err, identity.ErrUnauthenticated) {
		return "", ErrUnknownPerson
	}
	if err != nil {
		return "", err
	}
	secret := identity.NewSecret()
	// Everybody may begin a session, whatever else they may do.
	_, err = store.Write(identity.With(ctx, identity.Admin(caller.Name)), s, "signIn", func(ctx context.Context, tx *store.Tx) (int, error) {
		if _, err := tx.Session.Delete().Where(session.ExpiresAtLTE(tx.Now)).Exec(ctx); err != nil {
			return 0, fmt.Errorf("forget sessions that have ended: %w", err)
		}
		row, err := tx.Session.Create().SetHash(identity.HashSecret(secret)).SetStaffID(caller.StaffID).
			SetBeganAt(tx.Now).SetSeenAt(tx.Now).SetExpiresAt(tx.Now.Add(longest)).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store a session: %w", err)
		}
		tx.RecordOnly(event.Session, row.ID, nil, map[string]any{"staff": number, "way": way})
		return row.ID, nil
	})
	return secret, err
}

// CallerOf is whose session a secret is, with the posts that they hold today. An
// unknown one, or one that has ended, is identity.ErrUnauthenticated.
func CallerOf(ctx context.Context, s *store.Store, secret string) (identity.Caller, error) {
	row, err := s.Client.Session.Query().Where(session.Hash(identity.HashSecret(secret))).Only(ctx)
	now := s.Now()
	switch {
	case db.IsNotFound(err):
		return identity.Caller{}, identity.ErrUnauthenticated
	case err != nil:
		return identity.Caller{}, fmt.Errorf("look up a session: %w", err)
	case !row.ExpiresAt.After(now) || now.Sub(row.SeenAt) > idle:
		return identity.Caller{}, identity.ErrUnauthenticated
	}
	if now.Sub(row.SeenAt) > noted {
		_ = row.Update().SetSeenAt(now).Exec(ctx) // the next request tries again
	}
	return identity.CallerOfPerson(ctx, s.Client, s.Today(), row.StaffID)
}

// End ends a session at once, on every instance: its streams are looked at again with
// the revision that this makes.
func End(ctx context.Context, s *store.Store, secret string) error {
	caller, err := CallerOf(ctx, s, secret)
	if err != nil {
		return err
	}
	_, err = store.Write(identity.With(ctx, identity.Admin(caller.Name)), s, "signOut", func(ctx context.Context, tx *store.Tx) (int, error) {
		id, err := tx.Session.Query().Where(session.Hash(identity.HashSecret(secret))).OnlyID(ctx)
		if err != nil {
			return 0, fmt.Errorf("look up a session: %w", err)
		}
		if err := tx.Session.DeleteOneID(id).Exec(ctx); err != nil {
			return 0, fmt.Errorf("end a session: %w", err)
		}
		tx.Record(event.Session, id, map[string]any{"staff": caller.Name}, nil)
		return id, nil
	})
	return err
}

// endAll ends every session of a person.
func endAll(ctx context.Context, tx *store.Tx, staffID int) error {
	if _, err := tx.Session.Delete().Where(session.StaffID(staffID)).Exec(ctx); err != nil {
		return fmt.Errorf("end the sessions of a person: %w", err)
	}
	return nil
}
