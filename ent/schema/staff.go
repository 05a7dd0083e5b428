package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Staff is a person who works for a center or a department (工作人员). Never public.
type Staff struct{ ent.Schema }

// Mixin of the entity.
func (Staff) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (Staff) Fields() []ent.Field {
	return []ent.Field{
		field.String("number").NotEmpty(),
		field.String("name").NotEmpty(),
		sealed("phone"),
	}
}

// Edges of the entity.
func (Staff) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("posts", Post.Type).Ref("staff"),
	}
}

// Indexes of the entity.
func (Staff) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("number").Unique(),
	}
}

// Annotations of the entity.
func (Staff) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("staff"),
	}
}
