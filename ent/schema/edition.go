package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Edition is a version of an item's guide (实施清单、办事指南). A published one never changes.
type Edition struct{ ent.Schema }

// Mixin of the entity.
func (Edition) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (Edition) Fields() []ent.Field {
	return []ent.Field{
		field.Int("item_id"),
		field.Int("number"),
		field.String("status"),
		field.Int("reform_round_id").Optional().Nillable(),
		optionalDay("effective_from"),
		optionalDay("effective_to"),
		instant("created_at"),
		field.String("created_by"),
		instant("updated_at"),
		field.String("updated_by"),
		optionalInstant("submitted_at"),
		field.String("submitted_by").Default(""),
		optionalInstant("published_at"),
		field.String("published_by").Default(""),
		optionalInstant("retired_at"),
		field.String("retired_by").Default(""),
		text("remark"),
		text("title"),
		text("summary"),
		field.String("handling").Optional().Nillable(),
		field.Int("statutory_value").Optional().Nillable(),
		field.String("statutory_unit").Optional().Nillable(),
		text("statutory_note"),
		field.Int("promised_value").Optional().Nillable(),
		field.String("promised_unit").Optional().Nillable(),
		text("promised_note"),
		field.Bool("no_materials").Default(false),
		field.Bool("charged").Optional().Nillable(),
		field.Int("visits").Optional().Nillable(),
		text("visits_reason"),
		field.String("cross_area").Optional().Nillable(),
		field.String("online_depth").Optional().Nillable(),
		field.Bool("fully_online").Default(false),
		text("online_url"),
		field.Bool("mail_materials").Default(false),
		field.Bool("mail_result").Default(false),
		field.Bool("bookable").Default(false),
		text("booking_note"),
		text("place_note"),
		text("quota"),
		text("consult_phone"),
		text("consult_address"),
		text("consult_url"),
		text("complaint_phone"),
		text("complaint_address"),
		text("complaint_url"),
		text("appeal_name"),
		text("appeal_address"),
		text("appeal_phone"),
		text("litigation_name"),
		text("litigation_address"),
		text("litigation_phone"),
		text("rights_and_duties"),
		optionalDay("verified_on"),
		text("notice"),
	}
}

// Edges of the entity.
func (Edition) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("item", ServiceItem.Type).Field("item_id").Unique().Required(),
		edge.To("reform_round", ReformRound.Type).Field("reform_round_id").Unique(),
		edge.To("conditions", Condition.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("materials", Material.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("steps", Step.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("fees", Fee.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("legal_bases", LegalBasis.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("results", Result.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("questions", Question.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("special_procedures", SpecialProcedure.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Indexes of the entity.
func (Edition) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("item_id", "number").Unique(),
		onlyOne("editions_one_published", "status = 'PUBLISHED'", "item_id"),
		onlyOne("editions_one_draft", "published_at IS NULL", "item_id"),
	}
}

// Annotations of the entity.
func (Edition) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("editions"),
		oneOf("editions", "status", "DRAFT", "IN_REVIEW", "PUBLISHED", "RETIRED"),
		oneOf("editions", "handling", "ON_THE_SPOT", "PROMISED"),
		oneOf("editions", "statutory_unit", "WORKING_DAYS", "CALENDAR_DAYS", "ON_THE_SPOT"),
		oneOf("editions", "promised_unit", "WORKING_DAYS", "CALENDAR_DAYS", "ON_THE_SPOT"),
	}
}
