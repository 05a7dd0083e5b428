// Package ent holds the entities (schema/) and what ent generates from them (db/).
package ent

//go:generate go run entgo.io/ent/cmd/ent generate --feature sql/versioned-migration,sql/lock,sql/upsert,sql/execquery,sql/modifier --target ./db ./schema
