package transport

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"onewindow/graph"
	"onewindow/internal/fault"
	"onewindow/internal/page"
)

const (
	// maxAsked is how many entries a list in a question has at most, maxEntities
	// the references of a gateway, whose cost is limited too, and maxGiven a list in
	// a change, whose own rules mostly allow less.
	maxAsked, maxEntities, maxGiven = 100, 1000, 2000
	// tryCost is reckoned for what somebody without an account proves with a secret,
	// so that an address tries 75 a minute.
	tryCost = 40_000
	// listLength is reckoned for a list that says no length of its own.
	listLength = 10
)

var (
	tooCostly = fault.NewKind("LIMIT_EXCEEDED",
		"该查询估计要回答 %d 个字段，最多 %d 个：请减少 first 或嵌套层数。",
		"This asks for about %d fields, at most %d are answered: lower first, or nest less.")
	tooLong = fault.NewKind("LIMIT_EXCEEDED",
		"参数中的列表有 %d 项，最多 %d 项。",
		"A list among the arguments has %d entries, at most %d are taken.")
	noText = fault.NewKind("BAD_USER_INPUT",
		"参数中有空字符（U+0000），无法保存。",
		"A text among the arguments has the character U+0000, which can't be kept.")
)

// tried are the fields that take a secret instead of an account, or give one. What they answer
// is kept in no cache.
var tried = []string{"followCase", "rateCase", "bookAppointment", "cancelAppointment"}

// costLimit refuses an operation before it runs when its answer could be too
// large. A field counts one; below a connection it counts once for each row that
// first or last asks for, below another list ten times.
// What is answered is charged to the caller's budget.
type costLimit struct {
	DocumentLimits
	budgets *budgets
}

func (costLimit) ExtensionName() string                     { return "CostLimit" }
func (costLimit) Validate(_ graphql.ExecutableSchema) error { return nil }

// MutateOperationContext reckons what an operation costs, and refuses it if that
// is too much.
func (l costLimit) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	m := reckon(op)
	if header, ok := ctx.Value(costKey{}).(http.Header); ok {
		header.Set(costHeader, strconv.Itoa(m.cost))
		if m.private {
			header.Set("Cache-Control", notCached)
		}
	}
	if wantsCost(op) {
		op.Stats.SetExtension(costHeader, m.cost)
	}
	if p := l.exceeded(op, m); p != nil {
		return refusal(ctx, *p)
	}
	return l.budgets.charge(ctx, m.cost)
}

// costly is what is too much about an operation, nil for nothing.
func (l DocumentLimits) costly(op *graphql.OperationContext) *fault.Problem {
	return l.exceeded(op, reckon(op))
}

func (l DocumentLimits) exceeded(op *graphql.OperationContext, m measure) *fault.Problem {
	longest := maxAsked
	switch {
	case op.Operation.Operation == ast.Mutation:
		longest = maxGiven
	case m.forGateway:
		longest = maxEntities
	}
	switch {
	case m.nul:
		return new(noText.At(""))
	case m.longest > longest:
		return new(tooLong.At("", m.longest, longest))
	case m.cost > l.MaxCost:
		return new(tooCostly.At("", m.cost, l.MaxCost))
	}
	return nil
}

func reckon(op *graphql.OperationContext) measure {
	r := reckoning{variables: op.Variables, fragments: map[string]measure{}}
	return r.selections(op.Operation.SelectionSet)
}

// notCached is for answers that no cache may have, also where the public asks.
const notCached = "private, no-store"

// costHeader tells the cost of an operation, as it was reckoned before it ran.
const costHeader = "Query-Cost"

// costKey is under which a request's context has the header of its answer.
type costKey struct{}

func refusal(ctx context.Context, p fault.Problem) *gqlerror.Error {
	return &gqlerror.Error{Message: p.Message(graph.Language(ctx)), Extensions: map[string]any{"code": p.Code}}
}

