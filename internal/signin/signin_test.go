package signin

import (
	"context"
	"errors"
	"fmt"
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
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"onewindow/ent/db/auditevent"
	"onewindow/internal/calendar"
	"onewindow/internal/identity"
	"onewindow/internal/personal"
	"onewindow/internal/store"
	"onewindow/internal/testdb"
)

// place is a department with a reviewer, S1, and a person without a post, S2.
type place struct {
	*store.Store
	t     *testing.T
	now   time.Time
	admin context.Context
}

func newPlace(t *testing.T, database string) *place {
	t.Helper()
	p := &place{t: t, now: time.Now().UTC().Truncate(time.Second), admin: identity.With(t.Context(), identity.Admin("test"))}
	p.Store = testdb.Open(t, database, store.Options{Clock: func() time.Time { return p.now }})
	ctx, since := t.Context(), calendar.NewDay(2020, 1, 1)
	department := p.Client.Department.Create().SetCode("MZJ").SetName("民政局").SetKind("STATUTORY_BODY").SetValidFrom(since).SaveX(ctx)
	person := p.Client.Staff.Create().SetNumber("S1").SetName("甲").SaveX(ctx)
	p.Client.Staff.Create().SetNumber("S2").SetName("乙").ExecX(ctx)
	p.Client.Post.Create().SetStaffID(person.ID).SetKind("REVIEWER").SetDepartmentID(department.ID).SetValidFrom(since).
		SetStartedAt(p.now).SetStartedBy("test").ExecX(ctx)
	return p
}

func TestASessionEnds(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		p := newPlace(t, database)
		begin := func() string {
			secret, err := Begin(t.Context(), p.Store, "S1", "test")
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		ended := func(why, secret string) {
			t.Helper()
			if c, err := CallerOf(t.Context(), p.Store, secret); !errors.Is(err, identity.ErrUnauthenticated) {
				t.Errorf("%s it is %+v, %v", why, c, err)
			}
		}
		revision := p.Client.Ledger.Query().OnlyX(t.Context()).Revision
		secret := begin()
		if now := p.Client.Ledger.Query().OnlyX(t.Context()).Revision; now != revision {
			t.Errorf("a sign-in moves the catalog's revision from %d to %d", revision, now)
		}
		c, err := CallerOf(t.Context(), p.Store, secret)
		if err != nil || c.Name != "staff:S1" || !c.Has(identity.DepartmentReviewer) {
			t.Fatalf("the session is of %+v, %v", c, err)
		}
		for range 13 { // used every 55 minutes
			p.now = p.now.Add(55 * time.Minute)
			if _, err := CallerOf(t.Context(), p.Store, secret); err != nil {
				t.Fatalf("it ends while it is used: %v", err)
			}
		}
		p.now = p.now.Add(10 * time.Minute)
		ended("after twelve hours", secret)
		secret = begin()
		p.now = p.now.Add(time.Hour + time.Second)
		ended("after an idle hour", secret)
		secret = begin()
		if err := End(t.Context(), p.Store, secret); err != nil {
			t.Fatal(err)
		}
		ended("after signing out", secret)
		ended("for another secret", identity.NewSecret())
		if _, err := Begin(t.Context(), p.Store, "nobody", "test"); !errors.Is(err, ErrUnknownPerson) {
			t.Errorf("nobody's session: %v", err)
		}
		for _, e := range p.Client.AuditEvent.Query().Where(auditevent.Entity("session")).AllX(t.Context()) {
			if e.Actor != "staff:S1" || strings.Contains(e.Before+e.After, secret) {
				t.Errorf("the trail says %+v", e)
			}
		}
	})
}

