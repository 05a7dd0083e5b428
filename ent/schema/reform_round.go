package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// ReformRound is one round of reform, in which items are cancelled or their limits shortened (改革批次).
type ReformRound struct{ ent.Schema }

// Mixin of the entity.
func (ReformRound) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (ReformRound) Fields() []ent.Field {
	return []ent.Field{
		field.String("code").NotEmpty(),
		field.String("name").NotEmpty(),
		day("decided_on"),
		text("document"),
	}
}

// Indexes of the entity.
func (ReformRound) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("code").Unique(),
	}
}

// Annotations of the entity.
func (ReformRound) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("reform_rounds"),
	}
}
