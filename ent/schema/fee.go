package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Fee is one charge (收费项目).
type Fee struct{ ent.Schema }

// Fields of the entity.
func (Fee) Fields() []ent.Field {
	return []ent.Field{
		field.Int("edition_id"),
		field.Int("position"),
		text("name"),
		text("standard"),
		field.Int64("amount_fen").Optional().Nillable().Comment("1/100 yuan, where the standard is a fixed sum"),
		text("basis"),
		text("reductions"),
		field.Bool("payable_online").Default(false),
	}
}

// Edges of the entity.
func (Fee) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("edition", Edition.Type).Ref("fees").Field("edition_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (Fee) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("edition_id", "position").Unique(),
	}
}

// Annotations of the entity.
func (Fee) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("fees"),
	}
}
