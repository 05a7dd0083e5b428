package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
)

// Ledger is the one row that every change locks: it numbers revisions and audit events without gaps
// and serialises writes to the trees.
type Ledger struct{ ent.Schema }

// Fields of the entity.
func (Ledger) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("revision").Default(0),
		field.Int64("audit_seq").Default(0),
		field.String("audit_hash").Default(""),
		field.JSON("personal_keys", map[string]string{}).Optional().
			Comment("the keys that seal personal data here, each with a text that it sealed to be known by"),
	}
}

// Annotations of the entity.
func (Ledger) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("ledger"),
	}
}
