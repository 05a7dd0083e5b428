package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// CaseFile is one application from first contact to delivery (办件). Its events are the
// truth; every other column is what follows from them, for lists, with the applicant,
// who is in no event.
type CaseFile struct{ ent.Schema }

// Mixin of the entity.
func (CaseFile) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (CaseFile) Fields() []ent.Field {
	return []ent.Field{
		field.String("number").Immutable(),
		field.String("district_code").Immutable().Comment("spreads the rows over partitions"),
		field.Int("item_id").Immutable(),
		field.Int("edition_id").Immutable(),
		field.Int("owner_id").Immutable().Comment("the department that decides"),
		field.Int("center_id").Immutable().Comment("the center that received it"),
		field.Int("at_center_id").Comment("the center that has it now"),
		field.String("channel").Immutable(),
		field.String("applicant_kind").Immutable(),
		sealed("applicant_name"),
		sealed("applicant_identity"),
		sealed("applicant_phone"),
		sealed("applicant_address"),
		sealed("follow_secret"),
		field.String("state"),
		field.Int("holder_id").Comment("the person responsible"),
		field.Int("offered_to_id").Optional().Nillable().Comment("who was asked to take the duty over and has not yet"),
		field.Bool("stopped").Default(false),
		optionalInstant("due_at"),
		instant("due_order"), // due_at, or the end of time for what is not due: what lists are sorted by
		field.Bool("provisional").Default(false),
		field.String("warning").Default("NONE"),
		optionalInstant("next_check_at"),
		instant("started_at"),
		optionalInstant("accepted_at"),
		optionalInstant("closed_at"),
		field.Int("events").Default(0),
	}
}

// Edges of the entity.
func (CaseFile) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("tasks", CaseTask.Type),
		edge.To("center", ServiceCenter.Type).Field("center_id").Unique().Required().Immutable(),
		edge.To("holder", Staff.Type).Field("holder_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (CaseFile) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("number").Unique(),
		index.Fields("next_check_at"),
		index.Fields("at_center_id", "state", "due_order", "id"),
		index.Fields("at_center_id", "started_at", "id"),
		index.Fields("owner_id", "state", "due_order", "id"),
		index.Fields("holder_id", "state", "due_order", "id"),
		index.Fields("offered_to_id", "due_order", "id").Annotations(entsql.IndexWhere("offered_to_id IS NOT NULL")),
		index.Fields("state", "due_order", "id"),
		index.Fields("started_at", "id"),
	}
}

// Annotations of the entity.
func (CaseFile) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("case_files"),
		oneOf("case_files", "state", "CONTACTED", "TO_COMPLETE", "RECEIVED", "ACCEPTED", "DECIDED", "DELIVERED", "DECLINED", "WITHDRAWN"),
		oneOf("case_files", "warning", "NONE", "YELLOW", "RED", "OVERDUE"),
	}
}
