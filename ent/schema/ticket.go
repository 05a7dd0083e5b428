package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Ticket is a waiting number of a hall (排队号): counted by center and day, without a gap.
type Ticket struct{ ent.Schema }

// Mixin of the entity.
func (Ticket) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (Ticket) Fields() []ent.Field {
	return []ent.Field{
		field.Int("center_id").Immutable(),
		field.String("district_code").Immutable().Comment("spreads the rows over partitions"),
		day("day"),
		field.Int("number").Immutable(),
		field.String("state").Default("WAITING"),
		field.Bool("priority").Default(false).Immutable().Comment("elders, disabled people"),
		field.Int("item_id").Immutable().Optional().Nillable(),
		field.Int("for_window_id").Immutable().Optional().Nillable().Comment("the only window that it waits for"),
		field.Int("appointment_id").Immutable().Optional().Nillable(),
		optionalInstant("due_at"), // when the appointment begins, for those who came in time
		field.Int("window_id").Optional().Nillable().Comment("the window that called it"),
		instant("taken_at"),
		optionalInstant("called_at"),
		optionalInstant("ended_at"),
	}
}

// Edges of the entity.
func (Ticket) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required().Immutable(),
		edge.To("appointment", Appointment.Type).Field("appointment_id").Unique().Immutable(),
		edge.To("item", ServiceItem.Type).Field("item_id").Unique().Immutable(),
		edge.To("window", Window.Type).Field("window_id").Unique(),
	}
}

// Indexes of the entity.
func (Ticket) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("center_id", "day", "number").Unique(),
		index.Fields("center_id", "day", "state"),
		onlyOne("tickets_one_called", "state = 'CALLED'", "window_id", "day"),
		onlyOne("tickets_one_of_appointment", "appointment_id IS NOT NULL", "appointment_id"),
	}
}

// Annotations of the entity.
func (Ticket) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("tickets"),
		oneOf("tickets", "state", "WAITING", "CALLED", "DONE", "NO_SHOW"),
	}
}