func TestPasswords(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		p := newPlace(t, database)
		doors := Open(p.Store, Flags{LocalAccounts: true})
		try := func(password, code string) bool {
			t.Helper()
			secret, err := doors.Password(t.Context(), "S1", password, code)
			if err != nil && !errors.Is(err, ErrWrong) {
				t.Fatal(err)
			}
			return secret != ""
		}
		if err := SetPassword(p.admin, p.Store, "S1", "short"); err == nil {
			t.Error("a short password is taken")
		}
		const right = "correct horse battery"
		if err := SetPassword(p.admin, p.Store, "S1", right); err != nil {
			t.Fatal(err)
		}
		if !try(right, "") || try("wrong", "") || !try(right, "") {
			t.Error("a right password is refused or a wrong one taken")
		}
		for range free + 2 {
			try("wrong", "")
		}
		if try(right, "") {
			t.Error("a right password is taken at once after many wrong ones")
		}
		p.now = p.now.Add(5 * time.Second)
		if !try(right, "") {
			t.Error("a right password is refused after the wait")
		}
		_, account, err := find(t.Context(), p.Client, "S1")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false} {
			if counted, err := countTry(t.Context(), p.Client, account, p.now); err != nil || counted != want {
				t.Errorf("try %d of those that came at once is looked at: %v, %v", i+1, counted, err)
			}
		}
		address, err := SetTOTP(p.admin, p.Store, "S1", false)
		if err != nil {
			t.Fatal(err)
		}
		key, err := otp.NewKeyFromURL(address)
		if err != nil {
			t.Fatal(err)
		}
		code, err := totp.GenerateCode(key.Secret(), p.now)
		if err != nil {
			t.Fatal(err)
		}
		if try(right, "") || try(right, "000000") || !try(right, code) || try(right, code) {
			t.Error("a code is not asked for, or one is taken twice")
		}
		// Who lost a password to somebody sets another, which throws them out.
		if err := SetPassword(p.admin, p.Store, "S1", right); err != nil {
			t.Fatal(err)
		}
		if n := p.Client.Session.Query().CountX(t.Context()); n != 0 {
			t.Errorf("%d sessions outlive the password", n)
		}
		p.now = p.now.Add(time.Minute)
		if code, _ = totp.GenerateCode(key.Secret(), p.now); !try(right, code) {
			t.Error("a password that was set again is refused")
		}
		if err := Lock(p.admin, p.Store, "S1", true); err != nil {
			t.Fatal(err)
		}
		p.now = p.now.Add(time.Minute)
		code, _ = totp.GenerateCode(key.Secret(), p.now)
		if try(right, code) {
			t.Error("a locked account comes in")
		}
		if n := p.Client.Session.Query().CountX(t.Context()); n != 0 {
			t.Errorf("%d sessions outlive the lock", n)
		}
		for _, number := range []string{"nobody", "", "S1\x00", "S1\xff", strings.Repeat("9", 100_000)} { // some are no text to PostgreSQL
			if _, err := doors.Password(t.Context(), number, right, ""); !errors.Is(err, ErrWrong) {
				t.Errorf("nobody comes in: %v", err)
			}
		}
		if _, err := Open(p.Store, Flags{}).Password(t.Context(), "S1", right, ""); !errors.Is(err, ErrWrong) {
			t.Errorf("passwords that are not switched on: %v", err)
		}
		if err := SetPassword(t.Context(), p.Store, "S1", right); err == nil {
			t.Error("the public sets passwords")
		}
	})
}

func TestTheKeyOfOneTimeCodesIsSealed(t *testing.T) {
	testdb.EachEngine(t, func(t *testing.T, database string) {
		p := newPlace(t, database)
		doors := Open(p.Store, Flags{LocalAccounts: true})
		const right = "correct horse battery"
		if err := SetPassword(p.admin, p.Store, "S1", right); err != nil {
			t.Fatal(err)
		}
		address, err := SetTOTP(p.admin, p.Store, "S1", false)
		if err != nil {
			t.Fatal(err)
		}
		key, err := otp.NewKeyFromURL(address)
		if err != nil {
			t.Fatal(err)
		}
		account := p.Client.LocalAccount.Query().OnlyX(t.Context())
		if kept := string(account.TotpSecret); !strings.HasPrefix(kept, "sealed:v1:") || strings.Contains(kept, key.Secret()) {
			t.Errorf("it is kept as %s", kept)
		}
		code, err := totp.GenerateCode(key.Secret(), p.now)
		if err != nil {
			t.Fatal(err)
		}
		// Where it cannot be opened nobody comes in without a code.
		account.Update().SetTotpSecret(account.TotpSecret[:len(account.TotpSecret)-8] + "AAAAAAA=").ExecX(t.Context())
		if secret, err := doors.Password(t.Context(), "S1", right, code); secret != "" || !errors.Is(err, personal.ErrDamaged) {
			t.Errorf("with a damaged key: %q, %v", secret, err)
		}
		if err := p.UseKeys(t.Context(), nil); !errors.Is(err, personal.ErrMissingKey) {
			t.Errorf("the key is not missed: %v", err)
		}
		if _, err := SetTOTP(p.admin, p.Store, "S1", false); !strings.Contains(fmt.Sprint(err), personal.NoKey.Code) {
			t.Errorf("without a key for personal data: %v", err)
		}
		if _, err := SetTOTP(p.admin, p.Store, "S1", true); err != nil {
			t.Errorf("without a key codes can't be ended: %v", err)
		}
	})
}

