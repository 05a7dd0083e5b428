package transport

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onewindow/internal/testdb"
)

// TestAGETShowsThatNoOtherSiteSentIt asks as browsers, scripts and tools do. The
// host is example.com; the portal's origin is listed.
func TestAGETShowsThatNoOtherSiteSentIt(t *testing.T) {
	limits := DefaultLimits()
	limits.CORSOrigin = []string{"https://portal.example"}
	srv, _ := serving(t, testdb.SQLite(t), limits)
	const page, anything, result = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", "application/graphql-response+json, application/json;q=0.9"
	for _, c := range []struct {
		name    string
		headers []string
		fine    bool
	}{
		{"nothing", nil, false},
		{"curl, and what tools send by themselves", []string{"Accept", anything, "User-Agent", "curl/8"}, false},
		{"an address that is typed in", []string{"Accept", page, "Sec-Fetch-Site", "none"}, false},
		{"a link on another site", []string{"Accept", page, "Sec-Fetch-Site", "cross-site"}, false},
		{"an image on another site", []string{"Accept", "image/avif,image/webp,*/*;q=0.8", "Sec-Fetch-Site", "cross-site"}, false},
		{"a form on another site", []string{"Accept", page, "Content-Type", "application/x-www-form-urlencoded"}, false},
		{"a type that is sent unasked", []string{"Content-Type", "Text/Plain; charset=utf-8"}, false},
		{"a type that is none", []string{"Content-Type", ";"}, false},
		{"a cache that asks again", []string{"If-None-Match", `"1-x"`, "Accept", anything}, false},
		{"an empty header", []string{"GraphQL-Require-Preflight", ""}, false},
		{"a script of another site", []string{"Accept", result, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		{"a script of another site that tells no origin", []string{"Accept", result, "Sec-Fetch-Site", "cross-site"}, false},
		{"a font of another site", []string{"Accept", anything, "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		{"a script of another site that cannot read the answer", []string{"Accept", anything, "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Site", "cross-site"}, false},
		{"a script of a neighbour", []string{"Accept", result, "Sec-Fetch-Site", "same-site"}, false},
		{"a script of another site in an old browser", []string{"Accept", result, "Origin", "https://evil.example"}, false},
		{"a script in a sandbox", []string{"Accept", result, "Origin", "null"}, false},
		{"a script of this host, and another port", []string{"Accept", result, "Origin", "http://example.com:81"}, false},

		{"a script of this site", []string{"Accept", result, "Sec-Fetch-Site", "same-origin"}, true},
		{"a script of this site that tells its origin", []string{"Accept", "application/json", "Origin", "http://example.com"}, true},
		{"a script of a listed origin", []string{"Accept", result, "Sec-Fetch-Site", "cross-site", "Origin", "https://portal.example"}, true},
		{"a script of this site that takes anything", []string{"Accept", anything, "Sec-Fetch-Mode", "cors", "Sec-Fetch-Site", "same-origin"}, true},
		{"the fetch of a server", []string{"Accept", anything, "Sec-Fetch-Mode", "cors"}, true},
		{"a program that asks for JSON", []string{"Accept", "Application/JSON"}, true},
		{"a type that is asked for first", []string{"Content-Type", "application/json"}, true},
		{"GraphQL-Require-Preflight", []string{"GraphQL-Require-Preflight", "1"}, true},
		{"Apollo-Require-Preflight", []string{"Apollo-Require-Preflight", "true", "Sec-Fetch-Site", "cross-site"}, true},
		{"X-Apollo-Operation-Name", []string{"X-Apollo-Operation-Name", "Q"}, true},
		{"X-Requested-With", []string{"X-Requested-With", "XMLHttpRequest"}, true},
		{csrfHeader, []string{csrfHeader, "1"}, true},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query=%7B__typename%7D", nil)
		for i := 0; i < len(c.headers); i += 2 {
			r.Header.Set(c.headers[i], c.headers[i+1])
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		body, cached := w.Body.String(), w.Header().Get("Cache-Control")
		switch {
		case c.fine && (w.Code != http.StatusOK || !strings.Contains(body, `"Query"`)):
			t.Errorf("%s is answered %d %s", c.name, w.Code, body)
		case !c.fine && (w.Code != http.StatusForbidden || !strings.Contains(body, "PREFLIGHT_REQUIRED") || cached != "no-store"):
			t.Errorf("%s is answered %d %s, to be kept: %s", c.name, w.Code, body, cached)
		}
	}
}
