package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"entgo.io/ent/dialect/sql"

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
	"Case": "case", "SlotPlan": "slot_plan", "Appointment": "appointment", "Ticket": "ticket",
}

// About is the global id of what an event was done to, by which Filter finds it;
// nil for many at once and for what has none.
func About(e *Event) *string {
	id, err := strconv.Atoi(e.EntityID)
	if err != nil || id == 0 {
		return nil
	}
	for kind, entity := range entities {
		if entity == e.Entity {
			return new(node.Encode(kind, id))
		}
	}
	return nil
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
	order := []string{auditevent.FieldAt, auditevent.FieldSeq}
	fetch := func(after, before string, n int, fromEnd bool) ([]*db.AuditEvent, error) {
		query, direction := client.AuditEvent.Query().Where(where...), db.Desc
		if after != "" {
			query = query.Where(func(s *sql.Selector) { s.Where(sql.CompositeLT(s.Columns(order...), page.PlaceOf(after)...)) })
		}
		if before != "" {
			query = query.Where(func(s *sql.Selector) { s.Where(sql.CompositeGT(s.Columns(order...), page.PlaceOf(before)...)) })
		}
		if fromEnd {
			direction = db.Asc
		}
		rows, err := query.Order(direction(order...)).Limit(n).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the audit trail: %w", err)
		}
		if fromEnd {
			slices.Reverse(rows)
		}
		return rows, nil
	}
	c, err := page.Fetch(args, placeKey, fetch)
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

// placeKey says where an event stands among all.
func placeKey(e *Event) string { return page.AtKey(e.At, e.Seq) }

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

// Each visits the events of a time in the order of the chain, without keeping
// them; the zero time stands for no bound.
func Each(ctx context.Context, client *db.Client, engine string, from, to time.Time, visit func(*Event) error) error {
	var bounds []*sql.Predicate
	if !from.IsZero() {
		bounds = append(bounds, sql.GTE(auditevent.FieldAt, from))
	}
	if !to.IsZero() {
		bounds = append(bounds, sql.LT(auditevent.FieldAt, to))
	}
	return reading{client: client, engine: engine, where: bounds}.ahead(ctx, visit)
}
