package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// BasicItem is an entry of the basic catalog (基本目录), which items refine.
type BasicItem struct{ ent.Schema }

// Mixin of the entity.
func (BasicItem) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (BasicItem) Fields() []ent.Field {
	return []ent.Field{
		field.String("basic_code").NotEmpty(),
		field.String("name").NotEmpty(),
		field.String("type"),
		field.String("exercise_level").Optional().Nillable(),
		field.String("power_source").Optional().Nillable(),
		codes("audiences"),
		codes("topics"),
		codes("life_events"),
		codes("aliases"),
		text("legal_basis"),
		field.String("central_department").Default(""),
		field.Int("parent_id").Optional().Nillable(),
	}
}

// Edges of the entity.
func (BasicItem) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("children", BasicItem.Type).From("parent").Field("parent_id").Unique(),
	}
}

// Indexes of the entity.
func (BasicItem) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("basic_code").Unique(),
	}
}

// Annotations of the entity.
func (BasicItem) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("basic_items"),
		oneOf("basic_items", "type", "LICENCE", "PENALTY", "COERCION", "LEVY", "PAYMENT", "INSPECTION", "CONFIRMATION", "REWARD", "RULING", "OTHER_POWER", "PUBLIC_SERVICE"),
		oneOf("basic_items", "exercise_level", "STATE", "PROVINCE", "CITY", "DISTRICT", "TOWNSHIP", "VILLAGE"),
		oneOf("basic_items", "power_source", "OWN", "HANDED_DOWN", "AUTHORISED_FROM_ABOVE", "AUTHORISED_BY_PEER", "ENTRUSTED_FROM_ABOVE", "ENTRUSTED_BY_PEER"),
	}
}
