package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Result is what one takes home (办理结果).
type Result struct{ ent.Schema }

// Fields of the entity.
func (Result) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		text("name"),
		field.String("type"),
		text("sample_url"),
		codes("delivery"),
		text("valid_for"),
	}
}

// Edges of the entity.
func (Result) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("results").Field("edition_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (Result) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (Result) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("results"),
		oneOf("results", "type", "LICENCE", "CERTIFICATE", "APPROVAL", "RECORD", "PAYMENT", "INFORMATION", "OTHER"),
	}
}
