// Package event names what can change in the catalog and keeps the outbox:
// every change leaves an event with the revision it belongs to.
package event

import (
	"context"
	"fmt"
	"time"

	"onewindow/ent/db"
)

// Entity is a kind of thing that changes.
type Entity string

// The kinds of things that change. A snapshot follows those that are public.
const (
	Division   Entity = "division"
	Calendar   Entity = "calendar"
	Sector     Entity = "sector"
	Center     Entity = "center"
	Standard   Entity = "standard"
	Population Entity = "population"
	Department Entity = "department"
	Stationing Entity = "stationing"
	Window     Entity = "window"
	Staff      Entity = "staff"
	Post       Entity = "post"
	Topic      Entity = "topic"
	BasicItem  Entity = "basic_item"
	Round      Entity = "reform_round"
	Item       Entity = "item"
	Edition    Entity = "edition"
	// Offering events carry the id of the item that is offered.
	Offering Entity = "offering"
	Token    Entity = "token"
	Session  Entity = "session"
	Account  Entity = "account"
	// Document is a trusted document.
	Document Entity = "trusted_document"
	// Trail events tell that somebody took the audit trail with them.
	Trail    Entity = "trail"
	Synonyms Entity = "synonym_group"
	// PersonalKeys events tell that personal data was sealed with another key.
	PersonalKeys Entity = "personal_keys"
	// MissedSearch is a text that found nothing.
	MissedSearch Entity = "missed_search"
	// Import events tell that somebody began an import through the API.
	Import Entity = "import"
)

// Event is one change. ID is 0 when many of the kind changed at once.
type Event struct {
	Entity Entity
	ID     int
	Action string
}

// Append writes the events of one revision to the outbox.
func Append(ctx context.Context, client *db.Client, revision int64, at time.Time, events []Event) error {
	rows := make([]*db.OutboxEventCreate, len(events))
	for i, e := range events {
		rows[i] = client.OutboxEvent.Create().SetRevision(revision).SetPosition(i).
			SetEntity(string(e.Entity)).SetAction(e.Action).SetAt(at)
		if e.ID != 0 {
			rows[i].SetEntityID(e.ID)
		}
	}
	for start := 0; start < len(rows); start += 500 {
		batch := rows[start:min(start+500, len(rows))]
		if err := client.OutboxEvent.CreateBulk(batch...).Exec(ctx); err != nil {
			return fmt.Errorf("append to the outbox: %w", err)
		}
	}
	return nil
}
