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
	// tryCost is reckoned for what somebody without an account proves with a secret,
	// so that an address tries 75 a minute.
	tryCost = 40_000
	// lookCost is reckoned for what looks at the whole catalog, a search by a text or the
	// counts beside a list: with words that nothing has it takes as long as that many
	// fields.
	lookCost = 2_000
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
	longPage = fault.NewKind("LIMIT_EXCEEDED",
		"每页要 %d 条，最多 %d 条。",
		"A page of %d is asked for, at most %d are given.")
	tooManyLooks = fault.NewKind("LIMIT_EXCEEDED",
		"该查询要搜索或分面统计 %d 次，一次最多 %d 次。",
		"This has %d searches or counts by facet, an operation has at most %d.")
	noText = fault.NewKind("BAD_USER_INPUT",
		"参数中有空字符（U+0000），无法保存。",
		"A text among the arguments has the character U+0000, which can't be kept.")
)

// tried are the fields that take a secret instead of an account, or give one. What they answer
// is kept in no cache.
var tried = []string{"followCase", "rateCase", "bookAppointment", "cancelAppointment", "findAppointment"}

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
	longest := l.MaxList
	switch {
	case op.Operation.Operation == ast.Mutation:
		longest = l.MaxGiven
	case m.forGateway:
		longest = l.MaxEntities
	}
	switch {
	case m.nul:
		return new(noText.At(""))
	case m.longest > longest:
		return new(tooLong.At("", m.longest, longest))
	case m.page > l.MaxList:
		return new(longPage.At("", m.page, l.MaxList))
	case m.looks > l.MaxSearches:
		return new(tooManyLooks.At("", m.looks, l.MaxSearches))
	case m.cost > l.MaxCost:
		return new(tooCostly.At("", m.cost, l.MaxCost))
	}
	return nil
}

func reckon(op *graphql.OperationContext) measure {
	r := reckoning{variables: op.Variables, fragments: map[string]measure{}}
	m := r.selections(op.Operation.SelectionSet)
	m.cost = add(m.cost, times(lookCost, m.looks))
	return m
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

// measure is how much a selection can answer, how long the longest list among its
// arguments and its longest page are, and how often it looks at the whole catalog, once or for each row of
// the connection that it stands in; forGateway is whether it asks for entities, nul whether a text among its arguments has the character that
// PostgreSQL keeps nowhere, private whether it takes a secret.
type measure struct {
	cost, longest, page      int
	looks, looksInRows       int
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
		total.longest, total.page = max(total.longest, m.longest), max(total.page, m.page)
		total.looks, total.looksInRows = add(total.looks, m.looks), add(total.looksInRows, m.looksInRows)
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
		n := rows(f, given)
		if f.Definition != nil && f.Definition.Arguments.ForName("first") != nil {
			below.page = max(below.page, n)
		}
		below = below.over(f, n)
	}
	below.cost = add(1, below.cost)
	if looks(f, given) {
		below.looks = add(1, below.looks)
	}
	below.forGateway = below.forGateway || f.Name == "_entities"
	if slices.Contains(tried, f.Name) {
		below.cost, below.private = add(tryCost, below.cost), true
	}
	return below
}

// over is what is below a field that has so many rows. Beside the rows of a
// connection is what it tells of all of them, such as its counts by facet.
func (m measure) over(f *ast.Field, rows int) measure {
	m.cost = times(m.cost, rows)
	switch {
	case isConnection(f.ObjectDefinition) && (f.Name == "nodes" || f.Name == "edges"):
		m.looks, m.looksInRows = 0, m.looks
	case m.looksInRows > 0 || f.Definition != nil && f.Definition.Type.Elem == nil: // a connection, or one thing
		m.looks, m.looksInRows = add(m.looks, times(m.looksInRows, rows)), 0
	default:
		m.looks = times(m.looks, rows)
	}
	return m
}

func isConnection(d *ast.Definition) bool { return d != nil && d.Fields.ForName("pageInfo") != nil }

// looks is whether a field looks at the whole catalog.
func looks(f *ast.Field, given map[string]any) bool {
	if f.Name == "searchSuggestions" || f.Name == "facets" {
		return true
	}
	filter, _ := given["filter"].(map[string]any)
	text, _ := filter["text"].(string)
	return f.Name == "items" && strings.TrimSpace(text) != ""
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
	if f.Definition.Type.Elem == nil || isConnection(f.ObjectDefinition) {
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
