package generated

import (
	"context"
	"io"

	"github.com/99designs/gqlgen/graphql"

	"onewindow/internal/identity"
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

// written is an object that was resolved: plain where none of its fields is
// deferred.
func written(fields []graphql.CollectedField, out *graphql.FieldSet) graphql.Marshaler {
	for i := range fields {
		if fields[i].IsDeferred() {
			return out
		}
	}
	return plainObject{fields, out.Values}
}

// fromMemory is whether everything of an answer is in memory: the public is
// answered so. Others may have to wait for the database, which reads for many at
// once when they ask side by side.
func fromMemory(ctx context.Context) bool { return identity.From(ctx).Public() }

// marshalRows is graphql.MarshalSliceConcurrently, one row after another where
// nothing waits: a goroutine for each costs more than the row.
func marshalRows(ctx context.Context, n int, row func(context.Context, int) graphql.Marshaler) graphql.Array {
	if !fromMemory(ctx) {
		return graphql.MarshalSliceConcurrently(ctx, n, 0, false, row)
	}
	rows := make(graphql.Array, n)
	for i := range rows {
		of := graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &i})
		rows[i] = recovered(of, graphql.GetOperationContext(ctx), func(ctx context.Context) graphql.Marshaler { return row(ctx, i) })
	}
	return rows
}

// resolve is FieldSet.ResolveConcurrently, at once where nothing waits.
func resolve(ctx context.Context, out *graphql.FieldSet, oc *graphql.OperationContext, deferred *graphql.DeferredGroup,
	field graphql.CollectedField, i int, recovers, nonNull bool, f func(context.Context) graphql.Marshaler,
) {
	if field.IsDeferred() || !fromMemory(ctx) {
		out.ResolveConcurrently(oc, deferred, i, recovers, nonNull, f)
		return
	}
	out.Values[i] = recovered(ctx, oc, f)
	if v := out.Values[i]; nonNull && v == graphql.Null || !nonNull && v == graphql.RequiredNull {
		out.Invalids++
	}
}

// recovered is what f makes, null with an error where it panics.
func recovered(ctx context.Context, oc *graphql.OperationContext, f func(context.Context) graphql.Marshaler) (v graphql.Marshaler) {
	defer func() {
		if r := recover(); r != nil {
			oc.Error(ctx, oc.Recover(ctx, r))
			v = graphql.Null
		}
	}()
	return f(ctx)
}
