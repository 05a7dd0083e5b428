package audit_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
	"onewindow/internal/audit"
	"onewindow/internal/event"
	"onewindow/internal/identity"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// trailOf makes a trail of n events.
func trailOf(t *testing.T, url string, n int) *store.Store {
	t.Helper()
	s := testdb.Open(t, url, store.Options{Clock: ticking()})
	for i := range n {
		ctx := identity.With(t.Context(), identity.Admin(fmt.Sprint("staff:", i)))
		_, err := store.Write(ctx, s, "createSector", func(_ context.Context, tx *store.Tx) (int, error) {
			tx.Record(event.Sector, i+1, map[string]int{"was": i}, map[string]int{"is": i})
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

const copied = "at, actor, on_behalf_of, action, entity, entity_id, before, after, previous_hash, hash"

// swap exchanges what two events have in some columns.
func swap(a, b int, names string) string {
	var set []string
	for name := range strings.SplitSeq(names, ", ") {
		set = append(set, fmt.Sprintf("%[1]s = (SELECT o.%[1]s FROM audit_events o WHERE o.seq = %[2]d - audit_events.seq)", name, a+b))
	}
	return fmt.Sprintf("UPDATE audit_events SET %s WHERE seq IN (%d, %d)", strings.Join(set, ", "), a, b)
}

// tamperings are done to a trail of six events, right in the database.
func tamperings(engine string) map[string]string {
	all := map[string]string{
		"the first removed":                 "DELETE FROM audit_events WHERE seq = 1",
		"one in the middle removed":         "DELETE FROM audit_events WHERE seq = 3",
		"one removed, the rest moved up":    "DELETE FROM audit_events WHERE seq = 3; UPDATE audit_events SET seq = -seq WHERE seq > 3; UPDATE audit_events SET seq = -seq - 1 WHERE seq < 0; UPDATE ledger SET audit_seq = 5",
		"the last removed":                  "DELETE FROM audit_events WHERE seq = 6",
		"the end removed":                   "DELETE FROM audit_events WHERE seq > 3",
		"all removed":                       "DELETE FROM audit_events",
		"the end removed, the ledger's seq": "DELETE FROM audit_events WHERE seq > 3; UPDATE ledger SET audit_seq = 3",
		"two change their numbers":          "UPDATE audit_events SET seq = -seq WHERE seq IN (2, 3); UPDATE audit_events SET seq = 5 + seq WHERE seq < 0",
		"two change what they say":          swap(2, 4, "actor, action, entity_id, before, after"),
		"two change all but their numbers":  swap(2, 3, copied),
		"before and after exchanged":        "UPDATE audit_events SET before = after, after = before WHERE seq = 2",
		"a letter moved to the next column": "UPDATE audit_events SET action = action || 's', entity = 'ector' WHERE seq = 2",
		"a copy added at the end":           "INSERT INTO audit_events (seq, " + copied + ") SELECT 7, " + copied + " FROM audit_events WHERE seq = 6",
		"one put before the first":          "INSERT INTO audit_events (seq, " + copied + ") SELECT 0, " + copied + " FROM audit_events WHERE seq = 1",
		"one forged and let in":             "UPDATE audit_events SET seq = -seq WHERE seq > 3; UPDATE audit_events SET seq = 1 - seq WHERE seq < 0; INSERT INTO audit_events (seq, " + copied + ") SELECT 4, " + copied + " FROM audit_events WHERE seq = 3; UPDATE ledger SET audit_seq = 7",
		"the ledger moved back":             "UPDATE ledger SET audit_seq = 5",
		"the ledger moved on":               "UPDATE ledger SET audit_seq = 7",
		"the ledger's hash":                 "UPDATE ledger SET audit_hash = 'x'",
	}
	if engine == dialect.SQLite { // which reads all of these as what was there
		for _, column := range auditevent.Columns[2:] {
			all[column+" as bytes"] = fmt.Sprintf("UPDATE audit_events SET %[1]s = CAST(%[1]s AS BLOB) WHERE seq = 3", column)
		}
		all["a time in another form"] = "UPDATE audit_events SET at = REPLACE(REPLACE(at, '+00:00', 'Z'), ' ', 'T') WHERE seq = 3"
		all["a time of another zone"] = "UPDATE audit_events SET at = strftime('%Y-%m-%d %H:%M:%S', at, '+8 hours') || '+08:00' WHERE seq = 3"
		all["a time of nanoseconds"] = "UPDATE audit_events SET at = REPLACE(at, '+00:00', '.000000007+00:00') WHERE seq = 3"
		all["a time that is none"] = "UPDATE audit_events SET at = 'yesterday' WHERE seq = 3"
	} else {
		all["a time that never was"] = "UPDATE audit_events SET at = '-infinity' WHERE seq = 3"
	}
	for _, column := range auditevent.Columns[1:] {
		for _, seq := range []int{1, 3, 6} {
			value := "'forged'"
			switch column {
			case auditevent.FieldAt:
				value = "(SELECT o.at FROM audit_events o WHERE o.seq = 2)"
			case auditevent.FieldSeq:
				value = "99"
			}
			all[fmt.Sprintf("%s of event %d", column, seq)] = fmt.Sprintf("UPDATE audit_events SET %s = %s WHERE seq = %d", column, value, seq)
		}
	}
	return all
}

func TestWhateverIsDoneToTheTrailIsFound(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := trailOf(t, url, 6)
		was := s.Client.AuditEvent.Query().AllX(t.Context())
		end := s.Client.Ledger.Query().OnlyX(t.Context())
		all := tamperings(s.Dialect)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			for statement := range strings.SplitSeq(all[name], "; ") {
				if _, err := s.SQL.ExecContext(t.Context(), statement); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			if head, err := audit.Verify(t.Context(), s.Client, s.Dialect, audit.Check{}); err == nil {
				t.Errorf("%s: nobody noticed, up to event %d", name, head.Seq)
			} else if !strings.Contains(err.Error(), "event ") {
				t.Errorf("%s: nobody says where: %v", name, err)
			}
			s.Client.AuditEvent.Delete().ExecX(t.Context())
			if err := audit.Append(t.Context(), s.Client, s.Dialect, was); err != nil {
				t.Fatal(err)
			}
			s.Client.Ledger.Update().SetAuditSeq(end.AuditSeq).SetAuditHash(end.AuditHash).ExecX(t.Context())
			if _, err := audit.Verify(t.Context(), s.Client, s.Dialect, audit.Check{}); err != nil {
				t.Fatalf("after %s was put right: %v", name, err)
			}
		}
	})
}

// TestATrailWrittenAnewIsFoundByAnEndKeptElsewhere does what nothing in the
// database can show: it is whole in itself.
func TestATrailWrittenAnewIsFoundByAnEndKeptElsewhere(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, url string) {
		s := trailOf(t, url, 6)
		kept, err := audit.Verify(t.Context(), s.Client, s.Dialect, audit.Check{})
		if err != nil || kept.Seq != 6 {
			t.Fatal(kept, err)
		}
		was := s.Client.AuditEvent.Query().Order(auditevent.BySeq()).AllX(t.Context())
		anew := func(from int, entries ...audit.Entry) (events []*audit.Event) {
			head := audit.Head{Seq: int64(from), Hash: was[from].PreviousHash}
			events, _, err := audit.Chain(head, was[from].At, entries)
			if err != nil {
				t.Fatal(err)
			}
			return append(was[:from:from], events...)
		}
		forged := audit.Entry{Actor: "nobody", Action: "createSector", Entity: "sector", EntityID: "1"}
		for name, c := range map[string]struct {
			events  []*audit.Event
			through audit.Head
		}{
			"chained anew from the middle":           {anew(3, forged, forged, forged), kept},
			"chained anew, and longer":               {anew(3, forged, forged, forged, forged), kept},
			"chained anew from the first":            {anew(0, forged, forged, forged, forged, forged, forged), kept},
			"the end removed and the ledger rewound": {was[:4:4], kept},
			"all removed and the ledger rewound":     {nil, kept},
		} {
			put(t, s, c.events)
			if _, err := audit.Verify(t.Context(), s.Client, s.Dialect, audit.Check{}); err != nil {
				t.Errorf("%s is not whole in itself: %v", name, err)
			}
			if _, err := audit.Verify(t.Context(), s.Client, s.Dialect, audit.Check{Through: &c.through}); err == nil {
				t.Errorf("%s: nobody noticed", name)
			}
		}
		put(t, s, was)
		for _, through := range []audit.Head{kept, {Seq: 2, Hash: was[1].Hash}} {
			if _, err := audit.Verify(t.Context(), s.Client, s.Dialect, audit.Check{Through: &through}); err != nil {
				t.Errorf("the trail itself, through %d: %v", through.Seq, err)
			}
		}
	})
}

// put makes events the whole trail, and the ledger fit them.
func put(t *testing.T, s *store.Store, events []*db.AuditEvent) {
	t.Helper()
	s.Client.AuditEvent.Delete().ExecX(t.Context())
	if err := audit.Append(t.Context(), s.Client, s.Dialect, events); err != nil {
		t.Fatal(err)
	}
	end := audit.Head{}
	if n := len(events); n > 0 {
		end = audit.Head{Seq: events[n-1].Seq, Hash: events[n-1].Hash}
	}
	s.Client.Ledger.Update().SetAuditSeq(end.Seq).SetAuditHash(end.Hash).ExecX(t.Context())
}

// ticking is a clock that goes on by a second whenever it is read.
func ticking() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
}
