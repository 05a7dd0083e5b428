package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Stationing says that a department reports to a center (进驻): dated, with its authority.
type Stationing struct{ ent.Schema }

// Mixin of the entity.
func (Stationing) Mixin() []ent.Mixin {
	return []ent.Mixin{InForce{}, Attributed{}, Versioned{}}
}

// Fields of the entity.
func (Stationing) Fields() []ent.Field {
	return []ent.Field{
		field.Int("department_id"),
		field.Int("center_id"),
		field.String("authority"),
	}
}

// Edges of the entity.
func (Stationing) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("department", Department.Type).Field("department_id").Unique().Required(),
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (Stationing) Indexes() []ent.Index {
	return []ent.Index{
		onlyOne("stationings_one_open", "valid_to IS NULL", "department_id", "center_id"),
		index.Fields("center_id", "valid_from"),
		index.Fields("department_id", "valid_from"),
	}
}

// Annotations of the entity.
func (Stationing) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("stationings"),
		oneOf("stationings", "authority", "FULL", "RECEIVE_ONLY"),
		ordered("stationings"),
	}
}
