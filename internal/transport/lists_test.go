package transport_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"onewindow/graph"
	"onewindow/graph/generated"
	"onewindow/internal/node"
	"onewindow/internal/testdb"
)

func sdl() *ast.Schema {
	return generated.NewExecutableSchema(generated.Config{Resolvers: &graph.Resolver{}}).Schema()
}

// codes answers an operation of an admin and says the codes of its errors.
func (c *counted) codes(document string, variables map[string]any) []string {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		c.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		c.t.Fatalf("%s: %v", document, err)
	}
	codes := []string{}
	for _, e := range answer.Errors {
		codes = append(codes, e.Extensions.Code)
	}
	return codes
}

// ways lead to one thing of each type that has connections.
var ways = map[string]string{
	"Query":         `{ %s }`,
	"Division":      `{ division(code: "511602000000") { %s } }`,
	"ServiceCenter": `{ division(code: "511602000000") { centers(first: 1) { nodes { %s } } } }`,
	"Department":    `{ center(code: "511602000000-01") { stationings { department { %s } } } }`,
	"ServiceItem":   `{ center(code: "511602000000-01") { offerings(first: 1) { edges { node { item { %s } } } } } }`,
	"EntryGap":      `{ entryGap { %s } }`,
	"Compression":   `{ compression { %s } }`,
	"ReformRound":   `{ rounds(first: 1) { nodes { %s } } }`,
	"ItemFacets":    `{ items(first: 1) { facets { %s } } }`,
	"Case":          `{ case(id: "CASE") { %s } }`,
	"ImportRun":     `{ importRun(id: "IMPORT") { %s } }`,
}

// TestEveryConnectionIsCut walks the schema: each connection is paged in the same
// way, takes no page of more than a hundred and no cursor that is none, however
// deep it stands.
func TestEveryConnectionIsCut(t *testing.T) {
	c := newCounted(t, testdb.SQLite(t))
	run, center := c.importedRun(), c.fillCases(1)
	about := node.Encode("Case", c.store.Client.CaseFile.Query().FirstIDX(t.Context()))
	n := 0
	for name, definition := range sdl().Types {
		for _, field := range definition.Fields {
			if !strings.HasSuffix(field.Type.Name(), "Connection") {
				continue
			}
			way, known := ways[name]
			if !known {
				t.Errorf("say in this test how to come to %s, which has %s", name, field.Name)
				continue
			}
			n++
			c.cut(strings.NewReplacer("IMPORT", run, "CASE", about).Replace(way), center, name, field)
		}
	}
	if n < 20 {
		t.Errorf("only %d connections were found", n)
	}
}

func (c *counted) cut(way, center, name string, field *ast.FieldDefinition) {
	c.t.Helper()
	for argument, kind := range map[string]string{"first": "Int", "last": "Int", "after": "String", "before": "String"} {
		if a := field.Arguments.ForName(argument); a == nil || a.Type.String() != kind {
			c.t.Errorf("%s.%s has no argument %s: %s", name, field.Name, argument, kind)
		}
	}
	for paging, want := range map[string]string{
		`first: 100`: "", `first: 101`: "LIMIT_EXCEEDED", `last: 101`: "LIMIT_EXCEEDED", `first: -1`: "BAD_USER_INPUT",
		`first: 1, last: 1`: "BAD_USER_INPUT", `after: "nonsense"`: "BAD_USER_INPUT", `before: "5o2i"`: "BAD_USER_INPUT", `after: ""`: "BAD_USER_INPUT",
	} {
		document := fmt.Sprintf(way, field.Name+"("+strings.NewReplacer("center: 1", `center: "`+center+`"`, "day: 1", `day: "2026-03-02"`).Replace(needed(field))+paging+") { pageInfo { hasNextPage } }")
		codes := c.codes(document, nil)
		if want == "" && len(codes) > 0 || want != "" && !slices.Contains(codes, want) {
			c.t.Errorf("%s\nis refused with %v, want %q", document, codes, want)
		}
	}
}

// importedRun is the id of an import.
func (c *counted) importedRun() string {
	c.t.Helper()
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodPost, "/graphql",
		strings.NewReader(`{"query": "mutation { importHeadings(input: {format: CSV, text: \"x\", dryRun: true}) { importRun { id } userErrors { code message } } }"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	var answer struct {
		Data struct {
			ImportHeadings struct{ ImportRun struct{ ID string } }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.Data.ImportHeadings.ImportRun.ID == "" {
		c.t.Fatalf("no import began: %s", w.Body)
	}
	return answer.Data.ImportHeadings.ImportRun.ID
}

// TestListsAmongTheArgumentsHaveCaps gives lists that are longer than anybody
// needs, as a variable and in the document, to questions and to changes.
func TestListsAmongTheArgumentsHaveCaps(t *testing.T) {
	c := newCounted(t, testdb.SQLite(t))
	names := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprint("w", i)
		}
		return list
	}
	literal := func(n int) string { return `["` + strings.Join(names(n), `", "`) + `"]` }
	const filtered = `query($topics: [String!]) { items(filter: {topics: $topics}) { totalCount } }`
	for name, ask := range map[string]struct {
		document  string
		variables map[string]any
		want      []string
	}{
		"few, by a variable":                  {filtered, map[string]any{"topics": names(100)}, []string{}},
		"many, by a variable":                 {filtered, map[string]any{"topics": names(101)}, []string{"LIMIT_EXCEEDED"}},
		"a whole variable":                    {`query($f: ItemFilter) { items(filter: $f) { totalCount } }`, map[string]any{"f": map[string]any{"topics": names(101)}}, []string{"LIMIT_EXCEEDED"}},
		"few, in the document":                {`{ items(filter: {topics: ` + literal(100) + `}) { totalCount } }`, nil, []string{}},
		"many, in the document":               {`{ items(filter: {topics: ` + literal(101) + `}) { totalCount } }`, nil, []string{"LIMIT_EXCEEDED"}},
		"in a fragment":                       {`{ ...F } fragment F on Query { items(filter: {topics: ` + literal(101) + `}) { totalCount } }`, nil, []string{"LIMIT_EXCEEDED"}},
		"nodes":                               {`query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": names(101)}, []string{"LIMIT_EXCEEDED"}},
		"a change has longer ones":            {`mutation($w: [String!]!) { dismissMissedSearches(input: {texts: $w}) { dismissed } }`, map[string]any{"w": names(2000)}, []string{}},
		"a name with U+0000, in the document": {`mutation { createServiceToken(input: {name: "a\u0000b", role: SERVICE}) { secret } }`, nil, []string{"BAD_USER_INPUT"}},
		"and a change has a cap of its":       {`mutation($w: [String!]!) { dismissMissedSearches(input: {texts: $w}) { dismissed } }`, map[string]any{"w": names(2001)}, []string{"LIMIT_EXCEEDED"}},
	} {
		if codes := c.codes(ask.document, ask.variables); !slices.Equal(codes, ask.want) {
			t.Errorf("%s: %v, want %v", name, codes, ask.want)
		}
	}
}
