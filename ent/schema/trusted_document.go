package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// TrustedDocument is an operation that a frontend registered before it asks for
// it (可信查询). It never changes: it is there, or it is removed.
type TrustedDocument struct{ ent.Schema }

// Fields of the entity.
func (TrustedDocument) Fields() []ent.Field {
	return []ent.Field{
		field.String("client").NotEmpty(),
		field.String("document_id").NotEmpty().Comment("as the client's manifest names it, mostly a hash of the body"),
		field.Text("body"),
		field.String("operation").Default("").Comment("the name of the operation, empty for none or several"),
		instant("registered_at"),
		field.String("registered_by"),
	}
}

// Indexes of the entity.
func (TrustedDocument) Indexes() []ent.Index {
	return []ent.Index{index.Fields("client", "document_id").Unique()}
}

// Annotations of the entity.
func (TrustedDocument) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("trusted_documents")}
}
