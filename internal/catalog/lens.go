package catalog

import (
	"context"
	"sync/atomic"
	"time"

	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/organization"
)

// Lens is how a caller sees one state of the catalog on a day. The public sees
// items with a published edition and those that were cancelled; who may see what
// is not published sees the rest too, everywhere or of a department.
type Lens struct {
	*Snapshot
	Day calendar.Day
	// Org is the same view of divisions, centers and departments.
	Org *organization.Lens
}

// See is the snapshot as a caller sees it at a moment, on its day.
func (s *Snapshot) See(c identity.Caller, now time.Time) *Lens {
	day := calendar.DayOf(now.In(s.Directory.Location()))
	return &Lens{Snapshot: s, Day: day, Org: s.Directory.See(c, day, now)}
}

// knows is whether the caller sees what is not published of an item.
func (l *Lens) knows(i *Item) bool { return l.Org.Unpublished.Department(i.OwnerID) }

// all is whether the caller sees all that is not published.
func (l *Lens) all() bool { return l.Org.Unpublished.Everywhere }

// On is the same lens on another day.
func (l *Lens) On(day calendar.Day) *Lens {
	if day == l.Day {
		return l
	}
	return &Lens{Snapshot: l.Snapshot, Day: day, Org: l.Org.On(&day)}
}

type readingKey struct{}

// reading is what one request reads: the same lens from start to end, until a
// mutation of its own makes a newer state.
type reading struct{ lens atomic.Pointer[Lens] }

// Begin puts the newest snapshot, as the caller sees it today, into the context,
// unless the request has begun already.
func (l *Live) Begin(ctx context.Context) context.Context {
	if _, begun := ctx.Value(readingKey{}).(*reading); begun {
		return ctx
	}
	r := &reading{}
	r.lens.Store(l.see(ctx))
	return context.WithValue(ctx, readingKey{}, r)
}

// Refresh has the rest of the request read the newest snapshot.
func (l *Live) Refresh(ctx context.Context) *Lens {
	lens := l.see(ctx)
	if r, ok := ctx.Value(readingKey{}).(*reading); ok {
		r.lens.Store(lens)
	}
	return lens
}

func (l *Live) see(ctx context.Context) *Lens {
	return l.Current().See(identity.From(ctx), l.store.Now())
}

// LensOf is what this request reads. It panics outside of one: Begin was forgotten.
func LensOf(ctx context.Context) *Lens {
	return ctx.Value(readingKey{}).(*reading).lens.Load()
}
