package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// CaseTask is a department's part in a case (部门办理环节), as it follows from the case's events.
type CaseTask struct{ ent.Schema }

// Fields of the entity.
func (CaseTask) Fields() []ent.Field {
	return []ent.Field{
		field.Int("case_id").Immutable(),
		field.String("key").Immutable(),
		field.Int("department_id").Immutable(),
		field.String("state"),
		field.Int("holder_id").Optional().Nillable().Comment("who took it; the case's holder until then"),
		field.Int("offered_to_id").Optional().Nillable().Comment("who was asked to take the task over and has not yet"),
		optionalInstant("due_at"),
		instant("due_order"), // due_at, or the end of time for what is not due: what lists are sorted by
		field.String("warning").Default("NONE"),
	}
}

// Edges of the entity.
func (CaseTask) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("case", CaseFile.Type).Ref("tasks").Field("case_id").Unique().Required().Immutable(),
		edge.To("department", Department.Type).Field("department_id").Unique().Required().Immutable(),
	}
}

// Indexes of the entity.
func (CaseTask) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("case_id", "key").Unique(),
		index.Fields("department_id", "state", "due_order", "id"),
		index.Fields("offered_to_id", "due_order", "id").Annotations(entsql.IndexWhere("offered_to_id IS NOT NULL")),
	}
}

// Annotations of the entity.
func (CaseTask) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("case_tasks"),
		oneOf("case_tasks", "state", "WAITING", "READY", "IN_PROGRESS", "SUPPLEMENT", "SPECIAL", "DONE", "DROPPED"),
		oneOf("case_tasks", "warning", "NONE", "YELLOW", "RED", "OVERDUE"),
	}
}
