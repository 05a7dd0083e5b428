package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// DivisionSuccession names a division that took over from an ended one.
type DivisionSuccession struct{ ent.Schema }

// Fields of the entity.
func (DivisionSuccession) Fields() []ent.Field {
	return []ent.Field{
		field.Int("predecessor_id"),
		field.Int("successor_id"),
		day("on_day"),
		field.String("note").Default(""),
	}
}

// Edges of the entity.
func (DivisionSuccession) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("predecessor", Division.Type).Field("predecessor_id").Unique().Required(),
		edge.To("successor", Division.Type).Field("successor_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (DivisionSuccession) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("predecessor_id", "successor_id").Unique(),
		index.Fields("successor_id"),
	}
}

// Annotations of the entity.
func (DivisionSuccession) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("division_successions"),
	}
}
