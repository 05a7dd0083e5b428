package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"onewindow/internal/testdb"
)

// finding is a test of graphql-cop: what it sends, and how it decides that the
// answer is a finding.
type finding struct {
	name   string
	method string
	path   string
	body   string // sent as JSON, or as a form where form says so
	form   bool
	found  func(scanned) bool
}

// scanned is an answer as the scanner sees it.
type scanned struct {
	text string
	json any
}

// under follows names into the answer, nil where nothing is.
func (s scanned) under(names ...string) any {
	at := s.json
	for _, name := range names {
		fields, _ := at.(map[string]any)
		at = fields[name]
	}
	return at
}

func (s scanned) errors() []any { list, _ := s.under("errors").([]any); return list }

// firstError is the first error that is told, empty for none.
func (s scanned) firstError() map[string]any {
	if errs := s.errors(); len(errs) > 0 {
		first, _ := errs[0].(map[string]any)
		return first
	}
	return nil
}

// answersTypename is what most of its tests look for: that a document was executed.
func (s scanned) answersTypename() bool { return s.under("data", "__typename") != nil }

func documented(text string) string {
	b, _ := json.Marshal(map[string]string{"query": text})
	return string(b)
}

// findings are the tests of graphql-cop, and some more of their kind.
func findings() []finding {
	post := func(name, document string, found func(scanned) bool) finding {
		return finding{name, http.MethodPost, "/graphql", documented(document), false, found}
	}
	get := func(name, path string, found func(scanned) bool) finding {
		return finding{name, http.MethodGet, path, "", false, found}
	}
	looksLikeAnEditor := func(s scanned) bool {
		for _, word := range []string{"graphiql.min.css", "GraphQL Playground", "GraphiQL", "graphql-playground"} {
			if strings.Contains(s.text, word) {
				return true
			}
		}
		return false
	}
	traced := func(s scanned) bool {
		extensions, _ := s.firstError()["extensions"].(map[string]any)
		return extensions["exception"] != nil || extensions["tracing"] != nil || s.under("extensions", "tracing") != nil ||
			strings.Contains(strings.ToLower(s.text), "stacktrace") || strings.Contains(strings.ToLower(s.text), `"exception"`)
	}
	return []finding{
		post("alias overloading", "query cop { "+numbered(101, "alias%[1]d:__typename \n")+"}", func(s scanned) bool { return s.under("data", "alias100") != nil }),
		{"array-based batching", http.MethodPost, "/graphql", "[" + strings.Repeat(documented("query cop { __typename }")+",", 10) + documented("query cop { __typename }") + "]", false, func(s scanned) bool {
			list, _ := s.json.([]any)
			return len(list) >= 10
		}},
		post("directive overloading", "query cop { __typename "+strings.Repeat("@aa", 10)+" }", func(s scanned) bool { return len(s.errors()) == 10 }),
		post("directives of one kind that is known", "query cop { __typename "+strings.Repeat("@include(if: true) ", 11)+" }", func(s scanned) bool { return s.answersTypename() || len(s.errors()) == 0 }),
		post("circular query by introspection", "query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } }", func(s scanned) bool {
			types, _ := s.under("data", "__schema", "types").([]any)
			return len(types) > 25
		}),
		post("circular fragment", "query cop { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }", func(s scanned) bool { return s.errors() == nil }),
		post("field duplication", "query cop { "+strings.Repeat("__typename \n", 500)+"}", scanned.answersTypename),
		post("field suggestions", "query cop { __schema { directive } }", func(s scanned) bool { return strings.Contains(s.text, "Did you mean") }),
		post("introspection", "query cop { __schema { types { name fields { name } } } }", func(s scanned) bool { return s.under("data", "__schema", "types") != nil }),
		get("query by GET", "/graphql?query="+url.QueryEscape("{__typename}"), scanned.answersTypename),
		get("mutation by GET", "/graphql?query="+url.QueryEscape("mutation cop {__typename}"), scanned.answersTypename),
		{"urlencoded POST", http.MethodPost, "/graphql", "query=" + url.QueryEscape("query cop {__typename}"), true, scanned.answersTypename},
		{"POST with the query in the address", http.MethodPost, "/graphql?query=" + url.QueryEscape("query cop {__typename}"), "", true, scanned.answersTypename},
		get("editor at /graphiql", "/graphiql", looksLikeAnEditor),
		get("editor at /playground", "/playground", looksLikeAnEditor),
		get("editor at /console", "/console", looksLikeAnEditor),
		get("editor at /graphql", "/graphql", looksLikeAnEditor),
		post("trace mode", "query cop { __typename }", traced),
		post("unhandled errors", "qwerty cop { abc }", traced),
	}
}

// scan sends what the scanner sends, as the library does that it is written with.
func (s *server) scan(t *testing.T, f finding) scanned {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), f.method, "http://"+s.address+f.path, strings.NewReader(f.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "*/*")
	switch {
	case f.form:
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	case f.body != "":
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := scanned{text: string(b)}
	_ = json.Unmarshal(b, &found.json) // a page is none
	return found
}

// TestAScannerFindsNothing does the tests of graphql-cop: nothing is found but
// what is served on purpose, and nothing at all where an operator turns that off.
func TestAScannerFindsNothing(t *testing.T) {
	onPurpose := map[string]bool{"introspection": true, "editor at /graphiql": true}
	open, closed := sampledOn(t, "sqlite"), start(t, testdb.SQLite(t), "--no-introspection", "--no-graphiql")
	for _, f := range findings() {
		if a := open.scan(t, f); f.found(a) != onPurpose[f.name] {
			t.Errorf("%s is found: %v, answered %.300s", f.name, !onPurpose[f.name], a.text)
		}
		if a := closed.scan(t, f); f.found(a) {
			t.Errorf("%s is found although it is turned off: %.300s", f.name, a.text)
		}
	}
}
