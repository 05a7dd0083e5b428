package transport

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"onewindow/internal/testdb"
)

func TestABudgetFillsUpEvenly(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	b := newBudgets(Limits{PublicBudget: 600, CallerBudget: 6000}, func() time.Time { return now })
	one, other := account{from: netip.MustParseAddr("192.0.2.1")}, account{from: netip.MustParseAddr("192.0.2.2")}
	if wait := b.take(one, 600); wait != 0 {
		t.Fatalf("a full budget has one wait %s", wait)
	}
	if wait := b.take(one, 20); wait != 2*time.Second {
		t.Errorf("20 of 600 a minute come after %s", wait)
	}
	if wait := b.take(other, 600); wait != 0 {
		t.Errorf("another's budget has one wait %s", wait)
	}
	if wait := b.take(account{name: "token:portal"}, 5000); wait != 0 {
		t.Errorf("a caller waits %s", wait)
	}
	if wait := b.take(account{}, 1<<40); wait != 0 {
		t.Errorf("this machine waits %s", wait)
	}
	now = now.Add(2 * time.Second) // nothing was taken for what was refused
	if wait := b.take(one, 20); wait != 0 {
		t.Errorf("after 2 s one waits %s", wait)
	}
}

func TestBudgetsOfManyAddressesAreForgotten(t *testing.T) {
	b := newBudgets(Limits{PublicBudget: 600}, time.Now)
	a := netip.MustParseAddr("10.0.0.0")
	for range rememberedCallers + 100 {
		a = a.Next()
		b.take(account{from: a}, 1)
	}
	if n := b.kept.Len(); n != rememberedCallers {
		t.Errorf("%d are kept", n)
	}
}

func TestWhereARequestComesFrom(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct {
		peer, forwarded, want string
	}{
		{"192.0.2.1:1", "", "192.0.2.1"},
		{"192.0.2.1:1", "198.51.100.1", "192.0.2.1"}, // nobody has to believe it
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1:1", "rubbish", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"[::ffff:192.0.2.1]:1", "", "192.0.2.1"},
		{"[2001:db8::1%eth0]:1", "", "2001:db8::1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := clientAddress(r, proxies); got.String() != c.want {
			t.Errorf("%s with %q comes from %s", c.peer, c.forwarded, got)
		}
	}
	if a, b := network(netip.MustParseAddr("2001:db8::1")), network(netip.MustParseAddr("2001:db8::2")); a != b {
		t.Errorf("one customer's addresses are %s and %s", a, b)
	}
}

// TestOverBudgetIsRefused spends an address's budget, by one costly operation and
// by many requests.
func TestOverBudgetIsRefused(t *testing.T) {
	limits := DefaultLimits()
	limits.PublicBudget = 1000
	srv, _ := serving(t, testdb.SQLite(t), limits)
	ask := func(from, query string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(`{"query":"`+query+`"}`))
		r.RemoteAddr = from
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		return w
	}
	const costly = `{ items(first: 90) { nodes { id name slug } } items2: items(first: 90) { nodes { id name slug } } }`
	if w := ask("192.0.2.1:1", costly); w.Code != http.StatusOK {
		t.Fatalf("the first is answered %d %s", w.Code, w.Body)
	}
	w := ask("192.0.2.1:1", costly)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "LIMIT_EXCEEDED") {
		t.Errorf("the second is answered %d %v %s", w.Code, w.Header(), w.Body)
	}
	if w := ask("192.0.2.2:1", costly); w.Code != http.StatusOK {
		t.Errorf("another address is answered %d", w.Code)
	}
	status := 0
	for range 100 {
		status = ask("192.0.2.3:1", `nonsense`).Code
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("a hundred faulty requests end with %d", status)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/auth/password", nil)
	r.RemoteAddr = "192.0.2.4:1"
	for range 2 {
		w = httptest.NewRecorder()
		srv.ServeHTTP(w, r)
	}
	if w.Code != http.StatusTooManyRequests {
		t.Errorf("a second try to sign in is answered %d", w.Code)
	}
	r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(strings.Repeat(" ", 100_000)))
	r.RemoteAddr, r.ContentLength = "192.0.2.5:1", -1
	r.Header.Set("Content-Type", "application/json")
	w = httptest.NewRecorder()
	if srv.ServeHTTP(w, r); w.Code != http.StatusTooManyRequests {
		t.Errorf("a body that does not say how large it is, is answered %d", w.Code)
	}
	for range 100 {
		status = ask("127.0.0.1:1", `{ catalog { revision } }`).Code
	}
	if status != http.StatusOK {
		t.Errorf("this machine is answered %d", status)
	}
}

func TestWrongCodesAreOwed(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	codes := newTries(func() time.Time { return now })
	ctx := context.WithValue(t.Context(), tryingKey{}, account{from: netip.MustParseAddr("192.0.2.1")})
	for range wrongCodes + 5 { // tried at the same moment
		codes.Wrong(ctx)
	}
	for _, c := range []struct {
		after time.Duration
		may   bool
	}{{0, false}, {6 * time.Second, false}, {35 * time.Second, false}, {36 * time.Second, true}} {
		now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC).Add(c.after)
		if err := codes.May(ctx); (err == nil) != c.may {
			t.Errorf("after %s: %v", c.after, err)
		}
	}
	if err := codes.May(t.Context()); err != nil {
		t.Errorf("who comes from nowhere is refused with %v", err)
	}
}
