package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
	"onewindow/ent/db/predicate"
	"onewindow/internal/identity"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// Filter picks events; what is nil picks all.
type Filter struct {
	// Actor is who did it, Action the name of what they did.
	Actor, Action *string
	// About is the global id of what it was done to.
	About *string
	// From and To are moments; To itself is not included.
	From, To *time.Time
}

// Event and the pages of events.
type (
	Event = db.AuditEvent
	Edge  = page.Edge[*db.AuditEvent]
)

// Connection is a page of events, the newest first. How many there are is counted
// when somebody asks.
type Connection struct {
	page.Connection[*db.AuditEvent]
	count func(context.Context) (int, error)
}

// TotalCount is how many events the filter picks.
func (c *Connection) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// entities are the names of kinds of ids in the trail, where they are others.
var entities = map[string]string{
	"ServiceCenter": "center", "CenterStandard": "standard", "Sector": "sector", "Division": "division", "Department": "department",
	"Stationing": "stationing", "Window": "window", "Staff": "staff", "Post": "post", "Topic": "topic", "BasicItem": "basic_item",
	"ReformRound": "reform_round", "ServiceItem": "item", "Edition": "edition", "SynonymGroup": "synonym_group",
	"ImportRun": "import", "ServiceToken": "token",
}

// List reads a page of the trail, for those who may. It reads no more than the page.
func List(ctx context.Context, client *db.Client, f *Filter, args page.Args) (*Connection, error) {
	if _, err := identity.Authorize(ctx, identity.ReadAudit); err != nil {
		return nil, err
	}
	where, err := f.where()
	if err != nil {
		return nil, err
	}
	fetch := func(after, before string, n int, fromEnd bool) ([]*db.AuditEvent, error) {
		query, order := client.AuditEvent.Query().Where(where...), db.Desc(auditevent.FieldSeq)
		if after != "" {
			query = query.Where(auditevent.SeqLT(seqOf(after)))
		}
		if before != "" {
			query = query.Where(auditevent.SeqGT(seqOf(before)))
		}
		if fromEnd {
			order = db.Asc(auditevent.FieldSeq)
		}
		rows, err := query.Order(order).Limit(n).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the audit trail: %w", err)
		}
		if fromEnd {
			slices.Reverse(rows)
		}
		return rows, nil
	}
	c, err := page.Fetch(args, func(e *db.AuditEvent) string { return strconv.FormatInt(e.Seq, 10) }, fetch)
	if err != nil {
		return nil, err
	}
	return &Connection{c, func(ctx context.Context) (int, error) {
		n, err := client.AuditEvent.Query().Where(where...).Count(ctx)
		if err != nil {
			return 0, fmt.Errorf("count events of the audit trail: %w", err)
		}
		return n, nil
	}}, nil
}

// seqOf is a cursor's place; what is none stands before all events.
func seqOf(key string) int64 {
	seq, _ := strconv.ParseInt(key, 10, 64)
	return seq
}

func (f *Filter) where() (all []predicate.AuditEvent, err error) {
	if f == nil {
		return nil, nil
	}
	if f.Actor != nil {
		all = append(all, auditevent.Actor(*f.Actor))
	}
	if f.Action != nil {
		all = append(all, auditevent.Action(*f.Action))
	}
	if f.About != nil {
		kind, id, err := node.Decode(*f.About)
		if err != nil {
			return nil, err
		}
		all = append(all, auditevent.Entity(entities[kind]), auditevent.EntityID(strconv.Itoa(id)))
	}
	if f.From != nil {
		all = append(all, auditevent.AtGTE(*f.From))
	}
	if f.To != nil {
		all = append(all, auditevent.AtLT(*f.To))
	}
	return all, nil
}

// Each visits the events of a time, the oldest first, without keeping them; the
// zero time stands for no bound.
func Each(ctx context.Context, client *db.Client, from, to time.Time, visit func(*db.AuditEvent) error) error {
	for last := int64(0); ; {
		query := client.AuditEvent.Query().Where(auditevent.SeqGT(last))
		if !from.IsZero() {
			query = query.Where(auditevent.AtGTE(from))
		}
		if !to.IsZero() {
			query = query.Where(auditevent.AtLT(to))
		}
		events, err := query.Order(auditevent.BySeq()).Limit(eventsPerRead).All(ctx)
		if err != nil {
			return fmt.Errorf("read the audit trail: %w", err)
		}
		for _, e := range events {
			if err := visit(e); err != nil {
				return err
			}
			last = e.Seq
		}
		if len(events) < eventsPerRead {
			return nil
		}
	}
}

// eventsPerRead is how many events are read at once to be written out.
const eventsPerRead = 1000
