package transport

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"onewindow/graph"
)

func TestCost(t *testing.T) {
	s := graph.Schema(nil).Schema()
	nested := func(n int) string {
		return `{ division(code: "1") {` + strings.Repeat("children(first: 100) { nodes {", n) + "name" + strings.Repeat("} }", n) + "} }"
	}
	bomb := "{ ...f0 }" // each fragment spreads the next one ten times
	for i := range 12 {
		bomb += "fragment f" + string(rune('a'+i)) + " on Query {" + strings.Repeat("...f"+string(rune('a'+i+1))+" ", 10) + "}"
	}
	bomb = strings.Replace(bomb, "...f0", "...fa", 1) + "fragment fm on Query { catalog { revision } }"
	for _, c := range []struct {
		name, document string
		variables      map[string]any
		refused        bool
	}{
		{"one page", nested(1), nil, false},
		{"two pages in each other", nested(2), nil, false},
		{"three", nested(3), nil, true},
		{"small pages by a variable", `query($n: Int) { items(first: $n) { nodes { offerings(first: $n) { nodes { center { offerings(first: $n) { nodes { id } } } } } } } }`, map[string]any{"n": int64(10)}, false},
		{"large pages by a variable", `query($n: Int) { items(first: $n) { nodes { offerings(first: $n) { nodes { center { offerings(first: $n) { nodes { id } } } } } } } }`, map[string]any{"n": int64(100)}, true},
		{"as many entities as a gateway names", `query($r: [_Any!]!) { _entities(representations: $r) { ... on ServiceItem { offerings(first: 100) { nodes { id } } } } }`, map[string]any{"r": make([]any, 400)}, false},
		{"too many entities", `query($r: [_Any!]!) { _entities(representations: $r) { ... on ServiceItem { offerings(first: 100) { nodes { id } } } } }`, map[string]any{"r": make([]any, 600)}, true},
		{"a bomb of fragments", bomb, nil, true},
		{"introspection", introspectionQuery, nil, false},
		{"two searches with their counts", searches(2, `text: $t`, "facets { departments { count } }"), map[string]any{"t": "证"}, false},
		{"many searches", searches(5, `text: $t`, "totalCount"), map[string]any{"t": "证"}, true},
		{"many that search for nothing", searches(7, `text: $t`, "totalCount"), map[string]any{"t": " "}, false},
		{"many suggestions", "{ " + many(5, `searchSuggestions(text: "证") { text }`) + " }", nil, true},
		{"many counts of one list", "{ items { " + many(5, "facets { departments { count } }") + " } }", nil, true},
		{"searches for each department", `{ departments(first: 2) { edges { node { ` + many(4, "items { facets { departments { count } } }") + ` } } } }`, nil, true},
		{"counts of few departments", "{ departments(first: 4) { nodes { items(first: 50) { nodes { name } facets { departments { count } } } } } }", nil, false},
		{"searches of entities", `query($r: [_Any!]!) { _entities(representations: $r) { ... on Department { items { facets { departments { count } } } } } }`, map[string]any{"r": make([]any, 5)}, true},
		{"counts of each department", "{ departments(first: 5) { nodes { items { facets { departments { count } } } } } }", nil, true},
	} {
		document, errs := gqlparser.LoadQueryWithRules(s, c.document, rules.NewDefaultRules())
		if errs != nil {
			t.Fatalf("%s: %v", c.name, errs)
		}
		began := time.Now()
		err := costLimit{DefaultLimits().DocumentLimits, newBudgets(DefaultLimits(), time.Now)}.MutateOperationContext(t.Context(), &graphql.OperationContext{Operation: document.Operations[0], Variables: c.variables})
		if (err != nil) != c.refused {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && err.Extensions["code"] != "LIMIT_EXCEEDED" {
			t.Errorf("%s has the code %v", c.name, err.Extensions)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s was reckoned in %s", c.name, took)
		}
	}
}

// TestLimitsOfAnOperator holds that what an operator sets lower holds.
func TestLimitsOfAnOperator(t *testing.T) {
	s := graph.Schema(nil).Schema()
	limits := DefaultLimits()
	limits.MaxList, limits.MaxSearches, limits.MaxEntities = 20, 1, 3
	for _, c := range []struct {
		document  string
		variables map[string]any
		said      string
	}{
		{"{ items(first: 20) { totalCount } }", nil, ""},
		{"{ items(first: 21) { totalCount } }", nil, "每页要 21 条，最多 20 条。"},
		{"query($n: Int) { centers(first: 1) { nodes { offerings(last: $n) { totalCount } } } }", map[string]any{"n": int64(50)}, "每页要 50 条，最多 20 条。"},
		{"query($i: [ID!]!) { nodes(ids: $i) { id } }", map[string]any{"i": make([]any, 21)}, "参数中的列表有 21 项，最多 20 项。"},
		{`{ a: searchSuggestions(text: "证") { text } }`, nil, ""},
		{`{ a: searchSuggestions(text: "证") { text } b: searchSuggestions(text: "证") { text } }`, nil, "该查询要搜索或分面统计 2 次，一次最多 1 次。"},
		{"query($r: [_Any!]!) { _entities(representations: $r) { __typename } }", map[string]any{"r": make([]any, 4)}, "参数中的列表有 4 项，最多 3 项。"},
	} {
		document, errs := gqlparser.LoadQueryWithRules(s, c.document, rules.NewDefaultRules())
		if errs != nil {
			t.Fatalf("%s: %v", c.document, errs)
		}
		said := ""
		if err := (costLimit{limits.DocumentLimits, newBudgets(limits, time.Now)}).MutateOperationContext(t.Context(), &graphql.OperationContext{Operation: document.Operations[0], Variables: c.variables}); err != nil {
			said = err.Message
		}
		if said != c.said {
			t.Errorf("%s %v is answered %q, want %q", c.document, c.variables, said, c.said)
		}
	}
}

func many(n int, field string) string {
	var all strings.Builder
	for i := range n {
		fmt.Fprintf(&all, "a%d: %s ", i, field)
	}
	return all.String()
}

func searches(n int, filter, fields string) string {
	return "query($t: String) { " + many(n, "items(filter: {"+filter+"}) { "+fields+" }") + "}"
}

func TestHasNUL(t *testing.T) {
	for _, c := range []struct {
		v    any
		want bool
	}{
		{nil, false}, {"a", false}, {"a\x00", true}, {7, false}, {[]any{"a", []any{"\x00"}}, true},
		{map[string]any{"a": map[string]any{"b": "\x00b"}}, true}, {map[string]any{"a": []any{1, "b"}}, false},
	} {
		if hasNUL(c.v) != c.want {
			t.Errorf("%q: %v", c.v, !c.want)
		}
	}
}

// introspectionQuery is what graphql-js sends.
const introspectionQuery = `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name }
  types { ...FullType } directives { name description locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description
  fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`
