package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Sector is a field of government work (领域). The named ones are those that the district wants at its windows.
type Sector struct{ ent.Schema }

// Mixin of the entity.
func (Sector) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (Sector) Fields() []ent.Field {
	return []ent.Field{
		field.String("code").NotEmpty(),
		field.String("name").NotEmpty(),
		field.Bool("named").Default(false),
		field.Int("position").Default(0),
	}
}

// Indexes of the entity.
func (Sector) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("code").Unique(),
	}
}

// Annotations of the entity.
func (Sector) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("sectors"),
	}
}
