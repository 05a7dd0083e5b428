package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/idempotencykey"
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
	if s.Dialect == dialect.SQLite {
		s.writers.Lock()
		defer s.writers.Unlock()
	}
	result, revision, err := write(ctx, s, caller, action, fn)
	if err != nil {
		return zero, fmt.Errorf("%s: %w", action, err)
	}
	for _, tell := range s.afterCommit {
		tell(ctx, revision)
	}
	return result, nil
}

type txKey struct{}

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

func write[T any](ctx context.Context, s *Store, caller identity.Caller, action string, fn func(context.Context, *Tx) (T, error)) (result T, revision int64, err error) {
	dbtx, err := s.Client.Tx(ctx)
	if err != nil {
		return result, 0, fmt.Errorf("begin: %w", err)
	}
	committed := false
	defer func() {
		if !committed {
			_ = dbtx.Rollback()
		}
	}()
	client := dbtx.Client()
	ledger, err := lockLedger(ctx, client, s.Dialect)
	if err != nil {
		return result, 0, err
	}
	key, replayed, err := replay(ctx, client, s.keys, caller, &result)
	if err != nil || replayed {
		return result, ledger.Revision, err
	}
	tx := &Tx{
		Client: client, Caller: caller, Now: s.Now(), Today: s.Today(), Revision: ledger.Revision + 1,
		Postgres: s.Dialect == dialect.Postgres, action: action, reach: caller.Reach(identity.ActionOf(action)),
		keys: s.keys, inUse: ledger.PersonalKeys,
	}
	if result, err = fn(context.WithValue(ctx, txKey{}, tx), tx); err != nil {
		return result, 0, err
	}
	if len(tx.events) == 0 {
		return result, ledger.Revision, nil
	}
	if err := tx.wasPlaced(); err != nil {
		return result, 0, err
	}
	if err := tx.seal(ctx, ledger); err != nil {
		return result, 0, err
	}
	if err := remember(ctx, tx, key, result); err != nil {
		return result, 0, err
	}
	if err := dbtx.Commit(); err != nil {
		return result, 0, fmt.Errorf("commit: %w", err)
	}
	committed = true
	return result, tx.Revision, nil
}

// lockLedger takes the one row that every change passes. SQLite's transactions
// are immediate: it is locked already.
func lockLedger(ctx context.Context, client *db.Client, engine string) (*db.Ledger, error) {
	q := client.Ledger.Query()
	if engine == dialect.Postgres {
		q = q.ForUpdate(sql.WithLockTables("ledger"))
	}
	ledger, err := q.Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock the ledger: %w", err)
	}
	return ledger, nil
}

// seal appends the trail and the outbox and moves the ledger on.
func (tx *Tx) seal(ctx context.Context, ledger *db.Ledger) error {
	head, err := audit.Append(ctx, tx.Client, audit.Head{Seq: ledger.AuditSeq, Hash: ledger.AuditHash}, tx.Now, tx.entries)
	if err != nil {
		return err
	}
	if err := event.Append(ctx, tx.Client, tx.Revision, tx.Now, tx.events); err != nil {
		return err
	}
	err = ledger.Update().SetRevision(tx.Revision).SetAuditSeq(head.Seq).SetAuditHash(head.Hash).Exec(ctx)
	if err != nil {
		return fmt.Errorf("move the ledger on: %w", err)
	}
	if tx.Postgres {
		if _, err := tx.ExecContext(ctx, "SELECT pg_notify($1, $2)", RevisionChannel, strconv.FormatInt(tx.Revision, 10)); err != nil {
			return fmt.Errorf("notify: %w", err)
		}
	}
	return nil
}

// RevisionChannel is where PostgreSQL tells listeners the new revision.
const RevisionChannel = "onewindow_revision"

// ErrKeyReused says that an idempotency key came back with another input.
var ErrKeyReused = fault.NewKind("IDEMPOTENCY_KEY_REUSED",
	"这个 Idempotency-Key 已用于另一次不同的请求，请换一个。",
	"This Idempotency-Key was used for another input: take a new one.")

type idempotencyKey struct{ key, inputHash string }

type idempotencyContext struct{}

// WithIdempotencyKey has the write of this context remembered under key. The
// input is what the caller asked for; the same key with other input is an error.
func WithIdempotencyKey(ctx context.Context, key string, input any) (context.Context, error) {
	b, err := json.Marshal(input)
	if err != nil {
		return ctx, fmt.Errorf("hash the input of a keyed change: %w", err)
	}
	sum := sha256.Sum256(b)
	return context.WithValue(ctx, idempotencyContext{}, idempotencyKey{key, hex.EncodeToString(sum[:])}), nil
}

// Unkeyed is the context without its key, for what has to be done each time that
// it is asked for.
func Unkeyed(ctx context.Context) context.Context {
	return context.WithValue(ctx, idempotencyContext{}, nil)
}

func replay(ctx context.Context, client *db.Client, keys *personal.Keys, caller identity.Caller, result any) (*idempotencyKey, bool, error) {
	key, ok := ctx.Value(idempotencyContext{}).(idempotencyKey)
	if !ok {
		return nil, false, nil
	}
	used, err := client.IdempotencyKey.Query().
		Where(idempotencykey.Caller(caller.Name), idempotencykey.Key(key.key)).Only(ctx)
	switch {
	case db.IsNotFound(err):
		return &key, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("look up the idempotency key: %w", err)
	case !keys.Fits(used.InputHash, key.inputHash):
		return nil, false, ErrKeyReused.At("")
	}
	if err := json.Unmarshal(used.Result, result); err != nil {
		return nil, false, fmt.Errorf("read the remembered result: %w", err)
	}
	return nil, true, nil
}

func remember(ctx context.Context, tx *Tx, key *idempotencyKey, result any) error {
	if key == nil {
		return nil
	}
	b, err := json.Marshal(result)
	if err != nil {
		return fmt.Errorf("remember the result: %w", err)
	}
	err = tx.IdempotencyKey.Create().SetCaller(tx.Caller.Name).SetKey(key.key).SetInputHash(tx.keys.Fingerprint(key.inputHash)).
		SetResult(b).SetCreatedAt(tx.Now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("remember the idempotency key: %w", err)
	}
	return nil
}

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
