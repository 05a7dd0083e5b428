package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// IdempotencyKey remembers what a change with this key did, so that a retry has one effect.
type IdempotencyKey struct{ ent.Schema }

// Fields of the entity.
func (IdempotencyKey) Fields() []ent.Field {
	return []ent.Field{
		field.String("caller"),
		field.String("key"),
		field.String("input_hash"),
		raw("result"),
		instant("created_at"),
	}
}

// Indexes of the entity.
func (IdempotencyKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("caller", "key").Unique(),
		index.Fields("created_at"),
	}
}

// Annotations of the entity.
func (IdempotencyKey) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("idempotency_keys"),
	}
}