// measure is how much a selection can answer, and how long the longest list among
// its arguments is; forGateway is whether it asks for entities, nul whether a text
// among its arguments has the character that PostgreSQL keeps nowhere, private
// whether it takes a secret.
type measure struct {
	cost, longest            int
	forGateway, nul, private bool
}

// reckoning measures each fragment once, so that fragments that spread each
// other many times cost no time.
type reckoning struct {
	variables map[string]any
	fragments map[string]measure
}

func (r reckoning) selections(set ast.SelectionSet) (total measure) {
	for _, s := range set {
		var m measure
		switch s := s.(type) {
		case *ast.Field:
			m = r.field(s)
		case *ast.InlineFragment:
			m = r.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			m = r.fragment(s)
		}
		total.cost = add(total.cost, m.cost)
		total.longest = max(total.longest, m.longest)
		total.forGateway = total.forGateway || m.forGateway
		total.nul = total.nul || m.nul
		total.private = total.private || m.private
	}
	return total
}

func (r reckoning) fragment(s *ast.FragmentSpread) measure {
	if m, known := r.fragments[s.Name]; known || s.Definition == nil {
		return m
	}
	m := r.selections(s.Definition.SelectionSet)
	r.fragments[s.Name] = m
	return m
}

func (r reckoning) field(f *ast.Field) measure {
	below := r.selections(f.SelectionSet)
	var given map[string]any
	if len(f.Arguments) > 0 || f.Definition != nil && len(f.Definition.Arguments) > 0 { // what is left out may have a default
		given = f.ArgumentMap(r.variables)
		below.longest = max(below.longest, longestList(given))
		below.nul = below.nul || hasNUL(given)
	}
	if len(f.SelectionSet) > 0 {
		below.cost = times(below.cost, rows(f, given))
	}
	below.cost = add(1, below.cost)
	below.forGateway = below.forGateway || f.Name == "_entities"
	if slices.Contains(tried, f.Name) {
		below.cost, below.private = add(tryCost, below.cost), true
	}
	return below
}

// hasNUL is whether a text in a value of an argument has the character U+0000.
func hasNUL(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.IndexByte(v, 0) >= 0
	case map[string]any:
		for _, below := range v {
			if hasNUL(below) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, hasNUL)
	}
	return false
}

// longestList is the length of the longest list in a value of an argument.
func longestList(v any) (n int) {
	switch v := v.(type) {
	case map[string]any:
		for _, below := range v {
			n = max(n, longestList(below))
		}
	case []any:
		n = len(v)
		for _, below := range v {
			n = max(n, longestList(below))
		}
	}
	return n
}

// rows is how often what is below a field is answered, which was given arguments.
// The lists of a connection have the length that the connection was asked for,
// which counted already.
func rows(f *ast.Field, given map[string]any) int {
	if f.Definition == nil {
		return 1
	}
	if f.Definition.Arguments.ForName("first") != nil {
		return pageSize(given)
	}
	for _, name := range []string{"ids", "representations"} {
		if keys, ok := given[name].([]any); ok {
			return len(keys)
		}
	}
	if f.Definition.Type.Elem == nil || (f.ObjectDefinition != nil && f.ObjectDefinition.Fields.ForName("pageInfo") != nil) {
		return 1
	}
	return listLength
}

func pageSize(given map[string]any) int {
	for _, name := range []string{"first", "last"} {
		if n, ok := asInt(given[name]); ok {
			return min(max(n, 1), page.Max) // more is refused when it is cut
		}
	}
	return page.Default
}

func asInt(v any) (int, bool) {
	switch v := v.(type) {
	case int64:
		return int(v), true
	case int:
		return v, true
	case fmt.Stringer: // a json.Number among the variables
		var n int
		_, err := fmt.Sscan(v.String(), &n)
		return n, err == nil
	default:
		return 0, false
	}
}

// add and times stop at the largest number instead of overflowing.
func add(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func times(a, b int) int {
	if a != 0 && b > math.MaxInt/a {
		return math.MaxInt
	}
	return a * b
}
