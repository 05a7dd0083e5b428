package organization

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"onewindow/ent/db"
	"onewindow/ent/db/division"
	"onewindow/ent/db/divisionsuccession"
	"onewindow/internal/calendar"
	"onewindow/internal/event"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/store"
)

// Outcome is what an import does with a division.
type Outcome string

// The outcomes of a row. ENDED ones are not in the file.
const (
	Added     Outcome = "ADDED"
	Renamed   Outcome = "RENAMED"
	Moved     Outcome = "MOVED"
	Unchanged Outcome = "UNCHANGED"
	Ended     Outcome = "ENDED"
	Faulty    Outcome = "FAULTY"
)

// ImportedRow is what an import does, or would do, with one division.
type ImportedRow struct {
	// Line is where the file has it, 0 for one that ends because it is missing.
	Line       int
	Code, Name string
	Outcome    Outcome
	// Was is the name or the parent before, for RENAMED and MOVED ones.
	Was      string
	Problems fault.Problems
}

// String is the row as a report prints it.
func (r ImportedRow) String() string {
	line := fmt.Sprintf("line %d", r.Line)
	if r.Line == 0 {
		line = "not in the file"
	}
	text := fmt.Sprintf("%-9s %s %s (%s)", r.Outcome, r.Code, r.Name, line)
	if r.Was != "" {
		text += ", was " + r.Was
	}
	for _, p := range r.Problems {
		text += "\n          " + p.Message(fault.Chinese) + " / " + p.Message(fault.English)
	}
	return text
}

// ImportSummary says: how many rows had which outcome.
type ImportSummary struct {
	Added, Renamed, Moved, Unchanged, Ended int
	// NeedSuccessors are the divisions below the file's top that ended, now or
	// before, and of which nobody has said what became of them.
	NeedSuccessors []string
	// MisplacedCenters are the centers whose division ended, or no longer lies in
	// that of the center they report to: setReportsTo gives them a new place.
	MisplacedCenters []string
}

// String is the summary in words.
func (s ImportSummary) String() string {
	text := fmt.Sprintf("%d added, %d renamed, %d moved, %d ended, %d unchanged.", s.Added, s.Renamed, s.Moved, s.Ended, s.Unchanged)
	return text + listOf("ended divisions need their successors named (nameSuccessors)", s.NeedSuccessors) +
		listOf("centers need a new place (setReportsTo)", s.MisplacedCenters)
}

// listOf is a heading with a line for each, nothing when there are none.
func listOf(heading string, all []string) string {
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf("\n%d %s:\n  %s", len(all), heading, strings.Join(all, "\n  "))
}

// ImportDivisions makes the divisions be as a file says from a day on. The file
// (code,name,level,parent_code) is the whole truth below its top, the rows whose
// parent it does not have: what is missing there ends on the day, what is new
// begins, what has another name or parent keeps what it was as a past state.
//
// It is all or nothing; every fault of the file is returned at once. The same
// file again changes nothing. A dry run changes nothing either. Each row's
// outcome is reported, in the order of the file, then those that end; report may
// be nil.
func ImportDivisions(ctx context.Context, s *store.Store, r io.Reader, asOf calendar.Day, dryRun bool, report func(ImportedRow)) (ImportSummary, error) {
	rows, problems, err := readDivisions(r)
	if err != nil {
		return ImportSummary{}, err
	}
	if report == nil {
		report = func(ImportedRow) {}
	}
	if dryRun {
		if _, err := identity.Authorize(ctx, identity.EditDivisions); err != nil {
			return ImportSummary{}, err
		}
		plan, err := planDivisions(ctx, s.Client, rows, problems, asOf)
		if err != nil {
			return ImportSummary{}, err
		}
		plan.tell(report)
		return plan.summary, plan.problems.Err()
	}
	return store.Write(store.Alone(ctx), s, "importDivisions", func(ctx context.Context, tx *store.Tx) (ImportSummary, error) {
		plan, err := planDivisions(ctx, tx.Client, rows, problems, asOf)
		if err != nil {
			return ImportSummary{}, err
		}
		plan.tell(report)
		if err := plan.problems.Err(); err != nil || plan.nothing() {
			return plan.summary, err
		}
		if err := plan.apply(ctx, tx); err != nil {
			return ImportSummary{}, err
		}
		tx.Record(event.Division, 0, nil, struct {
			AsOf calendar.Day
			ImportSummary
		}{asOf, plan.summary})
		return plan.summary, nil
	})
}

