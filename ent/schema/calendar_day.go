package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// CalendarDay is a public holiday or a weekend day that is worked (调休), from the yearly notice of the State Council.
type CalendarDay struct{ ent.Schema }

// Fields of the entity.
func (CalendarDay) Fields() []ent.Field {
	return []ent.Field{
		day("day"),
		field.String("kind"),
		field.String("name").Default(""),
	}
}

// Indexes of the entity.
func (CalendarDay) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("day").Unique(),
	}
}

// Annotations of the entity.
func (CalendarDay) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("calendar_days"),
		oneOf("calendar_days", "kind", "HOLIDAY", "MAKEUP_WORKDAY"),
	}
}
