package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/audit"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/personal"
)

// Tx is a change under way. Its time stands still: everything in it happens at Now.
type Tx struct {
	*db.Client
	Caller identity.Caller
	// Now is the moment of the change, Today its day in the deployment's time zone.
	Now   time.Time
	Today calendar.Day
	// Revision is the catalog revision the change will have.
	Revision int64
	// Postgres is whether rows can be locked with FOR UPDATE.
	Postgres bool

	action  string
	reach   identity.Reach
	placed  bool
	keys    *personal.Keys
	inUse   map[string]string // the keys of personal data that the ledger knows
	events  []event.Event
	entries []audit.Entry
}

// Record notes that an entity changed: it goes to the audit trail and to the
// outbox when the change commits. ID 0 stands for many at once.
func (tx *Tx) Record(entity event.Entity, id int, before, after any) {
	tx.events = append(tx.events, event.Event{Entity: entity, ID: id, Action: tx.action})
	tx.RecordOnly(entity, id, before, after)
}

// RecordOnly notes what changes nothing that an integration follows, such as a step
// of a case, which has events of its own, or a sign-in: it goes to the audit trail,
// leaves no outbox event and moves no revision, so that neither a day of cases nor a
// morning of sign-ins makes a snapshot or has portals ask again.
func (tx *Tx) RecordOnly(entity event.Entity, id int, before, after any) {
	tx.entries = append(tx.entries, audit.Entry{
		Actor: tx.Caller.Name, Action: tx.action, Entity: string(entity), EntityID: strconv.Itoa(id),
		Before: before, After: after,
	})
}

// Write makes one change. The action is the mutation's name, e.g. "moveDepartments".
//
// Writes are serialised by the ledger's row, so fn sees every change before its
// own and no tree it checks moves under it. When fn fails, or records nothing,
// nothing is changed. When the context carries an idempotency key that was used
// before, fn is not called and the result of the first time comes back.
//
// Writes that wait for each other share one commit, each with its own savepoint,
// revision and events; none is told that it is done before that commit. Where the
// transaction breaks by another one's fault, fn is called once more, in one of its own.
//
// A write inside another one's fn joins it: all of them are one change. So an
// import calls the same domain functions as the API, all or nothing.
func Write[T any](ctx context.Context, s *Store, action string, fn func(context.Context, *Tx) (T, error)) (T, error) {
	var zero T
	if outer, ok := ctx.Value(txKey{}).(*Tx); ok {
		return join(ctx, outer, action, fn)
	}
	caller, err := identity.AuthorizeChange(ctx, action)
	if err != nil {
		return zero, err
	}
	alone, _ := ctx.Value(aloneKey{}).(bool)
	result, revision, err := write(ctx, s, caller, action, alone, fn)
	if errors.Is(err, errAgain) {
		result, revision, err = write(ctx, s, caller, action, true, fn)
	}
	if err != nil {
		return zero, fmt.Errorf("%s: %w", action, err)
	}
	for _, tell := range s.afterCommit {
		tell(ctx, revision)
	}
	return result, nil
}

// Alone keeps the write of this context from sharing its transaction with
// others: it takes long, and they would wait for it after they are done.
func Alone(ctx context.Context) context.Context { return context.WithValue(ctx, aloneKey{}, true) }

type (
	txKey    struct{}
	aloneKey struct{}
)

// join runs fn inside a change that is under way, under its own action's name.
func join[T any](ctx context.Context, outer *Tx, action string, fn func(context.Context, *Tx) (T, error)) (T, error) {
	if _, err := identity.AuthorizeChange(identity.With(ctx, outer.Caller), action); err != nil {
		var zero T
		return zero, err
	}
	before, reach, placed := outer.action, outer.reach, outer.placed
	outer.action, outer.reach, outer.placed = action, outer.Caller.Reach(identity.ActionOf(action)), false
	defer func() { outer.action, outer.reach, outer.placed = before, reach, placed }()
	result, err := fn(ctx, outer)
	if err == nil {
		err = outer.wasPlaced()
	}
	if err != nil {
		return result, fmt.Errorf("%s: %w", action, err)
	}
	return result, nil
}

// write makes the change by itself or together with others that wait.
func write[T any](ctx context.Context, s *Store, caller identity.Caller, action string, alone bool, fn func(context.Context, *Tx) (T, error)) (result T, revision int64, err error) {
	revision, err = s.make(ctx, change{
		caller: caller, action: action, alone: alone, result: &result,
		do: func(ctx context.Context, tx *Tx) (err error) {
			result, err = fn(ctx, tx)
			return err
		},
	})
	return result, revision, err
}

// RevisionChannel is where PostgreSQL tells listeners the new revision.
const RevisionChannel = "onewindow_revision"

// CheckVersion reports a conflict when the caller saw another version than the
// newest. The path is that of the field that said what was seen.
func CheckVersion(path string, seen, newest int) error {
	if seen == newest {
		return nil
	}
	return fault.Conflict.At(path, seen, newest)
}

// Found turns ent's "not found" into a problem of the input.
func Found(err error, path, what string) error {
	if db.IsNotFound(err) {
		return fault.NotFound.At(path, what)
	}
	return err
}
