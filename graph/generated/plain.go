package generated

import (
	"io"

	"github.com/99designs/gqlgen/graphql"
)

// plainObject writes an object whose fields are all collected once: gqlgen's own
// FieldSet makes a map of names for each object, in case @defer wrote some before.
type plainObject struct {
	fields []graphql.CollectedField
	values []graphql.Marshaler
}

// MarshalGQL writes the object as JSON. Aliases are GraphQL names: they need no escapes.
func (o plainObject) MarshalGQL(w io.Writer) {
	between := `{"`
	for i, value := range o.values {
		_, _ = io.WriteString(w, between)
		_, _ = io.WriteString(w, o.fields[i].Alias)
		_, _ = io.WriteString(w, `":`)
		value.MarshalGQL(w)
		between = `,"`
	}
	if len(o.values) == 0 {
		_, _ = io.WriteString(w, `{`)
	}
	_, _ = io.WriteString(w, `}`)
}
