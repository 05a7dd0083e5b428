package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// ServiceItem is one entry of the catalog (政务服务事项). What it does not say it inherits from its
// basic entry: such columns are NULL.
type ServiceItem struct{ ent.Schema }

// Mixin of the entity.
func (ServiceItem) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (ServiceItem) Fields() []ent.Field {
	return []ent.Field{
		field.String("slug").NotEmpty(),
		field.Int("basic_id").Optional().Nillable(),
		field.Int("owner_id"),
		field.String("district_code"),
		// implementation_code is kept as published, with its faults.
		field.String("implementation_code").Optional().Nillable(),
		field.String("local_code").Default(""),
		field.String("main_item").Default("").Comment("the heading it stands under in the published list (主项)"),
		field.String("name").Optional().Nillable(),
		field.String("type").Optional().Nillable(),
		field.String("exercise_level").Optional().Nillable(),
		field.String("power_source").Optional().Nillable(),
		inheritedCodes("audiences"),
		inheritedCodes("topics"),
		inheritedCodes("life_events"),
		inheritedCodes("aliases"),
		field.String("state").Default("ACTIVE"),
		text("state_reason"),
		day("state_since"),
		field.Int("reform_round_id").Optional().Nillable(),
		instant("created_at"),
		instant("updated_at"),
	}
}

// Edges of the entity.
func (ServiceItem) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("basic", BasicItem.Type).Field("basic_id").Unique(),
		edge.To("owner", Department.Type).Field("owner_id").Unique().Required(),
		edge.To("reform_round", ReformRound.Type).Field("reform_round_id").Unique(),
	}
}

// Indexes of the entity.
func (ServiceItem) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("slug").Unique(),
		index.Fields("implementation_code").Unique(),
		index.Fields("owner_id"),
		index.Fields("basic_id"),
	}
}

// Annotations of the entity.
func (ServiceItem) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("service_items"),
		oneOf("service_items", "state", "ACTIVE", "SUSPENDED", "CANCELLED"),
		oneOf("service_items", "type", "LICENCE", "PENALTY", "COERCION", "LEVY", "PAYMENT", "INSPECTION", "CONFIRMATION", "REWARD", "RULING", "OTHER_POWER", "PUBLIC_SERVICE"),
		oneOf("service_items", "exercise_level", "STATE", "PROVINCE", "CITY", "DISTRICT", "TOWNSHIP", "VILLAGE"),
		oneOf("service_items", "power_source", "OWN", "HANDED_DOWN", "AUTHORISED_FROM_ABOVE", "AUTHORISED_BY_PEER", "ENTRUSTED_FROM_ABOVE", "ENTRUSTED_BY_PEER"),
		entsql.Checks(map[string]string{"service_items_named": "name IS NOT NULL OR basic_id IS NOT NULL", "service_items_typed": "type IS NOT NULL OR basic_id IS NOT NULL"}),
	}
}
