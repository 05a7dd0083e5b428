package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// OutboxEvent says that something of the catalog changed at a revision; snapshots, subscriptions and
// deltas follow it.
type OutboxEvent struct{ ent.Schema }

// Fields of the entity.
func (OutboxEvent) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("revision"),
		field.Int("position"),
		field.String("entity"),
		field.Int("entity_id").Optional().Nillable().Comment("NULL when many changed at once"),
		field.String("action"),
		instant("at"),
	}
}

// Indexes of the entity.
func (OutboxEvent) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("revision", "position").Unique(),
	}
}

// Annotations of the entity.
func (OutboxEvent) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("outbox_events"),
	}
}
