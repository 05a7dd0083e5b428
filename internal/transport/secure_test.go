package transport

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"onewindow/internal/signin"
	"onewindow/internal/testdb"
)

func TestCrossOrigin(t *testing.T) {
	limits := DefaultLimits()
	limits.CORSOrigin = []string{"https://portal.example"}
	limits.TrustedProxy = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	srv, _ := serving(t, testdb.SQLite(t), limits)
	ask := func(method string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, "/graphql?query=%7B__typename%7D", strings.NewReader(`{"query":"{ __typename }"}`))
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		return w
	}
	srv.store.Client.Staff.Create().SetNumber("S1").SetName("甲").ExecX(t.Context())
	secret, err := signin.Begin(t.Context(), srv.store, "S1", "test")
	if err != nil {
		t.Fatal(err)
	}
	cookie := sessionCookie + "=" + secret
	for _, c := range []struct {
		name    string
		method  string
		headers []string
		status  int
		allowed string
	}{
		{"a plain GET", "GET", nil, 200, ""},
		{"another cookie", "GET", []string{"Cookie", "theme=dark"}, 200, ""},
		{"a GET with the session", "GET", []string{"Cookie", cookie}, 403, ""},
		{"a POST with the session", "POST", []string{"Cookie", cookie}, 403, ""},
		{"a POST with the session and the header", "POST", []string{"Cookie", cookie, csrfHeader, "1"}, 200, ""},
		{"a POST with a session that is none", "POST", []string{"Cookie", sessionCookie + "=x", csrfHeader, "1"}, 401, ""},
		{"a WebSocket from elsewhere with the session", "GET", []string{"Cookie", cookie, "Upgrade", "websocket", "Origin", "https://evil.example"}, 403, ""},
		{"a WebSocket from elsewhere", "GET", []string{"Upgrade", "websocket", "Origin", "https://evil.example"}, 403, ""},
		{"a WebSocket from nowhere", "GET", []string{"Upgrade", "websocket", "Origin", "null"}, 403, ""},
		{"a WebSocket with the session and no origin", "GET", []string{"Cookie", cookie, "Upgrade", "websocket"}, 403, ""},
		{"a stream with the session", "POST", []string{"Cookie", cookie, "Accept", "text/event-stream"}, 403, ""},
		{"a listed origin", "POST", []string{"Origin", "https://portal.example"}, 200, "https://portal.example"},
		{"another origin", "POST", []string{"Origin", "https://evil.example"}, 200, ""},
		{"a listed origin's preflight", "OPTIONS", []string{"Origin", "https://portal.example", "Access-Control-Request-Method", "POST"}, 204, "https://portal.example"},
		{"no origin", "POST", []string{"Origin", "null"}, 200, ""},
		{"no origin's preflight", "OPTIONS", []string{"Origin", "null", "Access-Control-Request-Method", "POST"}, 200, ""},
		{"a listed host without TLS", "POST", []string{"Origin", "http://portal.example"}, 200, ""},
		{"a host that begins alike", "POST", []string{"Origin", "https://portal.example.evil.example"}, 200, ""},
		{"a listed origin with the session", "POST", []string{"Origin", "https://portal.example", "Cookie", cookie}, 403, "https://portal.example"},
		{"another origin's preflight", "OPTIONS", []string{"Origin", "https://evil.example", "Access-Control-Request-Method", "POST"}, 200, ""},
	} {
		w := ask(c.method, c.headers...)
		if w.Code != c.status || w.Header().Get("Access-Control-Allow-Origin") != c.allowed || w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s is answered %d %v", c.name, w.Code, w.Header())
		}
		if vary := strings.Join(w.Header().Values("Vary"), ","); !strings.Contains(vary, "Origin") {
			t.Errorf("a cache may give what %s is answered to another origin: Vary is %q", c.name, vary)
		}
		if long := strings.Repeat("a", 3000); strings.Contains(ask("GET", "Upgrade", "websocket", "Origin", "https://"+long).Body.String(), long) {
			t.Error("an origin comes back whole")
		}
	}
	if allowed := ask("OPTIONS", "Origin", "https://portal.example", "Access-Control-Request-Method", "POST").Header().Get("Access-Control-Allow-Headers"); strings.Contains(allowed, csrfHeader) {
		t.Error("another origin may send the header that stands for this one")
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "frame-ancestors 'none'", "Referrer-Policy": "no-referrer", "Permissions-Policy": "camera=()", "Cross-Origin-Resource-Policy": "same-origin"} {
		if got := ask("GET").Header().Get(name); !strings.Contains(got, want) {
			t.Errorf("%s is %q", name, got)
		}
	}
	const hsts = "Strict-Transport-Security"
	if ask("GET").Header().Get(hsts) != "" || ask("GET", "X-Forwarded-Proto", "https").Header().Get(hsts) == "" {
		t.Error("HSTS is told when a trusted proxy serves TLS, and only then")
	}
}

