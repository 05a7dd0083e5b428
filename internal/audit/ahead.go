package audit

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
)

// eventsPerStep are read while those before them are looked at.
const eventsPerStep = 1000

// ahead visits events in the order of the chain, reading ahead, and keeps no more
// than a few steps of them.
func ahead(ctx context.Context, client *db.Client, engine string, where []*sql.Predicate, visit func(*Event) error) error {
	ctx, stop := context.WithCancel(ctx)
	steps, failed := make(chan []*Event, 2), make(chan error, 1)
	go func() {
		defer close(steps)
		failed <- read(ctx, client, engine, where, steps)
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

// read sends events in steps until there are no more.
func read(ctx context.Context, client *db.Client, engine string, where []*sql.Predicate, steps chan<- []*Event) error {
	d := sql.Dialect(engine)
	query := d.Select(auditevent.Columns[1:]...).From(d.Table(auditevent.Table)).OrderBy(auditevent.FieldSeq)
	if len(where) > 0 {
		query.Where(sql.And(where...))
	}
	statement, values := query.Query()
	rows, err := client.QueryContext(ctx, statement, values...)
	if err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for more := true; more; {
		step := make([]*Event, 0, eventsPerStep)
		for len(step) < eventsPerStep {
			if more = rows.Next(); !more {
				break
			}
			e := &Event{}
			err := rows.Scan(&e.Seq, &e.At, &e.Actor, &e.OnBehalfOf, &e.Action, &e.Entity, &e.EntityID, &e.Before, &e.After, &e.PreviousHash, &e.Hash)
			if err != nil {
				return fmt.Errorf("read an event of the audit trail: %w", err)
			}
			step = append(step, e)
		}
		select {
		case steps <- step:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	return nil
}
