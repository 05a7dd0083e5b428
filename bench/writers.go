package main

import (
	"context"
	stdsql "database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// writersCommand measures changes that are made at once.
type writersCommand struct {
	Engine  string        `default:"sqlite" enum:"sqlite,postgres" help:"On which engine: sqlite or postgres."`
	Sync    bool          `help:"Have the throwaway PostgreSQL wait for the disk, as one in production does; SQLite always does."`
	Writers []int         `default:"1,8,32" help:"How many change something at once."`
	Slices  int           `default:"4" help:"How many slices of time each way has; the ways take turns."`
	Slice   time.Duration `default:"1s" help:"How long a slice is."`
}

// way is one way to make the same change, under whose name it is told.
type way struct {
	name   string
	change func(ctx context.Context, topic node.TopicID, version int) error
}

// Run measures the ways beside each other.
func (c *writersCommand) Run() error {
	ctx := identity.With(context.Background(), identity.Admin("bench"))
	dir, err := os.MkdirTemp("", "onewindow-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	database := "sqlite:" + filepath.Join(dir, "bench.db")
	if c.Engine == "postgres" {
		var settings []string
		if c.Sync {
			settings = append(settings, "fsync=on")
		}
		url, stop, err := testdb.StartPostgres(ctx, settings...)
		if err != nil {
			return err
		}
		defer stop()
		database = url
	}
	s, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Migrate(ctx); err != nil {
		return err
	}
	bare, err := withoutTrail(ctx, database)
	if err != nil {
		return err
	}
	defer func() { _ = bare.Close() }()
	if err := c.compare(ctx, s, bare); err != nil {
		return err
	}
	return nil
}

func (c *writersCommand) compare(ctx context.Context, s, bare *store.Store) error {
	rename := func(s *store.Store, alone bool) func(context.Context, node.TopicID, int) error {
		return func(ctx context.Context, topic node.TopicID, version int) error {
			if alone {
				ctx = store.Alone(ctx)
			}
			_, err := catalog.UpdateTopic(ctx, s, catalog.UpdateTopicInput{ID: topic, ExpectedVersion: version, Position: &version})
			return err
		}
	}
	ways := []way{
		{"as it is", rename(s, false)},
		{"a commit each", rename(s, true)},
		{"its trail not stored", rename(bare, false)},
		{"a commit each, no trail", rename(bare, true)},
		{"no trail, outbox, ledger", func(ctx context.Context, topic node.TopicID, version int) error {
			return unledgered(ctx, s, topic, version)
		}},
	}
	fmt.Printf("changes a second, %s\n%-8s", c.Engine, "writers")
	for _, w := range ways {
		fmt.Printf(" %25s", w.name)
	}
	fmt.Println()
	for _, n := range c.Writers {
		rates, err := c.rates(ctx, s, ways, n)
		if err != nil {
			return err
		}
		fmt.Printf("%-8d", n)
		for _, r := range rates {
			fmt.Printf(" %18.0f (%4.2f)", r, r/rates[0])
		}
		fmt.Println()
	}
	return nil
}

// rates lets n writers, each with a topic of its own, make changes in every way in turns.
func (c *writersCommand) rates(ctx context.Context, s *store.Store, ways []way, n int) ([]float64, error) {
	topics := make([]node.TopicID, n)
	for i := range topics {
		var err error
		code := fmt.Sprintf("N%dT%d", n, i)
		if topics[i], err = catalog.CreateTopic(ctx, s, catalog.CreateTopicInput{Code: code, Name: code, Kind: catalog.KindTopic}); err != nil {
			return nil, err
		}
	}
	versions, counts, times := make([]int, n), make([]atomic.Int64, len(ways)), make([]time.Duration, len(ways))
	for range c.Slices {
		for i, w := range ways {
			errs := make([]error, n)
			var wg sync.WaitGroup
			began := time.Now()
			for k := range topics {
				wg.Go(func() {
					for errs[k] == nil && time.Since(began) < c.Slice {
						versions[k]++
						errs[k] = w.change(ctx, topics[k], versions[k])
						counts[i].Add(1)
					}
				})
			}
			wg.Wait()
			times[i] += time.Since(began)
			if err := errors.Join(errs...); err != nil {
				return nil, fmt.Errorf("%s: %w", w.name, err)
			}
		}
	}
	rates := make([]float64, len(ways))
	for i := range ways {
		rates[i] = float64(counts[i].Load()) / times[i].Seconds()
	}
	return rates, nil
}

// unledgered reads and changes the same row, without what makes it a change of
// the registry.
func unledgered(ctx context.Context, s *store.Store, topic node.TopicID, version int) error {
	tx, err := s.Client.Tx(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	row, err := tx.Topic.Get(ctx, int(topic))
	if err != nil {
		return err
	}
	if row.Version != version {
		return fmt.Errorf("topic %d is at version %d, not %d", topic, row.Version, version)
	}
	if _, err := row.Update().AddVersion(1).SetPosition(version).Save(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// withoutTrail opens the database once more, with a driver that keeps back what
// is written to the trail: for measuring what storing it costs.
func withoutTrail(ctx context.Context, database string) (*store.Store, error) {
	s, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return nil, err
	}
	s.Client = db.NewClient(db.Driver(trailless{entsql.OpenDB(s.Dialect, s.SQL)}))
	return s, nil
}

type trailless struct{ dialect.Driver }

func (d trailless) Tx(ctx context.Context) (dialect.Tx, error) {
	tx, err := d.Driver.Tx(ctx)
	if err != nil {
		return nil, err
	}
	return traillessTx{tx.(*entsql.Tx)}, nil
}

type traillessTx struct{ *entsql.Tx }

func (tx traillessTx) ExecContext(ctx context.Context, statement string, args ...any) (stdsql.Result, error) {
	if strings.Contains(statement, auditevent.Table) {
		return nil, nil //nolint:nilnil // nobody looks at it
	}
	return tx.Tx.ExecContext(ctx, statement, args...)
}
