package signin

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"onewindow/internal/identity"
	"onewindow/internal/testdb"
)

// staffClaims are what the provider says of a person.
type staffClaims struct {
	jwt.RegisteredClaims
	Username string `json:"preferred_username,omitempty"`
	Nonce    string `json:"nonce,omitempty"`
	Party    string `json:"azp,omitempty"`
}

// providerBehind is a provider that is asked through something.
func providerBehind(t *testing.T, middleware func(http.Handler) http.Handler) *mockoidc.MockOIDC {
	t.Helper()
	op, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := op.AddMiddleware(middleware); err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := op.Start(listener, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = op.Shutdown() })
	return op
}

// doors of the place, to which a provider has the keys.
func (p *place) doors(op *mockoidc.MockOIDC) *Doors {
	return Open(p.Store, Flags{OIDC: OIDC{Issuer: op.Issuer(), Audience: op.ClientID, ClientSecret: op.ClientSecret, StaffClaim: "preferred_username"}})
}

// claims of S1, for an hour.
func (p *place) claims(op *mockoidc.MockOIDC) staffClaims {
	return staffClaims{Username: "S1", RegisteredClaims: jwt.RegisteredClaims{Issuer: op.Issuer(), Subject: "1", Audience: jwt.ClaimStrings{op.ClientID},
		IssuedAt: jwt.NewNumericDate(p.now), ExpiresAt: jwt.NewNumericDate(p.now.Add(time.Hour))}}
}

func signedWith(t *testing.T, key *mockoidc.Keypair, claims jwt.Claims) string {
	t.Helper()
	token, err := key.SignJWT(claims)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func randomKey(t *testing.T) *mockoidc.Keypair {
	t.Helper()
	key, err := mockoidc.RandomKeypair(2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestBearerTokensOfTheProvider(t *testing.T) {
	op, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = op.Shutdown() })
	p := newPlace(t, testdb.SQLite(t))
	doors := p.doors(op)
	claims := func(change func(*staffClaims)) staffClaims {
		c := p.claims(op)
		if change != nil {
			change(&c)
		}
		return c
	}
	signed := func(c staffClaims) string { return signedWith(t, op.Keypair, c) }
	good := signed(claims(nil))
	if c, err := doors.Bearer(t.Context(), good); err != nil || c.Name != "staff:S1" || !c.Has(identity.DepartmentReviewer) {
		t.Fatalf("a good token is %+v, %v", c, err)
	}
	if c, err := doors.Bearer(t.Context(), signed(claims(func(c *staffClaims) { c.Username = "S2" }))); err != nil || len(c.Grants) > 0 {
		t.Errorf("somebody without a post is %+v, %v", c, err)
	}
	if _, err := doors.Bearer(t.Context(), signed(claims(func(c *staffClaims) { c.Party, c.Audience = "a-frontend", append(c.Audience, "another") }))); err != nil {
		t.Errorf("a token that a frontend was given: %v", err)
	}
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims(nil)).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	public, err := op.Keypair.JWKS()
	if err != nil {
		t.Fatal(err)
	}
	symmetric, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims(nil)).SignedString(public)
	if err != nil {
		t.Fatal(err)
	}
	refused := map[string]string{
		"expired":             signed(claims(func(c *staffClaims) { c.ExpiresAt = jwt.NewNumericDate(p.now.Add(-time.Minute)) })),
		"not yet valid":       signed(claims(func(c *staffClaims) { c.NotBefore = jwt.NewNumericDate(p.now.Add(time.Hour)) })),
		"for another":         signed(claims(func(c *staffClaims) { c.Audience = jwt.ClaimStrings{"another"} })),
		"of another issuer":   signed(claims(func(c *staffClaims) { c.Issuer = "https://another.invalid" })),
		"without a number":    signed(claims(func(c *staffClaims) { c.Username = "" })),
		"with alg none":       unsigned,
		"with the public key": symmetric,
		"altered":             good[:len(good)-6] + "AAAAAA",
		"no token":            "a.b.c",
	}
	for name, token := range refused {
		if c, err := doors.Bearer(t.Context(), token); !errors.Is(err, identity.ErrUnauthenticated) {
			t.Errorf("a token %s is %+v, %v", name, c, err)
		}
	}
	if _, err := doors.Bearer(t.Context(), signed(claims(func(c *staffClaims) { c.Username = "nobody" }))); !errors.Is(err, ErrUnknownPerson) {
		t.Errorf("nobody's token: %v", err)
	}
	// The provider takes a new key: tokens of the new one come in, those of the
	// old one stay out once its key is no longer served.
	op.Keypair = randomKey(t)
	old := good
	p.now = p.now.Add(keysKept)
	if _, err := doors.Bearer(t.Context(), old); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("a token of a key that was withdrawn a while ago: %v", err)
	}
	good = signed(claims(nil))
	op.Keypair = randomKey(t)
	if _, err := doors.Bearer(t.Context(), signed(claims(nil))); err != nil {
		t.Errorf("a token of the new key: %v", err)
	}
	// The key set answers a moment before it forgets the keys it had, so the old
	// token may be let in until the fetch behind that answer has ended.
	err = nil
	for began := time.Now(); err == nil && time.Since(began) < 10*time.Second; runtime.Gosched() {
		_, err = doors.Bearer(t.Context(), good)
	}
	if !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("a token of the old key: %v", err)
	}
}