// TestWhoSaysThatItCameByTLS is believed as a trusted proxy only: addresses on pages,
// in maps of the site and in QR codes follow it.
func TestWhoSaysThatItCameByTLS(t *testing.T) {
	for proxy, scheme := range map[string]string{"192.0.2.0/24": "https://", "198.51.100.0/24": "http://"} {
		limits := DefaultLimits()
		limits.TrustedProxy = []netip.Prefix{netip.MustParsePrefix(proxy)}
		srv, _ := serving(t, testdb.SQLite(t), limits)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://onewindow.example/robots.txt", nil) // from 192.0.2.1
		r.Header.Set("X-Forwarded-Proto", "https")
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		if want := "Sitemap: " + scheme + "onewindow.example/sitemap.xml"; !strings.Contains(w.Body.String(), want) {
			t.Errorf("where %s is trusted it is answered %s", proxy, w.Body)
		}
	}
}

// TestAnyOriginHasNoCookie lists all origins: they are answered, and none of them
// with a session.
func TestAnyOriginHasNoCookie(t *testing.T) {
	limits := DefaultLimits()
	limits.CORSOrigin = []string{"*"}
	srv, _ := serving(t, testdb.SQLite(t), limits)
	for _, origin := range []string{"https://a.example", "null"} {
		for _, method := range []string{http.MethodPost, http.MethodOptions} {
			r := httptest.NewRequestWithContext(t.Context(), method, "/graphql", strings.NewReader(`{"query":"{ __typename }"}`))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Method", "POST")
			r.Header.Set("Access-Control-Request-Headers", csrfHeader+", cookie")
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, r)
			h := w.Header()
			if h.Get("Access-Control-Allow-Origin") != origin || h.Get("Access-Control-Allow-Credentials") != "" || strings.Contains(h.Get("Access-Control-Allow-Headers"), csrfHeader) {
				t.Errorf("%s by %s is answered %v", origin, method, h)
			}
		}
	}
}

func TestEventStreamsHaveOneMode(t *testing.T) {
	_, h := serving(t, testdb.SQLite(t), DefaultLimits())
	for method, want := range map[string]int{http.MethodPut: 405, http.MethodGet: 405, http.MethodPost: 400} {
		r, err := http.NewRequestWithContext(t.Context(), method, h.URL+"/graphql?token=1", strings.NewReader(`{"query":"{ __typename }"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept", "text/event-stream")
		r.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want && !(method == http.MethodGet && response.StatusCode == 400) {
			t.Errorf("%s is answered %d", method, response.StatusCode)
		}
	}
}

func TestOriginsAreChecked(t *testing.T) {
	for origin, fine := range map[string]bool{"https://portal.example": true, "http://localhost:5173": true, "*": true, "portal.example": false, "https://portal.example/": false, "https://portal.example/x": false} {
		if err := (Limits{CORSOrigin: []string{origin}}).Check(); (err == nil) != fine {
			t.Errorf("%s: %v", origin, err)
		}
	}
}
