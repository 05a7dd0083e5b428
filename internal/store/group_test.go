package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"onewindow/ent/db/outboxevent"
	"onewindow/ent/db/sector"
	"onewindow/internal/audit"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// whole fails the test unless as many changes were made, each with its revision,
// its event in the trail and its event in the outbox.
func whole(t *testing.T, s *store.Store, changes int) {
	t.Helper()
	ctx := t.Context()
	head, err := audit.Verify(ctx, s.Client, s.Dialect, audit.Check{})
	if head.Seq != int64(changes) || err != nil {
		t.Errorf("the trail has %d events of %d, %v", head.Seq, changes, err)
	}
	if l := s.Client.Ledger.Query().OnlyX(ctx); l.Revision != int64(changes) {
		t.Errorf("%d changes made revision %d", changes, l.Revision)
	}
	for i, e := range s.Client.OutboxEvent.Query().Order(outboxevent.ByRevision()).AllX(ctx) {
		if e.Revision != int64(i+1) || e.Position != 0 {
			t.Fatalf("the outbox has revision %d in place %d", e.Revision, i+1)
		}
	}
	if n := s.Client.Sector.Query().CountX(ctx); n != changes {
		t.Errorf("%d rows of %d changes", n, changes)
	}
}

// held has the changes wait behind one that is under way, so that they share a
// transaction, and returns their errors when all are done.
func held(t *testing.T, s *store.Store, changes ...func() error) []error {
	t.Helper()
	release := hold(t, s)
	var wg sync.WaitGroup
	errs := make([]error, len(changes))
	for i, change := range changes {
		wg.Go(func() { errs[i] = change() })
		for s.Waiting() <= i { // in this order
			runtime.Gosched()
		}
	}
	release()
	wg.Wait()
	return errs
}

// hold begins a change that stays under way until it is released.
func hold(t *testing.T, s *store.Store) (release func()) {
	t.Helper()
	store.LetBatchesLast(t)
	var wg sync.WaitGroup
	under, end := make(chan struct{}), make(chan struct{})
	begun := sync.OnceFunc(func() { close(under) }) // it may be made again
	wg.Go(func() {
		_, err := store.Write(admin(t.Context()), s, "createSector", func(ctx context.Context, tx *store.Tx) (int, error) {
			begun()
			<-end
			return addSector(ctx, s, "FIRST")
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-under
	return func() {
		close(end)
		wg.Wait()
	}
}

var errRefused = errors.New("refused")

func TestAChangeThatFailsLeavesThoseBesideIt(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		var savepoints atomic.Int64
		s := testdb.Open(t, url, store.Options{Observe: func(statement string) {
			if strings.Contains(statement, "SAVEPOINT change") {
				savepoints.Add(1)
			}
		}})
		ctx := admin(t.Context())
		add := func(code string) func() error {
			return func() error { _, err := addSector(ctx, s, code); return err }
		}
		failing := func(fail func(context.Context, *store.Tx) error) func() error {
			return func() error {
				_, err := store.Write(ctx, s, "createSector", func(ctx context.Context, tx *store.Tx) (int, error) {
					if _, err := addSector(ctx, s, "GONE"); err != nil {
						return 0, err
					}
					return 0, fail(ctx, tx)
				})
				return err
			}
		}
		gaveUp := func() error {
			own, cancel := context.WithCancel(ctx)
			_, err := store.Write(own, s, "createSector", func(ctx context.Context, _ *store.Tx) (int, error) {
				_, err := addSector(ctx, s, "GONE")
				cancel()
				return 0, err
			})
			return err
		}
		errs := held(t, s, add("A"),
			failing(func(context.Context, *store.Tx) error { return errRefused }), add("B"),
			failing(func(ctx context.Context, _ *store.Tx) error { _, err := addSector(ctx, s, "A"); return err }), add("C"),
			gaveUp, add("D"),
			func() (err error) {
				defer func() { err = fmt.Errorf("%v", recover()) }()
				return failing(func(context.Context, *store.Tx) error { panic("struck") })()
			}, add("E"),
			func() error { // changes nothing, and says so
				_, err := store.Write(ctx, s, "createSector", func(context.Context, *store.Tx) (int, error) { return 0, nil })
				return err
			}, add("F"))
		for i, want := range []string{"", "refused", "", "constraint", "", "canceled", "", "struck", "", "", ""} {
			if got := fmt.Sprint(errs[i]); (want == "") != (errs[i] == nil) || !strings.Contains(strings.ToLower(got), want) && want != "" {
				t.Errorf("change %d: %v, not %q", i, got, want)
			}
		}
		if savepoints.Load() < 10 {
			t.Errorf("%d savepoints: they shared no transaction", savepoints.Load())
		}
		whole(t, s, 7)
	})
}

// TestABrokenTransactionIsMadeAgain ends the transaction that others share: each of
// them is made again by itself, once.
func TestABrokenTransactionIsMadeAgain(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		ctx := admin(t.Context())
		var calls atomic.Int64
		add := func(code string) func() error {
			return func() error {
				keyed, err := store.WithIdempotencyKey(ctx, code, code)
				if err != nil {
					return err
				}
				_, err = store.Write(keyed, s, "createSector", func(ctx context.Context, _ *store.Tx) (int, error) {
					calls.Add(1)
					return addSector(ctx, s, code)
				})
				return err
			}
		}
		errs := held(t, s, add("A"), add("B"), func() error {
			_, err := store.Write(ctx, s, "createSector", func(ctx context.Context, tx *store.Tx) (int, error) {
				if _, err := tx.ExecContext(ctx, "ROLLBACK"); err != nil {
					return 0, err
				}
				return 0, errRefused
			})
			return err
		}, add("C"))
		if !errors.Is(errs[2], errRefused) || errs[0] != nil || errs[1] != nil || errs[3] != nil {
			t.Errorf("errors %v", errs)
		}
		if calls.Load() < 5 {
			t.Errorf("%d calls: the transaction was not shared", calls.Load())
		}
		whole(t, s, 4)
	})
}

