package transport

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"onewindow/internal/catalog"
	"onewindow/internal/identity"
	"onewindow/internal/signin"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
	"onewindow/internal/trusted"
)

// TestABrowserSignsInAndOut goes the whole way with a local account: the page, a
// wrong password, the right one, a query as oneself, and out again.
func TestABrowserSignsInAndOut(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		s := testdb.Open(t, database, store.Options{})
		live, err := catalog.Follow(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		h := httptest.NewServer(New(s, live, &trusted.Registry{}, DefaultLimits(), signin.Open(s, signin.Flags{LocalAccounts: true})))
		t.Cleanup(h.Close)
		s.Client.Staff.Create().SetNumber("S1").SetName("甲").ExecX(t.Context())
		if err := signin.SetPassword(identity.With(t.Context(), identity.Admin("test")), s, "S1", "correct horse battery"); err != nil {
			t.Fatal(err)
		}
		jar, _ := cookiejar.New(nil)
		browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		send := func(method, path, contentType, body string, headers ...string) (*http.Response, string) {
			t.Helper()
			r, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", contentType)
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			answer, err := browser.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = answer.Body.Close() }()
			b, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			return answer, string(b)
		}
		const form, json = "application/x-www-form-urlencoded", "application/json"
		fields := func(password string) string {
			return url.Values{"number": {"S1"}, "password": {password}, "return": {"/graphiql"}}.Encode()
		}
		viewer := func() string {
			_, body := send("POST", "/graphql", json, `{"query":"{ viewer { name } }"}`, csrfHeader, "1")
			return body
		}
		if _, page := send("GET", "/auth/signin?return=//evil.invalid", "", ""); !strings.Contains(page, `name="password"`) || strings.Contains(page, "evil") {
			t.Errorf("the page is %s", page)
		}
		if answer, page := send("POST", "/auth/password", form, fields("wrong"), "Origin", h.URL); answer.StatusCode != 401 || !strings.Contains(page, `role="alert"`) || !strings.Contains(page, `name="number" value="S1"`) {
			t.Errorf("a wrong password is answered %d %s", answer.StatusCode, page)
		}
		if answer, _ := send("POST", "/auth/password", form, fields("correct horse battery"), "Origin", "https://evil.invalid"); answer.StatusCode != 403 {
			t.Errorf("a form of another origin is answered %d", answer.StatusCode)
		}
		if got := viewer(); got != `{"data":{"viewer":null}}` {
			t.Errorf("before it signs in a browser is %s", got)
		}
		answer, _ := send("POST", "/auth/password", form, fields("correct horse battery"), "Origin", h.URL)
		if answer.StatusCode != 303 || answer.Header.Get("Location") != "/graphiql" {
			t.Fatalf("the right password is answered %d to %s", answer.StatusCode, answer.Header.Get("Location"))
		}
		if cookie := answer.Header.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
			t.Errorf("the cookie is %s", cookie)
		}
		if got := viewer(); got != `{"data":{"viewer":{"name":"staff:S1"}}}` {
			t.Errorf("signed in it is %s", got)
		}
		if answer, _ := send("POST", "/auth/signout", form, "", "Origin", h.URL); answer.StatusCode != 303 {
			t.Errorf("signing out is answered %d", answer.StatusCode)
		}
		if got := viewer(); got != `{"data":{"viewer":null}}` {
			t.Errorf("signed out it is %s", got)
		}
		if answer, _ := send("GET", "/auth/sample?code=x", "", ""); answer.StatusCode != 401 {
			t.Errorf("a link that is none is answered %d", answer.StatusCode)
		}
	})
}

func TestCookiesGoOverTLSOnlyButAtHome(t *testing.T) {
	srv, _ := serving(t, testdb.SQLite(t), DefaultLimits())
	for host, secure := range map[string]bool{"localhost:8080": false, "127.0.0.1:8080": false, "[::1]:8080": false, "services.example": true, "10.0.0.7:8080": true} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		srv.setCookie(w, r, sessionCookie, "x", "/", 1)
		if got := strings.Contains(w.Header().Get("Set-Cookie"), "Secure"); got != secure {
			t.Errorf("at %s: %s", host, w.Header().Get("Set-Cookie"))
		}
	}
}
