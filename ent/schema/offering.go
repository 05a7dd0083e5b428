package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Offering is an item at a center, with a mode (事项进驻).
type Offering struct{ ent.Schema }

// Mixin of the entity.
func (Offering) Mixin() []ent.Mixin {
	return []ent.Mixin{InForce{}, Attributed{}, Versioned{}}
}

// Fields of the entity.
func (Offering) Fields() []ent.Field {
	return []ent.Field{
		field.Int("item_id"),
		field.Int("center_id"),
		field.String("district_code"),
		field.String("mode"),
		field.Int("window_id").Optional().Nillable(),
		// days are the weekdays on which it is offered; none means whenever the center is open.
		codes("days"),
		field.Int("limit_value").Optional().Nillable(),
		field.String("limit_unit").Optional().Nillable(),
		text("limit_note"),
		text("note"),
	}
}

// Edges of the entity.
func (Offering) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("item", ServiceItem.Type).Field("item_id").Unique().Required(),
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required(),
		edge.To("window", Window.Type).Field("window_id").Unique(),
	}
}

// Indexes of the entity.
func (Offering) Indexes() []ent.Index {
	return []ent.Index{
		onlyOne("offerings_one_open", "valid_to IS NULL", "item_id", "center_id"),
		index.Fields("center_id"),
	}
}

// Annotations of the entity.
func (Offering) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("offerings"),
		oneOf("offerings", "mode", "ON_THE_SPOT", "ACCEPT_AND_FORWARD", "BY_AGENT", "CONSULT"),
		oneOf("offerings", "limit_unit", "WORKING_DAYS", "CALENDAR_DAYS", "ON_THE_SPOT"),
		ordered("offerings"),
	}
}
