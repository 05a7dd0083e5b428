package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/ledger"
	"onewindow/internal/audit"
	"onewindow/internal/event"
	"onewindow/internal/identity"
)

// A batch takes as many changes, and for as long. PostgreSQL keeps up to 64
// savepoints of a transaction at hand.
const changesPerBatch = 32

var batchLasts = 50 * time.Millisecond

// batch is an open transaction that holds the ledger's lock, with the changes
// made in it so far. One goroutine at a time has it.
type batch struct {
	tx       *db.Tx
	client   *db.Client
	store    *Store
	began    time.Time
	size     int
	revision int64
	head     audit.Head
	inUse    map[string]string // the keys of personal data that the ledger knows
	events   []*audit.Event
	changes  []event.Change

	// done is closed when the batch has ended. Then broken says why nothing of it
	// was kept, and unsure what a commit said of which nobody knows whether it was made.
	done           chan struct{}
	broken, unsure error
}

// begin opens a transaction and takes the one row that every change passes.
func (s *Store) begin(ctx context.Context) (*batch, error) {
	tx, err := s.Client.Tx(context.WithoutCancel(ctx)) // it outlives the change that begins it
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	b := &batch{tx: tx, client: tx.Client(), store: s, began: time.Now(), done: make(chan struct{})}
	row, err := lockLedger(ctx, b.client, s.Dialect)
	if err != nil {
		_ = tx.Rollback()
		return nil, err
	}
	b.revision, b.head, b.inUse = row.Revision, audit.Head{Seq: row.AuditSeq, Hash: row.AuditHash}, row.PersonalKeys
	return b, nil
}

// lockLedger takes the one row that every change passes. SQLite's transactions
// are immediate: it is locked already.
func lockLedger(ctx context.Context, client *db.Client, engine string) (*db.Ledger, error) {
	q := client.Ledger.Query()
	if engine == dialect.Postgres {
		q = q.ForUpdate(sql.WithLockTables("ledger"))
	}
	row, err := q.Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock the ledger: %w", err)
	}
	return row, nil
}

// change is what one caller wants done.
type change struct {
	caller identity.Caller
	action string
	// alone keeps it from sharing its transaction.
	alone bool
	// do makes the change and leaves what comes of it in result.
	do     func(context.Context, *Tx) error
	result any
}

// errAgain says that nothing was changed, through another change's fault.
var errAgain = errors.New("the transaction was broken by another change")

// make makes one change, in a transaction of its own or in one that is open. It
// returns when that is committed, and with which revision.
func (s *Store) make(ctx context.Context, c change) (revision int64, err error) {
	b, err := s.queue.enter(ctx, c.alone)
	if err != nil {
		return 0, err
	}
	if b == nil {
		if b, err = s.begin(ctx); err != nil {
			s.queue.leave()
			return 0, err
		}
	}
	ended := false // it may panic, and the others still wait
	defer func() {
		if !ended {
			s.end(ctx, b, c.alone)
		}
	}()
	revision, err = b.add(ctx, c)
	mine := b.broken != nil
	s.end(ctx, b, c.alone)
	ended = true
	switch {
	case b.broken != nil && !mine && b.size > 1:
		return 0, errAgain
	case err != nil:
		return 0, err
	case b.broken != nil:
		return 0, b.broken
	case b.unsure != nil:
		return 0, fmt.Errorf("commit: %w", b.unsure)
	}
	return revision, nil
}

// end hands the batch on, or commits it where nobody else may join it, and
// waits until it is committed.
func (s *Store) end(ctx context.Context, b *batch, alone bool) {
	joinable := !alone && b.broken == nil && b.made() && b.size < changesPerBatch && time.Since(b.began) < batchLasts
	if !joinable || !s.queue.pass(b) {
		b.commit(context.WithoutCancel(ctx))
		s.queue.leave()
	}
	<-b.done
}

// add makes a change in the batch. One that fails, or changes nothing, leaves
// the batch as it was.
func (b *batch) add(ctx context.Context, c change) (revision int64, err error) {
	b.size++
	kept := false
	if b.made() { // what the others did must stay
		if err := b.exec(ctx, "SAVEPOINT change"); err != nil {
			b.broken = err
			return 0, errAgain
		}
		defer func() {
			if !kept {
				b.broken = b.exec(ctx, "ROLLBACK TO SAVEPOINT change")
			}
		}()
	}
	key, replayed, err := replay(ctx, b.client, b.store.keys, c)
	if err != nil || replayed {
		return b.revision, err
	}
	s := b.store
	tx := &Tx{
		Client: b.client, Caller: c.caller, Now: s.Now(), Today: s.Today(), Revision: b.revision + 1,
		Postgres: s.Dialect == dialect.Postgres, action: c.action, reach: c.caller.Reach(identity.ActionOf(c.action)),
		keys: s.keys, inUse: b.inUse,
	}
	if err := c.do(context.WithValue(ctx, txKey{}, tx), tx); err != nil {
		return 0, err
	}
	if len(tx.entries) == 0 {
		return b.revision, nil
	}
	if err := tx.wasPlaced(); err != nil {
		return 0, err
	}
	events, head, err := audit.Chain(b.head, tx.Now, tx.entries)
	if err != nil {
		return 0, err
	}
	if err := remember(ctx, tx, key, c.result); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil { // it was given up meanwhile
		return 0, err
	}
	kept, b.head = true, head
	b.events = append(b.events, events...)
	if len(tx.events) > 0 {
		b.revision = tx.Revision
		b.changes = append(b.changes, event.Change{Revision: tx.Revision, At: tx.Now, Events: tx.events})
	}
	return b.revision, nil
}

// made is whether anything was changed in the batch: whatever is leaves a trail.
func (b *batch) made() bool { return len(b.events) > 0 }

// commit ends the batch: with the trail, the outbox and the ledger, or with nothing.
func (b *batch) commit(ctx context.Context) {
	defer close(b.done)
	if b.broken == nil && b.made() {
		if b.broken = b.seal(ctx); b.broken == nil {
			b.unsure = b.tx.Commit()
			return
		}
	}
	_ = b.tx.Rollback()
}

// seal appends the trail and the outbox, moves the ledger on and has PostgreSQL
// tell those who listen when it commits: three statements for all the changes.
func (b *batch) seal(ctx context.Context) error {
	engine := b.store.Dialect
	if err := audit.Append(ctx, b.client, engine, b.events); err != nil {
		return err
	}
	if err := event.Append(ctx, b.client, engine, b.changes); err != nil {
		return err
	}
	move := sql.Dialect(engine).Update(ledger.Table).Set(ledger.FieldRevision, b.revision).
		Set(ledger.FieldAuditSeq, b.head.Seq).Set(ledger.FieldAuditHash, b.head.Hash)
	if engine == dialect.Postgres {
		move.Returning(fmt.Sprintf("pg_notify('%s', '%d')", RevisionChannel, b.revision))
	}
	statement, values := move.Query()
	if _, err := b.client.ExecContext(ctx, statement, values...); err != nil {
		return fmt.Errorf("move the ledger on: %w", err)
	}
	return nil
}

func (b *batch) exec(ctx context.Context, statement string) error {
	if _, err := b.client.ExecContext(context.WithoutCancel(ctx), statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
