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

	"onewindow/graph"
	"onewindow/internal/fault"
	"onewindow/internal/store"
)

const (
	// maxBody is the most bytes of one request of the public, maxSignedInBody of
	// one with a token, which may carry a file to import.
	maxBody         = 1 << 20
	maxSignedInBody = 24 << 20
	// maxTokens is the most tokens of one document: without it a small document
	// of ten thousand aliases keeps validation busy for seconds.
	maxTokens = 8000
	// keepAlive is how often a quiet subscription is shown to be alive.
	keepAlive = 15 * time.Second
)

func graphQL(r *graph.Resolver, signIn transport.WebsocketInitFunc) http.Handler {
	srv := handler.New(graph.Schema(r))
	srv.AddTransport(transport.Websocket{
		KeepAlivePingInterval: keepAlive,
		InitTimeout:           10 * time.Second,
		InitFunc:              signIn,
	})
	srv.AddTransport(transport.Options{})
	srv.AddTransport(transport.SSE{KeepAlivePingInterval: keepAlive})
	srv.AddTransport(direct{transport.GET{}})
	srv.AddTransport(direct{transport.POST{}})
	srv.SetQueryCache(lru.New[*ast.QueryDocument](1000))
	srv.SetParserTokenLimit(maxTokens)
	srv.Use(extension.Introspection{})
	srv.Use(costLimit{})
	srv.SetErrorPresenter(graph.PresentError)
	srv.SetRecoverFunc(func(ctx context.Context, v any) error {
		slog.ErrorContext(ctx, "resolver panicked", "panic", v)
		return gqlerror.WrapPath(graphql.GetPath(ctx), errPanic)
	})
	srv.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		return next(r.WithLoaders(r.Live.Begin(ctx))) // each operation of a WebSocket begins its own
	})
	srv.AroundRootFields(keyed)
	return srv
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
	return next(ctx)
}
