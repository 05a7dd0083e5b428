// Package event names what can change in the catalog and keeps the outbox:
// every change leaves an event with the revision it belongs to.
package event

import (
	"context"
	"fmt"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"

	"onewindow/ent/db"
	"onewindow/ent/db/outboxevent"
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
	// Case events are no part of the catalog: the audit trail has them, and a case's own events.
	Case Entity = "case"
	// Appointments, their plans and the numbers of a hall are no part of the catalog either.
	SlotPlan    Entity = "slot_plan"
	Appointment Entity = "appointment"
	Ticket      Entity = "ticket"
	// Duty events carry the id of the center whose roster changed; they are no part of the catalog.
	Duty Entity = "duty"
	// Import events tell that somebody began an import through the API.
	Import Entity = "import"
)

// Event is one change. ID is 0 when many of the kind changed at once.
type Event struct {
	Entity Entity
	ID     int
	Action string
}

// Change is what happened at one revision.
type Change struct {
	Revision int64
	At       time.Time
	Events   []Event
}

// Append writes changes to the outbox.
func Append(ctx context.Context, client *db.Client, engine string, changes []Change) error {
	var rows [][]any
	for _, c := range changes {
		for i, e := range c.Events {
			var id any // NULL when many changed at once
			if e.ID != 0 {
				id = e.ID
			}
			rows = append(rows, []any{c.Revision, i, string(e.Entity), id, e.Action, c.At})
		}
	}
	for batch := range slices.Chunk(rows, 500) {
		insert := sql.Dialect(engine).Insert(outboxevent.Table).Columns(outboxevent.Columns[1:]...) // the database counts ids
		for _, row := range batch {
			insert.Values(row...)
		}
		statement, values := insert.Query()
		if _, err := client.ExecContext(ctx, statement, values...); err != nil {
			return fmt.Errorf("append to the outbox: %w", err)
		}
	}
	return nil
}
