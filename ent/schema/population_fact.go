package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// PopulationFact is a number about the people of a division, from which local extras are suggested (因地制宜).
type PopulationFact struct{ ent.Schema }

// Mixin of the entity.
func (PopulationFact) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (PopulationFact) Fields() []ent.Field {
	return []ent.Field{
		field.Int("division_id"),
		field.String("kind").NotEmpty(),
		field.Int("count").NonNegative(),
		day("counted_on"),
	}
}

// Edges of the entity.
func (PopulationFact) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("division", Division.Type).Field("division_id").Unique().Required(),
	}
}

// Indexes of the entity.
func (PopulationFact) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("division_id", "kind").Unique(),
	}
}

// Annotations of the entity.
func (PopulationFact) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("population_facts"),
		entsql.Checks(map[string]string{"population_facts_count": "count >= 0"}),
	}
}
