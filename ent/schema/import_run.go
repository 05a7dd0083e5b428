package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// ImportRun is one import of a file through the API: how far it is, and its
// report when it has ended.
type ImportRun struct{ ent.Schema }

// Fields of the entity.
func (ImportRun) Fields() []ent.Field {
	return []ent.Field{
		field.String("form"),
		text("file_name"),
		field.Bool("dry_run").Default(false),
		field.String("state"),
		field.Int("rows_total").Default(0),
		field.Int("rows_done").Default(0),
		// cancel_requested asks the instance that runs it to stop.
		field.Bool("cancel_requested").Default(false),
		// counts are those of the report, which a list of imports does not read.
		raw("counts"),
		raw("report"),
		field.String("started_by"),
		instant("started_at"),
		optionalInstant("finished_at"),
	}
}

// Indexes of the entity.
func (ImportRun) Indexes() []ent.Index {
	return []ent.Index{index.Fields("state"), index.Fields("started_at", "id")}
}

// Annotations of the entity.
func (ImportRun) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("import_runs"),
		oneOf("import_runs", "state", "RUNNING", "DONE", "FAULTY", "CANCELLED", "FAILED"),
	}
}
