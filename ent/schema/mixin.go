// Package schema describes every entity that is stored, once, for both engines.
//
// Enumerations are strings with a CHECK, days are text "2006-01-02" (so that both
// engines compare them alike), instants are UTC with microseconds, money is fen.
// Lists that are read and written whole are JSON.
package schema

import (
	"encoding/json"
	"fmt"
	"strings"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"entgo.io/ent/schema/mixin"

	"onewindow/internal/calendar"
	"onewindow/internal/personal"
)

// Versioned gives an updatable record its version: a change says which version
// it saw and is refused when that is not the newest (design section 3).
type Versioned struct{ mixin.Schema }

// Fields of the mixin.
func (Versioned) Fields() []ent.Field {
	return []ent.Field{field.Int("version").Default(1)}
}

// InForce dates a record: it holds from valid_from up to and without valid_to.
type InForce struct{ mixin.Schema }

// Fields of the mixin.
func (InForce) Fields() []ent.Field {
	return []ent.Field{day("valid_from"), optionalDay("valid_to")}
}

// Attributed says who began and who ended a dated record, when and why.
type Attributed struct{ mixin.Schema }

// Fields of the mixin.
func (Attributed) Fields() []ent.Field {
	return []ent.Field{
		instant("started_at"),
		field.String("started_by"),
		field.String("start_reason").Default(""),
		optionalInstant("ended_at"),
		field.String("ended_by").Default(""),
		field.String("end_reason").Default(""),
	}
}

func day(name string) ent.Field {
	return field.String(name).GoType(calendar.Day{}).SchemaType(dayColumn)
}

func optionalDay(name string) ent.Field {
	return field.String(name).GoType(calendar.Day{}).SchemaType(dayColumn).Optional().Nillable()
}

var dayColumn = map[string]string{dialect.Postgres: "character(10)"}

func instant(name string) ent.Field { return field.Time(name) }

func optionalInstant(name string) ent.Field { return field.Time(name).Optional().Nillable() }

func text(name string) ent.Field { return field.Text(name).Default("") }

// sealed is personal data, which the database holds sealed: it is in
// personal.Fields too.
func sealed(name string) ent.Field {
	return field.String(name).GoType(personal.Sealed("")).Default("").Sensitive()
}

// codes is a JSON array of strings that is always said.
func codes(name string) ent.Field { return field.Strings(name).Default([]string{}) }

// inheritedCodes is a JSON array of strings, or NULL where the record inherits it.
func inheritedCodes(name string) ent.Field { return field.Strings(name).Optional() }

// raw is a JSON value whose shape belongs to a domain package.
func raw(name string) ent.Field { return field.JSON(name, json.RawMessage{}).Optional() }

// oneOf is the CHECK that keeps a column to an enumeration's values; a column
// that may be NULL passes, as SQL has it.
func oneOf(table, column string, values ...string) schema.Annotation {
	return entsql.Checks(map[string]string{
		table + "_" + column: fmt.Sprintf("%s IN ('%s')", column, strings.Join(values, "', '")),
	})
}

// ordered is the CHECK that a record does not end before it begins. One that
// ends on the day it began was never in force: a mistake, corrected.
func ordered(table string) schema.Annotation {
	return entsql.Checks(map[string]string{table + "_days": "valid_to IS NULL OR valid_to >= valid_from"})
}

// onlyOne is a unique index over the rows that a condition picks: it works on
// both engines.
func onlyOne(name, where string, fields ...string) ent.Index {
	return index.Fields(fields...).Unique().StorageKey(name).Annotations(entsql.IndexWhere(where))
}
