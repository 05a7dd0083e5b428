package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// CaseEvent is one thing that happened to a case. Events are only ever added.
type CaseEvent struct{ ent.Schema }

// Fields of the entity.
func (CaseEvent) Fields() []ent.Field {
	return []ent.Field{
		field.Int("case_id").Immutable(),
		field.Int("seq").Immutable().Comment("1 for the first of the case"),
		field.Int("center_id").Immutable().Comment("the center that had the case, whose ledger it is in"),
		day("day"),
		field.String("kind").Immutable(),
		instant("at"),          // when it came to hold
		instant("recorded_at"), // when it was written down
		field.String("actor").Immutable(),
		field.Int("staff_id").Optional().Nillable().Immutable(),
		raw("facts"),
	}
}

// Edges of the entity.
func (CaseEvent) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("case", CaseFile.Type).Field("case_id").Unique().Required().Immutable(),
	}
}

// Indexes of the entity.
func (CaseEvent) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("case_id", "seq").Unique(),
		index.Fields("center_id", "day", "id"),
	}
}

// Annotations of the entity.
func (CaseEvent) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("case_events"),
	}
}
