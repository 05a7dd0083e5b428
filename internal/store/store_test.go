package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"onewindow/internal/audit"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

func admin(ctx context.Context) context.Context {
	return identity.With(ctx, identity.Admin("test"))
}

// addSector is a small write to try writes with.
func addSector(ctx context.Context, s *store.Store, code string) (int, error) {
	return store.Write(ctx, s, "createSector", func(ctx context.Context, tx *store.Tx) (int, error) {
		row, err := tx.Sector.Create().SetCode(code).SetName(code).Save(ctx)
		if err != nil {
			return 0, err
		}
		tx.Record(event.Sector, row.ID, nil, row)
		return row.ID, nil
	})
}

func TestWritesNumberRevisionsAndChainTheTrail(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		ctx := admin(t.Context())
		var wg sync.WaitGroup
		for i := range 32 {
			wg.Go(func() {
				if _, err := addSector(ctx, s, fmt.Sprintf("S%d", i)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		ledger := s.Client.Ledger.Query().OnlyX(ctx)
		if ledger.Revision != 32 {
			t.Errorf("32 writes made revision %d", ledger.Revision)
		}
		head, err := audit.Verify(ctx, s.Client, s.Dialect, audit.Check{})
		if head.Seq != 32 || err != nil {
			t.Errorf("the trail: %d events, %v", head.Seq, err)
		}
		if n := s.Client.OutboxEvent.Query().CountX(ctx); n != 32 {
			t.Errorf("%d outbox events", n)
		}
	})
}

func TestAFailedWriteLeavesNothing(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		ctx := admin(t.Context())
		_, err := store.Write(ctx, s, "createSector", func(ctx context.Context, tx *store.Tx) (int, error) {
			if _, err := addSector(ctx, s, "A"); err != nil { // joins this write
				return 0, err
			}
			return 0, fault.Required.At("name")
		})
		if problems, ok := fault.From(err); !ok || problems[0].Code != "REQUIRED" {
			t.Errorf("error %v", err)
		}
		if n := s.Client.Sector.Query().CountX(ctx); n != 0 {
			t.Errorf("%d sectors were left", n)
		}
		if l := s.Client.Ledger.Query().OnlyX(ctx); l.Revision != 0 || l.AuditSeq != 0 {
			t.Errorf("the ledger moved: %+v", l)
		}
	})
}

func TestCommitErrorsSurface(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		ctx, cancel := context.WithCancel(admin(t.Context()))
		_, err := store.Write(ctx, s, "createSector", func(ctx context.Context, tx *store.Tx) (int, error) {
			row, err := tx.Sector.Create().SetCode("A").SetName("A").Save(ctx)
			tx.Record(event.Sector, 1, nil, row)
			cancel()
			return 1, err
		})
		if err == nil {
			t.Error("a write that was not committed was reported as done")
		}
		if n := s.Client.Sector.Query().CountX(t.Context()); n != 0 {
			t.Errorf("%d sectors were left", n)
		}
	})
}

func TestIdempotencyKeys(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		keyed := func(input string) context.Context {
			ctx, err := store.WithIdempotencyKey(admin(t.Context()), "key-1", input)
			if err != nil {
				t.Fatal(err)
			}
			return ctx
		}
		var wg sync.WaitGroup
		ids := make([]int, 8)
		for i := range ids {
			wg.Go(func() {
				var err error
				if ids[i], err = addSector(keyed("A"), s, "A"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] || id == 0 {
				t.Errorf("retries answered %v", ids)
			}
		}
		if _, err := addSector(keyed("B"), s, "B"); !strings.Contains(fmt.Sprint(err), "IDEMPOTENCY_KEY_REUSED") {
			t.Errorf("the key with other input: %v", err)
		}
		if n := s.Client.Sector.Query().CountX(t.Context()); n != 1 {
			t.Errorf("%d sectors", n)
		}
	})
}

func TestThePublicChangesNothing(t *testing.T) {
	s := testdb.Open(t, testdb.SQLite(t), store.Options{})
	if _, err := addSector(t.Context(), s, "A"); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("error %v", err)
	}
}

func TestManyProcessesMigrateAtOnce(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		var wg sync.WaitGroup
		applied := make([]int, 5)
		for i := range applied {
			wg.Go(func() {
				s, err := store.Open(t.Context(), url, store.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				defer func() { _ = s.Close() }()
				steps, err := s.Migrate(t.Context())
				if err != nil {
					t.Error(err)
				}
				applied[i] = len(steps)
			})
		}
		wg.Wait()
		total := 0
		for _, n := range applied {
			total += n
		}
		s := testdb.Open(t, url, store.Options{})
		steps, err := store.Migrations(s.Dialect)
		if err != nil || total != len(steps) {
			t.Errorf("%d steps were applied of %d, %v", total, len(steps), err)
		}
	})
}

func TestADatabaseFromALaterVersionIsRefused(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		_, err := s.SQL.Exec("INSERT INTO schema_migrations (version, name, applied_at) VALUES ('29990101000000', 'future', 'then')")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Migrate(t.Context()); !errors.Is(err, store.ErrNewerDatabase) || !strings.Contains(err.Error(), "29990101000000") {
			t.Errorf("error %v", err)
		}
	})
}

// A change of another process may take long: the import of a country, the
// sample on a busy machine. Whoever comes meanwhile waits and does not fail.
func TestAWriterWaitsAMinuteForAnotherProcess(t *testing.T) {
	s := testdb.Open(t, testdb.SQLite(t), store.Options{})
	var milliseconds int
	if err := s.SQL.QueryRow("PRAGMA busy_timeout").Scan(&milliseconds); err != nil || milliseconds < 60_000 {
		t.Errorf("a writer waits %d ms, %v", milliseconds, err)
	}
}

func TestOpenRefusesWhatItCannotRead(t *testing.T) {
	for _, url := range []string{"", "mysql://x", "sqlite:", "onewindow.db", "http://user:secret@host/"} {
		_, err := store.Open(t.Context(), url, store.Options{})
		if err == nil {
			t.Errorf("%q was opened", url)
		}
		if strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("the password is told: %v", err)
		}
	}
}

// TestTheFileIsItsOwnersAlone: hashes of passwords and what nobody published is in
// it. SQLite gives the files beside it what it has.
func TestTheFileIsItsOwnersAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	s, err := store.Open(t.Context(), "sqlite:"+file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		if found, err := os.Stat(name); err != nil || found.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(name), found, err)
		}
	}
}
