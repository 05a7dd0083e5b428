package audit

import (
	"context"
	"database/sql"
	"fmt"

	"onewindow/ent/db"
)

// columns are read by row in this order.
const columns = "seq, at, actor, on_behalf_of, action, entity, entity_id, before, after, previous_hash, hash"

// Verify walks the chain from its first event to the head that the ledger keeps,
// and returns that head. Events that are written meanwhile are walked too. The
// error names the first event that does not fit.
//
// Whoever can write to the database can write the whole chain anew. The chain has
// to pass through a head that was kept elsewhere, where one is given.
func Verify(ctx context.Context, client *db.Client, through *Head) (Head, error) {
	last := Head{}
	for {
		before := last
		if err := walk(ctx, client, &last, through); err != nil {
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

// walk follows the events after last as far as they go.
func walk(ctx context.Context, client *db.Client, last *Head, through *Head) error {
	rows, err := client.QueryContext(ctx, fmt.Sprintf("SELECT "+columns+" FROM audit_events WHERE seq > %d ORDER BY seq", last.Seq))
	if err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		e, err := row(rows)
		if err != nil {
			return err
		}
		if *last, err = follow(*last, e); err != nil {
			return err
		}
		if through != nil && last.Seq == through.Seq && *last != *through {
			return fmt.Errorf("event %d is not the one that was kept: the trail was written anew", last.Seq)
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
