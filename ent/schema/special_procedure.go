package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// SpecialProcedure stops the clock while it lasts (特别程序).
type SpecialProcedure struct{ ent.Schema }

// Fields of the entity.
func (SpecialProcedure) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		text("name"),
		field.Int("limit_value").Optional().Nillable(),
		field.String("limit_unit").Optional().Nillable(),
		text("limit_note"),
		text("explanation"),
	}
}

// Edges of the entity.
func (SpecialProcedure) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("special_procedures").Field("edition_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (SpecialProcedure) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (SpecialProcedure) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("special_procedures"),
		oneOf("special_procedures", "limit_unit", "WORKING_DAYS", "CALENDAR_DAYS", "ON_THE_SPOT"),
	}
}
