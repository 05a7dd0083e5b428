package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// SuggestionRule says from which population on which topic deserves to be served nearby.
type SuggestionRule struct{ ent.Schema }

// Mixin of the entity.
func (SuggestionRule) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (SuggestionRule) Fields() []ent.Field {
	return []ent.Field{
		field.String("fact").NotEmpty(),
		field.Int("at_least").NonNegative().Comment("persons or disputes from which on the rule holds"),
		field.String("topic").NotEmpty(),
		field.String("reason").Default(""),
	}
}

// Indexes of the entity.
func (SuggestionRule) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("fact", "topic").Unique(),
	}
}

// Annotations of the entity.
func (SuggestionRule) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("suggestion_rules"),
	}
}
