package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// NumberSeries counts what gets a number at a center in a year, without a gap: it is
// moved under the ledger's lock, in the transaction that uses the number.
type NumberSeries struct{ ent.Schema }

// Fields of the entity.
func (NumberSeries) Fields() []ent.Field {
	return []ent.Field{
		field.String("kind").Immutable(),
		field.Int("center_id").Immutable(),
		field.Int("year").Immutable(),
		field.Int("last").Default(0),
	}
}

// Indexes of the entity.
func (NumberSeries) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("kind", "center_id", "year").Unique(),
	}
}

// Annotations of the entity.
func (NumberSeries) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("number_series"),
	}
}
