package transport

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"onewindow/internal/fault"
	"onewindow/internal/identity"
)

var noIntrospection = fault.NewKind("INTROSPECTION_REFUSED", "此处不提供内省。", "The schema is not told here.")

func init() {
	errcode.RegisterErrorType(noIntrospection.Code, errcode.KindProtocol)
}

// introspection tells the schema to those whom the operator chose.
type introspection struct{ to Audience }

func (introspection) ExtensionName() string                     { return "Introspection" }
func (introspection) Validate(_ graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses an operation that asks for the schema, by the
// language's own fields or by the federation's.
func (i introspection) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if i.to.includes(identity.From(ctx)) {
		op.DisableIntrospection = false
		return nil
	}
	for _, f := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"}) {
		if f.Name == "__schema" || f.Name == "__type" || f.Name == "_service" {
			return refusal(ctx, noIntrospection.At(""))
		}
	}
	return nil
}