func TestWhoGivesUpWaitingChangesNothing(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		release := hold(t, s)
		ctx, cancel := context.WithCancel(admin(t.Context()))
		gone := make(chan error)
		go func() {
			_, err := addSector(ctx, s, "GONE")
			gone <- err
		}()
		for s.Waiting() == 0 {
			runtime.Gosched()
		}
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := addSector(admin(t.Context()), s, "A"); err != nil { // in the place it left
				t.Error(err)
			}
		})
		for s.Waiting() == 0 {
			runtime.Gosched()
		}
		release()
		wg.Wait()
		whole(t, s, 2)
	})
}

// TestALongChangeSharesNothing keeps those that are done from waiting for it.
func TestALongChangeSharesNothing(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		var before atomic.Int64
		errs := held(t, s, func() error {
			_, err := addSector(admin(t.Context()), s, "A")
			before.Add(1)
			return err
		}, func() error {
			_, err := store.Write(store.Alone(admin(t.Context())), s, "createSector", func(ctx context.Context, _ *store.Tx) (int, error) {
				for before.Load() == 0 { // for ever, if they shared a transaction
					runtime.Gosched()
				}
				return addSector(ctx, s, "B")
			})
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		whole(t, s, 3)
	})
}

// TestTwoInstancesMakeOneChain has two stores with many writers each on one database.
func TestTwoInstancesMakeOneChain(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		const writers, each = 16, 5
		stores := []*store.Store{testdb.Open(t, url, store.Options{}), testdb.Open(t, url, store.Options{})}
		var wg sync.WaitGroup
		for i, s := range stores {
			for k := range writers {
				wg.Go(func() {
					for n := range each {
						if _, err := addSector(admin(t.Context()), s, fmt.Sprintf("S%d-%d-%d", i, k, n)); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		wg.Wait()
		whole(t, stores[0], len(stores)*writers*each)
	})
}

// TestNothingAcknowledgedIsLost kills a process with 16 writers in the middle of
// their changes: what it told to be done is there, once.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	if url := os.Getenv("ONEWINDOW_TEST_WRITE_UNTIL_KILLED"); url != "" {
		writeUntilKilled(t, url)
	}
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := testdb.Open(t, url, store.Options{})
		done := map[string]bool{}
		for round := range 3 {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestNothingAcknowledgedIsLost$")
			child.Env = append(os.Environ(), "ONEWINDOW_TEST_WRITE_UNTIL_KILLED="+url, fmt.Sprint("ONEWINDOW_TEST_ROUND=", round))
			out, err := child.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for n := 0; lines.Scan(); n++ {
				if code, ok := strings.CutPrefix(lines.Text(), "done "); ok {
					done[code] = true
				}
				if n == 40+17*round {
					_ = child.Process.Kill()
				}
			}
			_ = child.Wait()
		}
		if len(done) < 120 {
			t.Fatalf("only %d changes were acknowledged", len(done))
		}
		codes := s.Client.Sector.Query().Select(sector.FieldCode).StringsX(t.Context())
		there := map[string]int{}
		for _, code := range codes {
			there[code]++
		}
		for code := range done {
			if there[code] != 1 {
				t.Errorf("%s was acknowledged and is there %d times", code, there[code])
			}
		}
		if _, err := addSector(admin(t.Context()), s, "AFTER"); err != nil {
			t.Error(err)
		}
		whole(t, s, len(codes)+1)
	})
}

// writeUntilKilled is the process that is killed.
func writeUntilKilled(t *testing.T, url string) {
	s, err := store.Open(t.Context(), url, store.Options{}) // the key for personal data is its parent's
	if err != nil {
		t.Fatal(err)
	}
	var out sync.Mutex
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for n := 0; ; n++ {
				code := fmt.Sprintf("R%s-%d-%d", os.Getenv("ONEWINDOW_TEST_ROUND"), i, n)
				if _, err := addSector(admin(t.Context()), s, code); err != nil {
					return
				}
				out.Lock()
				fmt.Println("done", code)
				out.Unlock()
			}
		})
	}
	wg.Wait()
}
