package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// ServiceCenter is a place, or in the poorest village a person, that serves (便民服务中心).
type ServiceCenter struct{ ent.Schema }

// Mixin of the entity.
func (ServiceCenter) Mixin() []ent.Mixin {
	return []ent.Mixin{Versioned{}}
}

// Fields of the entity.
func (ServiceCenter) Fields() []ent.Field {
	return []ent.Field{
		field.String("code").NotEmpty(),
		field.String("name").NotEmpty(),
		field.String("tier"),
		field.Int("division_id"),
		// district_code is the partition key of rows that grow.
		field.String("district_code"),
		// reports_to_id is the center above; only the highest center of the deployment has none.
		field.Int("reports_to_id").Optional().Nillable(),
		field.String("status"),
		day("status_since"),
		text("address"),
		field.Float("longitude").Optional().Nillable(),
		field.Float("latitude").Optional().Nillable(),
		text("directions"),
		raw("phones"),
		raw("hours"),
		codes("ways"),
		field.String("duty_contact_name").Default(""),
		field.String("duty_contact_phone").Default(""),
	}
}

// Edges of the entity.
func (ServiceCenter) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("division", Division.Type).Field("division_id").Unique().Required(),
		edge.To("subordinates", ServiceCenter.Type).From("reports_to").Field("reports_to_id").Unique(),
	}
}

// Indexes of the entity.
func (ServiceCenter) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("code").Unique(),
		index.Fields("division_id"),
		index.Fields("reports_to_id"),
	}
}

// Annotations of the entity.
func (ServiceCenter) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("service_centers"),
		oneOf("service_centers", "tier", "CENTER", "STATION", "DESIGNATED_PERSON"),
		oneOf("service_centers", "status", "PLANNED", "BUILDING", "ACCEPTED", "OPEN", "SUSPENDED", "CLOSED"),
		entsql.Checks(map[string]string{"service_centers_not_own_superior": "reports_to_id IS NULL OR reports_to_id <> id"}),
	}
}
