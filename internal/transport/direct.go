package transport

import (
	"bytes"
	"context"
	"net/http"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"onewindow/internal/fault"
)

// direct has a transport of gqlgen send the data of an answer as it was made.
// Left alone it reads it all again: json.Marshal checks and compacts what a
// json.RawMessage holds, a fifth of the time that a long list takes.
type direct struct{ graphql.Transport }

// Do answers a request.
func (d direct) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	out := &dataWriter{ResponseWriter: w}
	d.Transport.Do(out, r, keepsData{exec, out})
}

// keepsData gives the data of an answer to the writer instead of the transport.
type keepsData struct {
	graphql.GraphExecutor
	out *dataWriter
}

var needsStream = fault.NewKind("GRAPHQL_VALIDATION_FAILED",
	"订阅须通过 WebSocket，或以 Accept: text/event-stream 发送。",
	"A subscription needs a WebSocket, or events: Accept: text/event-stream.")

// CreateOperationContext refuses a subscription: here is one answer, and no stream.
func (k keepsData) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op, errs := k.GraphExecutor.CreateOperationContext(ctx, params)
	if len(errs) == 0 && op.Operation.Operation == ast.Subscription {
		return op, gqlerror.List{refusal(ctx, needsStream.At(""))}
	}
	return op, errs
}

// DispatchOperation runs an operation.
func (k keepsData) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	responses, ctx := k.GraphExecutor.DispatchOperation(ctx, op)
	return func(ctx context.Context) *graphql.Response {
		r := responses(ctx)
		if r == nil || len(r.Errors) > 0 || len(r.Extensions) > 0 || r.HasNext != nil {
			return r
		}
		k.out.data = r.Data
		return &graphql.Response{}
	}, ctx
}

// dataWriter writes the data that it was given where the transport writes an
// answer without any.
type dataWriter struct {
	http.ResponseWriter
	data []byte
}

// Write writes an answer.
func (w *dataWriter) Write(b []byte) (int, error) {
	if w.data == nil {
		return w.ResponseWriter.Write(b)
	}
	data := w.data
	w.data = nil
	for _, part := range [][]byte{[]byte(`{"data":`), data, []byte(`}`)} {
		if _, err := w.ResponseWriter.Write(part); err != nil {
			return 0, err
		}
	}
	return len(b), nil
}

// events is the transport of gqlgen for streams of events, which tells what is wrong
// with a request without data, that only an operation that ran has.
type events struct{ graphql.Transport }

// Do answers a request.
func (e events) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	out := &faultWriter{ResponseWriter: w}
	e.Transport.Do(out, r, tellsFaults{exec, out})
}

// tellsFaults lets the writer know of a request that was refused.
type tellsFaults struct {
	graphql.GraphExecutor
	out *faultWriter
}

// DispatchError answers a request that was refused.
func (t tellsFaults) DispatchError(ctx context.Context, errs gqlerror.List) *graphql.Response {
	t.out.refused.Store(true)
	return t.GraphExecutor.DispatchError(ctx, errs)
}

// faultWriter leaves the data out of the answer to a request that was refused.
type faultWriter struct {
	http.ResponseWriter
	refused atomic.Bool
}

// Write writes an event.
func (w *faultWriter) Write(b []byte) (int, error) {
	if !w.refused.Load() {
		return w.ResponseWriter.Write(b)
	}
	if _, err := w.ResponseWriter.Write(bytes.Replace(b, []byte(`,"data":null}`), []byte(`}`), 1)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Flush sends what was written so far.
func (w *faultWriter) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }
