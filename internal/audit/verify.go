package audit

import (
	"context"
	"database/sql"
	"fmt"

	"onewindow/ent/db"
)

// columns are read by row in this order.
const columns = "seq, at, actor, on_behalf_of, action, entity, entity_id, before, after, previous_hash, hash"

// Check is how a trail is verified.
type Check struct {
	// Through is an earlier end of the trail that was kept elsewhere: the chain has
	// to pass through it.
	Through *Head
	// Progress, where set, is told now and then how far the check came.
	Progress func(Head)
}

// Verify walks the chain from its first event to the head that the ledger keeps,
// and returns that head. Events that are written meanwhile are walked too. The
// error names the first event that does not fit.
//
// Whoever can write to the database can write the whole chain anew: that is found
// with a head that was kept elsewhere, and with nothing else.
func Verify(ctx context.Context, client *db.Client, check Check) (Head, error) {
	last, through := Head{}, check.Through
	for {
		before := last
		if err := walk(ctx, client, &last, check); err != nil {
			return last, err
		}
		ledger, err := client.Ledger.Query().Only(ctx)
		if err != nil {
			return last, fmt.Errorf("read the ledger: %w", err)
		}
		head := Head{ledger.AuditSeq, ledger.AuditHash}
		switch {
		case head == last && through != nil && through.Seq > last.Seq:
			return last, fmt.Errorf("the trail ends at event %d, before the one that was kept: events were removed at the end", last.Seq)
		case head == last:
			return last, nil
		case head.Seq <= last.Seq || last == before:
			return last, fmt.Errorf("the trail ends at event %d, the ledger says %d: events were removed or added at the end", last.Seq, head.Seq)
		}
	}
}

// eventsPerStep are read ahead while those before them are hashed.
const eventsPerStep = 1000

// walk follows the events after last as far as they go.
func walk(ctx context.Context, client *db.Client, last *Head, check Check) error {
	ctx, stop := context.WithCancel(ctx)
	after, steps, failed := last.Seq, make(chan []*Event, 2), make(chan error, 1)
	go func() {
		defer close(steps)
		failed <- readAhead(ctx, client, after, steps)
	}()
	defer func() {
		stop()
		for range steps { // until it has ended
		}
	}()
	for events := range steps {
		for _, e := range events {
			var err error
			if *last, err = follow(*last, e); err != nil {
				return err
			}
			if check.Through != nil && last.Seq == check.Through.Seq && *last != *check.Through {
				return fmt.Errorf("event %d is not the one that was kept: the trail was written anew", last.Seq)
			}
		}
		if check.Progress != nil {
			check.Progress(*last)
		}
	}
	return <-failed
}

// readAhead sends the events after one in steps, until there are no more.
func readAhead(ctx context.Context, client *db.Client, after int64, steps chan<- []*Event) error {
	where := ""
	if after > 0 { // before the first nothing may stand
		where = fmt.Sprintf("WHERE seq > %d ", after)
	}
	rows, err := client.QueryContext(ctx, "SELECT "+columns+" FROM audit_events "+where+"ORDER BY seq")
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
			e, err := row(rows)
			if err != nil {
				return err
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

func row(rows *sql.Rows) (*db.AuditEvent, error) {
	e := &db.AuditEvent{}
	err := rows.Scan(&e.Seq, &e.At, &e.Actor, &e.OnBehalfOf, &e.Action, &e.Entity, &e.EntityID, &e.Before, &e.After, &e.PreviousHash, &e.Hash)
	if err != nil {
		return nil, fmt.Errorf("read an event of the audit trail: %w", err)
	}
	return e, nil
}

func follow(last Head, e *db.AuditEvent) (Head, error) {
	switch {
	case e.Seq != last.Seq+1:
		return last, fmt.Errorf("event %d follows event %d: one was removed or reordered", e.Seq, last.Seq)
	case e.PreviousHash != last.Hash:
		return last, fmt.Errorf("event %d does not continue the chain", e.Seq)
	case e.Hash != hash(e):
		return last, fmt.Errorf("event %d was altered", e.Seq)
	}
	return Head{Seq: e.Seq, Hash: e.Hash}, nil
}
