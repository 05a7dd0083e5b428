package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	"github.com/lib/pq"

	"onewindow/ent/db"
	"onewindow/ent/db/outboxevent"
	"onewindow/internal/store"
)

// Live keeps the newest snapshot of the catalog in memory and follows the
// database: its own writes at once, those of other processes within a second.
type Live struct {
	store   *store.Store
	current atomic.Pointer[Snapshot]
	// building lets one successor be made at a time.
	building sync.Mutex

	misses misses

	watching sync.Mutex
	watchers map[chan struct{}]struct{}
}

// pollEvery bounds how late a change is seen when a notification was lost, or on
// SQLite, where another process cannot notify.
const pollEvery = 300 * time.Millisecond

// Follow loads the catalog and keeps it fresh until the context ends.
func Follow(ctx context.Context, s *store.Store) (*Live, error) {
	l := &Live{store: s, watchers: map[chan struct{}]struct{}{}, misses: misses{waiting: map[string]int{}}}
	if err := l.catchUp(ctx, 0); err != nil {
		return nil, err
	}
	s.AfterCommit(func(ctx context.Context, revision int64) {
		if err := l.catchUp(context.WithoutCancel(ctx), revision); err != nil {
			slog.ErrorContext(ctx, "follow an own change", "revision", revision, "error", err)
		}
	})
	go l.follow(ctx, s.Notifications(ctx))
	go l.rememberMisses(ctx)
	return l, nil
}

// Current is the newest snapshot.
func (l *Live) Current() *Snapshot { return l.current.Load() }

// Watch tells on a channel that there is a newer snapshot than when it was last
// read; several changes at once are told once. It ends with the context.
func (l *Live) Watch(ctx context.Context) <-chan struct{} {
	ch := make(chan struct{}, 1)
	l.watching.Lock()
	l.watchers[ch] = struct{}{}
	l.watching.Unlock()
	context.AfterFunc(ctx, func() {
		l.watching.Lock()
		defer l.watching.Unlock()
		delete(l.watchers, ch)
		close(ch)
	})
	return ch
}

func (l *Live) tell() {
	l.watching.Lock()
	defer l.watching.Unlock()
	for ch := range l.watchers {
		select {
		case ch <- struct{}{}:
		default: // it was told already and has not looked yet
		}
	}
}

// follow looks for a newer revision whenever it is told of one and every pollEvery.
func (l *Live) follow(ctx context.Context, told <-chan *pq.Notification) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-told:
		case <-tick.C:
		}
		if err := l.look(ctx); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "follow the catalog", "error", err)
		}
	}
}

func (l *Live) look(ctx context.Context) error {
	var revision int64
	if err := l.store.SQL.QueryRowContext(ctx, "SELECT revision FROM ledger").Scan(&revision); err != nil {
		return fmt.Errorf("read the revision: %w", err)
	}
	return l.catchUp(ctx, revision)
}

// catchUp makes the snapshot of at least a revision the current one.
func (l *Live) catchUp(ctx context.Context, revision int64) error {
	l.building.Lock()
	defer l.building.Unlock()
	previous := l.current.Load()
	if previous != nil && previous.Revision >= revision {
		return nil
	}
	next, err := read(ctx, l.store, previous)
	if err != nil {
		return err
	}
	l.current.Store(next)
	l.tell()
	return nil
}

// read makes the snapshot of the present state inside one read transaction, so
// that it holds exactly one revision. What did not change is shared with previous.
func read(ctx context.Context, s *store.Store, previous *Snapshot) (*Snapshot, error) {
	options := &sql.TxOptions{ReadOnly: true}
	if s.Dialect == dialect.Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.Client.BeginTx(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("begin to read the catalog: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	client := tx.Client()
	ledger, err := client.Ledger.Query().Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	newer, log, err := changesSince(ctx, client, previous)
	if err != nil {
		return nil, err
	}
	next, err := load(ctx, client, previous, eventsOf(newer), s.Location())
	if err != nil {
		return nil, err
	}
	next.Revision, next.log = ledger.Revision, log
	if n := len(log.entries); n > 0 {
		next.ChangedAt = &log.entries[n-1].at
	}
	return next, nil
}

// changesSince are the changes after a snapshot, and the log with them. There
// are none to look at for the first snapshot, which loads everything.
func changesSince(ctx context.Context, client *db.Client, previous *Snapshot) ([]logged, changeLog, error) {
	if previous == nil {
		log, err := loadLog(ctx, client)
		return nil, log, err
	}
	rows, err := client.OutboxEvent.Query().Where(outboxevent.RevisionGT(previous.Revision)).
		Order(outboxevent.ByRevision(), outboxevent.ByPosition()).All(ctx)
	if err != nil {
		return nil, changeLog{}, fmt.Errorf("read changes after revision %d: %w", previous.Revision, err)
	}
	newer := logOf(rows)
	return newer, previous.log.with(newer), nil
}

// Statuses tells the present state at once and then each newer one; several
// changes at once may be told as one. It ends with the context.
func (l *Live) Statuses(ctx context.Context) <-chan *Status {
	out := make(chan *Status)
	changed := l.Watch(ctx)
	go func() {
		defer close(out)
		for {
			select {
			case out <- l.see(ctx).Status():
			case <-ctx.Done():
				return
			}
			if _, open := <-changed; !open {
				return
			}
		}
	}()
	return out
}
