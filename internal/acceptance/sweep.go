package acceptance

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/casefile"
	"onewindow/ent/db/predicate"
	"onewindow/internal/catalog"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

// casesPerSweep is how many cases are settled in one transaction.
const casesPerSweep = 200

// sweepEvery bounds how late what holds by itself is told to those who follow it.
// Whoever reads has it at once: each read settles first.
const sweepEvery = 15 * time.Second

// Sweep writes down what holds of all cases by itself by now. It may run at any
// time, any number of times, on any number of instances: a case is settled under
// the ledger's lock, from its events.
func (s *Service) Sweep(ctx context.Context) error {
	return s.eachBatch(ctx, func(now time.Time, _ int) predicate.CaseFile { return casefile.NextCheckAtLTE(now) })
}

// Recalculate settles every open case anew, of some centers or of all where none
// are named: after the calendar or the hours of a center changed.
func (s *Service) Recalculate(ctx context.Context, centers ...int) error {
	return s.eachBatch(ctx, func(_ time.Time, after int) predicate.CaseFile {
		where := []predicate.CaseFile{casefile.ClosedAtIsNil(), casefile.IDGT(after)}
		if len(centers) > 0 {
			where = append(where, casefile.AtCenterIDIn(centers...))
		}
		return casefile.And(where...)
	})
}

// eachBatch settles the cases that a condition picks; it is told the last one
// that was settled.
func (s *Service) eachBatch(ctx context.Context, which func(now time.Time, after int) predicate.CaseFile) error {
	ctx = identity.With(store.Unkeyed(ctx), identity.Admin(systemActor))
	for after := 0; ; {
		picked, err := s.Store.Client.CaseFile.Query().Where(which(s.Store.Now(), after)).Order(casefile.ByID()).Limit(casesPerSweep).IDs(ctx)
		if err != nil {
			return fmt.Errorf("look for cases to settle: %w", err)
		}
		if len(picked) == 0 {
			return nil
		}
		after = picked[len(picked)-1]
		_, err = store.Write(ctx, s.Store, "settleCases", func(ctx context.Context, tx *store.Tx) (int, error) {
			return len(picked), s.settle(ctx, tx, picked)
		})
		if err != nil {
			return fmt.Errorf("settle cases: %w", err)
		}
	}
}

func (s *Service) settle(ctx context.Context, tx *store.Tx, ids []int) error {
	seen := s.Live.Current()
	rows, err := tx.CaseFile.Query().Where(casefile.IDIn(ids...)).All(ctx)
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	cases, err := s.fold(ctx, tx.Client, seen, rows)
	if err != nil {
		return err
	}
	for i, row := range rows {
		c := &change{Case: cases[i], tx: tx, service: s, seen: seen, row: row}
		if err := c.save(ctx); err != nil {
			return err
		}
	}
	tx.RecordOnly(event.Case, 0, nil, struct{ Settled int }{len(rows)})
	return nil
}

// Behind is for how long the case that waits longest has waited for a sweep; 0 when
// none waits. Whoever watches over an instance is told by it that the clocks stopped.
func (s *Service) Behind(ctx context.Context) (time.Duration, error) {
	now := s.Store.Now()
	first, err := s.Store.Client.CaseFile.Query().Where(casefile.NextCheckAtLTE(now)).Order(casefile.ByNextCheckAt()).First(ctx)
	switch {
	case db.IsNotFound(err):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("look for cases to settle: %w", err)
	}
	return now.Sub(*first.NextCheckAt), nil
}

// settled has what holds by itself written down before something is read.
func (s *Service) settled(ctx context.Context) error {
	due, err := s.Store.Client.CaseFile.Query().Where(casefile.NextCheckAtLTE(s.Store.Now())).Exist(ctx)
	if err != nil {
		return fmt.Errorf("look for cases to settle: %w", err)
	}
	if !due {
		return nil
	}
	return s.Sweep(context.WithoutCancel(ctx))
}

// Follow keeps cases settled until the context ends: as time goes on, and when the
// calendar or the hours of a center change. It begins with all open cases, since
// either may have changed while nobody followed.
func (s *Service) Follow(ctx context.Context) {
	seen := s.Live.Current()
	report(ctx, s.Recalculate(ctx))
	changed, tick := s.Live.Watch(ctx), time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			report(ctx, s.Sweep(ctx))
		case <-changed:
			now := s.Live.Current()
			report(ctx, s.recalculateAfter(ctx, seen, now))
			seen = now
		}
	}
}

func report(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "settle cases", "error", err)
	}
}

// recalculateAfter settles again what another state of the catalog may move.
func (s *Service) recalculateAfter(ctx context.Context, before, now *catalog.Snapshot) error {
	if before.Directory.Calendar() != now.Directory.Calendar() {
		return s.Recalculate(ctx)
	}
	if before.Directory == now.Directory {
		return nil
	}
	var moved []int
	for _, center := range now.Directory.Centers() {
		if was := before.Directory.Center(center.ID); was != nil && was != center && !reflect.DeepEqual(was.Hours, center.Hours) {
			moved = append(moved, center.ID)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	return s.Recalculate(ctx, moved...)
}

// rowsOf are the rows of many cases by their ids, for batches.
func (s *Service) rowsOf(ctx context.Context, where ...predicate.CaseFile) ([]*db.CaseFile, error) {
	rows, err := s.Store.Client.CaseFile.Query().Where(where...).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	return rows, nil
}
