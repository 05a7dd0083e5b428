package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Material is one thing to hand in (申报材料).
type Material struct{ ent.Schema }

// Fields of the entity.
func (Material) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		text("name"),
		field.String("form"),
		field.Int("originals"),
		field.Int("copies"),
		field.String("necessity"),
		text("not_needed_when"),
		field.String("source"),
		text("source_note"),
		text("issuer"),
		field.String("format").Optional().Nillable(),
		text("page_notes"),
		text("sample_url"),
		text("blank_form_url"),
		text("accepted_standard"),
		text("legal_basis"),
		field.Bool("may_follow").Default(false),
		text("shared_record"),
	}
}

// Edges of the entity.
func (Material) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("materials").Field("edition_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (Material) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (Material) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("materials"),
		oneOf("materials", "form", "ORIGINAL", "COPY", "ORIGINAL_AND_COPY", "ELECTRONIC"),
		oneOf("materials", "necessity", "REQUIRED", "CONDITIONAL", "OPTIONAL"),
		oneOf("materials", "source", "APPLICANT", "GOVERNMENT", "INTERMEDIARY", "OTHER"),
	}
}
