package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// LegalBasis is the law an item rests on (设定依据).
type LegalBasis struct{ ent.Schema }

// Fields of the entity.
func (LegalBasis) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		text("law"),
		text("article"),
		text("text"),
	}
}

// Edges of the entity.
func (LegalBasis) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("legal_bases").Field("edition_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (LegalBasis) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (LegalBasis) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("legal_bases"),
	}
}
