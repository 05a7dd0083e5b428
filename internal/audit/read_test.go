package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"onewindow/ent/db"
	"onewindow/internal/audit"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

func TestThePagesOfTheTrail(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		now := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
		s := testdb.Open(t, database, store.Options{Clock: func() time.Time { return now }})
		auditor := identity.With(t.Context(), identity.Caller{Name: "staff:9", Grants: []identity.Grant{{Role: identity.Auditor}}})
		for i := range 50 {
			who := identity.With(t.Context(), identity.Admin(fmt.Sprintf("staff:%d", i%5)))
			_, err := store.Write(who, s, "createSector", func(_ context.Context, tx *store.Tx) (int, error) {
				tx.Record(event.Sector, i%10+1, nil, map[string]int{"n": i})
				return 0, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Minute)
		}
		list := func(f *audit.Filter, a page.Args) *audit.Connection {
			t.Helper()
			c, err := audit.List(auditor, s.Client, f, a)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		var forward []int64
		for a := (page.Args{First: new(7)}); ; {
			c := list(nil, a)
			for _, e := range c.Edges {
				forward = append(forward, e.Node.Seq)
			}
			if !c.PageInfo.HasNextPage {
				break
			}
			a.After = c.PageInfo.EndCursor()
		}
		if len(forward) != 50 || forward[0] != 50 || forward[49] != 1 {
			t.Errorf("the pages are of %v", forward)
		}
		last := list(nil, page.Args{Last: new(3)})
		if n := len(last.Edges); n != 3 || last.Edges[0].Node.Seq != 3 || !last.PageInfo.HasPreviousPage || last.PageInfo.HasNextPage {
			t.Errorf("the last page is %+v", last.PageInfo)
		}
		before := list(nil, page.Args{Last: new(2), Before: last.PageInfo.StartCursor()})
		if len(before.Edges) != 2 || before.Edges[1].Node.Seq != 4 {
			t.Errorf("before the last page come %+v", before.Edges)
		}
		actor, action, about := "staff:3", "createSector", node.Encode("Sector", 4)
		from, to := time.Date(2026, 3, 2, 4, 10, 0, 0, time.UTC), time.Date(2026, 3, 2, 4, 20, 0, 0, time.UTC)
		for name, c := range map[string]struct {
			filter audit.Filter
			want   int
		}{
			"actor": {audit.Filter{Actor: &actor}, 10}, "action": {audit.Filter{Action: &action}, 50}, "about": {audit.Filter{About: &about}, 5},
			"time": {audit.Filter{From: &from, To: &to}, 10}, "all": {audit.Filter{Actor: &actor, About: &about, From: &from, To: &to}, 1},
			"nobody": {audit.Filter{Actor: &about}, 0},
		} {
			found := list(&c.filter, page.Args{First: new(100)})
			if n, err := found.TotalCount(auditor); len(found.Edges) != c.want || n != c.want || err != nil {
				t.Errorf("by %s: %d rows, %d counted, %v", name, len(found.Edges), n, err)
			}
		}
		for _, c := range []struct {
			ctx  context.Context
			want error
		}{{t.Context(), identity.ErrUnauthenticated}, {identity.With(t.Context(), identity.Caller{Name: "x", Grants: []identity.Grant{{Role: identity.CenterAdmin, CenterID: 1}}}), identity.ErrForbidden}} {
			if _, err := audit.List(c.ctx, s.Client, nil, page.Args{}); !errors.Is(err, c.want) {
				t.Errorf("somebody who may not reads the trail: %v", err)
			}
		}
		malformed := "x"
		if _, err := audit.List(auditor, s.Client, nil, page.Args{After: &malformed}); !errors.Is(err, page.ErrArgs) {
			t.Errorf("a malformed cursor: %v", err)
		}
		n := 0
		if err := audit.Each(t.Context(), s.Client, s.Dialect, from, to, func(*db.AuditEvent) error { n++; return nil }); err != nil || n != 10 {
			t.Errorf("%d events were written out, %v", n, err)
		}
	})
}

// TestAboutLeadsBack has the id that an event tells find it again.
func TestAboutLeadsBack(t *testing.T) {
	for _, c := range []struct{ entity, id, want string }{
		{"sector", "4", node.Encode("Sector", 4)}, {"center", "12", node.Encode("ServiceCenter", 12)}, {"post", "7", node.Encode("Post", 7)},
		{"slot_plan", "2", node.Encode("SlotPlan", 2)}, {"appointment", "9", node.Encode("Appointment", 9)}, {"ticket", "3", node.Encode("Ticket", 3)},
		{"item", "0", ""}, {"item", "", ""}, {"item", "x", ""}, {"something", "3", ""},
	} {
		got := audit.About(&audit.Event{Entity: c.entity, EntityID: c.id})
		if got == nil && c.want != "" || got != nil && *got != c.want {
			t.Errorf("%s %q is about %v, want %q", c.entity, c.id, got, c.want)
		}
	}
}
