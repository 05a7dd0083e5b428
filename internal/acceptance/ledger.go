package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"onewindow/ent/db"
	"onewindow/ent/db/caseevent"
	"onewindow/ent/db/casefile"
	"onewindow/internal/calendar"
	"onewindow/internal/node"
	"onewindow/internal/page"
)

// EventAt is an event with its case.
type EventAt struct {
	Event
	Case *CaseAt
}

// EventEdge is an event with its cursor.
type EventEdge = page.Edge[*EventAt]

// EventConnection is a page of events; how many there are is counted when asked.
type EventConnection struct {
	page.Connection[*EventAt]
	count func(context.Context) (int, error)
}

// TotalCount is how many events there are.
func (c *EventConnection) TotalCount(ctx context.Context) (int, error) { return c.count(ctx) }

// EventPage is a page of what happened to the case, the earliest first.
func (c *CaseAt) EventPage(args page.Args) (*EventConnection, error) {
	events, err := page.Map(c.history, func(e Event) string { return fmt.Sprintf("%09d", e.Seq) },
		func(e Event) *EventAt { return &EventAt{e, c} }, args)
	return &EventConnection{events, func(context.Context) (int, error) { return len(c.history), nil }}, err
}

// Ledger is a page of the ledger of a center on a day (台帐): all events of the
// cases that it had then, in the order in which they were written down. It is a
// view over events: nobody can edit it.
func (s *Service) Ledger(ctx context.Context, center node.CenterID, day calendar.Day, args page.Args) (*EventConnection, error) {
	visible, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	query := s.Store.Client.CaseEvent.Query().Where(caseevent.CenterID(int(center)), caseevent.Day(day))
	if len(visible) > 0 {
		query = query.Where(caseevent.HasCaseWith(visible...))
	}
	rows, err := page.Fetch(args, func(row *db.CaseEvent) string { return strconv.Itoa(row.ID) },
		func(after, before string, n int, fromEnd bool) ([]*db.CaseEvent, error) {
			q := query.Clone().Order(direction(fromEnd)(caseevent.FieldID)).Limit(n)
			if after != "" {
				q = q.Where(caseevent.IDGT(number(after)))
			}
			if before != "" {
				q = q.Where(caseevent.IDLT(number(before)))
			}
			found, err := q.All(ctx)
			if fromEnd {
				slices.Reverse(found)
			}
			return found, wrap(err, "read events")
		})
	if err != nil {
		return nil, err
	}
	cases, err := s.casesOf(ctx, rows.Nodes())
	if err != nil {
		return nil, err
	}
	events := make([]*EventAt, len(rows.Edges))
	for i, row := range rows.Nodes() {
		e, err := eventOf(row)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(cases, func(c *CaseAt) bool { return c.Row.ID == row.CaseID })
		if at < 0 {
			return nil, fmt.Errorf("event %d belongs to case %d, which is not there", row.ID, row.CaseID)
		}
		events[i] = &EventAt{e, cases[at]}
	}
	return &EventConnection{as(rows, events), counted(func(ctx context.Context) (int, error) { return query.Clone().Count(ctx) })}, nil
}

// casesOf are the cases of some events, each once.
func (s *Service) casesOf(ctx context.Context, events []*db.CaseEvent) ([]*CaseAt, error) {
	ids := make([]int, len(events))
	for i, row := range events {
		ids[i] = row.CaseID
	}
	slices.Sort(ids)
	files, err := s.rowsOf(ctx, casefile.IDIn(slices.Compact(ids)...))
	if err != nil {
		return nil, err
	}
	return s.shown(ctx, files)
}

// number is the id of a cursor's place; what is none stands before all.
func number(key string) int {
	n, _ := strconv.Atoi(key)
	return n
}
