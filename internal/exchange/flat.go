package exchange

import (
	"context"
	"strings"

	"onewindow/internal/fault"
)

// flat loads a form of one sheet: each row is a record R.
type flat[R any] struct {
	// records are what the registry has.
	records func(*source) []R
	// key is what a record is known by, and name what people call it. The columns
	// of keys have to be filled.
	keys []string
	key  func(R) string
	name func(R) string
	// match, where set, finds the key of the record that a row means, empty for a
	// new one.
	match func(*run, *Row) string
	// tidy, where set, completes a record and names things by their codes; before
	// is nil for a new one.
	tidy func(r *run, before, after *R) fault.Problems
	// parent is the column that names another record of the form, which goes first.
	parent string
	// advise, where set, says what should be mended but keeps nothing out.
	advise func(*run, *Row, R) fault.Problems
	// add and change bring a record in; problems come back as their error.
	add    func(context.Context, *run, R) error
	change func(ctx context.Context, r *run, before, after R) error
	// finish, where set, ends a run; it reports problems by the record's key.
	finish func(context.Context, *run) (map[string]error, error)
}

// entry is a row on its way into the registry.
type entry[R any] struct {
	row           *Row
	key           string
	before, after R
	exists        bool
	outcome       Outcome
	faults        fault.Problems
	advice        fault.Problems
}

// load is the form's load.
func (f flat[R]) load(ctx context.Context, r *run) error {
	known := map[string]R{}
	for _, record := range f.records(r.source) {
		known[f.key(record)] = record
	}
	entries, lines := make([]*entry[R], 0, len(r.file.Rows)), map[string]int{}
	for _, row := range r.file.Rows {
		e := f.entry(r, row, known)
		if first, twice := lines[e.key]; twice && e.key != "" {
			e.faults.Add(twiceInFile.At(f.keys[0], first, e.key))
		} else {
			lines[e.key] = row.line
		}
		entries = append(entries, e)
	}
	for _, e := range f.inOrder(entries) {
		if err := f.bring(ctx, r, e); err != nil {
			return err
		}
		if err := r.step(ctx); err != nil {
			return err
		}
	}
	if err := f.end(ctx, r, entries); err != nil {
		return err
	}
	for _, e := range entries {
		r.tell(e.row, e.key, f.name(e.after), e.outcome, e.faults, e.advice)
	}
	return nil
}

// entry matches a row with what the registry has and lays it over that.
func (f flat[R]) entry(r *run, row *Row, known map[string]R) *entry[R] {
	e := &entry[R]{row: row, faults: row.problems}
	if f.match != nil {
		e.key = f.match(r, row)
	} else {
		e.key = f.keyOf(row)
	}
	e.before, e.exists = known[e.key]
	under := tree{}
	if e.exists {
		under = treeOf(e.before)
	}
	merged := under.over(row)
	after, err := decode[R](merged)
	if err != nil { // a value of another type, which its column has reported
		if len(e.faults) == 0 {
			e.faults.Add(notOfType.At("", clip(err.Error())))
		}
		return e
	}
	e.after = after
	if f.tidy != nil {
		var before *R
		if e.exists {
			before = &e.before
		}
		e.faults = append(e.faults, f.tidy(r, before, &e.after)...)
	}
	if !e.exists {
		e.key = f.key(e.after)
	}
	f.require(r.form.records(), e, merged)
	return e
}

// keyOf is the key of a row whose key columns are filled.
func (f flat[R]) keyOf(row *Row) string {
	parts := make([]string, len(f.keys))
	for i, k := range f.keys {
		parts[i] = row.text(k)
	}
	return strings.Join(parts, " ")
}

// require reports columns that must be filled and are not, and were not read
// wrongly either.
func (f flat[R]) require(sheet *Sheet, e *entry[R], merged tree) {
	for _, c := range sheet.Columns {
		if !c.Required || merged.get(c.at()) != nil || faultAt(e.faults, c.at()) {
			continue
		}
		e.faults.Add(keyMissing.At(c.at(), c.Chinese+" "+c.Key))
	}
}

func faultAt(faults fault.Problems, path string) bool {
	for _, p := range faults {
		if strings.Join(p.Path, ".") == path {
			return true
		}
	}
	return false
}

// inOrder puts a record after the one of the same file that it names as parent.
func (f flat[R]) inOrder(entries []*entry[R]) []*entry[R] {
	if f.parent == "" {
		return entries
	}
	byKey := map[string]*entry[R]{}
	for _, e := range entries {
		byKey[e.key] = e
	}
	ordered, placed := make([]*entry[R], 0, len(entries)), map[*entry[R]]bool{}
	var place func(e *entry[R])
	place = func(e *entry[R]) {
		if e == nil || placed[e] {
			return
		}
		placed[e] = true
		place(byKey[e.row.text(f.parent)])
		ordered = append(ordered, e)
	}
	for _, e := range entries {
		place(e)
	}
	return ordered
}

// bring adds or changes a record. The error is none of the file's.
func (f flat[R]) bring(ctx context.Context, r *run, e *entry[R]) error {
	if len(e.faults) > 0 {
		return nil
	}
	if f.advise != nil {
		e.advice = f.advise(r, e.row, e.after)
	}
	var err error
	switch {
	case !e.exists:
		e.outcome, err = Added, f.add(ctx, r, e.after)
	case canonical(e.before) == canonical(e.after):
		e.outcome = Unchanged
	default:
		e.outcome, err = Changed, f.change(ctx, r, e.before, e.after)
	}
	return e.refused(err)
}

// refused notes the problems of an error and returns any other.
func (e *entry[R]) refused(err error) error {
	if err == nil {
		return nil
	}
	problems, ok := fault.From(err)
	if !ok {
		return err
	}
	e.faults = append(e.faults, problems...)
	return nil
}

func (f flat[R]) end(ctx context.Context, r *run, entries []*entry[R]) error {
	if f.finish == nil {
		return nil
	}
	refused, err := f.finish(ctx, r)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := e.refused(refused[e.key]); err != nil {
			return err
		}
	}
	return nil
}
