package exchange

import (
	"context"
	"errors"
	"fmt"

	"onewindow/internal/calendar"
	"onewindow/internal/catalog"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
	"onewindow/internal/store"
)

// Options are how a file is imported.
type Options struct {
	// DryRun does everything and then takes it back.
	DryRun bool
	// Strict has advice keep a file out too.
	Strict bool
	// AsOf is the first day on which divisions are as the file says; today when nil.
	AsOf *calendar.Day
	// Progress, where set, is told how many of the records are done.
	Progress func(done, total int)
	// Commit, where set, is called inside the change just before it commits.
	Commit func(ctx context.Context, tx *store.Tx, report *Report) error

	hold func(context.Context)
}

// errTakenBack ends a change that shall leave nothing.
var errTakenBack = errors.New("taken back")

// Import brings a file into the registry, in one change: all of it, or nothing
// when a record has a fault or the context ends. The same file again records
// nothing. The report tells what happened to each record; the error is none of
// the file's.
func Import(ctx context.Context, s *store.Store, form *Form, file *File, o Options) (*Report, error) {
	if _, err := identity.Authorize(ctx, identity.ImportForms); err != nil {
		return nil, err
	}
	report := &Report{Form: form.Name, DryRun: o.DryRun}
	if len(file.problems) > 0 {
		for _, p := range file.problems {
			report.File = append(report.File, finding(nil, p, Fault))
		}
		return report, nil
	}
	_, err := store.Write(store.Alone(ctx), s, form.action(), func(ctx context.Context, tx *store.Tx) (bool, error) {
		r := &run{tx: tx, store: s, form: form, file: file, report: report, options: o, ids: map[string]int{}}
		if err := r.load(ctx); err != nil {
			return false, err
		}
		switch {
		case o.DryRun || !report.OK():
			return false, errTakenBack
		case report.Added+report.Changed > 0 && o.Commit != nil:
			report.Applied = true
			return true, o.Commit(ctx, tx, report)
		}
		return true, nil
	})
	if err != nil && !errors.Is(err, errTakenBack) {
		report.Applied = false
		return nil, fmt.Errorf("import %s: %w", form.Name, err)
	}
	report.Applied = err == nil && report.Added+report.Changed > 0
	return report, nil
}

// action is the name of the change in the audit trail, e.g. "importItems".
func (f *Form) action() string { return "import" + string(f.Name[0]-'a'+'A') + f.Name[1:] }

// run is one import under way.
type run struct {
	tx      *store.Tx
	store   *store.Store
	form    *Form
	file    *File
	report  *Report
	options Options
	source  *source
	// ids are the records that this run added, by kind and code.
	ids map[string]int
	// items are what the form of items keeps while it runs.
	items *itemsUnderWay
	// offerings is made when the first offering is new or changed.
	offerings *catalog.OfferingBatch
	// closing are the centers that this run closes at its end.
	closing []centerRecord
	done    int
}

// load runs the form's own part between reading what the registry has and
// counting what happened.
func (r *run) load(ctx context.Context) error {
	snapshot, err := catalog.SnapshotWithin(ctx, r.tx, r.store.Location())
	if err != nil {
		return err
	}
	r.source = &source{Lens: snapshot.See(r.tx.Caller, r.tx.Now)}
	if err := r.form.load(ctx, r); err != nil {
		return err
	}
	r.report.count()
	return nil
}

// org makes the changes of the organization inside this run.
func (r *run) org() *organization.Service {
	return &organization.Service{Store: r.store, EndOfferings: catalog.EndOfferings}
}

// step notes that a record is done. It ends the run when its caller has left.
func (r *run) step(ctx context.Context) error {
	r.done++
	if r.options.hold != nil {
		r.options.hold(ctx)
	}
	if r.options.Progress != nil && (r.done%50 == 0 || r.done == len(r.file.Rows)) {
		r.options.Progress(r.done, len(r.file.Rows))
	}
	return ctx.Err()
}

// tell adds a record to the report. Faults outdo the outcome.
func (r *run) tell(row *Row, key, name string, outcome Outcome, faults, advice fault.Problems) {
	entry := RowReport{Line: row.line, Key: key, Name: name, Outcome: outcome}
	if len(r.form.Sheets) > 1 {
		entry.Sheet = row.sheet.Name
	}
	severity := Advice
	if r.options.Strict {
		severity = Fault
	}
	for _, p := range faults {
		entry.Findings = append(entry.Findings, finding(row, p, Fault))
	}
	for _, p := range advice {
		entry.Findings = append(entry.Findings, finding(row, p, severity))
	}
	if len(faults) > 0 || len(advice) > 0 && r.options.Strict {
		entry.Outcome = Faulty
	}
	r.report.Rows = append(r.report.Rows, entry)
}

// Rules that the forms share.
var (
	keyMissing = fault.NewKind("KEY_MISSING",
		"缺少“%s”，无法确定是哪一条记录。请补填。",
		"%s is missing, so that it can't be told which record this is. Fill it.")
	twiceInFile = fault.NewKind("TWICE_IN_FILE",
		"与第 %d 行是同一条记录（%s）。请合并或删去其中一行。",
		"This is the same record as line %d (%s). Merge them or delete one.")
	unknownCode = fault.NewKind("UNKNOWN_CODE",
		"%s“%s”尚未登记。请先用 %s 表导入它，或改成已登记的代码或名称。",
		"There is no %s %q yet. Import it with the form %s first, or write the code or name of one that is registered.")
	ambiguousName = fault.NewKind("AMBIGUOUS_NAME",
		"有 %d 个%s都叫“%s”。请改填代码。",
		"%d of the kind %s are called %q: write the code.")
	notChangeable = fault.NewKind("NOT_CHANGEABLE",
		"已登记为“%s”，此项不能更改。请恢复原值，或用新的代码登记一条新的记录。",
		"This was registered as %q and can't be changed. Write that again, or register a new record under another code.")
)

// department finds a department by its code, one of its other codes, or its name.
func (r *run) department(path, named string) (int, *fault.Problem) {
	if id, ok := r.ids["department/"+named]; ok {
		return id, nil
	}
	if d := r.source.Directory.DepartmentByCode(named); d != nil {
		return d.ID, nil
	}
	var found []int
	for _, d := range r.source.Directory.Departments() {
		if d.InForce(r.tx.Today) && (d.Name == named || d.ShortName == named) {
			found = append(found, d.ID)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, problem(unknownCode, path, "部门 department", clip(named), "departments")
	}
	return 0, problem(ambiguousName, path, len(found), "部门 department", clip(named))
}

// center finds a center by its code.
func (r *run) center(path, code string) (int, *fault.Problem) {
	if id, ok := r.ids["center/"+code]; ok {
		return id, nil
	}
	if c := r.source.Directory.CenterByCode(code); c != nil {
		return c.ID, nil
	}
	return 0, problem(unknownCode, path, "中心 center", clip(code), "centers")
}

// division finds a division in force by its code.
func (r *run) division(path, code string) (int, *fault.Problem) {
	if d := r.source.Directory.DivisionByCode(code, r.tx.Today); d != nil {
		return d.ID, nil
	}
	return 0, problem(unknownCode, path, "区划 division", clip(code), "divisions")
}

// round finds a round of reform by its code.
func (r *run) round(path, code string) (int, *fault.Problem) {
	for _, round := range r.source.AllRounds() {
		if round.Code == code {
			return round.ID, nil
		}
	}
	return 0, problem(unknownCode, path, "改革批次 round", clip(code), "headings")
}

func problem(kind fault.Kind, path string, args ...any) *fault.Problem {
	p := kind.At(path, args...)
	return &p
}
