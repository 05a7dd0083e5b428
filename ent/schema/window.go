package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Window is a counter of a center (窗口).
type Window struct{ ent.Schema }

// Mixin of the entity.
func (Window) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (Window) Fields() []ent.Field {
	return []ent.Field{
		field.Int("center_id"),
		field.String("number").NotEmpty(),
		field.String("name").Default(""),
		field.String("kind"),
		field.Int("department_id").Optional().Nillable().Comment("whose window it is, for DEPARTMENT ones"),
		field.Bool("open").Default(true),
	}
}

// Edges of the entity.
func (Window) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required(),
		edge.To("department", Department.Type).Field("department_id").Unique(),
	}
}

// Indexes of the entity.
func (Window) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("center_id", "number").Unique(),
	}
}

// Annotations of the entity.
func (Window) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("service_windows"),
		oneOf("service_windows", "kind", "COMPREHENSIVE", "DEPARTMENT", "PROJECT_AGENCY", "DELIVERY"),
	}
}
