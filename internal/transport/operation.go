package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

const (
	// maxErrors is how many errors one answer tells.
	maxErrors = 20
	// maxMessage is the most bytes of the message of an error, which may repeat
	// what was asked.
	maxMessage = 400
)

// inTime gives each operation an end, which the statements that it sends to the
// database have as well. Subscriptions last, and imports take what they take.
func inTime(limit time.Duration) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		if limit <= 0 || lasts(graphql.GetOperationContext(ctx).Operation) {
			return next(ctx)
		}
		ctx, cancel := context.WithTimeout(ctx, limit)
		respond := next(ctx)
		answered := false
		return func(ctx context.Context) *graphql.Response {
			if answered {
				return nil
			}
			answered = true
			defer cancel()
			return respond(ctx)
		}
	}
}

func lasts(op *ast.OperationDefinition) bool {
	if op.Operation == ast.Mutation {
		for _, s := range op.SelectionSet {
			if f, ok := s.(*ast.Field); ok && (strings.HasPrefix(f.Name, "import") || f.Name == "startImport") {
				return true
			}
		}
	}
	return op.Operation == ast.Subscription
}

// finished cuts errors to size, and tells the cost to who asked for it.
func finished(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	r := next(ctx)
	if r == nil {
		return nil
	}
	if len(r.Errors) > maxErrors {
		r.Errors = r.Errors[:maxErrors]
	}
	for _, e := range r.Errors {
		shorten(e)
	}
	if op := operationOf(ctx); op != nil && wantsCost(op) {
		requested, _ := op.Stats.GetExtension(costHeader).(int)
		if r.Extensions == nil {
			r.Extensions = map[string]any{}
		}
		r.Extensions["cost"] = map[string]int{"requested": requested, "actual": fieldsIn(r.Data)}
	}
	return r
}

// operationOf is the operation of an answer, nil when it did not become one.
func operationOf(ctx context.Context) *graphql.OperationContext {
	if !graphql.HasOperationContext(ctx) {
		return nil
	}
	return graphql.GetOperationContext(ctx)
}

// wantsCost is whether a request has "extensions": {"cost": true}.
func wantsCost(op *graphql.OperationContext) bool { return op.Extensions["cost"] == true }

// fieldsIn counts the fields of an answer.
func fieldsIn(data []byte) (n int) {
	in := json.NewDecoder(bytes.NewReader(data))
	var objects []bool // of what is open, whether it is an object
	key := false       // whether the next string is a field's name
	for {
		token, err := in.Token()
		if err != nil {
			return n
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			objects = append(objects, token == json.Delim('{'))
			key = token == json.Delim('{')
			continue
		case json.Delim('}'), json.Delim(']'):
			objects = objects[:len(objects)-1]
		default:
			if key {
				n++
				key = false
				continue
			}
		}
		key = len(objects) > 0 && objects[len(objects)-1]
	}
}

// shorten cuts what an error repeats of the request.
func shorten(e *gqlerror.Error) {
	e.Message = cut(e.Message, maxMessage)
	for i, step := range e.Path {
		if name, ok := step.(ast.PathName); ok {
			e.Path[i] = ast.PathName(cut(string(name), maxName))
		}
	}
	if len(e.Locations) > 2 {
		e.Locations = e.Locations[:2]
	}
}

// cut is a text of at most so many bytes.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}
