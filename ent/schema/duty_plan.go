package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// DutyPlan is what a center promises of duty beyond its opening hours; its version
// is that of the center's whole roster.
type DutyPlan struct{ ent.Schema }

// Mixin of the entity.
func (DutyPlan) Mixin() []ent.Mixin { return []ent.Mixin{Versioned{}} }

// Fields of the entity.
func (DutyPlan) Fields() []ent.Field {
	return []ent.Field{field.Int("center_id"), raw("after_hours")}
}

// Edges of the entity.
func (DutyPlan) Edges() []ent.Edge {
	return []ent.Edge{edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required()}
}

// Indexes of the entity.
func (DutyPlan) Indexes() []ent.Index {
	return []ent.Index{index.Fields("center_id").Unique()}
}

// Annotations of the entity.
func (DutyPlan) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("duty_plans")}
}
