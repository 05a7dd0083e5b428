package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Question is a frequent question with its answer (常见问题).
type Question struct{ ent.Schema }

// Fields of the entity.
func (Question) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		text("question"),
		text("answer"),
	}
}

// Edges of the entity.
func (Question) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("questions").Field("edition_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (Question) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (Question) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("questions"),
	}
}
