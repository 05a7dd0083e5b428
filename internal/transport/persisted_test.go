package transport

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"onewindow/internal/testdb"
)

// TestAutomaticPersistedQueries sends a document once and its hash from then on,
// also by GET, which any cache on the way can keep.
func TestAutomaticPersistedQueries(t *testing.T) {
	limits := DefaultLimits()
	limits.MaxPersisted = 2
	srv, _ := serving(t, testdb.SQLite(t), limits)
	extensions := func(document string) string {
		sum := sha256.Sum256([]byte(document))
		return fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":%q}}`, hex.EncodeToString(sum[:]))
	}
	ask := func(method, target, body string) string {
		r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		return w.Body.String()
	}
	byHash := func(document string) string {
		return ask(http.MethodGet, "/graphql?extensions="+url.QueryEscape(extensions(document)), "")
	}
	whole := func(document, hashed string) string {
		return ask(http.MethodPost, "/graphql", fmt.Sprintf(`{"query":%q,"extensions":%s}`, document, extensions(hashed)))
	}
	const first, answer = "{ catalog { revision } }", `{"data":{"catalog":{"revision":0}}}`
	if got := byHash(first); !strings.Contains(got, "PersistedQueryNotFound") {
		t.Errorf("a hash that nobody sent is answered %s", got)
	}
	if got := whole(first, first); got != answer {
		t.Errorf("the document with its hash is answered %s", got)
	}
	if got := byHash(first); got != answer {
		t.Errorf("the hash is answered %s", got)
	}
	if got := whole("{ __typename }", first); !strings.Contains(got, "errors") {
		t.Errorf("a document under another's hash is answered %s", got)
	}
	for _, other := range []string{"{ a: __typename }", "{ b: __typename }"} {
		whole(other, other)
	}
	if got := byHash(first); !strings.Contains(got, "PersistedQueryNotFound") {
		t.Errorf("more documents are kept than the limit says: %s", got)
	}
}
