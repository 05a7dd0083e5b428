package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"onewindow/graph"
	"onewindow/internal/identity"
	"onewindow/internal/signin"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// slowest is how long one document may keep the validation busy, on a machine
// that does other things as well.
const slowest = 2 * time.Second

// FuzzDocument measures whatever comes as a document: that ends, and what it lets
// pass is soon validated, and reckoned at some cost.
func FuzzDocument(f *testing.F) {
	for _, document := range []string{
		introspectionQuery, "{ a: node(id: \"x\") { id ... on Division { name } } ...f } fragment f on Query { ...f }",
		"query q($n: Int = 3, $i: [ID!]!) @x { items(first: $n) { nodes { ...a @skip(if: true) } } nodes(ids: $i) { id } } fragment a on ServiceItem { code }",
		"subscription { catalogChanged { revision } }", "{ a { a { a } a { a } } a { a { a } } }", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a ...a }",
		`mutation { x(i: {a: [1, 2.5e9, "\u0000", """b""", ENUM, null, $v]}) }`, "\ufeff{,,,#\n__typename}", "{ a(b: [[[[[[]]]]]]) }",
	} {
		f.Add(document)
	}
	limits := DefaultLimits()
	l, schema := shapeLimit{DocumentLimits: limits.DocumentLimits}, graph.Schema(&graph.Resolver{}).Schema()
	f.Fuzz(func(t *testing.T, document string) {
		doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: document}, limits.MaxTokens)
		if err != nil || l.measure(doc) != nil {
			return
		}
		began := time.Now()
		errs := validator.ValidateWithRules(schema, doc, quietRules())
		if took := time.Since(began); took > slowest {
			t.Errorf("it is validated in %s", took)
		}
		if len(errs) > 0 {
			return
		}
		for _, op := range doc.Operations {
			r := reckoning{fragments: map[string]measure{}, variables: map[string]any{"n": int64(100), "i": []any{"x"}}}
			if m := r.selections(op.SelectionSet); m.cost < 1 {
				t.Errorf("it costs %d", m.cost)
			}
		}
	})
}

// FuzzBody compares what is found behind a request with what the reader of JSON left.
func FuzzBody(f *testing.F) {
	for _, body := range []string{`{"query":"{ a }"}`, `{"query":"}\""} {}`, `[{}] `, `{"a":[{"b":"\\"}]}]`, "{}\u00a0", "{}\t\n\v", `"a" "b"`, `}{`, `{"`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		one := isOne(body)
		reader := json.NewDecoder(bytes.NewReader(body))
		var first json.RawMessage
		if reader.Decode(&first) != nil || first[0] != '{' {
			return // for its reader to refuse
		}
		if rest := bytes.TrimSpace(body[reader.InputOffset():]); one != (len(rest) == 0) {
			t.Errorf("%q is one request: %v, and %q is left", body, one, rest)
		}
	})
}

// FuzzHeaders reads whatever comes in the headers that say who asks: that is
// nobody, and no failure.
func FuzzHeaders(f *testing.F) {
	for _, value := range []string{"", "Bearer ow_x", "bearer  a.b.c", "Basic x", "onewindow_session=x; a=b", "en;q=0.5, zh-*", "10.0.0.1, ::ffff:1.2.3.4, fe80::1%eth0", "\xff\x00"} {
		f.Add(value, value, value, value)
	}
	s := testdb.Open(f, testdb.SQLite(f), store.Options{})
	srv := &Server{store: s, doors: signin.Open(s, signin.Flags{})}
	proxy := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, authorization, cookie, language, forwarded string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", nil)
		r.RemoteAddr = "10.1.2.3:456"
		r.Header = http.Header{"Authorization": {authorization}, "Cookie": {cookie}, "Accept-Language": {language}, "X-Forwarded-For": {forwarded}}
		languageOf(r)
		if from := clientAddress(r, proxy); !from.IsValid() || from.Zone() != "" || from.Is4In6() {
			t.Errorf("%q comes from %s", forwarded, from)
		}
		shows, shown, wellFormed := credentialOf(r)
		if !shown || !wellFormed {
			return
		}
		if caller, err := srv.caller(t.Context(), shows); !errors.Is(err, identity.ErrUnauthenticated) || !caller.Public() {
			t.Errorf("%q, %q are taken for %+v, %v", authorization, cookie, caller, err)
		}
	})
}