// TestForgedTokensDoNotFloodTheProvider though each names a key that nobody knows.
func TestForgedTokensDoNotFloodTheProvider(t *testing.T) {
	var asked atomic.Int64
	op := providerBehind(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			next.ServeHTTP(w, r)
		})
	})
	p := newPlace(t, testdb.SQLite(t))
	doors := p.doors(op)
	good := signedWith(t, op.Keypair, p.claims(op))
	if _, err := doors.Bearer(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	forged := signedWith(t, randomKey(t), p.claims(op))
	began := time.Now()
	for range looksAtOnce + 1 {
		if _, err := doors.Bearer(t.Context(), forged); !errors.Is(err, identity.ErrUnauthenticated) {
			t.Errorf("a forged token: %v", err)
		}
	}
	if most := int64(looksAtOnce + 1 + time.Since(began)/time.Second); asked.Load() > most {
		t.Errorf("the provider is asked %d times, want %d at most", asked.Load(), most)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, _ = doors.Bearer(gone, forged) // goes on waiting for its turn
	if c, err := doors.Bearer(t.Context(), good); err != nil || c.Name != "staff:S1" {
		t.Errorf("beside them a good token is %+v, %v", c, err)
	}
}

func TestAProviderThatIsAway(t *testing.T) {
	p := newPlace(t, testdb.SQLite(t))
	op, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	known := newProvider(OIDC{Issuer: op.Issuer(), Audience: op.ClientID}, func() time.Time { return p.now })
	if _, err := known.discover(); err != nil {
		t.Fatal(err)
	}
	if err := op.Shutdown(); err != nil {
		t.Fatal(err)
	}
	p.now = p.now.Add(2 * keysKept)
	if _, err := known.discover(); err != nil {
		t.Errorf("a provider that was known and is away: %v", err)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	doors := Open(p.Store, Flags{OIDC: OIDC{Issuer: gone.URL, Audience: "x"}})
	for range 2 {
		if _, err := doors.Bearer(t.Context(), "a.b.c"); !errors.Is(err, ErrProvider) {
			t.Errorf("a token while the provider is away: %v", err)
		}
	}
}

// TestAProviderWhoseKeysAreAway: whether a token with a new key is good, nobody can
// say then; the keys that are known are as good as before.
func TestAProviderWhoseKeysAreAway(t *testing.T) {
	var away atomic.Bool
	op := providerBehind(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if away.Load() && r.URL.Path == mockoidc.JWKSEndpoint {
				http.Error(w, "down", http.StatusBadGateway)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	p := newPlace(t, testdb.SQLite(t))
	doors := p.doors(op)
	good := signedWith(t, op.Keypair, p.claims(op))
	if _, err := doors.Bearer(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	away.Store(true)
	op.Keypair = randomKey(t)
	fresh := signedWith(t, op.Keypair, p.claims(op))
	if _, err := doors.Bearer(t.Context(), fresh); !errors.Is(err, ErrProvider) {
		t.Errorf("a token with a new key: %v", err)
	}
	if _, err := doors.Bearer(t.Context(), good); err != nil {
		t.Errorf("a token with a key that is known: %v", err)
	}
	if _, err := doors.Bearer(t.Context(), "a.b.c"); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("no token: %v", err)
	}
	away.Store(false)
	if _, err := doors.Bearer(t.Context(), fresh); err != nil {
		t.Errorf("a token with a new key, once it can be had: %v", err)
	}
}

// person is what the provider says of who signs in.
type person struct{ number, party string }

// ID is the provider's own.
func (p person) ID() string { return "subject-" + p.number }

// Userinfo is nothing that this program reads.
func (person) Userinfo([]string) ([]byte, error) { return []byte("{}"), nil }

// Claims are those of the id token.
func (p person) Claims(_ []string, c *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	return staffClaims{*c.RegisteredClaims, p.number, c.Nonce, p.party}, nil
}

func TestTheCodeFlow(t *testing.T) {
	op, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = op.Shutdown() })
	p := newPlace(t, testdb.SQLite(t))
	doors := p.doors(op)
	const base = "http://localhost:1"
	party := ""
	come := func(number string) (Flow, url.Values) {
		t.Helper()
		op.QueueUser(person{number, party})
		address, flow, err := doors.Begin(base, "/admin")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(address, "code_challenge_method=S256") {
			t.Errorf("no PKCE in %s", address)
		}
		jar, _ := cookiejar.New(nil)
		client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		answer, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		back, err := answer.Location()
		if err != nil || !strings.HasPrefix(back.String(), base+"/auth/callback?") {
			t.Fatalf("the provider leads to %v, %v", back, err)
		}
		return FlowOf(flow.Text()), back.Query()
	}
	flow, back := come("S1")
	secret, err := doors.Finish(t.Context(), base, flow, back.Get("state"), back.Get("code"))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := CallerOf(t.Context(), p.Store, secret); err != nil || c.Name != "staff:S1" || flow.Return != "/admin" {
		t.Errorf("the session is of %+v, %v", c, err)
	}
	if _, err := doors.Finish(t.Context(), base, flow, back.Get("state"), back.Get("code")); !errors.Is(err, ErrWrong) {
		t.Errorf("a code is good twice: %v", err)
	}
	flow, back = come("S1")
	if _, err := doors.Finish(t.Context(), base, flow, "another", back.Get("code")); !errors.Is(err, ErrWrong) {
		t.Errorf("another state: %v", err)
	}
	other := flow
	other.Verifier += "x"
	if _, err := doors.Finish(t.Context(), base, other, back.Get("state"), back.Get("code")); !errors.Is(err, ErrWrong) {
		t.Errorf("another verifier: %v", err)
	}
	flow, back = come("S1")
	flow.Nonce = "another"
	if _, err := doors.Finish(t.Context(), base, flow, back.Get("state"), back.Get("code")); !errors.Is(err, ErrWrong) {
		t.Errorf("another nonce: %v", err)
	}
	flow, back = come("S1")
	flow.Nonce = ""
	if _, err := doors.Finish(t.Context(), base, flow, back.Get("state"), back.Get("code")); !errors.Is(err, ErrWrong) {
		t.Errorf("no nonce: %v", err)
	}
	var want error
	for party, want = range map[string]error{op.ClientID: nil, "another": ErrWrong} {
		flow, back = come("S1")
		if _, err := doors.Finish(t.Context(), base, flow, back.Get("state"), back.Get("code")); !errors.Is(err, want) {
			t.Errorf("an id token for the party %s: %v", party, err)
		}
	}
	party = ""
	if _, err := doors.Finish(t.Context(), base, Flow{}, "", "x"); !errors.Is(err, ErrWrong) {
		t.Errorf("without a flow: %v", err)
	}
	flow, back = come("nobody")
	if _, err := doors.Finish(t.Context(), base, flow, back.Get("state"), back.Get("code")); !errors.Is(err, ErrUnknownPerson) {
		t.Errorf("somebody unknown: %v", err)
	}
}

func FuzzBearer(f *testing.F) {
	for _, token := range []string{"a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", strings.Repeat("A", 5000) + ".e30.x"} {
		f.Add(token)
	}
	op, err := mockoidc.Run()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = op.Shutdown() })
	known := newProvider(OIDC{Issuer: op.Issuer(), Audience: op.ClientID, StaffClaim: "preferred_username"}, time.Now)
	f.Fuzz(func(t *testing.T, token string) {
		if number, err := known.staffNumber(t.Context(), token, ""); err == nil {
			t.Errorf("%q is taken for %s", token, number)
		}
	})
}

// FuzzFlow: whatever a cookie or an address holds, the way back stays within this
// program, and a flow is read as it was written.
func FuzzFlow(f *testing.F) {
	for _, flow := range []Flow{{}, {State: "s", Nonce: "n", Verifier: "v", Return: "/admin?a=b#c"}, {Return: "//evil.invalid"}, {Return: "/\\evil.invalid"}, {Return: "/a\n/b"}} {
		f.Add(flow.Text(), flow.Return)
	}
	here := &url.URL{Scheme: "https", Host: "onewindow.invalid", Path: "/auth/callback"}
	f.Fuzz(func(t *testing.T, cookie, path string) {
		flow := FlowOf(cookie)
		if again := FlowOf(flow.Text()); flow.State != again.State || flow.Nonce != again.Nonce || flow.Verifier != again.Verifier {
			t.Errorf("%q is read as %+v, and then as %+v", cookie, flow, again)
		}
		for _, back := range []string{Within(flow.Return), Within(path)} {
			to, err := here.Parse(back)
			if err != nil || to.Host != here.Host || to.Scheme != here.Scheme || back[0] != '/' || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\t\r\n") {
				t.Errorf("%q leads to %q", path, back)
			}
		}
	})
}
