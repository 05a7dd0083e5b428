package transport

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"onewindow/internal/fault"
)

const (
	// bytesPerCost is how many bytes of a new document are charged as one field:
	// to read and validate it takes about as long as to answer that many.
	bytesPerCost = 10
	// maxName is the most bytes of a name that a document makes up.
	maxName = 100
	// maxVisits is how many fields a document may select, those of fragments
	// counted wherever they are spread.
	maxVisits = 20_000
	// maxWritten is how many operations a document may hold: validation walks
	// through the fragments anew for each.
	maxWritten = 30
	// maxPairs is how many pairs of fields under one name validation may have to
	// compare.
	maxPairs = 20_000
)

var (
	tooMany = fault.NewKind("LIMIT_EXCEEDED",
		"查询的%[1]s过多，最多 %[2]d。",
		"The document has too many %[3]s, at most %[2]d are taken.")
	tooDeep = fault.NewKind("LIMIT_EXCEEDED",
		"嵌套了 %d 层，最多 %d 层。",
		"This nests %d levels deep, at most %d are answered.")
	longDocument = fault.NewKind("LIMIT_EXCEEDED",
		"查询最长 %d 字节：较长的值请放入变量。",
		"A document has at most %d bytes: put long values into its variables.")
	longName = fault.NewKind("LIMIT_EXCEEDED",
		"查询中的名称最长 %d 字节。",
		"A name in the document has at most %d bytes.")
)

// shapeLimit refuses a document by its shape, before the validation of one that
// was made to be slow to validate. One that is in the cache was valid before.
type shapeLimit struct {
	DocumentLimits
	budgets *budgets
	known   graphql.Cache[*ast.QueryDocument]
}

func (shapeLimit) ExtensionName() string                     { return "ShapeLimit" }
func (shapeLimit) Validate(_ graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters looks at a document that is new.
func (l shapeLimit) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	if n := longestList(request.Variables); n > l.MaxGiven {
		return refusal(ctx, tooLong.At("", n, l.MaxGiven))
	}
	if len(request.Query) > l.MaxDocument {
		return refusal(ctx, longDocument.At("", l.MaxDocument))
	}
	if _, known := l.known.Get(ctx, request.Query); known {
		return nil
	}
	if refused := l.budgets.charge(ctx, len(request.Query)/bytesPerCost); refused != nil {
		return refused
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, l.MaxTokens)
	if err != nil { // the executor would find the same, in the same time again
		return unread(err)
	}
	if p := l.measure(doc); p != nil {
		return refusal(ctx, *p)
	}
	return nil
}

// unread is what is wrong with a document that does not parse.
func unread(err error) *gqlerror.Error {
	e := gqlerror.Wrap(err)
	if found, ok := errors.AsType[*gqlerror.Error](err); ok {
		e = found
	}
	errcode.Set(e, errcode.ParseFailed)
	return e
}

// measure is what is too much about a document, nil for nothing.
func (l DocumentLimits) measure(doc *ast.QueryDocument) *fault.Problem {
	s := &shape{limits: l, fragments: map[string]ast.SelectionSet{}}
	if len(doc.Fragments) > l.MaxFragments {
		s.refuse(tooMany, "片段", l.MaxFragments, "fragments")
	}
	if len(doc.Operations) > maxWritten {
		s.refuse(tooMany, "操作", maxWritten, "operations")
	}
	for _, f := range doc.Fragments {
		s.fragments[f.Name] = f.SelectionSet
		s.names(f.Name)
		s.directives += len(f.Directives)
		s.written(f.SelectionSet)
	}
	for _, op := range doc.Operations {
		s.names(op.Name)
		s.directives += len(op.Directives)
		s.written(op.SelectionSet)
	}
	for _, op := range doc.Operations {
		s.answered([]ast.SelectionSet{op.SelectionSet}, 0)
	}
	return s.problem
}

// shape is what is known of a document while it is measured.
type shape struct {
	limits                       DocumentLimits
	fragments                    map[string]ast.SelectionSet
	aliases, directives, spreads int
	visits, pairs                int
	problem                      *fault.Problem
}

func (s *shape) refuse(k fault.Kind, args ...any) {
	if s.problem == nil {
		p := k.At("", args...)
		s.problem = &p
	}
}

func (s *shape) names(name string) {
	if len(name) > maxName {
		s.refuse(longName, maxName)
	}
}

