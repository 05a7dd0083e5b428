package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Condition is something that must hold before an application is accepted (受理条件).
type Condition struct{ ent.Schema }

// Fields of the entity.
func (Condition) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		text("text"),
		field.Bool("excludes").Default(false),
	}
}

// Edges of the entity.
func (Condition) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("conditions").Field("edition_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (Condition) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (Condition) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("conditions"),
	}
}
