package catalog

import (
	"context"
	"fmt"
	"slices"

	"onewindow/ent/db"
	"onewindow/ent/db/edition"
	"onewindow/internal/fault"
	"onewindow/internal/organization"
)

// EditionPeople are those who worked on an edition, and what they remarked.
type EditionPeople struct {
	CreatedBy, UpdatedBy                        string
	SubmittedBy, PublishedBy, RetiredBy, Remark *string
}

// People are nil for the public.
func (e *EditionAt) People() *EditionPeople {
	if !e.item.lens.knows(e.item.Item) {
		return nil
	}
	return &EditionPeople{
		CreatedBy: e.CreatedBy, UpdatedBy: e.UpdatedBy, SubmittedBy: orNil(e.SubmittedBy),
		PublishedBy: orNil(e.PublishedBy), RetiredBy: orNil(e.RetiredBy), Remark: orNil(e.Remark),
	}
}

// StepAt is a step of an edition as a caller sees it.
type StepAt struct {
	*Step
	item *ItemAt
}

// Steps are the parts of the procedure.
func (e *EditionAt) Steps() []*StepAt {
	steps := make([]*StepAt, len(e.Content.Steps))
	for i := range e.Content.Steps {
		steps[i] = &StepAt{&e.Content.Steps[i], e.item}
	}
	return steps
}

// Department does the step: the owner of the item where the step names none.
func (s *StepAt) Department() *organization.DepartmentAt {
	if s.Step.Department == "" {
		return s.item.Owner()
	}
	return s.item.lens.Org.DepartmentByCode(s.Step.Department)
}

// Findings is what the gate finds in the edition, nil for the public and empty
// when it finds nothing.
func (e *EditionAt) Findings() []Finding {
	if !e.item.lens.knows(e.item.Item) {
		return nil
	}
	return e.item.lens.check(e.item.Item, e.Content)
}

// check runs the gate on a content of an item, with the departments of the lens.
func (l *Lens) check(item *Item, c Content) []Finding {
	known := stepPeriods{}
	for _, s := range c.Steps {
		if d := l.Directory.DepartmentByCode(s.Department); d != nil && d.Code == s.Department {
			known[s.Department] = period{d.Name, d.ValidFrom, d.ValidTo}
		}
	}
	return examine(Subject{Type: item.Type}, c, known, l.Day)
}

// Diff tells what changed from another edition to this one. Without another it
// is the one that was published before this one; nothing changed when there is
// none.
func (e *EditionAt) Diff(with *EditionAt) []*Change {
	other := e.before()
	if with != nil {
		other = with.Edition
	}
	if other == nil {
		return []*Change{}
	}
	changes := Diff(other.Content, e.Content)
	pointers := make([]*Change, len(changes))
	for i := range changes {
		pointers[i] = &changes[i]
	}
	return pointers
}

func (e *EditionAt) before() *Edition {
	for _, other := range slices.Backward(e.item.Editions) {
		if other.Number < e.Number {
			return other
		}
	}
	return nil
}

// ReadEdition is an edition that the caller may see, nil for none: from memory
// when it was published, from the database while it is a draft.
func (l *Lens) ReadEdition(ctx context.Context, client *db.Client, id int) (*EditionAt, error) {
	found, err := l.ReadEditions(ctx, client, []int{id})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// ReadEditions is ReadEdition for many at once, in the order of the ids.
func (l *Lens) ReadEditions(ctx context.Context, client *db.Client, ids []int) ([]*EditionAt, error) {
	found, drafts := make([]*EditionAt, len(ids)), map[int]*EditionAt{}
	var missing []int
	for i, id := range ids {
		if found[i] = l.PublishedEdition(id); found[i] == nil {
			missing = append(missing, id)
		}
	}
	if l.Org.Unpublished.Nothing() || len(missing) == 0 {
		return found, nil
	}
	read, err := l.readDrafts(ctx, client.Edition.Query().Where(edition.IDIn(missing...)), client)
	for _, d := range read {
		drafts[d.Edition.ID] = d
	}
	for i, id := range ids {
		if found[i] == nil {
			found[i] = drafts[id]
		}
	}
	return found, err
}

// ReadDrafts are the drafts of items, in their order, read at once; nil for an
// item that has none, and for the public.
func (l *Lens) ReadDrafts(ctx context.Context, client *db.Client, items []*ItemAt) ([]*EditionAt, error) {
	found := make([]*EditionAt, len(items))
	var ids []int
	for _, item := range items {
		if l.knows(item.Item) {
			ids = append(ids, item.Item.ID)
		}
	}
	if len(ids) == 0 {
		return found, nil
	}
	query := client.Edition.Query().Where(edition.PublishedAtIsNil(), edition.ItemIDIn(ids...))
	drafts, err := l.readDrafts(ctx, query, client)
	byItem := make(map[int]*EditionAt, len(drafts))
	for _, d := range drafts {
		byItem[d.ItemID] = d
	}
	for i, item := range items {
		found[i] = byItem[item.Item.ID]
	}
	return found, err
}

func (l *Lens) readDrafts(ctx context.Context, query *db.EditionQuery, client *db.Client) ([]*EditionAt, error) {
	rows, err := query.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	editions, err := l.compileEditions(ctx, client, rows)
	if err != nil {
		return nil, err
	}
	var seen []*EditionAt
	for _, e := range editions {
		if view := l.ViewEdition(e); view != nil && l.knows(view.item.Item) {
			seen = append(seen, view)
		}
	}
	return seen, nil
}

// Days are the weekdays on which the item is offered, none for all opening hours.
func (o *OfferingAt) Days() []organization.Weekday {
	return enums[organization.Weekday](o.Offering.Days)
}

// BasicCode is the code of the basic entry, or the one in the implementation
// code, nil for none.
func (i *ItemAt) BasicCode() *string {
	if basic := i.Basic(); basic != nil {
		return &basic.BasicCode
	}
	code, _ := ParseImplementationCode(i.Item.ImplementationCode)
	return orNil(code.BasicCode())
}

// CodeParts are the parts of the implementation code, nil without one.
func (i *ItemAt) CodeParts() *ImplementationCode {
	if i.Item.ImplementationCode == "" {
		return nil
	}
	code, _ := ParseImplementationCode(i.Item.ImplementationCode)
	return &code
}

// CodeFaults is what is wrong with the implementation code.
func (i *ItemAt) CodeFaults() []fault.Problem {
	if i.Item.ImplementationCode == "" {
		return nil
	}
	_, faults := ParseImplementationCode(i.Item.ImplementationCode)
	return faults
}
