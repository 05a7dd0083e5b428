package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Step is one part of the procedure (办理环节). Steps form a graph: depends_on holds keys of the same edition.
type Step struct{ ent.Schema }

// Fields of the entity.
func (Step) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		field.String("key"),
		text("name"),
		field.String("kind"),
		field.Int("department_id").Optional().Nillable().Comment("NULL for the owner of the item"),
		text("post"),
		field.Int("limit_value").Optional().Nillable(),
		field.String("limit_unit").Optional().Nillable(),
		text("limit_note"),
		text("criteria"),
		codes("depends_on"),
	}
}

// Edges of the entity.
func (Step) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("steps").Field("edition_id").Unique().Required(),
		edge.To("department", Department.Type).Field("department_id").Unique(),
	}
}

// Indexes of the entity.
func (Step) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (Step) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("steps"),
		oneOf("steps", "kind", "RECEIVE", "ACCEPT", "REVIEW", "DECIDE", "DELIVER", "SPECIAL"),
		oneOf("steps", "limit_unit", "WORKING_DAYS", "CALENDAR_DAYS", "ON_THE_SPOT"),
	}
}
