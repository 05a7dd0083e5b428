package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"onewindow/ent/db"
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
	report              Report
}

// ID is the opaque id.
func (v *RunView) ID() node.ImportID { return node.ImportID(v.RunID) }

// Counts say how many records had which outcome; nil before the run has ended.
func (v *RunView) Counts() *Counts {
	if v.State == Running {
		return nil
	}
	return &v.report.Counts
}

// FileFindings are the faults of the file as a whole.
func (v *RunView) FileFindings() []*Finding { return pointers(v.report.File) }

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
func (v *RunView) Rows(outcomes []Outcome, withFindings *bool, first *int, after *string, last *int, before *string) (*RowConnection, error) {
	var rows []*RowView
	for i, row := range v.report.Rows {
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
	row, err := x.store.Client.ImportRun.Get(ctx, id)
	if db.IsNotFound(err) {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	if err != nil {
		return nil, fmt.Errorf("read an import: %w", err)
	}
	v := &RunView{
		RunID: row.ID, Form: FormName(strings.ToUpper(row.Form)), FileName: orNil(row.FileName), State: RunState(row.State), DryRun: row.DryRun,
		RowsTotal: row.RowsTotal, RowsDone: row.RowsDone, StartedBy: row.StartedBy, StartedAt: row.StartedAt, FinishedAt: row.FinishedAt,
	}
	if len(row.Report) > 0 {
		if err := json.Unmarshal(row.Report, &v.report); err != nil {
			return nil, fmt.Errorf("read the report of an import: %w", err)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if b := x.mine[id]; b != nil && v.State == Running {
		v.RowsDone = int(b.done.Load())
	}
	return v, nil
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
