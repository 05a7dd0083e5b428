package exchange

import (
	"context"
	"errors"
	"slices"
	"testing"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
	"onewindow/internal/page"
	"onewindow/internal/store"
)

// last follows an import to its end.
func (s *scene) last(x *Runs, id int) *RunView {
	s.t.Helper()
	told, err := x.Follow(identity.With(s.t.Context(), admin), id)
	if err != nil {
		s.t.Fatal(err)
	}
	var last *RunView
	for view := range told {
		last = view
	}
	return last
}

// TestRunsInTheBackground are followed to their end; their reports can be read
// by another instance; a repeated key finds the run that there is.
func TestRunsInTheBackground(t *testing.T) {
	eachScene(t, func(s *scene) {
		ctx, x := identity.With(t.Context(), admin), NewRuns(s.Store)
		defer x.Stop()
		list := manyItems(120)
		in := StartInput{Form: "ITEMS", Format: CSV, Text: &list, FileName: new("items.csv")}
		keyed, err := store.WithIdempotencyKey(ctx, "once", in)
		if err != nil {
			t.Fatal(err)
		}
		id, err := x.Start(keyed, in)
		if err != nil {
			t.Fatal(err)
		}
		other := NewRuns(s.Store)
		defer other.Stop()
		v := s.last(other, id)
		if v.State != Done || countsOf(t, v).Added != 120 || v.RowsDone != 120 || v.Form != "ITEMS" || v.StartedBy != "test" || v.FinishedAt == nil {
			t.Errorf("the run is %+v", v)
		}
		if again, err := x.Start(keyed, in); err != nil || again != id {
			t.Errorf("the same key began run %d: %v", again, err)
		}
		rows, err := v.Rows(t.Context(), []Outcome{Added}, new(true), new(2), nil, nil, nil)
		if err != nil || rows.TotalCount != 120 || len(rows.Nodes()) != 2 || rows.Nodes()[0].Line != 2 {
			t.Errorf("the rows are %+v, %v", rows, err)
		}
		bad := "slug\nBAD SLUG\n"
		if id, err = x.Start(ctx, StartInput{Form: "ITEMS", Format: CSV, Text: &bad}); err != nil {
			t.Fatal(err)
		}
		if v := s.last(x, id); v.State != FaultyRun || countsOf(t, v).Faulty != 1 {
			t.Errorf("the faulty run is %+v", v)
		}
		_, err = x.Start(ctx, StartInput{Form: "ITEMS", Format: CSV})
		if problems, refused := fault.From(err); !refused || problems[0].Code != "CONTENT_MISSING" {
			t.Errorf("no content: %v", err)
		}
		for _, refused := range []error{second(x.Start(t.Context(), in)), second(x.View(t.Context(), id)), x.Cancel(t.Context(), id)} {
			if !errors.Is(refused, identity.ErrUnauthenticated) {
				t.Errorf("the public is answered %v", refused)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func countsOf(t *testing.T, v *RunView) Counts {
	t.Helper()
	counts, err := v.Counts(t.Context())
	if err != nil || counts == nil {
		t.Fatalf("the counts of %+v: %v, %v", v, counts, err)
	}
	return *counts
}

// TestRunsAreListed the latest first, without reading their reports, page by page.
func TestRunsAreListed(t *testing.T) {
	eachScene(t, func(s *scene) {
		ctx, x := identity.With(t.Context(), admin), NewRuns(s.Store)
		defer x.Stop()
		var begun []int
		before := s.revision()
		for n := range 5 {
			list := manyItems(n + 1)
			id, err := x.Start(ctx, StartInput{Form: "ITEMS", Format: CSV, Text: &list, DryRun: true})
			if err != nil {
				t.Fatal(err)
			}
			s.last(x, id)
			begun = append(begun, id)
		}
		s.Client.ImportRun.UpdateOneID(begun[0]).ClearCounts().SaveX(ctx) // as one that ended before they were kept
		if moved := s.revision() - before; moved != 0 {
			t.Errorf("trials moved the catalog by %d revisions", moved)
		}
		slices.Reverse(begun)
		var forwards, backwards []int
		var counted []int
		for args := (page.Args{First: new(2)}); ; {
			c, err := x.List(ctx, args)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range c.Nodes() {
				forwards, counted = append(forwards, v.RunID), append(counted, countsOf(t, v).Added)
			}
			if total, err := c.TotalCount(ctx); err != nil || total != 5 {
				t.Errorf("%d imports are counted, %v", total, err)
			}
			if args.After = c.PageInfo.EndCursor(); !c.PageInfo.HasNextPage {
				break
			}
		}
		for args := (page.Args{Last: new(2)}); ; {
			c, err := x.List(ctx, args)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range slices.Backward(c.Nodes()) {
				backwards = append(backwards, v.RunID)
			}
			if args.Before = c.PageInfo.StartCursor(); !c.PageInfo.HasPreviousPage {
				break
			}
		}
		if slices.Reverse(backwards); !slices.Equal(forwards, begun) || !slices.Equal(backwards, begun) {
			t.Errorf("listed are %v forwards and %v from the end, begun were %v", forwards, backwards, begun)
		}
		if !slices.Equal(counted, []int{5, 4, 3, 2, 1}) {
			t.Errorf("they added %v", counted)
		}
		if err := second(x.List(t.Context(), page.Args{})); !errors.Is(err, identity.ErrUnauthenticated) {
			t.Errorf("the public is answered %v", err)
		}
	})
}

// TestRunsAreCancelled while they wait for another change, by their own instance
// and by another one; what a stopped process leaves is marked.
func TestRunsAreCancelled(t *testing.T) {
	eachScene(t, func(s *scene) {
		ctx, x, other := identity.With(t.Context(), admin), NewRuns(s.Store), NewRuns(s.Store)
		defer x.Stop()
		defer other.Stop()
		list := manyItems(50)
		start := func(x *Runs) int {
			id, err := x.Start(ctx, StartInput{Form: "ITEMS", Format: CSV, Text: &list})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		// Every import of this instance waits at its first row until it is cancelled.
		x.hold = func(ctx context.Context) { <-ctx.Done() }
		cancellers := []*Runs{x}
		if s.Dialect == "postgres" { // SQLite has one writer, which is the import itself
			cancellers = append(cancellers, other)
		}
		for _, by := range cancellers {
			id := start(x)
			if err := by.Cancel(ctx, id); err != nil {
				t.Fatal(err)
			}
			if v := s.last(x, id); v.State != Cancelled {
				t.Errorf("the cancelled run is %+v", v)
			}
		}
		id := start(x)
		x.Stop()
		if v := s.last(other, id); v.State != Failed {
			t.Errorf("the interrupted run is %+v", v)
		}
		s.Client.ImportRun.UpdateOneID(id).SetState(string(Running)).SaveX(ctx) // as a crash leaves it
		if err := other.Recover(ctx); err != nil {
			t.Fatal(err)
		}
		if v := s.last(other, id); v.State != Failed {
			t.Errorf("the recovered run is %+v", v)
		}
		if n := s.Client.ServiceItem.Query().CountX(ctx); n != 0 {
			t.Errorf("%d items stayed", n)
		}
		if v := s.last(other, start(other)); v.State != Done || countsOf(t, v).Added != 50 {
			t.Errorf("the next run is %+v", v)
		}
	})
}
