package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Topic is a heading under which people look for items: a subject (主题) or an event of life (人生事件).
type Topic struct{ ent.Schema }

// Mixin of the entity.
func (Topic) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (Topic) Fields() []ent.Field {
	return []ent.Field{
		field.String("code").NotEmpty(),
		field.String("name").NotEmpty(),
		field.String("kind"),
		field.Int("position").Default(0),
	}
}

// Indexes of the entity.
func (Topic) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("code").Unique(),
	}
}

// Annotations of the entity.
func (Topic) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("topics"),
		oneOf("topics", "kind", "TOPIC", "LIFE_EVENT"),
	}
}
