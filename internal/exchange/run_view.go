package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/importrun"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// FormName is a form as the API names it, e.g. ITEMS.
type FormName string

// RunView is an import as the API shows it.
type RunView struct {
	RunID               int
	Form                FormName
	FileName            *string
	State               RunState
	DryRun              bool
	RowsTotal, RowsDone int
	StartedBy           string
	StartedAt           time.Time
	FinishedAt          *time.Time
	counts              json.RawMessage
	runs                *Runs
	reading             sync.Mutex
	read                *Report
}

// ID is the opaque id.
func (v *RunView) ID() node.ImportID { return node.ImportID(v.RunID) }

// Counts say how many records had which outcome; nil before the run has ended.
func (v *RunView) Counts(ctx context.Context) (*Counts, error) {
	if v.State == Running {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	if len(v.counts) == 0 { // it ended before they were kept apart
		report, err := v.report(ctx)
		if err != nil {
			return nil, err
		}
		return &report.Counts, nil
	}
	counts := &Counts{}
	if err := json.Unmarshal(v.counts, counts); err != nil {
		return nil, fmt.Errorf("read the counts of an import: %w", err)
	}
	return counts, nil
}

// FileFindings are the faults of the file as a whole.
func (v *RunView) FileFindings(ctx context.Context) ([]*Finding, error) {
	report, err := v.report(ctx)
	if err != nil {
		return nil, err
	}
	return pointers(report.File), nil
}

// RunConnection is a page of imports; how many there are is counted when asked.
type RunConnection struct {
	page.Connection[*RunView]
	count func(context.Context) (int, error)
}

// RunEdge is one row of that page.
type RunEdge = page.Edge[*RunView]

// TotalCount is how many imports there were.
func (c *RunConnection) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// RowConnection is a page of the rows of a report.
type RowConnection = page.Connection[*RowView]

// RowEdge is one row of that page.
type RowEdge = page.Edge[*RowView]

// RowView is one row of a report.
type RowView struct {
	RowReport
	place int
}

// Sheet is the sheet of the row, nil for a form with one.
func (v *RowView) Sheet() *string { return orNil(v.RowReport.Sheet) }

// Key is what the record is known by, nil where that was not found out.
func (v *RowView) Key() *string { return orNil(v.RowReport.Key) }

// Name is what people call the record, nil for none.
func (v *RowView) Name() *string { return orNil(v.RowReport.Name) }

// Findings are what somebody should look at.
func (v *RowView) Findings() []*Finding { return pointers(v.RowReport.Findings) }

func pointers(findings []Finding) []*Finding {
	all := make([]*Finding, len(findings))
	for i := range findings {
		all[i] = &findings[i]
	}
	return all
}

// Rows are the rows of the report in the order of the file.
func (v *RunView) Rows(ctx context.Context, outcomes []Outcome, withFindings *bool, first *int, after *string, last *int, before *string) (*RowConnection, error) {
	report, err := v.report(ctx)
	if err != nil {
		return nil, err
	}
	var rows []*RowView
	for i, row := range report.Rows {
		if (outcomes == nil || slices.Contains(outcomes, row.Outcome)) && (withFindings == nil || *withFindings == (len(row.Findings) > 0)) {
			rows = append(rows, &RowView{row, i})
		}
	}
	c, err := page.Of(rows, func(r *RowView) string { return fmt.Sprintf("%09d", r.place) },
		page.Args{First: first, After: after, Last: last, Before: before})
	return &c, err
}

// View is an import for those who may make changes, nil for none.
func (x *Runs) View(ctx context.Context, id int) (*RunView, error) {
	if _, err := identity.Authorize(ctx, identity.ImportForms); err != nil {
		return nil, err
	}
	row, err := x.store.Client.ImportRun.Query().Where(importrun.ID(id)).Select(listed...).Only(ctx)
	if db.IsNotFound(err) {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	if err != nil {
		return nil, fmt.Errorf("read an import: %w", err)
	}
	return x.shown(row), nil
}

// listed are the columns of an import without its report, which may be long.
var listed = slices.DeleteFunc(slices.Clone(importrun.Columns), func(column string) bool { return column == importrun.FieldReport })

func (x *Runs) shown(row *db.ImportRun) *RunView {
	v := &RunView{
		RunID: row.ID, Form: FormName(strings.ToUpper(row.Form)), FileName: orNil(row.FileName), State: RunState(row.State), DryRun: row.DryRun,
		RowsTotal: row.RowsTotal, RowsDone: row.RowsDone, StartedBy: row.StartedBy, StartedAt: row.StartedAt, FinishedAt: row.FinishedAt,
		counts: row.Counts, runs: x,
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if b := x.mine[row.ID]; b != nil && v.State == Running {
		v.RowsDone = int(b.done.Load())
	}
	return v
}

// report is read when somebody asks for what is in it.
func (v *RunView) report(ctx context.Context) (*Report, error) {
	v.reading.Lock()
	defer v.reading.Unlock()
	if v.read != nil {
		return v.read, nil
	}
	row, err := v.runs.store.Client.ImportRun.Query().Where(importrun.ID(v.RunID)).Select(importrun.FieldReport).Only(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the report of an import: %w", err)
	}
	report := &Report{}
	if len(row.Report) > 0 {
		if err := json.Unmarshal(row.Report, report); err != nil {
			return nil, fmt.Errorf("read the report of an import: %w", err)
		}
	}
	v.read = report
	return report, nil
}

// List reads a page of the imports, the latest first, for those who may import.
func (x *Runs) List(ctx context.Context, args page.Args) (*RunConnection, error) {
	if _, err := identity.Authorize(ctx, identity.ImportForms); err != nil {
		return nil, err
	}
	order := []string{importrun.FieldStartedAt, importrun.FieldID}
	rows, err := page.Fetch(args, func(v *RunView) string { return page.AtKey(v.StartedAt, int64(v.RunID)) },
		func(after, before string, n int, fromEnd bool) ([]*RunView, error) {
			query, direction := x.store.Client.ImportRun.Query(), db.Desc
			if after != "" {
				query.Where(func(s *sql.Selector) { s.Where(sql.CompositeLT(s.Columns(order...), page.PlaceOf(after)...)) })
			}
			if before != "" {
				query.Where(func(s *sql.Selector) { s.Where(sql.CompositeGT(s.Columns(order...), page.PlaceOf(before)...)) })
			}
			if fromEnd {
				direction = db.Asc
			}
			found, err := query.Order(direction(order...)).Limit(n).Select(listed...).All(ctx)
			if err != nil {
				return nil, fmt.Errorf("list imports: %w", err)
			}
			if fromEnd {
				slices.Reverse(found)
			}
			views := make([]*RunView, len(found))
			for i, row := range found {
				views[i] = x.shown(row)
			}
			return views, nil
		})
	if err != nil {
		return nil, err
	}
	return &RunConnection{rows, func(ctx context.Context) (int, error) {
		n, err := x.store.Client.ImportRun.Query().Count(ctx)
		if err != nil {
			return 0, fmt.Errorf("count imports: %w", err)
		}
		return n, nil
	}}, nil
}

// lookEvery is how often a follower of an import looks how far it is.
const lookEvery = 200 * time.Millisecond

// Follow tells how far an import is: at once, then whenever it is further, and
// last how it ended.
func (x *Runs) Follow(ctx context.Context, id int) (<-chan *RunView, error) {
	view, err := x.View(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make(chan *RunView)
	go func() {
		defer close(out)
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		for told := -1; view != nil; {
			if view.RowsDone != told || view.State != Running {
				select {
				case out <- view:
				case <-ctx.Done():
					return
				}
				if told = view.RowsDone; view.State != Running {
					return
				}
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
			if view, err = x.View(ctx, id); err != nil {
				return
			}
		}
	}()
	return out, nil
}
