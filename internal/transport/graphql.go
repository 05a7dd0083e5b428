package transport

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"onewindow/graph"
	"onewindow/internal/fault"
	"onewindow/internal/store"
)

// keepAlive is how often a quiet stream is shown to be alive.
const keepAlive = 15 * time.Second

func (s *Server) graphQL(r *graph.Resolver) http.Handler {
	srv := handler.New(graph.Schema(r))
	srv.AddTransport(sockets{limits: s.limits, initTimeout: initTimeout, signIn: s.signIn})
	srv.AddTransport(transport.Options{})
	srv.AddTransport(events{transport.SSE{KeepAlivePingInterval: keepAlive}})
	srv.AddTransport(direct{transport.GET{}})
	srv.AddTransport(direct{transport.POST{}})
	parsed := lru.New[*ast.QueryDocument](1000)
	srv.SetQueryCache(parsed)
	srv.SetParserTokenLimit(s.limits.MaxTokens)
	srv.SetDisableSuggestion(true)
	srv.SetValidationRulesFn(quietRules)
	srv.Use(introspection{s.limits.introspection()})
	srv.Use(&documents{s.limits, s.budgets, s.documents, newStrangers()})
	if s.limits.Documents != DocumentsOnly {
		srv.Use(extension.AutomaticPersistedQuery{Cache: lru.New[string](s.limits.MaxPersisted)})
	}
	srv.Use(shapeLimit{s.limits.DocumentLimits, s.budgets, parsed})
	srv.Use(oneStream{})
	srv.Use(costLimit{s.limits.DocumentLimits, s.budgets})
	srv.SetErrorPresenter(graph.PresentError)
	srv.SetRecoverFunc(func(ctx context.Context, v any) error {
		slog.ErrorContext(ctx, "resolver panicked", "panic", v)
		return gqlerror.WrapPath(graphql.GetPath(ctx), errPanic)
	})
	srv.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(r.WithLoaders(r.Live.Begin(ctx))) // each operation of a WebSocket begins its own
	})
	srv.AroundOperations(inTime(s.limits.RequestTimeout))
	srv.AroundRootFields(keyed)
	srv.AroundResponses(finished)
	srv.AroundResponses(s.metrics.countErrors)
	return srv
}

// quietRules are the rules of validation, without suggestions of what else there
// is (whoever may know the schema can ask for it), and with few faults of a kind.
func quietRules() *rules.Rules {
	r := rules.NewDefaultRules()
	for loud, quiet := range map[string]core.Rule{
		rules.KnownArgumentNamesRule.Name:  rules.KnownArgumentNamesRuleWithoutSuggestions,
		rules.KnownTypeNamesRule.Name:      rules.KnownTypeNamesRuleWithoutSuggestions,
		rules.ValuesOfCorrectTypeRule.Name: rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
	} {
		r.ReplaceRule(loud, quiet.RuleFunc)
	}
	for name, check := range r.GetInner() {
		r.ReplaceRule(name, brief(check))
	}
	return r
}

// brief is a rule that finds no more faults than are told: to word thousands of
// them takes longer than to find them.
func brief(check core.RuleFunc) core.RuleFunc {
	return func(observers *core.Events, tell core.AddErrFunc) {
		told := 0
		check(observers, func(options ...core.ErrorOption) {
			if told++; told <= maxErrors {
				tell(options...)
			}
		})
	}
}

// keyForm is what an Idempotency-Key may be.
var keyForm = regexp.MustCompile(`^[\x21-\x7e]{1,200}$`)

var badKey = fault.NewKind("BAD_IDEMPOTENCY_KEY",
	"Idempotency-Key 应为 1 至 200 个可见的 ASCII 字符。",
	"An Idempotency-Key has 1 to 200 visible ASCII characters.")

// keyed has a mutation remembered under the request's Idempotency-Key. Several
// mutations of one request are told apart by their places in the answer.
func keyed(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	op, field := graphql.GetOperationContext(ctx), graphql.GetRootFieldContext(ctx)
	key := op.Headers.Get("Idempotency-Key")
	if key == "" || op.Operation.Operation != ast.Mutation {
		return next(ctx)
	}
	if !keyForm.MatchString(key) {
		graphql.AddError(ctx, badKey.At(""))
		return graphql.Null
	}
	input := map[string]any{"mutation": field.Field.Name, "arguments": field.Field.ArgumentMap(op.Variables)}
	ctx, err := store.WithIdempotencyKey(ctx, key+"/"+field.Field.Alias, input)
	if err != nil {
		graphql.AddError(ctx, err)
		return graphql.Null
	}
	replayed := false
	answer := next(store.OnReplay(ctx, func() { replayed = true }))
	if header, ok := ctx.Value(costKey{}).(http.Header); ok && replayed {
		header.Set(replayedHeader, "true")
	}
	return answer
}

// replayedHeader tells that a change had been made before, so that the answer may show
// more than it did: what others changed since.
const replayedHeader = "Idempotency-Replayed"
