// Package audit keeps the trail of who changed what. Events are chained by
// hash, so that one that is altered, removed or reordered is found.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/auditevent"
)

// Entry is one change before it is chained. Before and After are any values
// that encode as JSON, nil where there was or is nothing.
type Entry struct {
	Actor, OnBehalfOf, Action string
	Entity, EntityID          string
	Before, After             any
}

// Head is the end of the chain.
type Head struct {
	Seq  int64
	Hash string
}

// Chain makes events of entries that happened at a moment, to follow head, and
// returns the new head.
func Chain(head Head, at time.Time, entries []Entry) ([]*Event, Head, error) {
	events := make([]*Event, len(entries))
	for i, e := range entries {
		before, err := encode(e.Before)
		if err != nil {
			return nil, head, fmt.Errorf("audit what was before %s: %w", e.Action, err)
		}
		after, err := encode(e.After)
		if err != nil {
			return nil, head, fmt.Errorf("audit what is after %s: %w", e.Action, err)
		}
		events[i] = &Event{
			Seq: head.Seq + 1, At: at, Actor: e.Actor, OnBehalfOf: e.OnBehalfOf, Action: e.Action,
			Entity: e.Entity, EntityID: e.EntityID, Before: before, After: after, PreviousHash: head.Hash,
		}
		events[i].Hash = hash(events[i])
		head = Head{Seq: events[i].Seq, Hash: events[i].Hash}
	}
	return events, head, nil
}

// Append stores events that Chain made. The caller holds the ledger's lock, so
// that no other writer has the same head.
func Append(ctx context.Context, client *db.Client, engine string, events []*Event) error {
	for batch := range slices.Chunk(events, 500) {
		insert := sql.Dialect(engine).Insert(auditevent.Table).Columns(auditevent.Columns[1:]...) // the database counts ids
		for _, e := range batch {
			insert.Values(e.Seq, e.At, e.Actor, e.OnBehalfOf, e.Action, e.Entity, e.EntityID, e.Before, e.After, e.PreviousHash, e.Hash)
		}
		statement, values := insert.Query()
		if _, err := client.ExecContext(ctx, statement, values...); err != nil {
			return fmt.Errorf("append to the audit trail: %w", err)
		}
	}
	return nil
}

func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// moment is a time as the databases keep it.
func moment(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }

// hash covers all of an event but the hash itself: the JSON of these fields, in
// this order.
func hash(e *Event) string {
	type link struct {
		Seq                       int64
		At                        string
		Actor, OnBehalfOf, Action string
		Entity, EntityID          string
		Before, After             string
	}
	b, err := json.Marshal(struct {
		Previous string
		Link     link
	}{e.PreviousHash, link{
		Seq: e.Seq, At: moment(e.At).Format(time.RFC3339Nano), Actor: e.Actor, OnBehalfOf: e.OnBehalfOf,
		Action: e.Action, Entity: e.Entity, EntityID: e.EntityID, Before: e.Before, After: e.After,
	}})
	if err != nil {
		panic(err) // strings and a number always encode
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
