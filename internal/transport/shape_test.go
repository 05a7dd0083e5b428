package transport

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
)

func TestShape(t *testing.T) {
	limits := DefaultLimits()
	l := shapeLimit{limits.DocumentLimits, newBudgets(limits, time.Now), lru.New[*ast.QueryDocument](10)}
	tree := func(n int) string { // each field twice below each field
		return "{a " + func() string {
			s := "{b}"
			for range n {
				s = "{a" + s + " a" + s + "}"
			}
			return s
		}() + "}"
	}
	nested := func(n int) string { return strings.Repeat("{a", n) + strings.Repeat("}", n) }
	for _, c := range []struct {
		name, document string
		refused        bool
	}{
		{"as deep as may be", nested(limits.MaxDepth), false},
		{"too deep", nested(limits.MaxDepth + 1), true},
		{"too deep by fragments", "{ ...a } fragment a on T { a { ...b } } fragment b on T { a { ...a } }", true},
		{"a fragment in itself", "{ ...a } fragment a on T { ...a b }", false}, // validation refuses it
		{"too wide", "{ a {" + strings.Repeat("b ", limits.MaxBreadth+1) + "} }", true},
		{"too wide by inline fragments", "{ a {" + strings.Repeat("...{b} ", limits.MaxFragments) + strings.Repeat("c ", limits.MaxBreadth) + "} }", true},
		{"many root fields", "{" + strings.Repeat("b ", limits.MaxRootFields+1) + "}", true},
		{"many aliases", "{ a {" + strings.Repeat("x:b ", limits.MaxAliases+1) + "} }", true},
		{"many directives", "{ a " + strings.Repeat("@x ", limits.MaxDirectives+1) + "}", true},
		{"many directives of an operation", "query " + strings.Repeat("@x ", limits.MaxDirectives+1) + "{ a }", true},
		{"a long alias", "{" + strings.Repeat("a", maxName+1) + ": b }", true},
		{"repeated fields that double", tree(9), true},
		{"a few of them", tree(4), false},
		{"introspection", introspectionQuery, false},
		{"a list as long as a change takes", "{ a(b: [" + strings.Repeat("1 ", DefaultLimits().MaxGiven) + "]) }", false},
		{"a longer list", "{ a(b: {c: [" + strings.Repeat("1 ", DefaultLimits().MaxGiven+1) + "]}) }", true},
		{"as many operations as may be", strings.Repeat("query {a} ", maxWritten), false},
		{"too many operations", strings.Repeat("query {a} ", maxWritten+1), true},
		{"fragments that spread each other, too often", "{ a {" + strings.Repeat("...f ", limits.MaxFragments) + "} } fragment f on T { b {" + strings.Repeat("... {c} ", limits.MaxFragments+1) + "} }", true},
		{"many fragments", func() string {
			s := "{ a }"
			for i := range limits.MaxFragments + 1 {
				s += fmt.Sprintf(" fragment f%d on T { a }", i)
			}
			return s
		}(), true},
		{"a bomb of fragments", func() string {
			s := "{ ...f0 }"
			for i := range 18 {
				s += fmt.Sprintf(" fragment f%d on T { a { ...f%d } b { ...f%d } c { ...f%d } }", i, i+1, i+1, i+1)
			}
			return s + " fragment f18 on T { a }"
		}(), true},
	} {
		began := time.Now()
		err := l.MutateOperationParameters(t.Context(), &graphql.RawParams{Query: c.document})
		if (err != nil) != c.refused {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && (err.Extensions["code"] != "LIMIT_EXCEEDED" || strings.Contains(err.Message, "%!")) {
			t.Errorf("%s is refused with %v %s", c.name, err.Extensions, err.Message)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s was measured in %s", c.name, took)
		}
	}
}