func TestALinkWorksOnce(t *testing.T) {
	p := newPlace(t, testdb.SQLite(t))
	doors := Open(p.Store, Flags{})
	if _, err := doors.Sample(t.Context(), ""); !errors.Is(err, ErrWrong) {
		t.Errorf("without the sample: %v", err)
	}
	links, err := doors.OpenSample(t.Context())
	if err != nil || len(links) != 1 || links[0].Kind != "REVIEWER" {
		t.Fatalf("the links are %+v, %v", links, err)
	}
	_, code, _ := strings.Cut(links[0].Path, "code=")
	for i, want := range []error{nil, ErrWrong} {
		if _, err := doors.Sample(t.Context(), code); !errors.Is(err, want) {
			t.Errorf("time %d: %v", i+1, err)
		}
	}
}

// staffClaims are what the provider says of a person.
type staffClaims struct {
	jwt.RegisteredClaims
	Username string `json:"preferred_username,omitempty"`
	Nonce    string `json:"nonce,omitempty"`
	Party    string `json:"azp,omitempty"`
}

func TestBearerTokensOfTheProvider(t *testing.T) {
	op, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = op.Shutdown() })
	p := newPlace(t, testdb.SQLite(t))
	doors := Open(p.Store, Flags{OIDC: OIDC{Issuer: op.Issuer(), Audience: op.ClientID, StaffClaim: "preferred_username"}})
	claims := func(change func(*staffClaims)) staffClaims {
		c := staffClaims{Username: "S1", RegisteredClaims: jwt.RegisteredClaims{Issuer: op.Issuer(), Subject: "1", Audience: jwt.ClaimStrings{op.ClientID},
			IssuedAt: jwt.NewNumericDate(p.now), ExpiresAt: jwt.NewNumericDate(p.now.Add(time.Hour))}}
		if change != nil {
			change(&c)
		}
		return c
	}
	signed := func(c staffClaims) string {
		t.Helper()
		token, err := op.Keypair.SignJWT(c)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
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
	if op.Keypair, err = mockoidc.RandomKeypair(2048); err != nil {
		t.Fatal(err)
	}
	old := good
	p.now = p.now.Add(keysKept)
	if _, err := doors.Bearer(t.Context(), old); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("a token of a key that was withdrawn a while ago: %v", err)
	}
	good = signed(claims(nil))
	if op.Keypair, err = mockoidc.RandomKeypair(2048); err != nil {
		t.Fatal(err)
	}
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
	op, err := mockoidc.NewServer(nil)
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	if err := op.AddMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			next.ServeHTTP(w, r)
		})
	}); err != nil {
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
	p := newPlace(t, testdb.SQLite(t))
	doors := Open(p.Store, Flags{OIDC: OIDC{Issuer: op.Issuer(), Audience: op.ClientID, StaffClaim: "preferred_username"}})
	claims := staffClaims{Username: "S1", RegisteredClaims: jwt.RegisteredClaims{Issuer: op.Issuer(), Subject: "1", Audience: jwt.ClaimStrings{op.ClientID},
		IssuedAt: jwt.NewNumericDate(p.now), ExpiresAt: jwt.NewNumericDate(p.now.Add(time.Hour))}}
	good, err := op.Keypair.SignJWT(claims)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := doors.Bearer(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	other, err := mockoidc.RandomKeypair(2048)
	if err != nil {
		t.Fatal(err)
	}
	forged, err := other.SignJWT(claims)
	if err != nil {
		t.Fatal(err)
	}
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
	doors := Open(p.Store, Flags{OIDC: OIDC{Issuer: op.Issuer(), Audience: op.ClientID, ClientSecret: op.ClientSecret, StaffClaim: "preferred_username"}})
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

func TestWithin(t *testing.T) {
	for path, want := range map[string]string{
		"/admin?tab=1#x": "/admin?tab=1#x", "": "/", "admin": "/", "//evil.invalid": "/", "https://evil.invalid/": "/", "/\\evil.invalid": "/",
		"/a\r\nSet-Cookie: x": "/", "javascript:alert(1)": "/", "/%2f/evil.invalid": "/", "///evil.invalid": "/",
	} {
		if got := Within(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
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
