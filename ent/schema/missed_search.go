package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// MissedSearch is a text that was searched for and found nothing. It says how
// often and on which days, and nothing about who asked.
type MissedSearch struct{ ent.Schema }

// Fields of the entity.
func (MissedSearch) Fields() []ent.Field {
	return []ent.Field{
		field.String("text").NotEmpty().Immutable(),
		field.Int("times").Positive().Comment("how often it was searched for"),
		day("first_on"),
		day("last_on"),
	}
}

// Indexes of the entity.
func (MissedSearch) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("text").Unique(),
		index.Fields("times"),
	}
}

// Annotations of the entity.
func (MissedSearch) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("missed_searches")}
}