// written counts what stands in a selection, as it is written.
func (s *shape) written(set ast.SelectionSet) {
	for _, selection := range set {
		switch f := selection.(type) {
		case *ast.Field:
			if f.Alias != f.Name {
				s.aliases++
			}
			s.names(f.Alias)
			s.directives += len(f.Directives)
			for _, a := range f.Arguments {
				s.given(a.Value)
			}
			s.written(f.SelectionSet)
		case *ast.InlineFragment:
			s.spreads++
			s.directives += len(f.Directives)
			s.written(f.SelectionSet)
		case *ast.FragmentSpread:
			s.spreads++
			s.directives += len(f.Directives)
		}
	}
	switch l := s.limits; {
	case s.spreads > 2*l.MaxFragments:
		s.refuse(tooMany, "片段引用", 2*l.MaxFragments, "spreads")
	case s.aliases > l.MaxAliases:
		s.refuse(tooMany, "别名", l.MaxAliases, "aliases")
	case s.directives > l.MaxDirectives:
		s.refuse(tooMany, "指令", l.MaxDirectives, "directives")
	}
}

// given looks for lists in a value that no change would take: validation would
// tell what is wrong with each of their entries.
func (s *shape) given(v *ast.Value) {
	if v.Kind == ast.ListValue && len(v.Children) > s.limits.MaxGiven {
		s.refuse(tooLong, len(v.Children), s.limits.MaxGiven)
	}
	for _, child := range v.Children {
		s.given(child.Value)
	}
}

// answered walks through the places of the answer: all that a document selects
// under one name is one place, as in execution and as validation compares it. It
// stops at the first limit, so fragments in a circle end it.
func (s *shape) answered(sets []ast.SelectionSet, depth int) {
	if s.problem != nil {
		return
	}
	if depth >= s.limits.MaxDepth {
		s.refuse(tooDeep, depth+1, s.limits.MaxDepth)
		return
	}
	place := &place{below: map[string][]ast.SelectionSet{}, count: map[string]int{}, spread: map[string]bool{}}
	for _, set := range sets {
		s.collect(place, set)
	}
	s.visits += place.fields
	for _, n := range place.count {
		s.pairs += n * (n - 1) / 2
	}
	switch l := s.limits; {
	case depth == 0 && place.schemas > 1:
		s.refuse(tooMany, "内省", 1, "introspections")
	case depth == 0 && place.fields > l.MaxRootFields:
		s.refuse(tooMany, "根字段", l.MaxRootFields, "root fields")
	case s.visits > maxVisits:
		s.refuse(tooMany, "字段", maxVisits, "fields")
	case place.fields > l.MaxBreadth:
		s.refuse(tooMany, "同一处的字段", l.MaxBreadth, "fields in one place")
	case s.pairs > maxPairs:
		s.refuse(tooMany, "重复字段", maxPairs, "pairs of repeated fields")
	}
	for _, below := range place.below {
		s.answered(below, depth+1)
	}
}

// place is one place of an answer: how often each name is selected there, and
// what is selected below it.
type place struct {
	fields  int
	schemas int // of them, how many are the whole schema
	count   map[string]int
	below   map[string][]ast.SelectionSet
	spread  map[string]bool
}

func (s *shape) collect(p *place, set ast.SelectionSet) {
	for _, selection := range set {
		switch f := selection.(type) {
		case *ast.Field:
			p.fields++
			if f.Name == "__schema" {
				p.schemas++
			}
			p.count[f.Alias]++
			if len(f.SelectionSet) > 0 {
				p.below[f.Alias] = append(p.below[f.Alias], f.SelectionSet)
			}
		case *ast.InlineFragment:
			s.collect(p, f.SelectionSet)
		case *ast.FragmentSpread:
			if !p.spread[f.Name] {
				p.spread[f.Name] = true
				s.collect(p, s.fragments[f.Name])
			}
		}
	}
}

// oneStream refuses a subscription to several streams or to none, which
// validation lets pass when they are one field under two names.
type oneStream struct{}

var severalStreams = fault.NewKind("GRAPHQL_VALIDATION_FAILED", "一个订阅只能选择一个流。", "A subscription selects one stream.")

func (oneStream) ExtensionName() string                     { return "OneStream" }
func (oneStream) Validate(_ graphql.ExecutableSchema) error { return nil }

// MutateOperationContext counts the streams of a subscription.
func (oneStream) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if isOneStream(op) {
		return nil
	}
	return refusal(ctx, severalStreams.At(""))
}

func isOneStream(op *graphql.OperationContext) bool {
	return op.Operation.Operation != ast.Subscription || len(graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Subscription"})) == 1
}
