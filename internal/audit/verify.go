package audit

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
)

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
func Verify(ctx context.Context, client *db.Client, engine string, check Check) (Head, error) {
	last, through := Head{}, check.Through
	for {
		before := last
		if err := walk(ctx, client, engine, &last, check); err != nil {
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
func walk(ctx context.Context, client *db.Client, engine string, last *Head, check Check) error {
	var after []*sql.Predicate
	if last.Seq > 0 { // before the first nothing may stand
		after = append(after, sql.GT(auditevent.FieldSeq, last.Seq))
	}
	return reading{client, engine, after, true}.ahead(ctx, func(e *Event) (err error) {
		if *last, err = follow(*last, e); err != nil {
			return err
		}
		if check.Through != nil && last.Seq == check.Through.Seq && *last != *check.Through {
			return fmt.Errorf("event %d is not the one that was kept: the trail was written anew", last.Seq)
		}
		if check.Progress != nil && last.Seq%eventsPerStep == 0 {
			check.Progress(*last)
		}
		return nil
	})
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
