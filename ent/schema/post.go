package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Post is what a person is responsible for, dated, with the leader at that time (岗位).
type Post struct{ ent.Schema }

// Mixin of the entity.
func (Post) Mixin() []ent.Mixin {
	return []ent.Mixin{InForce{}, Attributed{}, Versioned{}}
}

// Fields of the entity.
func (Post) Fields() []ent.Field {
	return []ent.Field{
		field.Int("staff_id"),
		field.String("kind"),
		field.String("title").Default(""),
		field.Int("center_id").Optional().Nillable(),
		field.Int("department_id").Optional().Nillable(),
		field.Int("window_id").Optional().Nillable(),
		field.Int("leader_id").Optional().Nillable(),
	}
}

// Edges of the entity.
func (Post) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("staff", Staff.Type).Field("staff_id").Unique().Required(),
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique(),
		edge.To("department", Department.Type).Field("department_id").Unique(),
		edge.To("window", Window.Type).Field("window_id").Unique(),
		edge.To("leader", Staff.Type).Field("leader_id").Unique(),
	}
}

// Indexes of the entity.
func (Post) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("staff_id", "valid_from"),
		index.Fields("department_id", "kind"),
		index.Fields("center_id", "kind"),
	}
}

// Annotations of the entity.
func (Post) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("posts"),
		oneOf("posts", "kind", "CLERK", "AGENT", "REVIEWER", "HEAD", "LEADER",
			"CENTER_ADMIN", "DEPARTMENT_ADMIN", "DISTRICT_ADMIN", "SUPERVISOR", "AUDITOR"),
		ordered("posts"),
	}
}
