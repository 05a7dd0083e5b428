package generated

import (
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// parsed is a valid document about a small schema.
func parsed(t *testing.T, query string) *ast.QueryDocument {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { place: Place, center: Center }
		interface Place { name: String, above: Place, open: Boolean }
		type Center implements Place { name: String, above: Place, open: Boolean, phone: String }
		type Village implements Place { name: String, above: Place, open: Boolean }`})
	doc, err := gqlparser.LoadQueryWithRules(schema, query, rules.NewDefaultRules())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// names are the names in an answer, level by level.
func names(collect func(ast.SelectionSet) []graphql.CollectedField, set ast.SelectionSet) []string {
	var all []string
	for _, f := range collect(set) {
		all = append(all, f.Alias)
		if len(f.Selections) > 0 {
			all = append(append(append(all, "{"), names(collect, f.Selections)...), "}")
		}
	}
	return all
}

func TestCollectedIsWhatGqlgenCollects(t *testing.T) {
	types := [][]string{{"Query"}, {"Center", "Place"}, {"Village", "Place"}}
	for name, query := range map[string]string{
		"fields":    `{ place { name above { name open } } }`,
		"merged":    `{ place { name } place { above { name } } place { above { open other: name } } }`,
		"fragments": `{ place { ...a ... on Center { phone above { open } } ... on Village { above { name } } } } fragment a on Place { name above { ...b } } fragment b on Place { open }`,
		"two":       `query A { place { name } } query B { center { phone } }`,
		"skipped":   `query($no: Boolean!) { place { name @skip(if: $no) above { open } } }`,
	} {
		t.Run(name, func(t *testing.T) {
			doc := parsed(t, query)
			for range 2 { // found first, then known
				for _, no := range []bool{true, false} {
					for _, satisfies := range types {
						for _, operation := range doc.Operations {
							op := func() *graphql.OperationContext {
								return &graphql.OperationContext{Doc: doc, Variables: map[string]any{"no": no}}
							}
							want, got := op(), op()
							theirs := names(func(s ast.SelectionSet) []graphql.CollectedField { return graphql.CollectFields(want, s, satisfies) }, operation.SelectionSet)
							ours := names(func(s ast.SelectionSet) []graphql.CollectedField { return collectedOf(doc).of(got, s, satisfies) }, operation.SelectionSet)
							if !slices.Equal(theirs, ours) {
								t.Errorf("for %v, no=%v: gqlgen collects %v, we %v", satisfies, no, theirs, ours)
							}
						}
					}
				}
			}
			if c := collectedOf(doc); (c == nil) != (name == "skipped") {
				t.Errorf("something is kept: %v", c != nil)
			}
		})
	}
}

func TestCollectedIsTheSameForAllWhoAskAtOnce(t *testing.T) {
	doc := parsed(t, `{ place { name above { name above { open } } } }`)
	kept, satisfies := make([][]graphql.CollectedField, 16), []string{"Query"}
	var all sync.WaitGroup
	for i := range kept {
		all.Go(func() {
			op := &graphql.OperationContext{Doc: doc}
			kept[i] = collectedOf(doc).of(op, doc.Operations[0].SelectionSet, satisfies)
		})
	}
	all.Wait()
	for i := range kept {
		if &kept[i][0] != &kept[0][0] {
			t.Fatal("two who asked at once have fields of their own")
		}
	}
}

func TestCollectedKeepsLittleOfALargeDocument(t *testing.T) {
	query := "{"
	for i := range 2 * maxCollected {
		query += " " + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)) + ": place { name }"
	}
	doc := parsed(t, query+" }")
	c, op := collectedOf(doc), &graphql.OperationContext{Doc: doc}
	for _, f := range c.of(op, doc.Operations[0].SelectionSet, []string{"Query"}) {
		c.of(op, f.Selections, []string{"Place"})
	}
	kept := 0
	for _, fields := range c.fields {
		kept += len(fields)
	}
	if kept > maxCollected {
		t.Errorf("%d fields are kept of one document, at most %d should be", kept, maxCollected)
	}
}

func TestCollectedGoesWithItsDocument(t *testing.T) {
	count := func() (n int) {
		documents.Range(func(any, any) bool { n++; return true })
		return n
	}
	before := count()
	for range 100 {
		collectedOf(parsed(t, `{ place { name } }`))
	}
	for deadline := time.Now().Add(10 * time.Second); count() > before; runtime.Gosched() {
		runtime.GC()
		if time.Now().After(deadline) {
			t.Fatalf("%d documents are remembered that nobody has", count()-before)
		}
	}
}