// divisionPlan is what an import will do.
type divisionPlan struct {
	asOf    calendar.Day
	rows    []*divisionRow
	byCode  map[string]*divisionRow
	present map[string]*db.Division // in force on the day, by code
	byID    map[int]*db.Division
	ended   []*db.Division

	problems fault.Problems
	summary  ImportSummary
}

func planDivisions(ctx context.Context, client *db.Client, rows []*divisionRow, problems fault.Problems, asOf calendar.Day) (*divisionPlan, error) {
	p := &divisionPlan{asOf: asOf, rows: rows, problems: problems, byCode: map[string]*divisionRow{}, present: map[string]*db.Division{}, byID: map[int]*db.Division{}}
	stored, err := client.Division.Query().
		Where(division.Or(division.ValidToIsNil(), division.ValidToGT(asOf))).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the divisions in force: %w", err)
	}
	for _, d := range stored {
		p.present[d.Code], p.byID[d.ID] = d, d
	}
	for _, row := range rows {
		if first := p.byCode[row.code]; first != nil {
			p.fault(row, divisionTwice, "code", row.code, first.line)
			continue
		}
		p.byCode[row.code] = row
	}
	for _, row := range rows {
		p.decide(row)
	}
	p.findEnded()
	if err := p.findWithoutSuccessors(ctx, client); err != nil {
		return nil, err
	}
	return p, p.findMisplaced(ctx, client)
}

// fault notes what is wrong with a row.
func (p *divisionPlan) fault(row *divisionRow, k fault.Kind, column string, args ...any) {
	problem := k.At(fmt.Sprintf("lines.%d.%s", row.line, column), args...)
	row.problems = append(row.problems, problem)
	p.problems = append(p.problems, problem)
}

// decide finds a row's parent and what becomes of it.
func (p *divisionPlan) decide(row *divisionRow) {
	before := p.present[row.code]
	p.checkParent(row)
	switch {
	case before == nil:
		row.outcome = Added
	case Level(before.Level) != row.level:
		p.fault(row, divisionLevelChanged, "level", before.Level, row.level)
	case before.ValidTo != nil, p.asOf.Before(before.StateSince):
		p.fault(row, divisionKnownLater, "code", row.code, before.StateSince, p.asOf)
	case before.ParentID != nil && row.parent == "":
		row.outcome, row.parent = Unchanged, p.parentCode(before) // a top that hangs somewhere stays there
	case p.parentCode(before) != row.parent:
		row.outcome, row.was = Moved, p.parentCode(before)
	default:
		row.outcome = Unchanged
	}
	if row.outcome == Unchanged && before.Name != row.name {
		row.outcome, row.was = Renamed, before.Name
	}
	row.before = before
}

func (p *divisionPlan) parentCode(d *db.Division) string {
	if d.ParentID == nil || p.byID[*d.ParentID] == nil {
		return ""
	}
	return p.byID[*d.ParentID].Code
}

func (p *divisionPlan) checkParent(row *divisionRow) {
	if row.parent == "" {
		return
	}
	var level Level
	if parent := p.byCode[row.parent]; parent != nil {
		level = parent.level
	} else if parent := p.present[row.parent]; parent != nil {
		level = Level(parent.Level)
	} else {
		p.fault(row, divisionWithoutParent, "parent_code", row.parent)
		return
	}
	if level != "" && row.level != "" && !level.Above(row.level) {
		p.fault(row, divisionNotBelow, "parent_code", row.level, level)
	}
}

