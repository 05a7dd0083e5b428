package catalog

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/outboxevent"
	"onewindow/internal/event"
)

// maxLogged is how many changes an instance remembers after it started. Up to
// twice as many gather before the oldest are forgotten.
const maxLogged = 20_000

// logged is a change with the revision and the moment it belongs to.
type logged struct {
	event.Event
	revision int64
	at       time.Time
}

// changeLog is the end of the outbox, kept in memory so that "what changed
// since" needs no SQL. A log never changes; its successors share its entries.
type changeLog struct {
	// from is the revision after which every change is in the log.
	from    int64
	entries []logged
}

// with is the log with newer changes behind it.
func (l changeLog) with(newer []logged) changeLog {
	l.entries = append(l.entries, newer...)
	if forget := len(l.entries) - maxLogged; forget > maxLogged {
		l.from = l.entries[forget-1].revision
		l.entries = slices.Clone(l.entries[forget:])
	}
	return l
}

// since are the changes after a revision, in their order.
func (l changeLog) since(revision int64) []logged {
	return l.entries[sort.Search(len(l.entries), func(i int) bool { return l.entries[i].revision > revision }):]
}

// momentOf is when a revision was made, the zero time for one before the log.
func (l changeLog) momentOf(revision int64) time.Time {
	i := sort.Search(len(l.entries), func(i int) bool { return l.entries[i].revision > revision })
	if i == 0 {
		return time.Time{}
	}
	return l.entries[i-1].at
}

// loadLog reads the end of the outbox.
func loadLog(ctx context.Context, client *db.Client) (changeLog, error) {
	rows, err := client.OutboxEvent.Query().Order(db.Desc(outboxevent.FieldID)).Limit(maxLogged).All(ctx)
	if err != nil {
		return changeLog{}, fmt.Errorf("read the last changes: %w", err)
	}
	slices.Reverse(rows)
	l := changeLog{entries: logOf(rows)}
	if len(rows) == maxLogged { // the oldest revision may be cut
		l.from = rows[0].Revision
	}
	return l, nil
}

func logOf(rows []*db.OutboxEvent) []logged {
	entries := make([]logged, len(rows))
	for i, r := range rows {
		e := event.Event{Entity: event.Entity(r.Entity), Action: r.Action, ID: orZero(r.EntityID)}
		entries[i] = logged{Event: e, revision: r.Revision, at: r.At}
	}
	return entries
}

func eventsOf(entries []logged) []event.Event {
	events := make([]event.Event, len(entries))
	for i, e := range entries {
		events[i] = e.Event
	}
	return events
}
