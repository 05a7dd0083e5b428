package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/importrun"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

// RunState is how far an import through the API has come.
type RunState string

// The states of a run. In all but DONE the registry was left as it was.
const (
	Running   RunState = "RUNNING"
	Done      RunState = "DONE"
	FaultyRun RunState = "FAULTY"
	Cancelled RunState = "CANCELLED"
	Failed    RunState = "FAILED"
)

const (
	// maxToldRows is how many rows of a report are kept; those with findings go first.
	maxToldRows = 5000
	// MaxFindings is how many findings are kept of a row, and of a file as a whole.
	MaxFindings = 500
)

// tendEvery is how often a run looks whether another instance wants it to stop.
const tendEvery = time.Second

// Runs are the imports that this instance carries out in the background, each in
// one change.
type Runs struct {
	store *store.Store
	base  context.Context
	stop  context.CancelFunc

	mu    sync.Mutex
	mine  map[int]*background
	group sync.WaitGroup
	// hold, where set, is called before each row: tests stop a run there.
	hold func(context.Context)
}

// background is one import of this instance.
type background struct {
	cancel    context.CancelFunc
	ended     chan struct{}
	done      atomic.Int64
	cancelled atomic.Bool
}

// NewRuns carries imports out until Stop.
func NewRuns(s *store.Store) *Runs {
	base, stop := context.WithCancel(context.Background())
	return &Runs{store: s, base: base, stop: stop, mine: map[int]*background{}}
}

// Stop ends every import under way, leaving nothing of it, and waits for that.
func (x *Runs) Stop() {
	x.stop()
	x.group.Wait()
}

// Recover marks runs that ended with their process as FAILED: what they had
// begun was rolled back. It waits for the imports under way, since a change
// locks out all others, so that only runs that nobody carries out are left.
func (x *Runs) Recover(ctx context.Context) error {
	orphans, err := x.store.Client.ImportRun.Query().Where(importrun.State(string(Running)), importrun.StartedAtLT(x.store.Now())).IDs(ctx)
	if err != nil || len(orphans) == 0 {
		return err
	}
	_, err = store.Write(identity.With(ctx, identity.Admin("recovery")), x.store, "recoverImports",
		func(ctx context.Context, tx *store.Tx) (int, error) {
			n, err := tx.ImportRun.Update().Where(importrun.IDIn(orphans...), importrun.State(string(Running))).
				SetState(string(Failed)).SetFinishedAt(tx.Now).Save(ctx)
			if n > 0 {
				tx.RecordOnly(event.Import, 0, nil, map[string]any{"interrupted": orphans})
			}
			return n, err
		})
	return err
}

// StartInput is a file to be imported.
type StartInput struct {
	Form     string
	Format   Format
	Text     *string
	Base64   []byte
	FileName *string
	DryRun   bool
	Strict   bool
}

var contentMissing = fault.NewKind("CONTENT_MISSING",
	"请给出文件内容：text 或 base64 之一。",
	"Give the file as text or as base64, one of the two.")

// Start begins an import in the background and returns its id. It is for those
// who may make changes.
func (x *Runs) Start(ctx context.Context, in StartInput) (int, error) {
	caller, err := identity.Authorize(ctx, identity.ImportForms)
	if err != nil {
		return 0, err
	}
	if (in.Text == nil) == (in.Base64 == nil) {
		return 0, fault.Problems{contentMissing.At("text")}
	}
	content := in.Base64
	if in.Text != nil {
		content = []byte(*in.Text)
	}
	form := FormOf(strings.ToLower(in.Form))
	file, err := Read(form, in.Format, bytes.NewReader(content))
	if err != nil {
		return 0, err
	}
	began := false
	id, err := store.Write(store.Alone(ctx), x.store, "startImport", func(ctx context.Context, tx *store.Tx) (int, error) {
		row, err := tx.ImportRun.Create().SetForm(form.Name).SetFileName(clip(orZero(in.FileName))).SetDryRun(in.DryRun).
			SetState(string(Running)).SetRowsTotal(len(file.Rows)).SetStartedBy(tx.Caller.Name).SetStartedAt(tx.Now).Save(ctx)
		if err != nil {
			return 0, fmt.Errorf("store an import: %w", err)
		}
		tx.RecordOnly(event.Import, row.ID, nil, row)
		began = true
		return row.ID, nil
	})
	if err == nil && began { // a retry under the same key finds the run that there is
		x.carryOut(caller, id, form, file, Options{DryRun: in.DryRun, Strict: in.Strict})
	}
	return id, err
}

