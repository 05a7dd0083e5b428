package acceptance

import (
	"testing"
	"time"

	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// TestThousandsFollowWithinASecond also follows from another instance.
func TestThousandsFollowWithinASecond(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		sc := newScene(t, url)
		sc.must(sc.Watch(t.Context()))
		there := testdb.Open(t, url, store.Options{Clock: func() time.Time { return sc.now }})
		live, err := catalog.Follow(t.Context(), there)
		sc.must(err)
		other := New(there, live)
		sc.must(other.Watch(t.Context()))

		center := node.CenterID(sc.town)
		var told []<-chan *Change
		for i := range 2000 {
			instance := []*Service{sc.Service, other}[i%2]
			ch, err := instance.Changes(sc.as(sc.clerk), FollowFilter{Center: &center})
			sc.must(err)
			told = append(told, ch)
		}
		elsewhere, err := sc.Changes(identity.With(t.Context(), identity.Caller{
			Name: "staff:x", StaffID: 1, Grants: []identity.Grant{{Role: identity.DepartmentReviewer, DepartmentID: sc.land}},
		}), FollowFilter{})
		sc.must(err)
		began := time.Now()
		id := sc.start()
		for i, ch := range told {
			select {
			case c := <-ch:
				if c.CaseID != id || c.Kind != EventStarted || c.State != Contacted {
					t.Fatalf("follower %d was told %+v", i, c)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("follower %d was told nothing", i)
			}
		}
		t.Logf("2,000 followers were told in %v", time.Since(began).Round(time.Millisecond))
		select {
		case c := <-elsewhere:
			t.Errorf("a department without a part in it was told %+v", c)
		default:
		}
	})
}

func TestWhoFallsBehindIsCutOffAndNobodyElse(t *testing.T) {
	h := newHub()
	slow, quick := &follower{told: make(chan *Change, 1)}, &follower{told: make(chan *Change, 8)}
	slow.view.Everywhere, quick.view.Everywhere = true, true
	h.add(slow)
	h.add(quick)
	h.tell([]*Change{{Seq: 1}, {Seq: 2}, {Seq: 3}})
	if c, open := <-slow.told; !open || c.Seq != 1 {
		t.Error("the slow one lost what it had")
	}
	if _, open := <-slow.told; open {
		t.Error("the slow one was not cut off")
	}
	if len(quick.told) != 3 {
		t.Errorf("the quick one was told %d of 3", len(quick.told))
	}
	h.remove(slow) // again does nothing
}
