package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	GraphiQL().ServeHTTP(w, r)
	return w
}

func TestGraphiQLServesThePageAndAllThatItLinks(t *testing.T) {
	page := get(t, "/graphiql/")
	if page.Code != http.StatusOK || page.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("page: %d %q", page.Code, page.Header().Get("Content-Type"))
	}
	if got := page.Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("page: Cache-Control %q", got)
	}
	if got := page.Header().Get("Content-Security-Policy"); got != GraphiQLPolicy {
		t.Errorf("page: Content-Security-Policy %q", got)
	}
	links := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page.Body.String(), -1)
	if len(links) < 3 {
		t.Fatalf("page: %d links in %s", len(links), page.Body)
	}
	for _, link := range links {
		name, relative := strings.CutPrefix(link[1], "./")
		if !relative {
			t.Errorf("link %q is not relative to the page", link[1])
			continue
		}
		if got := get(t, "/graphiql/"+name).Code; got != http.StatusOK {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func TestGraphiQLHeadersByKindOfFile(t *testing.T) {
	const immutable = "public, max-age=31536000, immutable"
	for name := range newSite("graphiql", GraphiQLPolicy).files {
		w := get(t, "/graphiql/"+name)
		kind := w.Header().Get("Content-Type")
		if w.Code != http.StatusOK || kind == "application/octet-stream" {
			t.Errorf("%s: %d %q", name, w.Code, kind)
		}
		if hashed := strings.HasPrefix(name, "assets/"); hashed != (w.Header().Get("Cache-Control") == immutable) {
			t.Errorf("%s: Cache-Control %q", name, w.Header().Get("Cache-Control"))
		}
		if strings.HasSuffix(name, ".map") {
			t.Errorf("%s: a source map", name)
		}
	}
}

func TestGraphiQLAnswersNotModified(t *testing.T) {
	etag := get(t, "/graphiql/").Header().Get("ETag")
	if got := get(t, "/graphiql/", "If-None-Match", etag).Code; got != http.StatusNotModified {
		t.Errorf("got %d", got)
	}
}

func TestGraphiQLRefusesTheRest(t *testing.T) {
	for path, want := range map[string]int{
		"/graphiql":              http.StatusMovedPermanently,
		"/graphiql/assets/":      http.StatusNotFound,
		"/graphiql/assets":       http.StatusNotFound,
		"/graphiql/../web.go":    http.StatusNotFound,
		"/graphiql/missing.html": http.StatusNotFound,
		"/elsewhere":             http.StatusNotFound,
	} {
		if got := get(t, path).Code; got != want {
			t.Errorf("%s: got %d, want %d", path, got, want)
		}
	}
	w := httptest.NewRecorder()
	GraphiQL().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/graphiql/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// Only the pages whose component libraries set styles inline are allowed to, and none
// runs a script that is not its file.
func TestPolicies(t *testing.T) {
	for page, inline := range map[string]bool{"portal": false, "kiosk": false, "admin": true} {
		w := httptest.NewRecorder()
		Page(page).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+page+"/documents.json", nil))
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; ") || strings.Contains(policy, "style-src 'self' 'unsafe-inline'") != inline {
			t.Errorf("%s: %s", page, policy)
		}
	}
}
