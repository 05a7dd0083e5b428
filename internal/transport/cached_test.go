package transport

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onewindow/internal/testdb"
)

// What a cache knows already is not sent again, however it says what it knows
// (RFC 9110, 8.8.3.2 and 13.1.2).
func TestAnAnswerThatACacheHas(t *testing.T) {
	srv, _ := serving(t, testdb.SQLite(t), DefaultLimits())
	get := func(query string, known ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query="+query, nil)
		r.Header.Set("Accept", "application/graphql-response+json")
		for _, tags := range known {
			r.Header.Add("If-None-Match", tags)
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		return w
	}
	const asked = "%7Bcatalog%7Brevision%7D%7D"
	first := get(asked)
	tag := first.Header().Get("ETag")
	if first.Code != http.StatusOK || !strings.HasPrefix(tag, `"`) || first.Body.Len() == 0 {
		t.Fatalf("%d with the tag %s: %s", first.Code, tag, first.Body)
	}
	for name, c := range map[string]struct {
		query  string
		known  []string
		status int
	}{
		"the answer":                   {asked, []string{tag}, http.StatusNotModified},
		"made weak by others":          {asked, []string{"W/" + tag}, http.StatusNotModified},
		"one of a list":                {asked, []string{`"a", W/"b,c" ,` + tag}, http.StatusNotModified},
		"any":                          {asked, []string{"*"}, http.StatusNotModified},
		"in a second header":           {asked, []string{`"a"`, tag}, http.StatusNotModified},
		"others":                       {asked, []string{`"a", W/"b"`}, http.StatusOK},
		"without quotes":               {asked, []string{strings.Trim(tag, `"`)}, http.StatusOK},
		"a part of it":                 {asked, []string{tag[:len(tag)-2] + `"`}, http.StatusOK},
		"nothing":                      {asked, []string{""}, http.StatusOK},
		"another answer":               {"%7Bcatalog%7Bvillages%7D%7D", []string{tag}, http.StatusOK},
		"any, of an error":             {"%7Bnothing%7D", []string{"*"}, http.StatusBadRequest},
		"any, of what a field refuses": {"%7Bnode(id:%22x%22)%7Bid%7D%7D", []string{"*"}, http.StatusOK},
	} {
		w := get(c.query, c.known...)
		if w.Code != c.status || (w.Body.Len() == 0) != (c.status == http.StatusNotModified) {
			t.Errorf("%s: %d, %d bytes", name, w.Code, w.Body.Len())
		}
		if c.status != http.StatusNotModified {
			continue
		}
		for _, header := range []string{"ETag", "Cache-Control", "Vary"} {
			if got, want := w.Header().Get(header), first.Header().Get(header); got != want {
				t.Errorf("%s: %s is %q, %q with the whole answer", name, header, got, want)
			}
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query="+asked, nil)
	r.Header.Set("Accept", "application/graphql-response+json")
	r.Header.Set("Range", "bytes=0-3")
	w := httptest.NewRecorder()
	if srv.ServeHTTP(w, r); w.Code != http.StatusOK || w.Body.Len() != first.Body.Len() {
		t.Errorf("a part of an answer: %d, %q", w.Code, w.Body)
	}
}
