package acceptance

import (
	"context"
	"fmt"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/casefile"
	"onewindow/ent/db/casetask"
	"onewindow/ent/db/predicate"
	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// Filter picks cases; what is nil picks all.
type Filter struct {
	// Center has it now, ReceivedBy received it.
	Center, ReceivedBy *node.CenterID
	// Department decides it.
	Department *node.DepartmentID
	Holder     *node.StaffID
	// OfferedTo was asked to take the case's own duty over, and has not yet.
	OfferedTo *node.StaffID
	Item      *node.ItemID
	States    []State
	Warnings  []Level
	// Number is the beginning of the number.
	Number *string
	// StartedFrom and StartedTo are moments; the second is not included.
	StartedFrom, StartedTo *time.Time
	// DueBefore picks those whose running limit ends before a moment.
	DueBefore *time.Time
}

// Order is how cases are sorted.
type Order string

// The orders.
const (
	NewestFirst Order = "NEWEST_FIRST"
	DueFirst    Order = "DUE_FIRST"
)

// CaseEdge is a case with its cursor.
type CaseEdge = page.Edge[*CaseAt]

// CaseConnection is a page of cases; how many there are is counted when asked.
type CaseConnection struct {
	page.Connection[*CaseAt]
	count func(context.Context) (int, error)
}

// TotalCount is how many cases the filter picks.
func (c *CaseConnection) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// List reads a page of the cases that the caller may see.
func (s *Service) List(ctx context.Context, f *Filter, order Order, args page.Args) (*CaseConnection, error) {
	visible, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	where := append(f.where(), visible...)
	query := s.Store.Client.CaseFile.Query().Where(where...)
	by, newest := casefile.FieldStartedAt, true
	if order == DueFirst {
		by, newest = casefile.FieldDueOrder, false
	}
	when := func(row *db.CaseFile) time.Time {
		if newest {
			return row.StartedAt
		}
		return row.DueOrder
	}
	rows, err := page.Fetch(args, func(row *db.CaseFile) string { return page.AtKey(when(row), int64(row.ID)) },
		func(after, before string, n int, fromEnd bool) ([]*db.CaseFile, error) {
			q := query.Clone().Where(between(by, after, before, newest)).Order(direction(newest != fromEnd)(by, casefile.FieldID)).Limit(n)
			found, err := q.All(ctx)
			if fromEnd {
				slices.Reverse(found)
			}
			return found, wrap(err, "list cases")
		})
	if err != nil {
		return nil, err
	}
	cases, err := s.shown(ctx, rows.Nodes())
	if err != nil {
		return nil, err
	}
	return &CaseConnection{as(rows, cases), counted(func(ctx context.Context) (int, error) { return query.Clone().Count(ctx) })}, nil
}

func (f *Filter) where() (all []predicate.CaseFile) {
	if f == nil {
		return nil
	}
	if f.Center != nil {
		all = append(all, casefile.AtCenterID(int(*f.Center)))
	}
	if f.ReceivedBy != nil {
		all = append(all, casefile.CenterID(int(*f.ReceivedBy)))
	}
	if f.Department != nil {
		all = append(all, casefile.OwnerID(int(*f.Department)))
	}
	if f.Holder != nil {
		all = append(all, casefile.HolderID(int(*f.Holder)))
	}
	if f.OfferedTo != nil {
		all = append(all, casefile.OfferedToID(int(*f.OfferedTo)))
	}
	if f.Item != nil {
		all = append(all, casefile.ItemID(int(*f.Item)))
	}
	if len(f.States) > 0 {
		all = append(all, casefile.StateIn(texts(f.States)...))
	}
	if len(f.Warnings) > 0 {
		all = append(all, casefile.WarningIn(texts(f.Warnings)...))
	}
	if f.Number != nil && !fault.IsText(*f.Number) {
		return append(all, casefile.IDIn()) // no number is such a text
	}
	if f.Number != nil {
		all = append(all, casefile.NumberHasPrefix(*f.Number))
	}
	if f.StartedFrom != nil {
		all = append(all, casefile.StartedAtGTE(f.StartedFrom.UTC()))
	}
	if f.StartedTo != nil {
		all = append(all, casefile.StartedAtLT(f.StartedTo.UTC()))
	}
	if f.DueBefore != nil {
		all = append(all, casefile.DueOrderLT(f.DueBefore.UTC()))
	}
	return all
}

// visible are the conditions of the cases that the caller may see: of their
// centers, of their department, and those in which it has a task.
func (s *Service) visible(ctx context.Context) ([]predicate.CaseFile, error) {
	caller, err := identity.Authorize(ctx, identity.ReadCases)
	if err != nil {
		return nil, err
	}
	if err := s.settled(ctx); err != nil {
		return nil, err
	}
	view := s.Live.Current().Directory.ViewOf(caller.Reach(identity.ReadCases))
	if view.Everywhere {
		return nil, nil
	}
	var any []predicate.CaseFile
	if centers := view.Centers(); len(centers) > 0 {
		any = append(any, casefile.CenterIDIn(centers...), casefile.AtCenterIDIn(centers...))
	}
	if departments := view.Departments(); len(departments) > 0 {
		any = append(any, casefile.OwnerIDIn(departments...), casefile.HasTasksWith(casetask.DepartmentIDIn(departments...)))
	}
	return []predicate.CaseFile{casefile.Or(any...)}, nil
}

// TaskFilter picks tasks; what is nil picks all.
type TaskFilter struct {
	Department *node.DepartmentID
	Holder     *node.StaffID
	// OfferedTo was asked to take the task over, and has not yet.
	OfferedTo *node.StaffID
	States    []TaskState
	Warnings  []Level
	DueBefore *time.Time
}

// TaskEdge is a task with its cursor.
type TaskEdge = page.Edge[*TaskAt]

// TaskConnection is a page of tasks; how many there are is counted when asked.
type TaskConnection struct {
	page.Connection[*TaskAt]
	count func(context.Context) (int, error)
}

// TotalCount is how many tasks the filter picks.
func (c *TaskConnection) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// Tasks reads a page of the tasks of the cases that the caller may see, what is due
// first before.
func (s *Service) Tasks(ctx context.Context, f *TaskFilter, args page.Args) (*TaskConnection, error) {
	visible, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	where := f.where()
	if len(visible) > 0 {
		where = append(where, casetask.HasCaseWith(visible...))
	}
	query := s.Store.Client.CaseTask.Query().Where(where...)
	rows, err := page.Fetch(args, func(row *db.CaseTask) string { return page.AtKey(row.DueOrder, int64(row.ID)) },
		func(after, before string, n int, fromEnd bool) ([]*db.CaseTask, error) {
			found, err := query.Clone().Where(between(casetask.FieldDueOrder, after, before, false)).
				Order(direction(fromEnd)(casetask.FieldDueOrder, casetask.FieldID)).Limit(n).All(ctx)
			if fromEnd {
				slices.Reverse(found)
			}
			return found, wrap(err, "list tasks")
		})
	if err != nil {
		return nil, err
	}
	tasks, err := s.tasksShown(ctx, rows.Nodes())
	if err != nil {
		return nil, err
	}
	return &TaskConnection{as(rows, tasks), counted(func(ctx context.Context) (int, error) { return query.Clone().Count(ctx) })}, nil
}

func (f *TaskFilter) where() (all []predicate.CaseTask) {
	if f == nil {
		return nil
	}
	if f.Department != nil {
		all = append(all, casetask.DepartmentID(int(*f.Department)))
	}
	if f.Holder != nil {
		all = append(all, casetask.HolderID(int(*f.Holder)))
	}
	if f.OfferedTo != nil {
		all = append(all, casetask.OfferedToID(int(*f.OfferedTo)))
	}
	if len(f.States) > 0 {
		all = append(all, casetask.StateIn(texts(f.States)...))
	}
	if len(f.Warnings) > 0 {
		all = append(all, casetask.WarningIn(texts(f.Warnings)...))
	}
	if f.DueBefore != nil {
		all = append(all, casetask.DueOrderLT(f.DueBefore.UTC()))
	}
	return all
}

// between are the rows of a list by time and id on one side of places, "" for none.
func between(by, after, before string, newest bool) func(*sql.Selector) {
	return func(s *sql.Selector) {
		columns := s.Columns(by, "id")
		further, nearer := sql.CompositeGT, sql.CompositeLT
		if newest {
			further, nearer = nearer, further
		}
		if after != "" {
			s.Where(further(columns, page.PlaceOf(after)...))
		}
		if before != "" {
			s.Where(nearer(columns, page.PlaceOf(before)...))
		}
	}
}

func direction(descending bool) func(fields ...string) func(*sql.Selector) {
	if descending {
		return db.Desc
	}
	return db.Asc
}

// as is a page with other nodes in the places of its own.
func as[A, B any](c page.Connection[A], nodes []B) page.Connection[B] {
	other := page.Connection[B]{PageInfo: c.PageInfo, Edges: make([]page.Edge[B], len(nodes))}
	for i, n := range nodes {
		other.Edges[i] = page.As(c.Edges[i], n)
	}
	return other
}

func counted(count func(context.Context) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		n, err := count(ctx)
		return n, wrap(err, "count rows")
	}
}

func wrap(err error, what string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func texts[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}
