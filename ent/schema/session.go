package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Session is a person who signed in with a browser (登录会话). Only the hash of its
// secret is kept.
type Session struct{ ent.Schema }

// Fields of the entity.
func (Session) Fields() []ent.Field {
	return []ent.Field{
		field.String("hash").Sensitive().Immutable(),
		field.Int("staff_id").Immutable(),
		instant("began_at"),
		instant("seen_at"),
		instant("expires_at"),
	}
}

// Indexes of the entity.
func (Session) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("hash").Unique(),
		index.Fields("expires_at"),
	}
}

// Annotations of the entity.
func (Session) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Table("sessions")}
}
