package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Appointment is a place in a slot that somebody booked (预约). No two that stand have
// the same place.
type Appointment struct{ ent.Schema }

// Fields of the entity.
func (Appointment) Fields() []ent.Field {
	return []ent.Field{
		field.String("number").Immutable(),
		field.String("district_code").Immutable().Comment("spreads the rows over partitions"),
		field.Int("center_id").Immutable(),
		field.Int("plan_id").Immutable(),
		field.Int("item_id").Immutable(),
		field.String("kind").Immutable(),
		day("day"),
		instant("begins_at"),
		instant("ends_at"),
		field.Int("place").Immutable().Comment("which of the slot's places, from 1 to its capacity"),
		field.String("state").Default("BOOKED"),
		sealed("name"),
		sealed("phone"),
		sealed("address"),
		sealed("secret"),
		instant("booked_at"),
		optionalInstant("arrived_at"),
		optionalInstant("cancelled_at"),
		text("cancel_reason"),
	}
}

// Edges of the entity.
func (Appointment) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("plan", SlotPlan.Type).Field("plan_id").Unique().Required().Immutable(),
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required().Immutable(),
		edge.To("item", ServiceItem.Type).Field("item_id").Unique().Required().Immutable(),
	}
}

// Indexes of the entity.
func (Appointment) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("number").Unique(),
		onlyOne("appointments_one_place", "state <> 'CANCELLED'", "plan_id", "begins_at", "place"),
		index.Fields("center_id", "day", "begins_at", "id"),
	}
}

// Annotations of the entity.
func (Appointment) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("appointments"),
		oneOf("appointments", "kind", "WINDOW", "HOME_VISIT", "EXTENDED_HOURS"),
		oneOf("appointments", "state", "BOOKED", "ARRIVED", "CANCELLED"),
	}
}
