package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// AccessToken says who a program is (服务令牌). Only the hash of the token is kept.
type AccessToken struct{ ent.Schema }

// Fields of the entity.
func (AccessToken) Fields() []ent.Field {
	return []ent.Field{
		field.String("name").NotEmpty(),
		field.String("role"),
		codes("actions"),
		field.Bool("only_registered").Default(false).Comment("whether it may send trusted documents only"),
		field.Int("center_id").Optional().Nillable(),
		field.Int("department_id").Optional().Nillable(),
		field.String("hash").Sensitive(),
		field.String("created_by").Default(""),
		instant("created_at"),
		optionalInstant("expires_at"),
		optionalInstant("revoked_at"),
	}
}

// Indexes of the entity.
func (AccessToken) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("hash").Unique(),
		onlyOne("access_tokens_one_valid_per_name", "revoked_at IS NULL", "name"),
	}
}

// Annotations of the entity.
func (AccessToken) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.Table("access_tokens"),
		oneOf("access_tokens", "role", "WINDOW_CLERK", "AGENT", "DEPARTMENT_REVIEWER", "CENTER_ADMIN", "DEPARTMENT_ADMIN", "DISTRICT_ADMIN",
			"SUPERVISOR", "AUDITOR", "SERVICE"),
	}
}
