package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// DivisionState is what a division was called and where it hung before a change.
type DivisionState struct{ ent.Schema }

// Fields of the entity.
func (DivisionState) Fields() []ent.Field {
	return []ent.Field{
		field.Int("division_id"),
		field.String("name"),
		field.Int("parent_id").Optional().Nillable(),
		day("valid_from"),
		day("valid_to"),
	}
}

// Edges of the entity.
func (DivisionState) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("division", Division.Type).Field("division_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (DivisionState) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("division_id", "valid_from").Unique(),
	}
}

// Annotations of the entity.
func (DivisionState) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("division_states"),
	}
}
