package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Receipt is a numbered paper of a case (办件文书). What it says is the case as it was with
// the event that it tells of.
type Receipt struct{ ent.Schema }

// Fields of the entity.
func (Receipt) Fields() []ent.Field {
	return []ent.Field{
		field.Int("case_id").Immutable(),
		field.Int("seq").Immutable().Comment("the event of the case that it tells of"),
		field.String("kind").Immutable(),
		field.Int("center_id").Immutable(),
		field.Int("year").Immutable(),
		field.Int("ordinal").Immutable().Comment("counts the papers of the center in the year, without a gap"),
		field.String("number").Immutable(),
		instant("issued_at"),
	}
}

// Edges of the entity.
func (Receipt) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("case", CaseFile.Type).Field("case_id").Unique().Required().Immutable(),
	}
}

// Indexes of the entity.
func (Receipt) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("number").Unique(),
		index.Fields("center_id", "year", "ordinal").Unique(),
		index.Fields("case_id", "seq").Unique(),
	}
}

// Annotations of the entity.
func (Receipt) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("receipts"),
	}
}
