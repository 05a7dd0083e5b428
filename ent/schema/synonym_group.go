package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
)

// SynonymGroup is a list of words that mean the same to those who search: 砍树, 伐木, 采伐.
type SynonymGroup struct{ ent.Schema }

// Mixin of the entity.
func (SynonymGroup) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (SynonymGroup) Fields() []ent.Field {
	return []ent.Field{
		field.Strings("words"),
		field.String("note").Default(""),
	}
}

// Annotations of the entity.
func (SynonymGroup) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("synonym_groups")}
}
