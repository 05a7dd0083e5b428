package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// StandardEvidence says how far a center meets a standard, from 0 to 100, and what shows it.
type StandardEvidence struct{ ent.Schema }

// Mixin of the entity.
func (StandardEvidence) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (StandardEvidence) Fields() []ent.Field {
	return []ent.Field{
		field.Int("center_id"),
		field.Int("standard_id"),
		field.Int("score").Min(0).Max(100),
		text("evidence"),
		field.String("document_url").Default(""),
		day("checked_on"),
		field.String("checked_by"),
	}
}

// Edges of the entity.
func (StandardEvidence) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required(),
		edge.To("standard", CenterStandard.Type).Field("standard_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (StandardEvidence) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("center_id", "standard_id").Unique(),
	}
}

// Annotations of the entity.
func (StandardEvidence) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("standard_evidences"),
		entsql.Checks(map[string]string{"standard_evidences_score": "score BETWEEN 0 AND 100"}),
	}
}
