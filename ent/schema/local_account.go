package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// LocalAccount is a password of a person, for places without an identity provider
// (本地账号). Only its hash is kept.
type LocalAccount struct{ ent.Schema }

// Fields of the entity.
func (LocalAccount) Fields() []ent.Field {
	return []ent.Field{
		field.Int("staff_id").Immutable(),
		field.String("password_hash").Sensitive(),
		sealed("totp_secret"),
		field.Int64("totp_step").Default(0).Comment("the last step whose code was used"),
		field.Int("failures").Default(0).Comment("wrong passwords since the last right one"),
		optionalInstant("locked_until"),
		field.Bool("locked").Default(false).Comment("until an admin unlocks it"),
	}
}

// Indexes of the entity.
func (LocalAccount) Indexes() []ent.Index {
	return []ent.Index{index.Fields("staff_id").Unique()}
}

// Annotations of the entity.
func (LocalAccount) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("local_accounts")}
}
