package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// CenterStandard is one criterion a center must meet: 四个一 for townships, 十个一 for villages.
type CenterStandard struct{ ent.Schema }

// Mixin of the entity.
func (CenterStandard) Mixin() []ent.Mixin {
	return []ent.Mixin{InForce{}, Versioned{}}
}

// Fields of the entity.
func (CenterStandard) Fields() []ent.Field {
	return []ent.Field{
		field.String("code").NotEmpty(),
		field.String("name").NotEmpty(),
		text("description"),
		field.String("level"),
		field.Int("position").Default(0),
	}
}

// Indexes of the entity.
func (CenterStandard) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("code").Unique(),
	}
}

// Annotations of the entity.
func (CenterStandard) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("center_standards"),
		oneOf("center_standards", "level", "PROVINCE", "CITY", "DISTRICT", "TOWNSHIP", "VILLAGE"),
	}
}
