// Package audit keeps the trail of who changed what. Events are chained by
// hash, so that one that is altered, removed or reordered is found.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"onewindow/ent/db"
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

// Append chains entries after head and returns the new head. The caller holds
// the ledger's lock, so that no other writer has the same head.
func Append(ctx context.Context, client *db.Client, head Head, at time.Time, entries []Entry) (Head, error) {
	rows := make([]*db.AuditEventCreate, 0, len(entries))
	for _, e := range entries {
		link, err := e.link(head, at)
		if err != nil {
			return head, err
		}
		rows = append(rows, client.AuditEvent.Create().SetSeq(link.Seq).SetAt(at).SetActor(e.Actor).
			SetOnBehalfOf(e.OnBehalfOf).SetAction(e.Action).SetEntity(e.Entity).SetEntityID(e.EntityID).
			SetBefore(link.Before).SetAfter(link.After).SetPreviousHash(head.Hash).SetHash(link.hash(head.Hash)))
		head = Head{Seq: link.Seq, Hash: link.hash(head.Hash)}
	}
	for start := 0; start < len(rows); start += 500 {
		batch := rows[start:min(start+500, len(rows))]
		if err := client.AuditEvent.CreateBulk(batch...).Exec(ctx); err != nil {
			return head, fmt.Errorf("append to the audit trail: %w", err)
		}
	}
	return head, nil
}

// link is what the hash of an event covers.
type link struct {
	Seq                       int64
	At                        string
	Actor, OnBehalfOf, Action string
	Entity, EntityID          string
	Before, After             string
}

func (e Entry) link(head Head, at time.Time) (link, error) {
	before, err := encode(e.Before)
	if err != nil {
		return link{}, fmt.Errorf("audit what was before %s: %w", e.Action, err)
	}
	after, err := encode(e.After)
	if err != nil {
		return link{}, fmt.Errorf("audit what is after %s: %w", e.Action, err)
	}
	return link{
		Seq: head.Seq + 1, At: stamp(at), Actor: e.Actor, OnBehalfOf: e.OnBehalfOf, Action: e.Action,
		Entity: e.Entity, EntityID: e.EntityID, Before: before, After: after,
	}, nil
}

func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

func stamp(at time.Time) string { return at.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano) }

func (l link) hash(previous string) string {
	b, err := json.Marshal(struct {
		Previous string
		Link     link
	}{previous, l})
	if err != nil {
		panic(err) // strings and a number always encode
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