// carryOut imports a file in the background.
func (x *Runs) carryOut(caller identity.Caller, id int, form *Form, file *File, o Options) {
	ctx, cancel := context.WithCancel(identity.With(x.base, caller))
	b := &background{cancel: cancel, ended: make(chan struct{})}
	x.mu.Lock()
	x.mine[id] = b
	x.mu.Unlock()
	o.Progress = func(done, _ int) { b.done.Store(int64(done)) }
	o.hold = x.hold
	o.Commit = func(ctx context.Context, tx *store.Tx, report *Report) error {
		return finish(tx.ImportRun.UpdateOneID(id), Done, len(file.Rows), report, tx.Now).Exec(ctx)
	}
	go x.tend(ctx, id, b)
	x.group.Go(func() {
		defer cancel()
		report, err := Import(ctx, x.store, form, file, o)
		x.settle(id, b, len(file.Rows), report, err)
		x.mu.Lock()
		delete(x.mine, id)
		x.mu.Unlock()
		close(b.ended)
	})
}

// settle writes down how a run ended. A run that changed something has done so
// within its change.
func (x *Runs) settle(id int, b *background, total int, report *Report, err error) {
	state := Done
	switch {
	case err != nil && b.cancelled.Load():
		state = Cancelled
	case err != nil:
		state = Failed
		if !errors.Is(err, context.Canceled) {
			slog.Error("an import failed", "import", id, "error", err)
		}
	case report.Applied:
		return
	case !report.OK():
		state = FaultyRun
	}
	done := int(b.done.Load())
	if err == nil {
		done = total
	}
	update := finish(x.store.Client.ImportRun.UpdateOneID(id), state, done, report, x.store.Now())
	if err := update.Exec(context.WithoutCancel(x.base)); err != nil {
		slog.Error("write down how an import ended", "import", id, "state", state, "error", err)
	}
}

func finish(update *db.ImportRunUpdateOne, state RunState, done int, report *Report, at time.Time) *db.ImportRunUpdateOne {
	update.SetState(string(state)).SetRowsDone(done).SetFinishedAt(at)
	if report != nil {
		update.SetReport(encoded(report.told())).SetCounts(encoded(report.Counts))
	}
	return update
}

func encoded(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values always encode
	}
	return b
}

// told is the report with as many rows and findings as are kept.
func (r *Report) told() *Report {
	kept := *r
	kept.File, kept.Rows = firstOf(r.File, MaxFindings), slices.Clone(r.Rows)
	if len(r.Rows) > maxToldRows {
		slices.SortStableFunc(kept.Rows, func(a, b RowReport) int {
			return min(len(b.Findings), 1) - min(len(a.Findings), 1)
		})
		kept.Rows = kept.Rows[:maxToldRows]
		kept.sortRows()
	}
	for i := range kept.Rows {
		kept.Rows[i].Findings = firstOf(kept.Rows[i].Findings, MaxFindings)
	}
	return &kept
}

func firstOf[T any](list []T, most int) []T { return list[:min(len(list), most)] }

// tend stops a run when another instance asks for it, and on PostgreSQL lets
// the others know how far it is; SQLite has one writer, which is the run itself.
func (x *Runs) tend(ctx context.Context, id int, b *background) {
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		row, err := x.store.Client.ImportRun.Get(ctx, id)
		if err == nil && row.CancelRequested {
			b.cancelled.Store(true)
			b.cancel()
		} else if err == nil && x.store.Dialect == "postgres" && row.State == string(Running) {
			_ = x.store.Client.ImportRun.Update().Where(importrun.ID(id), importrun.State(string(Running))).
				SetRowsDone(int(b.done.Load())).Exec(ctx)
		}
	}
}

// Cancel stops an import that is under way: nothing of it stays. One that has
// ended is left as it is.
func (x *Runs) Cancel(ctx context.Context, id int) error {
	if _, err := identity.Authorize(ctx, identity.ImportForms); err != nil {
		return err
	}
	x.mu.Lock()
	b := x.mine[id]
	x.mu.Unlock()
	if b == nil {
		n, err := x.store.Client.ImportRun.Update().Where(importrun.ID(id)).SetCancelRequested(true).Save(ctx)
		if err == nil && n == 0 {
			return fault.Problems{fault.NotFound.At("id", "ImportRun")}
		}
		return err
	}
	b.cancelled.Store(true)
	b.cancel()
	select {
	case <-b.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
