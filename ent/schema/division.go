package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Division is a node of the official tree (行政区划). It is dated, since villages merge;
// a change of its name or parent leaves a DivisionState behind.
type Division struct{ ent.Schema }

// Mixin of the entity.
func (Division) Mixin() []ent.Mixin {
	return []ent.Mixin{InForce{}, Versioned{}}
}

// Fields of the entity.
func (Division) Fields() []ent.Field {
	return []ent.Field{
		field.String("code").MinLen(12).MaxLen(12),
		field.String("name").NotEmpty(),
		field.String("level"),
		field.Int("parent_id").Optional().Nillable(),
		// state_since is the day from which the present name and parent hold.
		day("state_since"),
	}
}

// Edges of the entity.
func (Division) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("children", Division.Type).From("parent").Field("parent_id").Unique(),
	}
}

// Indexes of the entity.
func (Division) Indexes() []ent.Index {
	return []ent.Index{
		onlyOne("divisions_one_in_force_per_code", "valid_to IS NULL", "code"),
		index.Fields("code", "valid_from"),
		index.Fields("parent_id"),
	}
}

// Annotations of the entity.
func (Division) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("divisions"),
		oneOf("divisions", "level", "PROVINCE", "CITY", "DISTRICT", "TOWNSHIP", "VILLAGE"),
		ordered("divisions"),
	}
}
