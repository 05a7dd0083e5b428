package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// AuditEvent says who did what, on whose behalf, and what was before and after. Events are chained by hash.
type AuditEvent struct{ ent.Schema }

// Fields of the entity.
func (AuditEvent) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("seq"),
		instant("at"),
		field.String("actor"),
		field.String("on_behalf_of").Default(""),
		field.String("action"),
		field.String("entity"),
		field.String("entity_id"),
		text("before"),
		text("after"),
		field.String("previous_hash"),
		field.String("hash"),
	}
}

// Indexes of the entity.
func (AuditEvent) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("seq").Unique(),
		// The trail is read by time, the newest first, by whatever it is picked.
		index.Fields("at", "seq"),
		index.Fields("actor", "at", "seq"),
		index.Fields("action", "at", "seq"),
		index.Fields("entity", "entity_id", "at", "seq"),
	}
}

// Annotations of the entity.
func (AuditEvent) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("audit_events"),
	}
}
