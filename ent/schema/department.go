package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Department is a body that owns items and decides cases (部门).
type Department struct{ ent.Schema }

// Mixin of the entity.
func (Department) Mixin() []ent.Mixin {
	return []ent.Mixin{InForce{}, Versioned{}}
}

// Fields of the entity.
func (Department) Fields() []ent.Field {
	return []ent.Field{
		field.String("code").NotEmpty(),
		field.String("name").NotEmpty(),
		field.String("short_name").Default(""),
		field.String("kind"),
		field.Int("sector_id").Optional().Nillable(),
		field.Int("division_id").Optional().Nillable(),
		// credit_code is the unified social credit code (统一社会信用代码), where it is known and valid.
		field.String("credit_code").Default(""),
		// other_codes are codes under which published lists name it, faulty ones too.
		codes("other_codes"),
		field.Int("parent_id").Optional().Nillable(),
		field.String("phone").Default(""),
		text("address"),
		field.Int("position").Default(0),
	}
}

// Edges of the entity.
func (Department) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("sector", Sector.Type).Field("sector_id").Unique(),
		edge.To("division", Division.Type).Field("division_id").Unique(),
		edge.To("subordinates", Department.Type).From("parent").Field("parent_id").Unique(),
	}
}

// Indexes of the entity.
func (Department) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("code").Unique(),
	}
}

// Annotations of the entity.
func (Department) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("departments"),
		oneOf("departments", "kind", "STATUTORY_BODY", "AUTHORISED_ORGANIZATION", "ENTRUSTED_ORGANIZATION"),
		ordered("departments"),
	}
}
