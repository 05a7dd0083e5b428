package acceptance

import (
	"slices"
	"sync"
	"testing"
	"time"

	"onewindow/internal/catalog"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// After a week of outage two instances, one of them an hour behind, settle the same
// cases at once while somebody works on them: each case has the same history, with
// nothing in it twice, and time doesn't go back in it.
func TestTwoInstancesAnHourApart(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		there := testdb.Open(t, url, store.Options{Clock: func() time.Time { return sc.now.Add(-time.Hour) }})
		live, err := catalog.Follow(t.Context(), there)
		sc.must(err)
		behind := New(there, live)
		var cases []node.CaseID
		for range 12 {
			id := sc.start()
			_, err := sc.CheckMaterials(sc.as(sc.clerk), sc.on(id), all())
			sc.must(err)
			cases = append(cases, id)
		}
		sc.now = at("2026-03-12 10:00")
		var together sync.WaitGroup
		for i := range 6 {
			together.Go(func() {
				if err := []*Service{sc.Service, behind}[i%2].Sweep(t.Context()); err != nil {
					t.Error(err)
				}
			})
			together.Go(func() { // who asks of an earlier version is refused, whoever comes first
				_, err := []*Service{behind, sc.Service}[i%2].WithdrawCase(sc.as(sc.clerk), On{cases[i], 1}, "不办了")
				sc.refused(err, "CONFLICT")
			})
		}
		together.Wait()
		var first []Kind
		for _, id := range cases {
			c := sc.read(id)
			var kinds []Kind
			for i, e := range c.history {
				kinds = append(kinds, e.Kind)
				if e.Seq != i+1 || i > 0 && e.At.Before(c.history[i-1].At) {
					t.Errorf("case %s: event %d, %s, is at %s", c.Number, e.Seq, e.Kind, e.At.In(shanghai))
				}
			}
			if first == nil {
				first = kinds
			}
			if !slices.Equal(kinds, first) || !c.Deemed || !c.AcceptedAt.Equal(at("2026-03-02 10:00")) {
				t.Errorf("case %s was accepted %v by %v, another by %v", c.Number, c.AcceptedAt, kinds, first)
			}
		}
		id := cases[0]
		_, err = behind.BeginTask(sc.as(sc.surveyor), sc.task(id, "land"))
		sc.must(err)
		events := sc.read(id).Events
		for _, s := range []*Service{behind, sc.Service, behind} {
			sc.must(s.Recalculate(t.Context()))
		}
		if c := sc.read(id); c.Events != events {
			t.Errorf("settling it again adds %d events", c.Events-events)
		}
	})
}