// findEnded are the divisions below the file's top that the file does not have.
func (p *divisionPlan) findEnded() {
	below := map[int]bool{}
	var inScope func(d *db.Division) bool
	inScope = func(d *db.Division) bool {
		if known, ok := below[d.ID]; ok {
			return known
		}
		in := p.isTop(d.Code)
		if !in && d.ParentID != nil && p.byID[*d.ParentID] != nil {
			in = inScope(p.byID[*d.ParentID])
		}
		below[d.ID] = in
		return in
	}
	for _, d := range p.present {
		if p.byCode[d.Code] != nil || !inScope(d) {
			continue
		}
		if d.ValidTo == nil {
			p.ended = append(p.ended, d)
		}
	}
	slices.SortFunc(p.ended, func(a, b *db.Division) int { return strings.Compare(a.Code, b.Code) })
	p.checkEnded()
}

// checkEnded refuses an end that comes too late to be told, and rows that would
// lie in a division that ends.
func (p *divisionPlan) checkEnded() {
	ends := map[string]bool{}
	for _, d := range p.ended {
		ends[d.Code] = true
		if p.asOf.Before(d.StateSince) {
			p.problems.Add(divisionKnownLater.At("asOf", d.Code, d.StateSince, p.asOf))
		}
	}
	for _, row := range p.rows {
		if ends[row.parent] {
			p.fault(row, divisionWithoutParent, "parent_code", row.parent)
		}
	}
}

// isTop is whether the file has a division but not its parent.
func (p *divisionPlan) isTop(code string) bool {
	row := p.byCode[code]
	return row != nil && p.byCode[row.parent] == nil
}

// findWithoutSuccessors lists what ended now, and what ended before below the
// same top, as far as nobody has named successors.
func (p *divisionPlan) findWithoutSuccessors(ctx context.Context, client *db.Client) error {
	for _, d := range p.ended {
		p.summary.NeedSuccessors = append(p.summary.NeedSuccessors, d.Code+" "+d.Name)
	}
	before, err := client.Division.Query().Where(division.ValidToNotNil(), division.ValidToLTE(p.asOf)).Order(division.ByCode()).All(ctx)
	if err != nil || len(before) == 0 {
		return err
	}
	named, err := client.DivisionSuccession.Query().Select(divisionsuccession.FieldPredecessorID).Ints(ctx)
	if err != nil {
		return fmt.Errorf("read successions: %w", err)
	}
	for _, d := range before {
		if d.ParentID == nil || d.ValidTo.Compare(d.ValidFrom) <= 0 || slices.Contains(named, d.ID) {
			continue
		}
		if parent := p.byID[*d.ParentID]; parent != nil && p.byCode[parent.Code] != nil {
			p.summary.NeedSuccessors = append(p.summary.NeedSuccessors, d.Code+" "+d.Name)
		}
	}
	return nil
}

func (p *divisionPlan) nothing() bool {
	s := p.summary
	return s.Added+s.Renamed+s.Moved+s.Ended == 0
}

// tell reports every row and counts the outcomes.
func (p *divisionPlan) tell(report func(ImportedRow)) {
	counts := map[Outcome]*int{
		Added: &p.summary.Added, Renamed: &p.summary.Renamed, Moved: &p.summary.Moved, Unchanged: &p.summary.Unchanged,
	}
	for _, row := range p.rows {
		if len(row.problems) > 0 {
			row.outcome = Faulty
		} else if n := counts[row.outcome]; n != nil {
			*n++
		}
		report(ImportedRow{Line: row.line, Code: row.code, Name: row.name, Outcome: row.outcome, Was: row.was, Problems: row.problems})
	}
	for _, d := range p.ended {
		p.summary.Ended++
		report(ImportedRow{Code: d.Code, Name: d.Name, Outcome: Ended})
	}
}
