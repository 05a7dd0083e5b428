package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// SlotPlan says on which weekdays and at which times a window, or a person who goes,
// can be booked (预约时段). It never changes but ends.
type SlotPlan struct{ ent.Schema }

// Mixin of the entity.
func (SlotPlan) Mixin() []ent.Mixin {
	return []ent.Mixin{InForce{}, Versioned{}}
}

// Fields of the entity.
func (SlotPlan) Fields() []ent.Field {
	return []ent.Field{
		field.Int("center_id").Immutable(),
		field.String("kind").Immutable(),
		field.Int("window_id").Immutable().Optional().Nillable(),
		field.Int("staff_id").Immutable().Optional().Nillable().Comment("who goes, or keeps the extended hours"),
		codes("days"),
		field.String("begins").Immutable(),
		field.String("ends").Immutable(),
		field.Int("minutes").Immutable(),
		field.Int("capacity").Immutable(),
	}
}

// Edges of the entity.
func (SlotPlan) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required().Immutable(),
		edge.To("window", Window.Type).Field("window_id").Unique().Immutable(),
		edge.To("staff", Staff.Type).Field("staff_id").Unique().Immutable(),
	}
}

// Indexes of the entity.
func (SlotPlan) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("center_id", "valid_from"),
		index.Fields("staff_id"),
	}
}

// Annotations of the entity.
func (SlotPlan) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("slot_plans"),
		oneOf("slot_plans", "kind", "WINDOW", "HOME_VISIT", "EXTENDED_HOURS"),
		ordered("slot_plans"),
	}
}
