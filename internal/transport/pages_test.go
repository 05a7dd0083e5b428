package transport

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onewindow/internal/signin"
	"onewindow/internal/testdb"
)

// Our pages send nothing that would be refused for its form, and whatever they
// send is registered.
func TestDocumentsOfOurPages(t *testing.T) {
	own, err := OwnDocuments()
	if err != nil || len(own) == 0 {
		t.Fatalf("%d documents, %v", len(own), err)
	}
	check := CheckDocuments(DefaultLimits().DocumentLimits)
	for _, d := range own {
		if operations, faults := check(d.Body); len(faults) > 0 {
			var all []string
			for _, f := range faults {
				all = append(all, f.English)
			}
			t.Errorf("%s %s: %s", d.Client, operations, strings.Join(all, "; "))
		}
	}
}

// Who has used up their budget is told so as they asked: a citizen by a page, a program
// as the API does.
func TestOverBudgetACitizenGetsAPage(t *testing.T) {
	limits := DefaultLimits()
	limits.PublicBudget = 1 // which the first request takes
	srv, _ := serving(t, testdb.SQLite(t), limits)
	ask := func(path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.RemoteAddr = "192.0.2.1:1"
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		return w
	}
	ask("/robots.txt", "*/*")
	const browsers = "text/html,application/xhtml+xml,*/*;q=0.8"
	for name, c := range map[string]struct{ path, accept, kind, text string }{
		"a citizen":             {"/item/a", browsers, "text/html; charset=utf-8", "<h1>访问太多，请稍等</h1>"},
		"one who reads English": {"/?lang=en", browsers, "text/html; charset=utf-8", "<h1>Too many requests, wait a little</h1>"},
		"a program":             {"/sitemap.xml", "application/xml", "application/json", `"LIMIT_EXCEEDED"`},
		"the API":               {"/graphql?query={__typename}", browsers, "application/json", `"LIMIT_EXCEEDED"`},
	} {
		w := ask(c.path, c.accept)
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) || !strings.Contains(w.Body.String(), c.text) {
			t.Errorf("%s: %d %v %s", name, w.Code, w.Header(), w.Body)
		}
	}
}

// TestLinksThatLeaveWithAPage begin as the operator says, whatever host was asked for.
func TestLinksThatLeaveWithAPage(t *testing.T) {
	srv, _ := serving(t, testdb.SQLite(t), DefaultLimits())
	ask := func() string {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/robots.txt", nil)
		r.Host = "evil.example"
		r.Header.Set("X-Forwarded-Proto", "https") // from nobody who is trusted
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		return w.Body.String()
	}
	if said := ask(); !strings.Contains(said, "Sitemap: http://evil.example/sitemap.xml") {
		t.Errorf("where nobody says, it is %s", said)
	}
	srv.doors = signin.Open(srv.store, signin.Flags{OIDC: signin.OIDC{PublicURL: "https://services.example/"}})
	if said := ask(); !strings.Contains(said, "Sitemap: https://services.example/sitemap.xml") {
		t.Errorf("it is %s", said)
	}
}
