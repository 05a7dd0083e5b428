package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// DutyShift says who is on duty at a center and when, after hours too (岗位轮值).
type DutyShift struct{ ent.Schema }

// Fields of the entity.
func (DutyShift) Fields() []ent.Field {
	return []ent.Field{
		field.Int("center_id"),
		field.Int("staff_id"),
		instant("begins_at"),
		instant("ends_at"),
		field.Int("substitute_for_id").Optional().Nillable().Comment("whose place the person took"),
	}
}

// Edges of the entity.
func (DutyShift) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required(),
		edge.To("staff", Staff.Type).Field("staff_id").Unique().Required(),
		edge.To("substitute_for", Staff.Type).Field("substitute_for_id").Unique(),
	}
}

// Indexes of the entity.
func (DutyShift) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("center_id", "begins_at"),
		index.Fields("staff_id", "begins_at"),
	}
}

// Annotations of the entity.
func (DutyShift) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("duty_shifts"),
		entsql.Checks(map[string]string{"duty_shifts_order": "ends_at > begins_at"}),
	}
}
