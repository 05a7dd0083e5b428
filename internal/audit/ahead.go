package audit

import (
	"context"
	"fmt"
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
)

// eventsPerStep are read while those before them are looked at.
const eventsPerStep = 1000

// reading is which events are read.
type reading struct {
	client *db.Client
	engine string
	where  []*sql.Predicate
	// strict refuses an event that is not stored as it was written.
	strict bool
}

// ahead visits events in the order of the chain, reading ahead, and keeps no more
// than a few steps of them.
func (r reading) ahead(ctx context.Context, visit func(*Event) error) error {
	ctx, stop := context.WithCancel(ctx)
	steps, failed := make(chan []*Event, 2), make(chan error, 1)
	go func() {
		defer close(steps)
		failed <- r.read(ctx, steps)
	}()
	defer func() {
		stop()
		for range steps { // until it has ended
		}
	}()
	for step := range steps {
		for _, e := range step {
			if err := visit(e); err != nil {
				return err
			}
		}
	}
	return <-failed
}

// read sends events in steps until there are no more, or one is not as it was written.
func (r reading) read(ctx context.Context, steps chan<- []*Event) error {
	d := sql.Dialect(r.engine)
	query := d.Select(auditevent.Columns[1:]...).From(d.Table(auditevent.Table)).OrderBy(auditevent.FieldSeq)
	if len(r.where) > 0 {
		query.Where(sql.And(r.where...))
	}
	strict := r.strict && r.engine == dialect.SQLite
	if strict {
		query.AppendSelectExpr(sql.Expr(asStored))
	}
	statement, values := query.Query()
	rows, err := r.client.QueryContext(ctx, statement, values...)
	if err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	defer func() { _ = rows.Close() }()
	last, altered := int64(0), error(nil)
	for more := true; more && altered == nil; {
		step := make([]*Event, 0, eventsPerStep)
		for len(step) < eventsPerStep && altered == nil {
			if more = rows.Next(); !more {
				break
			}
			e, stored := &Event{}, ""
			into := []any{&e.Seq, &e.At, &e.Actor, &e.OnBehalfOf, &e.Action, &e.Entity, &e.EntityID, &e.Before, &e.After, &e.PreviousHash, &e.Hash}
			if strict {
				into = append(into, &stored)
			}
			if err := rows.Scan(into...); err != nil {
				return fmt.Errorf("read the event that follows event %d: %w", last, err)
			}
			if strict && stored != moment(e.At).Format(storedTime) {
				altered = fmt.Errorf("event %d was altered: it is not stored in the form in which it was written", e.Seq)
				break
			}
			step, last = append(step, e), e.Seq
		}
		select {
		case steps <- step:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the audit trail after event %d: %w", last, err)
	}
	return altered
}

// storedTime is how SQLite keeps a time here.
const storedTime = "2006-01-02 15:04:05.999999999-07:00"

// asStored is the time of an event as SQLite keeps it, empty where a column is of
// another type than the program writes. SQLite reads bytes as the text that they
// spell, and a time of any zone: what an event says would be the same, and no filter
// would find it.
var asStored = func() string {
	types := make([]string, 0, len(auditevent.Columns))
	for _, column := range auditevent.Columns[1:] {
		is := "text"
		if column == auditevent.FieldSeq {
			is = "integer"
		}
		types = append(types, fmt.Sprintf("typeof(%s) = '%s'", column, is))
	}
	return fmt.Sprintf("CASE WHEN %s THEN %s || '' ELSE '' END", strings.Join(types, " AND "), auditevent.FieldAt)
}()
