package generated

import (
	"context"
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

// deferredGroup is what gqlgen makes for each object, empty where no field of it
// is deferred: the path that it would hold is a part of what an object costs.
func deferredGroup(ctx context.Context, fields []graphql.CollectedField) graphql.DeferredGroup {
	for i := range fields {
		if fields[i].IsDeferred() {
			return graphql.NewDeferredGroup(ctx)
		}
	}
	return graphql.DeferredGroup{}
}
